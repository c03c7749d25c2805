//! The error page: what is wrong with a request, in words, and where one can start again.

use super::{
    browser::Browser,
    draw,
    page_request::{self, PageRequest},
};
use crate::{form::query_pairs, refusal::oauth_error, site::Site};
use axum::{
    extract::{Request, State},
    http::{StatusCode, request::Parts},
    response::Response,
};
use domain::{
    oauth::authorize::Failure as RequestFailure,
    refusal::{Limit, Refusal},
};
use engine::fault::Fault;
use std::time::Duration;
use wire::{
    route,
    screen::{Failure, Message, Screen},
    text::Text,
};

fn screen(
    browser: &Browser,
    heading: Text,
    lead: Text,
    code: &str,
    restart: Option<String>,
) -> Screen {
    Screen::Error(Failure {
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

/// The answer to an authorization request that breaks a rule: a page, or the redirect that tells the app.
pub(crate) fn refused_request(page_request: &PageRequest, failure: &RequestFailure) -> Response {
    match failure {
        RequestFailure::Page(error) => {
            let mismatch = error.description == "redirect_mismatch";
            let lead = if mismatch {
                Text::ErrorRedirectMismatch
            } else {
                Text::ErrorBadRequest
            };
            let code = if mismatch {
                "redirect_mismatch"
            } else {
                error.error.as_str()
            };
            page_request.draw(
                StatusCode::BAD_REQUEST,
                screen(&page_request.browser, Text::ErrorTitle, lead, code, None),
            )
        }
        RequestFailure::Redirect(redirect) => page_request.leave(
            &redirect.url(&page_request.site.issuer(&page_request.pool.id)),
            Vec::new(),
        ),
    }
}

/// The page for a form that did not come from a page of ours.
pub(super) fn forgery(page_request: &PageRequest) -> Response {
    let restart = Some(page_request.at(route::LOGIN));
    let screen = screen(
        &page_request.browser,
        Text::ErrorExpiredTitle,
        Text::ErrorForgery,
        "csrf",
        restart,
    );
    page_request.draw(StatusCode::FORBIDDEN, screen)
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
    let restart = Some(format!("{}{}", route::LOGIN, page_request::query(pairs)))
        .filter(|_| !pairs.is_empty());
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
    let screen = Screen::Error(Failure {
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
    let named = pairs
        .iter()
        .find(|(name, _)| name == "error")
        .map(|(_, value)| value.as_str());
    let (lead, code) = match named {
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
