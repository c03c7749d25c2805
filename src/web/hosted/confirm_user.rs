//! `/confirmUser`: the target of the link in a confirmation e-mail, `?client_id&user_name&confirmation_code`.
//!
//! Mail programs and scanners fetch links before people do: the link shows a button, and the button confirms. A confirmation
//! repeated is as good as the first.

use super::{
    page_request::{Form, PageRequest},
    sign_up,
};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use domain::{
    refusal::{Refusal, User, Username},
    secret::Secret,
    sign_up::ConfirmSignUp,
};
use engine::{fault::Fault, refusal::words};
use wire::{
    route,
    screen::{ConfirmUser, Done, ErrorPage, Message, Screen},
    text::Text,
};

/// The parameter of the link, and the field of the form, with the account's user name or id.
///
/// **Source** observed links of Cognito; `wire::screen::ConfirmUser` has the fields.
const USER_NAME: &str = "user_name";
/// The parameter of the link, and the field of the form, with the code.
const CONFIRMATION_CODE: &str = "confirmation_code";

/// Shows the button that confirms: what only opens a link, as mail scanners do, confirms nothing.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(&site, &parts).await?;
    let value = |wanted: &str| {
        let mut pairs = page_request.pairs.iter();
        pairs
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    match (value(USER_NAME), value(CONFIRMATION_CODE)) {
        (Some(user_name), Some(code)) => {
            Ok(page_request.draw(StatusCode::OK, screen(user_name, code)))
        }
        // The link came before, and the language was chosen since.
        (None, None) if let Some(screen) = page_request.stored_screen() => {
            Ok(page_request.draw(StatusCode::OK, screen))
        }
        _ => Ok(invalid_link(&page_request)),
    }
}

/// Confirms by the link's parameters, which the button sends.
pub(super) async fn post(page_request: PageRequest, form: Form) -> Result<Response, Response> {
    let value = |name: &str| form.get(name).cloned().unwrap_or_default();
    let decision = ConfirmSignUp {
        username: value(USER_NAME),
        code: Secret::from(value(CONFIRMATION_CODE)),
        force_alias: false,
    };
    match page_request.decide(&decision).await {
        Ok(user) => Ok(done(&page_request, sign_up::confirmed_title(&user))),
        Err(Fault::Refused(Refusal::User(User::AlreadyConfirmed | User::CannotConfirm(_)))) => {
            Ok(done(&page_request, Text::ConfirmedTitle))
        }
        Err(Fault::Refused(refusal)) => {
            page_request.note(&refusal);
            Ok(refused_link(&page_request, &refusal))
        }
        Err(fault) => Err(page_request.failed(&fault)),
    }
}

/// The page with the button, for what a link says.
pub(super) fn screen(user_name: &str, confirmation_code: &str) -> Screen {
    Screen::ConfirmUser(ConfirmUser {
        user_name: user_name.to_owned(),
        confirmation_code: confirmation_code.to_owned(),
    })
}

/// The page that says that the account is confirmed.
fn done(page_request: &PageRequest, heading: Text) -> Response {
    // The mail does not know which request the registration was part of: the app begins a new one.
    let next = page_request
        .request
        .is_ok()
        .then(|| page_request.at(route::LOGIN))
        .or_else(|| home(page_request));
    page_request.show(Screen::Done(Done {
        heading: heading.into(),
        lead: Text::ConfirmedLead.into(),
        next,
    }))
}

/// The page that says why the link confirms nothing.
fn refused_link(page_request: &PageRequest, refusal: &Refusal) -> Response {
    let lead = match refusal {
        Refusal::Code(_) => Text::ErrorLinkUsed.into(),
        Refusal::Username(Username::AliasTaken(_)) => Text::ErrorAliasTaken.into(),
        other => words(other).text,
    };
    link_error(page_request, lead)
}

/// The page that says that the link is no longer good.
fn invalid_link(page_request: &PageRequest) -> Response {
    link_error(page_request, Text::ErrorLinkUsed.into())
}

fn link_error(page_request: &PageRequest, lead: Message) -> Response {
    let screen = Screen::Error(ErrorPage {
        heading: Text::ErrorLinkTitle.into(),
        lead,
        code: "invalid_link".to_owned(),
        request_id: page_request.browser.request_id.clone(),
        restart: None,
    });
    page_request.draw(StatusCode::BAD_REQUEST, screen)
}

/// Where the app is: the origin of its first registered address.
pub(super) fn home(page_request: &PageRequest) -> Option<String> {
    let default = page_request.client.settings.default_redirect_uri.as_ref();
    let url = default.or_else(|| page_request.client.callback_urls().first())?;
    let url = url::Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https")
        .then(|| format!("{}/", url.origin().ascii_serialization()))
}
