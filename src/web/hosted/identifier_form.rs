//! A page that asks whose account it is about before a code is sent: `/forgotPassword` and `/resendcode`.

use super::{
    identifier::{identifier, need},
    page_request::{Form, PageRequest},
};
use crate::site::Site;
use axum::{extract::Request, http::StatusCode, response::Response};
use domain::{attribute::check_typed_name, decision::Decision, refusal::Refusal};
use engine::{
    fault::Fault,
    refusal::{Place, words},
};
use wire::screen::{IdentifierForm, Screen};

/// The form with nothing said.
pub(super) fn asking(page_request: &PageRequest, username: String) -> IdentifierForm {
    IdentifierForm::new(page_request.pool.identifier(), username)
}

/// Shows the screen of the step cookie, or `screen` of the empty form.
pub(super) async fn get(
    site: &Site,
    request: Request,
    screen: impl Fn(&PageRequest, IdentifierForm) -> Screen,
) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(site, &parts).await?;
    let authorize_request = page_request.sound()?;
    let hint = authorize_request.login_hint.clone().unwrap_or_default();
    let screen = page_request
        .stored_screen()
        .unwrap_or_else(|| screen(&page_request, asking(&page_request, hint)));
    Ok(page_request.draw(StatusCode::OK, screen))
}

/// Reads the identifier from the posted form.
///
/// **Errors** the page again, as `screen` of the form, where the identifier is empty or longer than any name.
#[expect(
    clippy::result_large_err,
    reason = "the error is the answer itself and is moved once"
)]
pub(super) fn read(
    page_request: &PageRequest,
    form: &Form,
    screen: impl Fn(&PageRequest, IdentifierForm) -> Screen,
) -> Result<String, Response> {
    page_request.sound()?;
    let username = identifier(&page_request.pool, form);
    if username.is_empty() {
        let mut identifier_form = asking(page_request, username);
        identifier_form.username_error = Some(need(page_request.pool.identifier()).into());
        return Err(page_request.show(screen(page_request, identifier_form)));
    }
    if let Err(refusal) = check_typed_name(&username) {
        let form = form_with_refusal(page_request, &username, &refusal);
        return Err(page_request.show(screen(page_request, form)));
    }
    Ok(username)
}

/// Decides what the identifier was typed for.
///
/// **Errors** the page again, as `screen` of the form, with what the decision refuses; the page that says that something
/// failed here.
pub(super) async fn decide<D: Decision>(
    page_request: &PageRequest,
    username: &str,
    decision: &D,
    screen: impl Fn(&PageRequest, IdentifierForm) -> Screen,
) -> Result<D::Value, Response> {
    let decided = page_request.decide(decision).await;
    decided.map_err(|fault| match fault {
        Fault::Refused(refusal) => {
            let form = form_with_refusal(page_request, username, &refusal);
            page_request.show(screen(page_request, form))
        }
        fault => page_request.failed(&fault),
    })
}

/// The form after a refusal.
fn form_with_refusal(
    page_request: &PageRequest,
    username: &str,
    refusal: &Refusal,
) -> IdentifierForm {
    let words = words(refusal);
    let mut identifier_form = asking(page_request, username.to_owned());
    match words.place {
        Place::Username => identifier_form.username_error = Some(words.text),
        Place::Alert | Place::Password | Place::Code | Place::Attribute => {
            identifier_form.alert = Some(words.text)
        }
    }
    identifier_form
}
