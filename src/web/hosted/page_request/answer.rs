//! Answers to an authorization request on their way to the app: by a redirect, or by a page whose form posts them.
//!
//! **Source** OAuth 2.0 Form Post Response Mode.

use super::PageRequest;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::oauth::authorize::{Answer, ResponseMode};
use engine::deliver::escaped;
use pages::locale;
use wire::{route, text::Text};

impl PageRequest {
    /// Brings an answer to the app. Only the authorization endpoint shows the page with the form: every other page leads
    /// there, which script can follow too.
    pub(crate) fn bring(&self, answer: &Answer) -> Response {
        match answer.response_mode {
            ResponseMode::Query => self.leave_for_app(&answer.url(), Vec::new()),
            ResponseMode::FormPost if self.path == route::AUTHORIZE => page(self, answer),
            ResponseMode::FormPost => self.leave(&self.at(route::AUTHORIZE), Vec::new()),
        }
    }

    /// Where a browser that has signed in is answered by a page: what the request asked to be proved anew has been.
    pub(in crate::hosted) fn answering_page(&self) -> String {
        self.at_with_all(route::AUTHORIZE, &[("prompt", ""), ("max_age", "")])
    }

    /// Where a page answers that the person who has signed in is not the one whom the request means.
    pub(in crate::hosted) fn refusing_page(&self) -> String {
        self.at_with_all(route::AUTHORIZE, &[("prompt", "none"), ("max_age", "")])
    }
}

/// The page that posts an answer by itself, or by its button where there is no script.
fn page(page_request: &PageRequest, answer: &Answer) -> Response {
    let site = &page_request.site;
    let nonce = site.random.opaque_token();
    let lang = page_request.language;
    let button = &locale::texts(lang)[Text::GoOn as usize];
    let fields: String = answer
        .parameters
        .iter()
        .map(|(name, value)| {
            format!(
                "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
                escaped(value)
            )
        })
        .collect();
    let html = format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>{name}</title><link rel=\"stylesheet\" href=\"{stylesheet}\"></head>\
         <body><div class=\"lg-page\"><main class=\"lg-card\"><h1>{name}</h1>\
         <form method=\"post\" action=\"{action}\">{fields}\
         <button class=\"lg-button lg-button-primary\">{button}</button></form></main></div>\
         <script nonce=\"{nonce}\">document.forms[0].submit()</script></body></html>",
        name = escaped(&page_request.client.settings.client_name),
        stylesheet = site.assets.url("pages.css").unwrap_or_default(),
        action = escaped(&answer.redirect_uri),
        button = escaped(button),
    );
    // Browsers hold `form-action` against every redirect that follows a post, and where the app's callback leads on to is
    // the app's business: the one form of this page goes to a registered address, and nothing else is on it.
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    );
    let mut response = (StatusCode::OK, html).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
