//! The form of `/login`.

use super::page_request::PageRequest;
use domain::refusal::{Credentials, Refusal};
use engine::refusal::{Place, mask, words};
use shapes::idp::AuthFlowType;
use wire::{
    screen::{Identifier, Message, Screen, SignIn},
    text::Text,
};

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

/// What is said of wrong credentials under the form, which may ask for no password.
fn wrong_credentials(page_request: &PageRequest) -> Text {
    if page_request.client.allows(AuthFlowType::UserAuth) {
        return Text::AlertNoSignIn;
    }
    match page_request.pool.identifier() {
        Identifier::Email => Text::AlertCredentialsEmail,
        Identifier::Phone => Text::AlertCredentialsPhone,
        Identifier::EmailOrPhone => Text::AlertCredentialsAddress,
        Identifier::Username | Identifier::Any => Text::AlertCredentials,
    }
}

/// The form for a person who may not sign in, with what is said of it.
pub(super) fn with_refusal(
    page_request: &PageRequest,
    username: &str,
    refusal: &Refusal,
) -> Screen {
    let masked = mask(refusal.clone(), true);
    let mut words = words(&masked);
    if masked == Credentials::Wrong.into() {
        words.text = wrong_credentials(page_request).into();
    }
    let mut form = screen(page_request, username.to_owned());
    match words.place {
        Place::Username => form.username_error = Some(words.text),
        Place::Password => form.password_error = Some(words.text),
        Place::Alert | Place::Code | Place::Attribute => form.alert = Some(words.text),
    }
    Screen::SignIn(form)
}
