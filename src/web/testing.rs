//! What tests of this crate start from: the routes of this crate and of the services, without the program around them.

use crate::{assets::Assets, hosted, outbox, site::Site, studio};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, response::Parts};
use engine::app::App;
use tower::ServiceExt;

/// A site over this app, with the files that were built.
pub(crate) fn site(app: &App) -> Site {
    Site::new(app.clone(), Assets::default(), None)
}

/// What pages, endpoints and services answer to a request; the body is whole.
pub(crate) async fn ask(app: &App, request: Request<Body>) -> (Parts, Vec<u8>) {
    ask_site(site(app), request).await
}

/// Sends a request to this site.
pub(crate) async fn ask_site(site: Site, request: Request<Body>) -> (Parts, Vec<u8>) {
    let routes: Router<Site> = crate::routes().merge(api::routes());
    let routes = match site.settings.has_outbox {
        true => routes.merge(outbox::routes()),
        false => routes,
    };
    let routes = match site.settings.has_studio {
        true => routes.merge(studio::routes(&site)),
        false => routes,
    };
    let routes = routes.fallback(hosted::not_found).with_state(site);
    let answer = routes.oneshot(request).await.expect("the router answers");
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("in memory");
    (parts, body.to_vec())
}
