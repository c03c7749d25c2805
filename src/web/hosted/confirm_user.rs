//! `/confirmUser`: the target of the link in a confirmation e-mail, `?client_id&user_name&confirmation_code`.
//!
//! Mail programs fetch links before people do; a confirmation repeated is therefore as good as the first.

use super::page_request::PageRequest;
use crate::site::Site;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use domain::{
    refusal::{Refusal, User},
    secret::Secret,
    sign_up::ConfirmSignUp,
};
use engine::fault::Fault;
use wire::{
    route,
    screen::{Done, ErrorPage, Screen},
    text::Text,
};

/// Confirms by link.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(&site, &parts).await?;
    if page_request.request.is_ok()
        && let Some(screen) = page_request.stored_screen()
    {
        return Ok(page_request.draw(StatusCode::OK, screen));
    }
    let value = |wanted: &str| {
        let text = page_request
            .pairs
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.clone());
        text.unwrap_or_default()
    };
    let decision = ConfirmSignUp {
        username: value("user_name"),
        code: Secret::from(value("confirmation_code")),
        force_alias: false,
    };
    match page_request.decide(&decision).await {
        Ok(_)
        | Err(Fault::Refused(Refusal::User(User::AlreadyConfirmed | User::CannotConfirm(_)))) => {
            // The mail does not know which request the registration was part of: the app begins a new one.
            let next = page_request
                .request
                .is_ok()
                .then(|| page_request.at(route::LOGIN))
                .or_else(|| home(&page_request));
            let (heading, lead) = (Text::ConfirmedTitle.into(), Text::ConfirmedLead.into());
            Ok(page_request.draw(
                StatusCode::OK,
                Screen::Done(Done {
                    heading,
                    lead,
                    next,
                }),
            ))
        }
        Err(Fault::Refused(refusal)) => {
            page_request.note(&refusal);
            let screen = Screen::Error(ErrorPage {
                heading: Text::ErrorTitle.into(),
                lead: Text::ErrorLinkUsed.into(),
                code: "invalid_link".to_owned(),
                request_id: page_request.browser.request_id.clone(),
                restart: None,
            });
            Ok(page_request.draw(StatusCode::BAD_REQUEST, screen))
        }
        Err(fault) => Err(page_request.failed(&fault)),
    }
}

/// Where the app is: the origin of its first registered address.
pub(super) fn home(page_request: &PageRequest) -> Option<String> {
    let default = page_request.client.settings.default_redirect_uri.as_ref();
    let url = default.or_else(|| page_request.client.callback_urls().first())?;
    let url = url::Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https")
        .then(|| format!("{}/", url.origin().ascii_serialization()))
}
