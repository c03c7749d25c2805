//! `/done`: says that a step succeeded, and leads on.

use super::page_request::PageRequest;
use crate::site::Site;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use wire::route;

/// Shows the stored step; where there is none any more, the sign-in starts again.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(&site, &parts).await?;
    match page_request.stored_screen() {
        // A link in a mail does not know the authorization request: what it led to is shown all the same.
        Some(screen) => Ok(page_request.draw(StatusCode::OK, screen)),
        None => {
            page_request.sound()?;
            Ok(page_request.leave(&page_request.at(route::LOGIN), Vec::new()))
        }
    }
}
