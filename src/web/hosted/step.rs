//! A page that is only ever reached from another: it shows the screen of the step cookie, or leads back to the start.

use super::{
    draw::see_other,
    page_request::{Form, PageRequest},
};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use wire::{route, screen::Screen};

/// Shows the stored step; where there is none (it expired, or the address was typed), the sign-in starts again.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(&site, &parts).await?;
    page_request.sound()?;
    match page_request.stored_screen() {
        Some(screen) => Ok(page_request.draw(StatusCode::OK, screen)),
        None if page_request.path == route::CONFIRM_FORGOT_PASSWORD => {
            Ok(see_other(&page_request.at(route::FORGOT_PASSWORD)))
        }
        None if page_request.path == route::CONFIRM => {
            Ok(see_other(&page_request.at(route::RESEND_CODE)))
        }
        None => Ok(see_other(&page_request.at(route::LOGIN))),
    }
}

/// Puts what was typed in `form` back into the screen that it was typed in; a password never.
pub(super) fn retype(screen: &mut Screen, form: &Form) {
    for (name, value) in screen.typed() {
        if let Some(typed) = form.get(name) {
            *value = typed.trim().to_owned();
        }
    }
}
