//! The form of the OAuth endpoints' answers: JSON, never stored, readable by any origin.

use crate::refusal::oauth_error;
use engine::{
    fault::Fault,
    keys,
    request::{self, FailedGuess},
};

use axum::{
    Json,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{oauth::OAuthError, refusal::Refusal};
use serde_json::json;
use wire::oauth::ErrorCode;

/// The answer to a refusal at an endpoint.
pub fn refuse(refusal: Refusal) -> Response {
    Failed::from(refusal).into_response()
}

/// Why an endpoint refused a request.
#[derive(Debug)]
pub(super) enum Failed {
    /// A rule of OAuth said no.
    OAuth(OAuthError),
    /// A client that did not use the `Authorization` header was refused at the token endpoint: 400 as Cognito answers,
    /// without a challenge, at which a browser would ask the person for a password.
    Plain(OAuthError),
    /// Anything else.
    Fault(Fault),
}

impl Failed {
    /// The same failure, answered without a challenge for credentials.
    pub(super) fn plain(self) -> Self {
        match self {
            Self::OAuth(error) | Self::Plain(error) => Self::Plain(error),
            Self::Fault(fault @ Fault::Refused(_)) => Self::Plain(oauth_error(&fault)),
            Self::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<OAuthError> for Failed {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Fault(refusal.into())
    }
}

domain::from_notions!(Failed);

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<keys::Error> for Failed {
    fn from(error: keys::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let error = match &self {
            Self::OAuth(error) | Self::Plain(error) => error.clone(),
            Self::Fault(fault) => oauth_error(fault),
        };
        let plain = matches!(self, Self::Plain(_));
        let status = match error.error {
            ErrorCode::InvalidClient if plain => StatusCode::BAD_REQUEST,
            code => status(code),
        };
        // Amplify reads `error_message`, OIDC libraries `error_description`.
        let body = json!({
            "error": error.error.as_str(), "error_description": error.description, "error_message": error.description
        });
        let mut response = json_answer(status, &body);
        if error.error == ErrorCode::InvalidClient && !plain {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Basic realm=\"loggia\""),
            );
        }
        if error.error == ErrorCode::InvalidClient {
            response.extensions_mut().insert(FailedGuess);
        }
        response
    }
}

/// The HTTP status of an error.
///
/// **Source** RFC 6749 §5.2, RFC 6750 §3.1.
pub(super) const fn status(error: ErrorCode) -> StatusCode {
    match error {
        ErrorCode::InvalidClient | ErrorCode::InvalidToken => StatusCode::UNAUTHORIZED,
        ErrorCode::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::TemporarilyUnavailable => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::InvalidRequest
        | ErrorCode::InvalidGrant
        | ErrorCode::UnauthorizedClient
        | ErrorCode::UnsupportedGrantType
        | ErrorCode::UnsupportedResponseType
        | ErrorCode::InvalidScope
        | ErrorCode::InvalidTarget
        | ErrorCode::RequestNotSupported
        | ErrorCode::RequestUriNotSupported
        | ErrorCode::UnsupportedTokenType
        | ErrorCode::LoginRequired
        | ErrorCode::AccessDenied => StatusCode::BAD_REQUEST,
    }
}

/// A JSON answer that nobody stores and every origin may read.
pub(super) fn json_answer(status: StatusCode, body: &serde_json::Value) -> Response {
    let mut response = (status, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    open(headers);
    response
}

/// Marks an answer as readable by every origin; no credentials are involved.
pub fn open(headers: &mut HeaderMap) {
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("WWW-Authenticate, x-amzn-RequestId, Date"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
}

/// Answers a browser's preflight.
pub(super) async fn preflight(headers: HeaderMap) -> Response {
    let mut response = request::preflight(&headers, "GET, POST, OPTIONS");
    open(response.headers_mut());
    response
}
