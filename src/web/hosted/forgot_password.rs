//! `/forgotPassword`: sends a code to whoever forgot the password. The answer never tells whether there is such a person.

use super::{
    confirm_forgot_password::asking,
    identifier_form,
    page_request::{Form, PageRequest},
    resend_cooldown,
    sign_up::screen_delivery,
};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::recover;
use wire::{
    screen::{ForgotPassword, IdentifierForm, Message, ResetPassword, Screen},
    text::Text,
};

/// Shows the form that asks for the identifier of an account.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    identifier_form::get(&site, request, screen).await
}

/// Sends the code and asks for it.
pub(super) async fn post(page_request: PageRequest, form: Form) -> Result<Response, Response> {
    let username = identifier_form::read(&page_request, &form, screen)?;
    // The page that asks for the code sends another one by posting here.
    let before = match page_request.last_screen() {
        Some(Screen::ResetPassword(before)) if before.username == username => Some(before),
        Some(_) | None => None,
    };
    if !resend_cooldown::may_send(&page_request, "forgot", &username).await? {
        let alert = Some(Text::AlertTooManyTries.into());
        return Ok(page_request.show(match before {
            Some(before) => Screen::ResetPassword(ResetPassword {
                alert,
                notice: None,
                code_error: None,
                password_error: None,
                ..before
            }),
            // Somebody else may have asked a moment ago: who has the code must come to the form that takes it.
            None => Screen::ResetPassword(ResetPassword {
                resend_in_seconds: resend_cooldown::SECONDS,
                alert,
                ..asking(&page_request, username)
            }),
        }));
    }
    let decision = recover::ForgotPassword {
        username: username.clone(),
    };
    let delivery = identifier_form::decide(&page_request, &username, &decision, screen).await?;
    let sent = |_| Message::with(Text::CodeSent, "destination", delivery.destination.clone());
    Ok(page_request.show(Screen::ResetPassword(ResetPassword {
        delivery: Some(screen_delivery(&delivery)),
        resend_in_seconds: resend_cooldown::SECONDS,
        notice: before.map(sent),
        ..asking(&page_request, username)
    })))
}

/// The page with its form.
pub(super) fn screen(_: &PageRequest, identifier_form: IdentifierForm) -> Screen {
    ForgotPassword(identifier_form).into()
}
