//! The words of OAuth 2.0 and OpenID Connect that more than one crate writes or reads.

/// The parameters of an authorization request, which travel in the query of every hosted page until the code is issued.
///
/// **Shape** names as on the wire, in the order in which they are written again.
/// **Source** RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1, Cognito "Authorize endpoint".
pub const AUTHORIZE_PARAMETERS: &[&str] = &[
    "response_type",
    "response_mode",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "login_hint",
    "id_token_hint",
    "lang",
    "ui_locales",
    "max_age",
    "identity_provider",
    "idp_identifier",
    "resource",
    "acr_values",
];

/// An error code of an OAuth or OpenID Connect endpoint.
///
/// **Source** RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, RFC 7009 §2.2.1, RFC 8707 §2, OpenID Connect Core §3.1.2.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest,
    /// The client is unknown or did not authenticate.
    InvalidClient,
    /// The code or refresh token is unknown, used, expired, or not this client's.
    InvalidGrant,
    /// The client may not use this grant or response type.
    UnauthorizedClient,
    /// The grant type is not one this server knows.
    UnsupportedGrantType,
    /// The response type is not one this server knows.
    UnsupportedResponseType,
    /// A scope is unknown or not the client's.
    InvalidScope,
    /// The resource is unknown, or not the one that was granted.
    InvalidTarget,
    /// `request`: parameters in a signed object are not supported.
    RequestNotSupported,
    /// `request_uri`: parameters at an address are not supported.
    RequestUriNotSupported,
    /// The access token is malformed, expired or revoked.
    InvalidToken,
    /// The token presented for revocation is of a kind that cannot be revoked.
    UnsupportedTokenType,
    /// `prompt=none` and nobody is signed in.
    LoginRequired,
    /// The person refused.
    AccessDenied,
    /// Something failed here.
    ServerError,
    /// Too busy; try again.
    TemporarilyUnavailable,
}

impl ErrorCode {
    /// The code as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::InvalidToken => "invalid_token",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::LoginRequired => "login_required",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }
}
