//! Remembers the chosen language and goes back to the page it was chosen on.

use super::visit::{LANGUAGE_COOKIE, Visit};
use crate::app::App;
use axum::{
    extract::{Request, State},
    http::header,
    response::Response,
};
use cookie::time::Duration;
use pages::locale;
use wire::{challenge::ChallengeName, route};

/// `POST /lang`: field `lang`, and `path`: the path of the page it was chosen on.
pub(super) async fn post(State(app): State<App>, request: Request) -> Result<Response, Response> {
    let (visit, form) = Visit::post(&app, request).await?;
    let chosen = locale::negotiate(&[form.get("lang").map(String::as_str).unwrap_or("")]);
    let asked = form.get("path").map(String::as_str).unwrap_or(route::LOGIN);
    let page = paths().find(|path| *path == asked).unwrap_or(route::LOGIN);
    // The request's own `lang` would win over the cookie on the next load.
    let mut next = visit.clone();
    next.pairs
        .retain(|(name, _)| name != "lang" && name != "ui_locales");
    let mut response = if visit.pairs.len() == next.pairs.len() {
        super::draw::see_other(&visit.at(page))
    } else {
        super::draw::see_other(&visit.at_with(page, "lang", chosen))
    };
    let cookie = visit.browser.set(
        LANGUAGE_COOKIE,
        chosen.to_owned(),
        Some(Duration::days(365)),
    );
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// The pages one may come back to.
fn paths() -> impl Iterator<Item = &'static str> {
    let own = [
        route::LOGIN,
        route::SIGNUP,
        route::CONFIRM,
        route::RESEND_CODE,
        route::FORGOT_PASSWORD,
        route::CONFIRM_FORGOT_PASSWORD,
        route::CONTINUE,
        route::SIGNED_OUT,
    ];
    own.into_iter().chain(
        ChallengeName::ALL
            .iter()
            .filter_map(|name| super::challenge::path(*name)),
    )
}
