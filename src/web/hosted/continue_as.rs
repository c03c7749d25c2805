//! `/continue`: somebody is signed in in this browser; go on as them, or as someone else.

use super::{
    draw::see_other,
    session::{self, Live},
    sign_in,
    visit::Visit,
};
use crate::site::Site;
use axum::{
    extract::{Request as HttpRequest, State},
    http::StatusCode,
    response::Response,
};
use domain::oauth::authorize::{Decision, Request, decide};
use wire::{
    route,
    screen::{Continue, Screen},
};

/// Shows who is signed in.
pub(super) async fn get(
    State(site): State<Site>,
    request: HttpRequest,
) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let visit = Visit::open(&site, &parts).await?;
    let asked = visit.sound()?;
    Ok(match live(&visit, asked).await? {
        Some(live) => visit.draw(StatusCode::OK, Screen::Continue(screen(&visit, &live))),
        None => see_other(&visit.at(route::LOGIN)),
    })
}

/// Goes on.
pub(super) async fn post(
    State(site): State<Site>,
    request: HttpRequest,
) -> Result<Response, Response> {
    let (visit, form) = Visit::post(&site, request).await?;
    let asked = visit.sound()?;
    let live = live(&visit, asked).await?;
    let goes_on = form.get("choice").map(String::as_str) == Some("continue");
    if let Some(live) = live.filter(|_| goes_on)
        && let Some(response) = sign_in::resume(&visit, asked, &live).await?
    {
        return Ok(response);
    }
    // The session stays until somebody else has signed in; the page must not offer it again meanwhile.
    Ok(visit.leave(&visit.at_with(route::LOGIN, "prompt", "login"), Vec::new()))
}

/// Who is signed in, if the request lets one go on so: `prompt=login` and `max_age` may ask for a new sign-in.
pub(super) async fn live(visit: &Visit, asked: &Request) -> Result<Option<Live>, Response> {
    let site = &visit.site;
    let live = session::find(site, &visit.browser, &visit.pool)
        .await
        .map_err(|error| visit.failed(&error.into()))?;
    let usable = match decide(asked, live.as_ref().map(Live::session).as_ref(), site.now()) {
        Decision::Code | Decision::Continue => true,
        Decision::Login | Decision::Refuse(_) => false,
    };
    Ok(live.filter(|_| usable))
}

fn screen(visit: &Visit, live: &Live) -> Continue {
    let attributes = &live.user.attributes;
    let shown = live.user.shown_name(&visit.pool).to_owned();
    match attributes.get("name").filter(|name| !name.is_empty()) {
        Some(name) => Continue {
            name: name.clone(),
            detail: shown,
        },
        None => Continue {
            name: shown,
            detail: String::new(),
        },
    }
}
