//! `/confirmforgotPassword`: code and new password.

use super::{confirm::typed_code, sign_in::identifier, visit::Visit};
use crate::{
    refusal::{self, Place},
    site::Site,
};
use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{password, recover::Reset, secret::Secret};
use engine::{drive, fault::Fault, refusal::mask};
use wire::{
    route,
    screen::{Done, ResetPassword, Screen},
    text::Text,
};

/// Sets the new password.
pub(super) async fn post(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (visit, form) = Visit::post(&site, request).await?;
    visit.sound()?;
    let username = identifier(&form);
    let (code, typed) = (
        typed_code(&form),
        form.get("password").cloned().unwrap_or_default(),
    );
    let mut screen = kept(&visit, &username);
    screen.code.clone_from(&code);
    if code.is_empty() {
        screen.code_error = Some(Text::NeedCode.into());
    }
    if typed.is_empty() {
        screen.password_error = Some(Text::NeedPassword.into());
    }
    if screen.code_error.is_some() || screen.password_error.is_some() {
        return Ok(visit.show(Screen::ResetPassword(screen)));
    }
    let machine = Reset::new(username.clone(), Secret::from(code), Secret::from(typed));
    match drive::run(&visit.cx, &visit.pool, Some(&visit.client), machine).await {
        Ok(()) => Ok(visit.show(Screen::Done(Done {
            heading: Text::PasswordChangedTitle.into(),
            lead: Text::PasswordChangedLead.into(),
            next: Some(visit.at_with(route::LOGIN, "login_hint", &username)),
        }))),
        Err(Fault::Refused(refused)) => {
            visit.note(&refused);
            let (place, message) = refusal::to_screen(&mask(refused, true));
            match place {
                Place::Code => screen.code_error = Some(message),
                Place::Password => screen.password_error = Some(message),
                Place::Alert | Place::Username | Place::Attribute => screen.alert = Some(message),
            }
            Ok(visit.show(Screen::ResetPassword(screen)))
        }
        Err(fault) => Err(visit.failed(&fault)),
    }
}

/// The page as it was kept, without what was wrong before.
fn kept(visit: &Visit, username: &str) -> ResetPassword {
    let before = match super::kept::open(visit) {
        Some(Screen::ResetPassword(before)) if before.username == username => Some(before),
        Some(_) | None => None,
    };
    let (delivery, resend_in_seconds) = before.map_or((None, 0), |before| {
        (before.delivery, before.resend_in_seconds)
    });
    ResetPassword {
        delivery,
        resend_in_seconds,
        ..asking(visit, username.to_owned())
    }
}

/// The page that asks for code and password of this name, with nothing typed and nothing said.
pub(super) fn asking(visit: &Visit, username: String) -> ResetPassword {
    ResetPassword {
        username,
        delivery: None,
        resend_in_seconds: 0,
        code: String::new(),
        rules: password::rules(&visit.pool),
        alert: None,
        notice: None,
        code_error: None,
        password_error: None,
    }
}
