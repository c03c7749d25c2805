/** What an app client is set up with. */
export interface ClientSettings {
  /**
   * The issuer exactly as it stands in the tokens: the server's public URL, a slash, the pool id. Without a slash at the end.
   * @example "https://id.example.com/eu-central-1_Ab12Cd34e"
   */
  issuer: string;
  /** The id of a public app client: one without a secret. */
  clientId: string;
  /** Where the server sends the answer: one of the client's callback URLs, letter for letter. */
  redirectUri: string;
  /** Where to go on after `signOut`: one of the client's sign-out URLs. Without it the server shows its own page. */
  postLogoutRedirectUri?: string;
  /** Scopes, separated by spaces; `openid` among them. Default: `openid email profile`. */
  scope?: string;
  /**
   * Where tokens are kept. `memory` (default): no other script can read them out of storage, and a reload forgets them; the
   * next `signIn` returns at once while the server's own session lasts. `session`: sessionStorage, which a reload survives
   * and which any script on the page can read.
   */
  store?: "memory" | "session";
  /**
   * How far the clocks of browser and server may be apart, in whole seconds, beyond what the token endpoint's `Date` tells.
   * Default: 60.
   */
  leeway?: number;
  /** A `fetch` of your own, for tests or for a proxy. Default: the browser's. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** What one sign-in asks for. */
export interface SignInOptions {
  /** Fills in the user name: an e-mail address, say. */
  loginHint?: string;
  /**
   * `none`: answer without a page, with `login_required` where nobody is signed in. `login`: ask for the password again.
   * `select_account`: offer other accounts.
   */
  prompt?: "none" | "login" | "select_account" | "consent" | (string & {});
  /** The language of the pages, as in `de` or `pt-BR`. */
  lang?: string;
  /** How strongly the person must prove who they are (`acr_values`). */
  acr?: string;
  /** Where the app wants to go on: `handleRedirect` gives it back. It does not leave the browser. */
  returnTo?: string;
  /** More parameters of the authorization request, such as `identity_provider`. The library's own cannot be replaced. */
  extra?: Record<string, string>;
}

/** What one sign-out asks for. */
export interface SignOutOptions {
  /** Where to go on instead of `postLogoutRedirectUri`. */
  returnTo?: string;
}

/** The claims of a verified ID token. Times are in seconds since 1970. */
export interface User {
  /** Who: never reassigned, unique for the issuer. */
  sub: string;
  iss: string;
  aud: string | string[];
  exp: number;
  iat: number;
  auth_time?: number;
  email?: string;
  email_verified?: boolean;
  name?: string;
  "cognito:username"?: string;
  "cognito:groups"?: string[];
  [claim: string]: unknown;
}

/** A completed sign-in. */
export interface SignedIn {
  user: User;
  /** The `returnTo` that `signIn` was given. */
  returnTo?: string;
}

/** What a `LoggiaError` is about. */
export type LoggiaErrorCode =
  /** A setting or option is not usable; `description` says which. Or the page is neither https nor localhost. */
  | "invalid_options"
  /**
   * The page cannot load or reach what it must: the wasm file is not where `description` says, or the page's
   * Content-Security-Policy blocks it or the server. Trying again is in vain.
   */
  | "setup_failed"
  /**
   * The issuer does not publish what it must; most often `issuer` is not written as the server writes it. `description` has
   * the address, or the issuer as the server writes it.
   */
  | "discovery_failed"
  /** The answer belongs to no sign-in that this tab began in the last ten minutes, or it was used before. */
  | "invalid_state"
  /** The answer came from another issuer, or names none although the issuer says that its answers do (RFC 9207). */
  | "invalid_issuer"
  /** The server could not complete the sign-in; `error` and `description` are its words, such as `access_denied`. */
  | "authorization_error"
  /** Nobody is signed in, or the session is over: call `signIn`. */
  | "login_required"
  /** The token endpoint refused; `error` and `description` are its words. */
  | "token_refused"
  /** The ID token failed a check; `description` says which. */
  | "invalid_id_token"
  /** No answer, or one that says to come back later. The session is kept: try again. */
  | "temporarily_unavailable"
  /** The browser does not let this page use sessionStorage. */
  | "storage_unavailable";

/** Every way in which a call of this library fails. `message` is in plain English, for people. */
export class LoggiaError extends Error {
  readonly name: "LoggiaError";
  readonly code: LoggiaErrorCode;
  /** The server's `error`, where it sent one. */
  readonly error?: string;
  /** The server's `error_description`, which check failed, or which address could not be reached: for developers. */
  readonly description?: string;
  /** What the browser said where nothing came back. */
  readonly cause?: unknown;
}

/** One app client. Create it once, beside your app's entry: tokens in memory live in it. */
export interface Client {
  /** Leaves for the sign-in page. */
  signIn(options?: SignInOptions): Promise<void>;
  /** Leaves for the registration page, which ends signed in as `signIn` does. */
  signUp(options?: SignInOptions): Promise<void>;
  /**
   * Completes a sign-in when the page's address, or `url`, holds the server's answer; otherwise resolves to `undefined` and
   * leaves the address as it is. Takes the answer out of the address. Called again meanwhile, it gives the same promise: the code is redeemed once.
   */
  handleRedirect(url?: string): Promise<SignedIn | undefined>;
  /**
   * An access token with at least `minValidity` seconds left (default 30), refreshed when it must be. Calls at the same time
   * share one refresh. `Infinity` refreshes always. Without a refresh token it is handed out until its end, and one whose life
   * the server does not tell has no end.
   */
  accessToken(options?: { minValidity?: number }): Promise<string>;
  /** Who is signed in: the claims of the ID token, verified when it came; `undefined` when nobody is. */
  user(): Promise<User | undefined>;
  /**
   * Forgets the tokens, revokes the refresh token as far as the server can be reached, and leaves for its sign-out page, with
   * the parameters of OpenID Connect (`post_logout_redirect_uri`, `id_token_hint`) and with Cognito's. Where the server cannot
   * be reached, it fails with `temporarily_unavailable`: nobody is signed in here any more, but the server's session lives on.
   */
  signOut(options?: SignOutOptions): Promise<void>;
}

/** A client. Nothing is loaded or checked before its first call; wrong settings refuse that call. */
export function createClient(settings: ClientSettings): Client;
