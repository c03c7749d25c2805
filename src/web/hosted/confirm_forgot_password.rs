//! `/confirmforgotPassword`: code and new password.

use super::{
    confirm::typed_code,
    identifier::identifier,
    page_request::{Form, PageRequest},
};
use axum::response::Response;
use domain::{password, recover::ConfirmForgotPassword, secret::Secret};
use engine::{
    fault::Fault,
    refusal::{Place, mask, words},
};
use wire::{
    route,
    screen::{Done, ResetPassword, Screen},
    text::Text,
};

/// Sets the new password.
pub(super) async fn post(page_request: PageRequest, form: Form) -> Result<Response, Response> {
    page_request.sound()?;
    let username = identifier(&page_request.pool, &form);
    let (code, typed) = (
        typed_code(&form),
        form.get("password").cloned().unwrap_or_default(),
    );
    let mut screen = last_screen(&page_request, &username);
    screen.code.clone_from(&code);
    if code.is_empty() {
        screen.code_error = Some(Text::NeedCode.into());
    }
    if typed.is_empty() {
        screen.password_error = Some(Text::NeedPassword.into());
    }
    if screen.code_error.is_some() || screen.password_error.is_some() {
        return Ok(page_request.show(Screen::ResetPassword(screen)));
    }
    let decision = ConfirmForgotPassword {
        username: username.clone(),
        code: Secret::from(code),
        password: Secret::from(typed),
    };
    match page_request.decide(&decision).await {
        Ok(()) => Ok(page_request.show(Screen::Done(Done {
            heading: Text::PasswordChangedTitle.into(),
            lead: Text::PasswordChangedLead.into(),
            next: Some(page_request.at_with(route::LOGIN, "login_hint", &username)),
        }))),
        Err(Fault::Refused(refusal)) => {
            page_request.note(&refusal);
            let words = words(&mask(refusal, true));
            match words.place {
                Place::Code => screen.code_error = Some(words.text),
                Place::Password => screen.password_error = Some(words.text),
                Place::Alert | Place::Username | Place::Attribute => {
                    screen.alert = Some(words.text)
                }
            }
            Ok(page_request.show(Screen::ResetPassword(screen)))
        }
        Err(fault) => Err(page_request.failed(&fault)),
    }
}

/// The screen of the step cookie, without its errors.
fn last_screen(page_request: &PageRequest, username: &str) -> ResetPassword {
    let before = match page_request.stored_screen() {
        Some(Screen::ResetPassword(before)) if before.username == username => Some(before),
        Some(_) | None => None,
    };
    let (delivery, resend_in_seconds) = before.map_or((None, 0), |before| {
        (before.delivery, before.resend_in_seconds)
    });
    ResetPassword {
        delivery,
        resend_in_seconds,
        ..asking(page_request, username.to_owned())
    }
}

/// The page that asks this user for code and new password, empty and without a message.
pub(super) fn asking(page_request: &PageRequest, username: String) -> ResetPassword {
    ResetPassword {
        username,
        delivery: None,
        resend_in_seconds: 0,
        code: String::new(),
        rules: password::rules(&page_request.pool),
        alert: None,
        notice: None,
        code_error: None,
        password_error: None,
    }
}
