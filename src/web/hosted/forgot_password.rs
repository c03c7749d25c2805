//! `/forgotPassword`: sends a code to whoever forgot the password. Whether there is such a person is never told.

use super::{confirm_forgot_password::asking, kept, pace, sign_up::shown, whose};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::recover::Forgot;
use engine::{drive, fault::Fault};
use wire::{
    screen::{ForgotPassword, Message, ResetPassword, Screen, Whose},
    text::Text,
};

/// Asks whose password.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    whose::get(&site, request, screen).await
}

/// Sends the code and asks for it.
pub(super) async fn post(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (visit, username) = whose::read(&site, request, screen).await?;
    // The page that asks for the code sends another one by posting here.
    let before = match kept::last(&visit) {
        Some(Screen::ResetPassword(before)) if before.username == username => Some(before),
        Some(_) | None => None,
    };
    if !pace::may_send(&visit, "forgot", &username)
        .await
        .map_err(|error| visit.failed(&error.into()))?
    {
        let alert = Some(Text::AlertTooManyTries.into());
        return Ok(visit.show(match before {
            Some(before) => Screen::ResetPassword(ResetPassword {
                alert,
                notice: None,
                code_error: None,
                password_error: None,
                ..before
            }),
            // Somebody else may have asked a moment ago: who has the code must come to the form that takes it.
            None => Screen::ResetPassword(ResetPassword {
                resend_in_seconds: pace::SECONDS,
                alert,
                ..asking(&visit, username)
            }),
        }));
    }
    match drive::run(
        &visit.cx,
        &visit.pool,
        Some(&visit.client),
        Forgot::new(username.clone()),
    )
    .await
    {
        Ok(delivery) => {
            let notice = before.map(|_| {
                Message::with(Text::CodeSent, "destination", delivery.destination.clone())
            });
            Ok(visit.show(Screen::ResetPassword(ResetPassword {
                delivery: Some(shown(&delivery)),
                resend_in_seconds: pace::SECONDS,
                notice,
                ..asking(&visit, username)
            })))
        }
        Err(Fault::Refused(refused)) => {
            Ok(visit.show(screen(whose::refused(&visit, username, &refused))))
        }
        Err(fault) => Err(visit.failed(&fault)),
    }
}

/// The page with its form.
pub(super) fn screen(whose: Whose) -> Screen {
    ForgotPassword(whose).into()
}
