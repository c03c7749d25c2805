//! The hosted pages' server side: what each form post does, and which screen follows.
//!
//! Owns: cookies, the anti-forgery token, the browser session, headers of pages, and the choice of a screen from an
//! outcome. Must not decide who may sign in (`domain` does) and must not draw (`pages` does). A reply is a redirect to
//! the next page, or, for a form posted by script, the next page as data.

mod admission;
mod authorize_query;
mod browser;
mod challenge;
mod challenge_screen;
mod confirm;
mod confirm_forgot_password;
mod confirm_user;
mod continue_as;
mod csrf;
mod done;
mod draw;
mod error;
mod forgot_password;
#[cfg(test)]
mod hidden_users;
pub(crate) mod hint;
mod identifier;
mod identifier_form;
mod language;
#[cfg(test)]
mod names;
mod once;
mod outcome;
mod page_request;
mod resend_code;
mod resend_cooldown;
pub(crate) mod session;
mod sign_in;
mod sign_in_form;
mod sign_up;
mod signed_out;
mod step;
mod step_cookie;
#[cfg(test)]
mod stories;
mod unconfirmed;

pub(crate) use admission::resume;
pub(crate) use browser::Browser;
pub(crate) use draw::see_other;
pub(crate) use error::failed;
pub use error::{not_found, too_many_requests};
pub(crate) use page_request::PageRequest;
pub(crate) use signed_out::sign_out_question;

use crate::site::Site;
use axum::{
    Router,
    routing::{get, post},
};
use once::once;
use wire::{challenge::ChallengeName, route};

/// The routes of all pages.
pub fn routes() -> Router<Site> {
    let mut routes = Router::new()
        .route(route::LOGIN, get(sign_in::get).post(once(sign_in::post)))
        .route(route::SIGNUP, get(sign_up::get).post(once(sign_up::post)))
        .route(route::CONFIRM, get(step::get).post(once(confirm::post)))
        .route(
            route::RESEND_CODE,
            get(resend_code::get).post(once(resend_code::post)),
        )
        .route(
            route::CONFIRM_USER,
            get(confirm_user::get).post(once(confirm_user::post)),
        )
        .route(route::DONE, get(done::get))
        .route(
            route::FORGOT_PASSWORD,
            get(forgot_password::get).post(once(forgot_password::post)),
        )
        .route(
            route::CONFIRM_FORGOT_PASSWORD,
            get(step::get).post(once(confirm_forgot_password::post)),
        )
        .route(
            route::CONTINUE,
            get(continue_as::get).post(continue_as::post),
        )
        .route(route::SIGNED_OUT, get(signed_out::get))
        .route(route::ERROR, get(error::get))
        .route("/", get(error::home))
        .route(route::LANGUAGE, post(language::post));
    for name in ChallengeName::ALL {
        if let Some(path) = name.page() {
            routes = routes.route(
                path,
                get(step::get).post(once(|page_request, form| {
                    challenge::post(*name, page_request, form)
                })),
            );
        }
    }
    routes
}
