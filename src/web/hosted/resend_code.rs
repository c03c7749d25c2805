//! `/resendcode`: another sign-up code, from the confirmation page or for somebody who lost it.

use super::{
    identifier_form,
    page_request::{Form, PageRequest},
    resend_cooldown, sign_up,
};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::sign_up::ResendConfirmationCode;
use wire::{
    screen::{ConfirmSignUp, IdentifierForm, Message, ResendCode, Screen},
    text::Text,
};

/// Shows the form that asks for the identifier of an account.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    identifier_form::get(&site, request, screen).await
}

/// Sends the code and shows the page that asks for it.
pub(super) async fn post(page_request: PageRequest, form: Form) -> Result<Response, Response> {
    let username = identifier_form::read(&page_request, &form, screen)?;
    if !resend_cooldown::may_send(&page_request, "sign_up", &username).await? {
        let alert = Some(Text::AlertTooManyTries.into());
        return Ok(page_request.show(match page_request.last_screen() {
            Some(Screen::ConfirmSignUp(before)) if before.username == username => {
                Screen::ConfirmSignUp(ConfirmSignUp {
                    alert,
                    notice: None,
                    code_error: None,
                    ..before
                })
            }
            // Somebody else may have asked a moment ago: who has the code must come to the form that takes it.
            Some(_) | None if !sign_up::confirms_by_link(&page_request.pool) => {
                Screen::ConfirmSignUp(ConfirmSignUp {
                    resend_in_seconds: resend_cooldown::SECONDS,
                    alert,
                    ..sign_up::asking(username)
                })
            }
            Some(_) | None => {
                let form = IdentifierForm {
                    alert,
                    ..identifier_form::asking(&page_request, username)
                };
                screen(&page_request, form)
            }
        }));
    }
    let decision = ResendConfirmationCode {
        username: username.clone(),
    };
    let delivery = identifier_form::decide(&page_request, &username, &decision, screen).await?;
    let notice = Message::with(Text::CodeSent, "destination", delivery.destination.clone());
    let confirm = sign_up::sent(&page_request, username, &delivery, Some(notice));
    Ok(page_request.show(confirm))
}

/// The page with its form.
pub(super) fn screen(page_request: &PageRequest, form: IdentifierForm) -> Screen {
    let by_link = sign_up::confirms_by_link(&page_request.pool);
    ResendCode { form, by_link }.into()
}
