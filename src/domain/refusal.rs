//! Every way in which Loggia says *no*: which rule failed, never the words of an answer.
//!
//! `engine/refusal.rs` turns each into Cognito's exception, OAuth's error, or a text of the pages.

use crate::{message::Channel, trigger::Outage};

/// A rule that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    // What exists
    /// No such pool.
    PoolUnknown(String),
    /// No such app client.
    ClientUnknown(String),
    /// No such user. Masked where the client hides user existence.
    UserUnknown,
    /// The user name is taken.
    UsernameTaken,
    /// The attribute that is the user name is taken: `email`, `phone_number`.
    AttributeTaken(String),
    /// Another user's verified alias: `email`, `phone_number`, `preferred_username`.
    AliasTaken(String),

    // Who asks
    /// The client has a secret, and no secret hash came.
    SecretHashMissing(String),
    /// The secret hash is wrong.
    SecretHashWrong(String),
    /// The client's secret is wrong or missing.
    ClientSecretWrong,
    /// The access token is malformed, of another pool, or not an access token.
    AccessTokenInvalid,
    /// The access token has expired.
    AccessTokenExpired,
    /// The access token was revoked.
    AccessTokenRevoked,
    /// The access token lacks `aws.cognito.signin.user.admin`.
    AccessTokenScope,

    // Sign-in
    /// Wrong password, wrong proof, or a user who must not be told apart from one.
    CredentialsWrong,
    /// Too many wrong passwords; wait.
    LockedOut,
    /// The account is disabled.
    UserDisabled,
    /// The sign-up was never confirmed.
    NotConfirmed,
    /// An administrator or an import asks for a new password first.
    ResetRequired,
    /// The temporary password is too old.
    TemporaryPasswordExpired,
    /// The client does not allow this flow.
    FlowNotEnabled(String),
    /// The flow's own name is not one this build knows, or not one for this entry.
    FlowUnknown(String),
    /// A parameter or answer that must come did not.
    ParameterMissing(String),
    /// A parameter's value cannot be right: name, and what it must be.
    ParameterInvalid(String, String),
    /// The flow token is unknown, was used, or belongs to another client.
    FlowTokenInvalid,
    /// The flow token is too old.
    FlowTokenExpired,
    /// A second factor is required, and this pool and user have none that could be asked.
    NoSecondFactor,
    /// The code is not what the user's authenticator app shows.
    SoftwareTokenWrong,
    /// The code, or a later one of the same authenticator app, counted before.
    SoftwareTokenUsed,
    /// Too many codes of an authenticator app were wrong: the sign-in is over.
    SoftwareTokenTriesSpent,
    /// The answer names another challenge than the one asked.
    ChallengeMismatch,
    /// SRP's `A` is 0 mod N or is not hex.
    SrpInvalid,

    // Refresh and revocation
    /// The refresh token is unknown or not this client's.
    RefreshTokenInvalid,
    /// It has expired.
    RefreshTokenExpired,
    /// It was revoked.
    RefreshTokenRevoked,
    /// It was rotated away and its grace has passed.
    RefreshTokenReused,
    /// The client does not issue revocable tokens.
    RevocationDisabled,
    /// The token is not a refresh token.
    TokenNotRevocable,
    /// The token is another client's.
    TokenNotYours,

    // Sign-up, codes, recovery
    /// Only administrators create users here.
    SignUpClosed,
    /// A parameter breaks a rule of the user name: the complete reason.
    UsernameInvalid(String),
    /// The password breaks a rule of the policy: the complete reason.
    PasswordPolicy(String),
    /// The password was used before.
    PasswordReused,
    /// An attribute breaks the schema: attribute, reason.
    AttributeInvalid(String, String),
    /// An e-mail address or phone number is malformed: `Invalid email address format.`, `Invalid phone number format.`
    AddressInvalid(Channel),
    /// The client may not write this attribute.
    AttributeNotWritable(String),
    /// The code is wrong.
    CodeWrong,
    /// The code is too old, was superseded, or none was asked for.
    CodeExpired,
    /// Too many tries at a limited action.
    TooManyTries,
    /// The user is confirmed already.
    AlreadyConfirmed,
    /// The user's status forbids confirming: the status.
    CannotConfirm(String),
    /// No address to send a code to.
    NoDeliveryTarget,
    /// No verified address to recover by.
    NoRecovery,
    /// Only an administrator can recover this account.
    RecoveryByAdministrator,
    /// The status forbids a reset.
    ResetNotAllowed,
    /// The status forbids repeating the invitation.
    UnsupportedUserState(String),
    /// There is nowhere to send this kind of message.
    DeliveryUnavailable(Channel),

    // Enrolment of second factors
    /// The pool has no authenticator apps.
    SoftwareTokenNotAllowed,
    /// No secret was fetched for an authenticator app.
    SoftwareTokenNotAssociated,
    /// The code does not prove that an authenticator app has the secret.
    SoftwareTokenNotProved,
    /// No code has proved yet that an authenticator app has the secret.
    SoftwareTokenUnverified,
    /// A choice among second factors breaks a rule: the complete reason.
    MfaPreferenceInvalid(String),

    // Configuration
    /// A setting breaks a rule: the complete reason.
    SettingInvalid(String),
    /// Deleting is refused while something depends on it: the complete reason.
    InUse(String),
    /// The domain is taken.
    DomainTaken(String),
    /// The client's OAuth flows contradict each other: the complete reason.
    OAuthFlowInvalid(String),
    /// A custom scope does not exist.
    ScopeUnknown(String),
    /// A `ListUsers` filter, attribute or paging token that cannot be read: the complete reason.
    ListInvalid(String),

    // Functions
    /// A function said no: the trigger's name, the function's own words.
    TriggerRefused(&'static str, String),
    /// A function said nothing: the trigger's name, why.
    TriggerUnavailable(&'static str, Outage),
    /// What a function said cannot be read.
    TriggerAnswerInvalid,

    // Load
    /// Too much work is waiting.
    Busy,
}
