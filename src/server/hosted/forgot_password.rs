//! `/forgotPassword`: sends a code to whoever forgot the password. Whether there is such a person is never told.

use super::{
    confirm_forgot_password::asking,
    kept, pace,
    sign_in::{identifier, need},
    sign_up::shown,
    visit::Visit,
};
use crate::{
    api::Fault,
    app::App,
    drive,
    refusal::{self, Place},
};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use domain::recover::Forgot;
use wire::{
    screen::{ForgotPassword, Message, ResetPassword, Screen},
    text::Text,
};

/// Asks whose password.
pub(super) async fn get(State(app): State<App>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let visit = Visit::open(&app, &parts).await?;
    let asked = visit.sound()?;
    let hint = asked.login_hint.clone().unwrap_or_default();
    let screen = kept::open(&visit).unwrap_or_else(|| Screen::ForgotPassword(screen(&visit, hint)));
    Ok(visit.draw(StatusCode::OK, screen))
}

/// Sends the code and asks for it.
pub(super) async fn post(State(app): State<App>, request: Request) -> Result<Response, Response> {
    let (visit, form) = Visit::post(&app, request).await?;
    visit.sound()?;
    let username = identifier(&form);
    let mut screen = screen(&visit, username.clone());
    if username.is_empty() {
        screen.username_error = Some(need(visit.pool.identifier()).into());
        return Ok(visit.show(Screen::ForgotPassword(screen)));
    }
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
        &app,
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
            let (place, message) = refusal::to_screen(&refused);
            match place {
                Place::Username => screen.username_error = Some(message),
                Place::Alert | Place::Password | Place::Code | Place::Attribute => {
                    screen.alert = Some(message)
                }
            }
            Ok(visit.show(Screen::ForgotPassword(screen)))
        }
        Err(fault) => Err(visit.failed(&fault)),
    }
}

fn screen(visit: &Visit, username: String) -> ForgotPassword {
    ForgotPassword {
        identifier: visit.pool.identifier(),
        username,
        alert: None,
        username_error: None,
    }
}
