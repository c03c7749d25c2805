//! The error page: something is wrong with the request itself.

use super::{Add, Kind, Message};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::Error`](super::Screen::Error).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorPage {
    /// The heading.
    pub heading: Message,
    /// What happened and what to do.
    pub lead: Message,
    /// The code for whoever supports the app, such as `redirect_mismatch`.
    pub code: String,
    /// The id under which the server logged it.
    pub request_id: String,
    /// Where one can start again keeping the authorization request, if it is sound.
    pub restart: Option<String>,
}

impl Kind for ErrorPage {
    const PATH: &'static str = route::ERROR;
    const LASTS: bool = false;

    fn samples(add: &mut Add<'_, Self>) {
        add(
            "error-too-many",
            ErrorPage {
                heading: Text::ErrorTooManyTitle.into(),
                lead: Message::with(Text::ErrorTooMany, "minutes", "7"),
                code: "too_many_requests".to_owned(),
                request_id: "2f6c1f5e-1f0e-4f64-9e6e-6c0f3a1d8b7a".to_owned(),
                restart: None,
            },
        );
        for (name, heading, lead, code) in [
            (
                "error-redirect",
                Text::ErrorTitle,
                Text::ErrorRedirectMismatch,
                "redirect_mismatch",
            ),
            (
                "error-client",
                Text::ErrorTitle,
                Text::ErrorUnknownClient,
                "unauthorized_client",
            ),
            (
                "error-expired",
                Text::ErrorExpiredTitle,
                Text::ErrorExpired,
                "expired",
            ),
            (
                "error-forgery",
                Text::ErrorTitle,
                Text::ErrorForgery,
                "csrf",
            ),
            (
                "error-server",
                Text::ErrorTitle,
                Text::ErrorServer,
                "server_error",
            ),
        ] {
            let sound = matches!(lead, Text::ErrorExpired | Text::ErrorForgery);
            add(
                name,
                ErrorPage {
                    heading: heading.into(),
                    lead: lead.into(),
                    code: code.to_owned(),
                    request_id: "2f6c1f5e-1f0e-4f64-9e6e-6c0f3a1d8b7a".to_owned(),
                    restart: sound.then(|| "/login?client_id=1".to_owned()),
                },
            );
        }
    }
}
