//! The paths of the hosted pages and of the OAuth endpoints, each written once.
//!
//! **Source** Cognito "User pool endpoints and hosted UI reference"; names keep Cognito's capitals.

/// The sign-in page.
pub const LOGIN: &str = "/login";
/// Identifier-first: the password step.
pub const PASSWORD: &str = "/password";
/// Registration.
pub const SIGNUP: &str = "/signup";
/// Entry of the code that proves an address.
pub const CONFIRM: &str = "/confirm";
/// Asks for a new sign-up code.
pub const RESEND_CODE: &str = "/resendcode";
/// Target of the link in a confirmation e-mail.
pub const CONFIRM_USER: &str = "/confirmUser";
/// Asks for a password-reset code.
pub const FORGOT_PASSWORD: &str = "/forgotPassword";
/// Code and new password.
pub const CONFIRM_FORGOT_PASSWORD: &str = "/confirmforgotPassword";
/// A new password in place of a temporary one.
pub const NEW_PASSWORD: &str = "/newPassword";
/// Entry of the code that an authenticator app shows.
pub const SOFTWARE_TOKEN_MFA: &str = "/softwareTokenMfa";
/// Entry of the code that was sent to an e-mail address as second factor.
pub const EMAIL_OTP: &str = "/emailOtp";
/// Set-up of a second factor that the pool requires.
pub const MFA_SETUP: &str = "/mfaSetup";
/// "Continue as …" for a browser that is signed in.
pub const CONTINUE: &str = "/continue";
/// Says that a step succeeded.
pub const DONE: &str = "/done";
/// Ends the browser session.
pub const LOGOUT: &str = "/logout";
/// Says that the session was ended.
pub const SIGNED_OUT: &str = "/signedOut";
/// The error page.
pub const ERROR: &str = "/error";
/// Remembers the chosen language.
pub const LANGUAGE: &str = "/lang";

/// Authorization endpoint.
pub const AUTHORIZE: &str = "/oauth2/authorize";
/// Token endpoint.
pub const TOKEN: &str = "/oauth2/token";
/// UserInfo endpoint; the capital I is Cognito's.
pub const USER_INFO: &str = "/oauth2/userInfo";
/// Revocation endpoint.
pub const REVOKE: &str = "/oauth2/revoke";
/// Discovery, below the issuer `/<pool id>`.
pub const DISCOVERY: &str = "/.well-known/openid-configuration";
/// The same document by the name of RFC 8414: below the issuer, and before its path.
pub const OAUTH_METADATA: &str = "/.well-known/oauth-authorization-server";
/// Public signing keys, below the issuer `/<pool id>`.
pub const JWKS: &str = "/.well-known/jwks.json";

/// Scripts, wasm, styles.
pub const ASSETS: &str = "/assets/";

/// The designers' studio.
pub const STUDIO: &str = "/studio/";
/// Takes a link into the studio, and answers temporary credentials.
pub const STUDIO_SESSION: &str = "/studio/session";
/// The name of a link's secret behind the `#` of the studio's address.
pub const STUDIO_LINK: &str = "link";
