//! `/resendcode`: another sign-up code, from the confirmation page or for somebody who lost it.

use super::{kept, pace, sign_up, whose};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::sign_up::Resend;
use engine::{drive, fault::Fault};
use wire::{
    screen::{ConfirmSignUp, Message, ResendCode, Screen, Whose},
    text::Text,
};

/// Asks whose code.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    whose::get(&site, request, screen).await
}

/// Sends it and asks for it.
pub(super) async fn post(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (visit, username) = whose::read(&site, request, screen).await?;
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
            Some(_) | None => screen(Whose {
                alert,
                ..whose::asking(&visit, username)
            }),
        }));
    }
    match drive::run(
        &visit.cx,
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
            Ok(visit.show(screen(whose::refused(&visit, username, &refused))))
        }
        Err(fault) => Err(visit.failed(&fault)),
    }
}

/// The page with its form.
pub(super) fn screen(whose: Whose) -> Screen {
    ResendCode(whose).into()
}
