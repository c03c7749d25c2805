//! `/continue`: somebody is signed in in this browser; go on as them, or as someone else.

use super::{
    session::{self, Live},
    sign_in,
    visit::{Visit, see_other},
};
use crate::app::App;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use wire::{
    route,
    screen::{Continue, Screen},
};

/// Shows who is signed in.
pub(super) async fn get(State(app): State<App>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let visit = Visit::open(&app, &parts).await?;
    visit.sound()?;
    Ok(match live(&visit).await? {
        Some(live) => visit.draw(StatusCode::OK, Screen::Continue(screen(&visit, &live))),
        None => see_other(&visit.at(route::LOGIN)),
    })
}

/// Goes on.
pub(super) async fn post(State(app): State<App>, request: Request) -> Result<Response, Response> {
    let (visit, form) = Visit::post(&app, request).await?;
    let asked = visit.sound()?;
    match live(&visit).await? {
        Some(live) if form.get("choice").map(String::as_str) == Some("continue") => {
            sign_in::resume(&visit, asked, &live).await
        }
        // The session stays until somebody else has signed in; the page must not offer it again meanwhile.
        Some(_) | None => Ok(visit.leave(&visit.at_with(route::LOGIN, "prompt", "login"), Vec::new())),
    }
}

async fn live(visit: &Visit) -> Result<Option<Live>, Response> {
    session::find(&visit.app, &visit.browser, &visit.pool).await.map_err(|error| visit.failed(&error.into()))
}

fn screen(visit: &Visit, live: &Live) -> Continue {
    let attributes = &live.user.attributes;
    let shown = live.user.shown_name(&visit.pool).to_owned();
    match attributes.get("name").filter(|name| !name.is_empty()) {
        Some(name) => Continue { name: name.clone(), detail: shown },
        None => Continue { name: shown, detail: String::new() },
    }
}
