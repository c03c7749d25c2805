//! What a fault is called at an OAuth endpoint; `engine/refusal/` has the words of every refusal.

use domain::oauth::OAuthError;
use engine::{fault::Fault, refusal::words};
use wire::oauth::ErrorCode;

/// The OAuth error of a fault; what is not a refusal is logged and becomes `server_error`.
pub(crate) fn oauth_error(fault: &Fault) -> OAuthError {
    match fault {
        Fault::Refused(refusal) => {
            let words = words(refusal);
            OAuthError::new(words.oauth, words.message)
        }
        Fault::Protocol(_, text) => OAuthError::invalid_request(text.clone()),
        Fault::Store(store::Error::Conflict(conflict)) => {
            tracing::warn!(%conflict, "a change lost every race for its row");
            OAuthError::new(
                ErrorCode::TemporarilyUnavailable,
                "Too many requests. Try again in a moment.",
            )
        }
        Fault::Store(error) => {
            tracing::error!(%error, "the store failed");
            OAuthError::new(
                ErrorCode::ServerError,
                "Something failed here and was logged.",
            )
        }
        Fault::Internal(text) => {
            tracing::error!(error = text, "an endpoint failed");
            OAuthError::new(
                ErrorCode::ServerError,
                "Something failed here and was logged.",
            )
        }
    }
}
