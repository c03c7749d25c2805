//! The designers' studio as this program serves it: its files below `/studio/`, and one-time links into it.
//!
//! Owns the links and the keys for which they are redeemed; each operation says whether those keys may call it. Must not know what a brand is: the
//! studio publishes by the operations that every administrator's tool uses, and has no door of its own.

mod answer;
mod link;

pub use link::{KEY_LIVES, LINK_LIVES, make as make_link};

use crate::{
    assets::{self, Place},
    host::pool_of_host,
    site::Site,
};
use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::sync::LazyLock;
use wire::route;

/// The document that opens the studio.
const INDEX: &str = "index.html";

/// Its routes; only where it is enabled.
pub fn routes(site: &Site) -> Router<Site> {
    let folder = route::STUDIO.trim_end_matches('/');
    let named = |Path(name): Path<String>, headers: HeaderMap| async move { file(&name, &headers) };
    Router::new()
        .route(folder, get(|| async { Redirect::permanent(route::STUDIO) }))
        .route(
            route::STUDIO,
            get(|headers: HeaderMap| async move { file(INDEX, &headers) }),
        )
        .route(&format!("{}{{*name}}", route::STUDIO), get(named))
        .route(route::STUDIO_SESSION, post(link::redeem))
        .layer(from_fn_with_state(site.clone(), at_own_origin))
}

/// Answers at the server's own origin only: at a pool's domain people sign in, and nothing else has business there.
async fn at_own_origin(State(site): State<Site>, request: Request, next: Next) -> Response {
    match pool_of_host(&site, request.headers(), request.uri()).await {
        Ok(None) => next.run(request).await,
        Ok(Some(_)) => (StatusCode::NOT_FOUND, "The studio is not at this name.\n").into_response(),
        Err(fault) => answer::failed(&fault),
    }
}

/// Whether this server has the studio.
pub fn is_there(site: &Site) -> bool {
    site.settings.has_studio && is_built()
}

/// Whether the studio was built into this program.
pub fn is_built() -> bool {
    assets::files(Place::Studio).any(|file| file.name == INDEX)
}

fn file(name: &str, headers: &HeaderMap) -> Response {
    let Some(file) = assets::files(Place::Studio).find(|file| file.name == name) else {
        let hint = match name {
            INDEX => "The studio was not built into this program.\n",
            _ => "There is no such file.\n",
        };
        return (StatusCode::NOT_FOUND, hint).into_response();
    };
    let mut response = assets::send(file, assets::ASK_AGAIN, headers);
    let out = response.headers_mut();
    out.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    response
}

/// The studio runs its own script and the one that Trunk wrote into its document, calls this origin, and shows the
/// pages in documents that it writes itself, which follow the same policy. A logo is data until it is published.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let index = assets::files(Place::Studio).find(|file| file.name == INDEX);
    let index = index.map(|file| String::from_utf8_lossy(file.plain()));
    let inline: String = inline_scripts(&index.unwrap_or_default())
        .map(|script| {
            format!(
                " 'sha256-{}'",
                STANDARD.encode(digest(&SHA256, script.as_bytes()))
            )
        })
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{inline}; style-src 'self'; connect-src 'self'; \
         img-src 'self' data:; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).expect("a policy is visible ASCII")
});

/// The scripts that stand in a document.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (head, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!head.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use api::testing::World;
    use axum::body::Body;
    use serde_json::json;

    #[tokio::test]
    async fn a_pools_own_domain_has_no_studio() {
        let domain = Some("id.example.com".to_owned());
        let world = World::set(
            |settings| settings.pages.domain = domain,
            json!({}),
            json!({}),
        )
        .await;
        let domain = json!({"Domain": "acme"});
        let made = world.call_admin("CreateUserPoolDomain", domain).await;
        made.expect("the name is free");
        for (host, expect) in [
            ("acme.id.example.com", StatusCode::NOT_FOUND),
            ("other.id.example.com", StatusCode::BAD_REQUEST),
            ("localhost", StatusCode::BAD_REQUEST),
        ] {
            let request = Request::post(route::STUDIO_SESSION).header(header::HOST, host);
            let request = request.body(Body::from("{}")).expect("a request");
            let (answer, _) = testing::ask(&world.app, request).await;
            assert_eq!(answer.status, expect, "{host}");
        }
    }

    #[test]
    fn the_scripts_in_a_document_are_found_and_those_beside_it_are_not() {
        let html = "<script src=\"a.js\"></script><script type=\"module\">let a = 1 < 2;</script><p>x</p><script>b</script>";
        let found: Vec<_> = inline_scripts(html).collect();
        assert_eq!(found, ["let a = 1 < 2;", "b"]);
        assert_eq!(inline_scripts("<p>none</p>").count(), 0);
    }
}
