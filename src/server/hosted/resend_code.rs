//! `/resendcode`: another sign-up code, from the confirmation page or for somebody who lost it.

use super::{
    kept, pace,
    sign_in::{identifier, need},
    sign_up,
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
use domain::sign_up::Resend;
use wire::{
    screen::{ConfirmSignUp, Message, ResendCode, Screen},
    text::Text,
};

/// Asks whose code.
pub(super) async fn get(State(app): State<App>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let visit = Visit::open(&app, &parts).await?;
    let asked = visit.sound()?;
    let hint = asked.login_hint.clone().unwrap_or_default();
    let screen = kept::open(&visit).unwrap_or_else(|| Screen::ResendCode(screen(&visit, hint)));
    Ok(visit.draw(StatusCode::OK, screen))
}

/// Sends it and asks for it.
pub(super) async fn post(State(app): State<App>, request: Request) -> Result<Response, Response> {
    let (visit, form) = Visit::post(&app, request).await?;
    visit.sound()?;
    let username = identifier(&form);
    let mut screen = screen(&visit, username.clone());
    if username.is_empty() {
        screen.username_error = Some(need(visit.pool.identifier()).into());
        return Ok(visit.show(Screen::ResendCode(screen)));
    }
    if !pace::may_send(&visit, "sign_up", &username)
        .await
        .map_err(|error| visit.failed(&error.into()))?
    {
        let alert = Some(Text::AlertTooManyTries.into());
        return Ok(visit.show(match kept::last(&visit) {
            Some(Screen::ConfirmSignUp(before)) if before.username == username => {
                Screen::ConfirmSignUp(ConfirmSignUp {
                    alert,
                    notice: None,
                    code_error: None,
                    ..before
                })
            }
            // Somebody else may have asked a moment ago: who has the code must come to the form that takes it.
            Some(_) | None if !sign_up::confirms_by_link(&visit.pool) => {
                Screen::ConfirmSignUp(ConfirmSignUp {
                    resend_in_seconds: pace::SECONDS,
                    alert,
                    ..sign_up::asking(username)
                })
            }
            Some(_) | None => Screen::ResendCode(ResendCode { alert, ..screen }),
        }));
    }
    match drive::run(
        &app,
        &visit.pool,
        Some(&visit.client),
        Resend::new(username.clone()),
    )
    .await
    {
        Ok(delivery) => {
            let notice = Message::with(Text::CodeSent, "destination", delivery.destination.clone());
            Ok(visit.show(sign_up::sent(&visit, username, &delivery, Some(notice))))
        }
        Err(Fault::Refused(refused)) => {
            let (place, message) = refusal::to_screen(&refused);
            match place {
                Place::Username => screen.username_error = Some(message),
                Place::Alert | Place::Password | Place::Code | Place::Attribute => {
                    screen.alert = Some(message)
                }
            }
            Ok(visit.show(Screen::ResendCode(screen)))
        }
        Err(fault) => Err(visit.failed(&fault)),
    }
}

/// The form.
pub(super) fn screen(visit: &Visit, username: String) -> ResendCode {
    ResendCode {
        identifier: visit.pool.identifier(),
        username,
        alert: None,
        username_error: None,
    }
}
