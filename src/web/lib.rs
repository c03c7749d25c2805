//! What browsers and OAuth clients reach: the OAuth endpoints, the hosted pages, the studio, the demo, and their files.
//!
//! Owns the words and forms of every answer to a browser. Must not decide anything (decisions are `domain`'s), must not
//! draw (`pages` does), and does not know the services of AWS (`api`'s).

pub mod assets;
mod branding;
pub mod demo;
mod form;
mod host;
pub mod hosted;
pub mod oauth;
pub mod outbox;
mod query_clients;
mod refusal;
pub mod site;
pub mod studio;
#[cfg(test)]
mod testing;

use axum::Router;
use site::Site;

/// The routes of the pages, the endpoints and their files; what is not always there has routes of its own.
pub fn routes() -> Router<Site> {
    Router::new()
        .merge(assets::routes())
        .merge(branding::routes())
        .merge(oauth::routes())
        .merge(hosted::routes())
}
