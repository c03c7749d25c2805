//! `/confirm`: the code that proves the address of a registration.

use super::{
    identifier::identifier,
    page_request::{Form, PageRequest},
    sign_up,
};
use axum::response::Response;
use domain::secret::Secret;
use engine::{
    fault::Fault,
    refusal::{Place, mask, words},
};
use wire::{
    screen::{ConfirmSignUp, Screen},
    text::Text,
};

/// Confirms a sign-up with the code of the form.
pub(super) async fn post(page_request: PageRequest, form: Form) -> Result<Response, Response> {
    page_request.sound()?;
    let username = identifier(&page_request.pool, &form);
    let code = typed_code(&form);
    let mut screen = last_screen(&page_request, &username);
    screen.code.clone_from(&code);
    if code.is_empty() {
        screen.code_error = Some(Text::NeedCode.into());
        return Ok(page_request.show(Screen::ConfirmSignUp(screen)));
    }
    let decision = domain::sign_up::ConfirmSignUp {
        username: username.clone(),
        code: Secret::from(code),
        force_alias: false,
    };
    match page_request.decide(&decision).await {
        Ok(user) => {
            let title = sign_up::confirmed_title(&user);
            Ok(page_request.show(sign_up::done(&page_request, &username, title)))
        }
        Err(Fault::Refused(refusal)) => {
            page_request.note(&refusal);
            let words = words(&mask(refusal, true));
            match words.place {
                Place::Code => screen.code_error = Some(words.text),
                Place::Alert | Place::Username | Place::Password | Place::Attribute => {
                    screen.alert = Some(words.text)
                }
            }
            Ok(page_request.show(Screen::ConfirmSignUp(screen)))
        }
        Err(fault) => Err(page_request.failed(&fault)),
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

/// The screen of the step cookie, without its errors.
fn last_screen(page_request: &PageRequest, username: &str) -> ConfirmSignUp {
    let before = match page_request.stored_screen() {
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
