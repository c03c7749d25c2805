//! The answers to a request that is refused before any page reads it.

use super::PageRequest;
use crate::hosted::error::screen;
use axum::{http::StatusCode, response::Response};
use domain::oauth::authorize::AuthorizeError;
use wire::{route, text::Text};

impl PageRequest {
    /// The answer to an authorization request that breaks a rule: a page, or the redirect that tells the app.
    pub(crate) fn refused_request(&self, error: &AuthorizeError) -> Response {
        match error {
            AuthorizeError::Page(error) => {
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
                self.draw(
                    StatusCode::BAD_REQUEST,
                    screen(&self.browser, Text::ErrorTitle, lead, code, None),
                )
            }
            AuthorizeError::Redirect(redirect) => {
                self.bring(&redirect.answer(&self.site.issuer(&self.pool.id)))
            }
        }
    }

    /// The page for a form that did not come from a page of ours.
    pub(super) fn forgery(&self) -> Response {
        let restart = self.request.is_ok().then(|| self.at(route::LOGIN));
        let screen = screen(
            &self.browser,
            Text::ErrorExpiredTitle,
            Text::ErrorForgery,
            "csrf",
            restart,
        );
        self.draw(StatusCode::FORBIDDEN, screen)
    }
}
