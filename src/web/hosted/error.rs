//! The error page: what is wrong with a request, in words, and where one can start again.

use super::{authorize_query::query, browser::Browser, draw};
use crate::{form::query_pairs, refusal::oauth_error, site::Site};
use axum::{
    extract::{Request, State},
    http::{StatusCode, request::Parts},
    response::Response,
};
use domain::refusal::{Limit, Refusal};
use engine::fault::Fault;
use std::time::Duration;
use wire::{
    route,
    screen::{ErrorPage, Message, Screen},
    text::Text,
};

/// The screen of an error, with the id under which the request is logged.
pub(super) fn screen(
    browser: &Browser,
    heading: Text,
    lead: Text,
    code: &str,
    restart: Option<String>,
) -> Screen {
    Screen::Error(ErrorPage {
        heading: heading.into(),
        lead: lead.into(),
        code: code.to_owned(),
        request_id: browser.request_id.clone(),
        restart,
    })
}

/// The page for a request that names no client we know.
pub(super) fn bare(
    site: &Site,
    browser: &Browser,
    pairs: &[(String, String)],
    text: Text,
) -> Response {
    let screen = screen(browser, Text::ErrorTitle, text, "invalid_client", None);
    draw::bare_page(site, browser, pairs, StatusCode::BAD_REQUEST, screen)
}

/// The page that says that something failed here, or that there is too much to do.
pub(crate) fn failed(
    site: &Site,
    browser: &Browser,
    pairs: &[(String, String)],
    fault: &Fault,
) -> Response {
    let (status, text) = match fault {
        Fault::Refused(Refusal::Limit(Limit::Busy)) | Fault::Store(store::Error::Conflict(_)) => {
            (StatusCode::TOO_MANY_REQUESTS, Text::AlertBusy)
        }
        Fault::Refused(_) | Fault::Protocol(..) => (StatusCode::BAD_REQUEST, Text::ErrorBadRequest),
        Fault::Store(_) | Fault::Internal(_) => {
            (StatusCode::INTERNAL_SERVER_ERROR, Text::ErrorServer)
        }
    };
    let code = oauth_error(fault).error.as_str();
    let restart = Some(format!("{}{}", route::LOGIN, query(pairs))).filter(|_| !pairs.is_empty());
    draw::bare_page(
        site,
        browser,
        pairs,
        status,
        screen(browser, Text::ErrorTitle, text, code, restart),
    )
}

/// The page for an address from which too much was tried, with how long to wait.
pub fn too_many_requests(site: &Site, parts: &Parts, wait: Duration) -> Response {
    let (browser, pairs) = (Browser::read(site, parts), query_pairs(&parts.uri));
    let minutes = wait.as_millis().div_ceil(60_000).to_string();
    let screen = Screen::Error(ErrorPage {
        heading: Text::ErrorTooManyTitle.into(),
        lead: Message::with(Text::ErrorTooMany, "minutes", minutes),
        code: "too_many_requests".to_owned(),
        request_id: browser.request_id.clone(),
        restart: None,
    });
    let status = StatusCode::TOO_MANY_REQUESTS;
    draw::bare_page(site, &browser, &pairs, status, screen)
}

/// The page for addresses that do not exist.
pub async fn not_found(State(site): State<Site>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let browser = Browser::read(&site, &parts);
    let screen = screen(
        &browser,
        Text::ErrorTitle,
        Text::ErrorNotFound,
        "not_found",
        None,
    );
    draw::bare_page(&site, &browser, &[], StatusCode::NOT_FOUND, screen)
}

/// Answers `/`: goes to the demo app in demo mode, else says that there is no such page.
pub(super) async fn home(state: State<Site>, request: Request) -> Response {
    if state.0.demo.is_some() {
        draw::see_other("/demo/")
    } else {
        not_found(state, request).await
    }
}

/// `/error?error=…&client_id=…`.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let browser = Browser::read(&site, &parts);
    let pairs = query_pairs(&parts.uri);
    let error_name = pairs
        .iter()
        .find(|(name, _)| name == "error")
        .map(|(_, value)| value.as_str());
    let (lead, code) = match error_name {
        Some("redirect_mismatch") => (Text::ErrorRedirectMismatch, "redirect_mismatch"),
        Some("invalid_client") => (Text::ErrorUnknownClient, "invalid_client"),
        // What the address bar says is nobody's words but a stranger's: it is not repeated.
        Some(_) | None => (Text::ErrorBadRequest, "invalid_request"),
    };
    draw::bare_page(
        &site,
        &browser,
        &[],
        StatusCode::BAD_REQUEST,
        screen(&browser, Text::ErrorTitle, lead, code, None),
    )
}
