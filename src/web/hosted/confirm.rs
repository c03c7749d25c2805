//! `/confirm`: the code that proves the address of a registration.

use super::{
    sign_in::identifier,
    sign_up,
    visit::{Form, Visit},
};
use crate::{
    refusal::{self, Place},
    site::Site,
};
use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{secret::Secret, sign_up::Confirm};
use engine::{drive, fault::Fault, refusal::mask};
use wire::{
    screen::{ConfirmSignUp, Screen},
    text::Text,
};

/// Takes the code.
pub(super) async fn post(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (visit, form) = Visit::post(&site, request).await?;
    visit.sound()?;
    let username = identifier(&form);
    let code = typed_code(&form);
    let mut screen = kept(&visit, &username);
    screen.code.clone_from(&code);
    if code.is_empty() {
        screen.code_error = Some(Text::NeedCode.into());
        return Ok(visit.show(Screen::ConfirmSignUp(screen)));
    }
    let machine = Confirm::new(username.clone(), Secret::from(code), false);
    match drive::run(&visit.cx, &visit.pool, Some(&visit.client), machine).await {
        Ok(_) => Ok(visit.show(sign_up::done(&visit, &username))),
        Err(Fault::Refused(refused)) => {
            visit.note(&refused);
            let (place, message) = refusal::to_screen(&mask(refused, true));
            match place {
                Place::Code => screen.code_error = Some(message),
                Place::Alert | Place::Username | Place::Password | Place::Attribute => {
                    screen.alert = Some(message)
                }
            }
            Ok(visit.show(Screen::ConfirmSignUp(screen)))
        }
        Err(fault) => Err(visit.failed(&fault)),
    }
}

/// The code of a form.
pub(super) fn typed_code(form: &Form) -> String {
    digits(form.get("code").map(String::as_str).unwrap_or(""))
}

/// The digits of a code as people paste it: `123 456`, `123-456`.
pub(super) fn digits(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .take(64)
        .collect()
}

/// The page as it was kept, without what was wrong before.
fn kept(visit: &Visit, username: &str) -> ConfirmSignUp {
    let before = match super::kept::open(visit) {
        Some(Screen::ConfirmSignUp(before)) if before.username == username => Some(before),
        Some(_) | None => None,
    };
    let (delivery, resend_in_seconds) = before.map_or((None, 0), |before| {
        (before.delivery, before.resend_in_seconds)
    });
    ConfirmSignUp {
        delivery,
        resend_in_seconds,
        ..sign_up::asking(username.to_owned())
    }
}
