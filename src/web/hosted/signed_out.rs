//! `/signedOut`: says that the session was ended. And the question before that, where nothing tells which app asks for it.

use super::{browser::Browser, confirm_user::home, draw, page_request::PageRequest};
use crate::{form::query_pairs, site::Site};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use wire::{
    route,
    screen::{Done, Screen, SignedOut},
    text::Text,
};

/// Shows that the browser is signed out, with a link back to the app where the request names its client.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match PageRequest::open(&site, &parts).await {
        Ok(page_request) => {
            let sign_in = page_request
                .request
                .is_ok()
                .then(|| page_request.at(route::LOGIN));
            let screen = Screen::SignedOut(SignedOut {
                home: home(&page_request),
                sign_in,
            });
            page_request.draw(StatusCode::OK, screen)
        }
        // Nobody's app: the session ended all the same.
        Err(_) => {
            let browser = Browser::read(&site, &parts);
            let screen = Screen::SignedOut(SignedOut {
                home: None,
                sign_in: None,
            });
            draw::bare_page(
                &site,
                &browser,
                &query_pairs(&parts.uri),
                StatusCode::OK,
                screen,
            )
        }
    }
}

/// Asks whether to sign out; `link` does so.
pub(crate) fn sign_out_question(
    site: &Site,
    browser: &Browser,
    pairs: &[(String, String)],
    link: String,
) -> Response {
    let screen = Screen::Done(Done {
        heading: Text::SignOutTitle.into(),
        lead: Text::SignOutLead.into(),
        next: Some(link),
    });
    draw::bare_page(site, browser, pairs, StatusCode::OK, screen)
}
