//! `/continue`: somebody is signed in in this browser; go on as them, or as someone else.

use super::{
    admission,
    draw::see_other,
    hint,
    page_request::PageRequest,
    session::{self, Live},
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
    let page_request = PageRequest::open(&site, &parts).await?;
    let authorize_request = page_request.sound()?;
    Ok(match live(&page_request, authorize_request).await? {
        Some(live) => page_request.draw(
            StatusCode::OK,
            Screen::Continue(screen(&page_request, &live)),
        ),
        None => see_other(&page_request.at(route::LOGIN)),
    })
}

/// Signs in with the account of the session, or with another one, as the person chose.
pub(super) async fn post(
    State(site): State<Site>,
    request: HttpRequest,
) -> Result<Response, Response> {
    let (page_request, form) = PageRequest::post(&site, request).await?;
    let authorize_request = page_request.sound()?;
    let live = live(&page_request, authorize_request).await?;
    let goes_on = form.get("choice").map(String::as_str) == Some("continue");
    if let Some(live) = live.filter(|_| goes_on)
        && let Some(response) = admission::resume(&page_request, authorize_request, &live).await?
    {
        return Ok(response);
    }
    // The session stays until somebody else has signed in; the page must not offer it again meanwhile.
    Ok(page_request.leave(
        &page_request.at_with(route::LOGIN, "prompt", "login"),
        Vec::new(),
    ))
}

/// Who is signed in, if the request lets one go on so: `prompt=login` and `max_age` may ask for a new sign-in.
pub(super) async fn live(
    page_request: &PageRequest,
    authorize_request: &Request,
) -> Result<Option<Live>, Response> {
    let site = &page_request.site;
    let live = session::find(site, &page_request.browser, &page_request.pool)
        .await
        .map_err(|error| page_request.failed(&error.into()))?;
    let hint = hint::of(page_request).await;
    let usable = match decide(
        authorize_request,
        hint.as_ref(),
        live.as_ref().map(Live::session).as_ref(),
        site.now(),
    ) {
        Decision::Code | Decision::Continue => true,
        Decision::Login | Decision::Refuse(_) => false,
    };
    Ok(live.filter(|_| usable))
}

fn screen(page_request: &PageRequest, live: &Live) -> Continue {
    let attributes = &live.user.attributes;
    let shown_name = live.user.shown_name(&page_request.pool).to_owned();
    match attributes.get("name").filter(|name| !name.is_empty()) {
        Some(name) => Continue {
            name: name.clone(),
            detail: shown_name,
        },
        None => Continue {
            name: shown_name,
            detail: String::new(),
        },
    }
}
