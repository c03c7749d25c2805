//! The form of `/login`.

use super::page_request::PageRequest;
use shapes::idp::AuthFlowType;
use wire::screen::{Message, Screen, SignIn};

/// The empty form.
pub(super) fn screen(page_request: &PageRequest, username: String) -> SignIn {
    SignIn {
        identifier: page_request.pool.identifier(),
        username,
        // Choice-based sign-in asks who first and how second.
        identifier_first: page_request.client.allows(AuthFlowType::UserAuth),
        alert: None,
        username_error: None,
        password_error: None,
    }
}

/// The form with an alert above it.
pub(super) fn with_alert(page_request: &PageRequest, username: &str, alert: Message) -> Screen {
    Screen::SignIn(SignIn {
        alert: Some(alert),
        ..screen(page_request, username.to_owned())
    })
}
