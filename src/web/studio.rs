//! The designers' studio as this program serves it: its files below `/studio/`, and one-time links into it.
//!
//! Owns the links and the keys for which they are redeemed; each operation says whether those keys may call it. Must not know what a brand is: the
//! studio publishes by the operations that every administrator's tool uses, and has no door of its own.

mod answer;
mod link;

pub use link::{KEY_LIVES, LINK_LIVES, make as make_link, revoke as revoke_link};

use crate::{
    assets::{self, Place},
    host::Hosts,
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
/// Where it is built, beside the pages.
const FOLDER: &str = "studio";

/// The routes of the studio; only where it is enabled.
pub fn routes(site: &Site) -> Router<Site> {
    let folder = route::STUDIO.trim_end_matches('/');
    let by_name = |State(site): State<Site>, Path(name): Path<String>, headers: HeaderMap| async move {
        file(&site, &name, &headers)
    };
    let index =
        |State(site): State<Site>, headers: HeaderMap| async move { file(&site, INDEX, &headers) };
    Router::new()
        .route(folder, get(|| async { Redirect::permanent(route::STUDIO) }))
        .route(route::STUDIO, get(index))
        .route(&format!("{}{{*name}}", route::STUDIO), get(by_name))
        .route(route::STUDIO_SESSION, post(link::redeem))
        .layer(from_fn_with_state(site.clone(), at_own_origin))
}

/// Answers at the server's own origin only; a pool's domain is for signing in.
async fn at_own_origin(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    match hosts.pool_of(request.headers(), request.uri()).await {
        Ok(None) => next.run(request).await,
        Ok(Some(_)) => (StatusCode::NOT_FOUND, "The studio is not at this name.\n").into_response(),
        Err(fault) => answer::failed(&fault),
    }
}

/// Whether this server has the studio, or will have it once it is built.
pub fn is_there(site: &Site) -> bool {
    site.settings.has_studio && (site.assets.is_on_disk() || is_built())
}

/// Whether the studio was built into this program.
pub fn is_built() -> bool {
    assets::files(Place::Studio).any(|file| file.name == INDEX)
}

/// A file of the studio as it is on disk in development, else the embedded one.
fn file(site: &Site, name: &str, headers: &HeaderMap) -> Response {
    let read = |name| site.assets.read_beside(FOLDER, name);
    let embedded = assets::files(Place::Studio).find(|file| file.name == name);
    let (mut response, policy) = match (read(name), embedded) {
        (Some(bytes), _) => (
            assets::send_read(name, bytes),
            policy(&read(INDEX).unwrap_or_default()),
        ),
        (None, Some(file)) => (
            assets::send(file, assets::ASK_AGAIN, headers),
            POLICY.clone(),
        ),
        (None, None) if name != INDEX => {
            return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
        }
        (None, None) if site.assets.is_on_disk() => return being_built(),
        (None, None) => {
            let hint = "The studio was not built into this program.\n";
            return (StatusCode::NOT_FOUND, hint).into_response();
        }
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// What stands in the place of the studio while `cargo xtask serve` builds it; the browser looks again by itself.
fn being_built() -> Response {
    let headers = [(header::REFRESH, "2"), (header::CACHE_CONTROL, "no-store")];
    let text = "The studio is being built. It opens here as soon as it is ready.\n";
    (StatusCode::SERVICE_UNAVAILABLE, headers, text).into_response()
}

/// The policy of the embedded studio.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let index = assets::files(Place::Studio).find(|file| file.name == INDEX);
    policy(index.map_or(&[], |file| file.plain()))
});

/// The studio runs its own script and the one that stands in its document, calls this origin, and shows the pages in
/// documents that it writes itself, which follow the same policy. A logo is data until it is published.
fn policy(index: &[u8]) -> HeaderValue {
    let index = String::from_utf8_lossy(index);
    let inline: String = inline_scripts(&index)
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
}

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
    use crate::{assets::Assets, testing};
    use api::testing::World;
    use axum::body::Body;
    use serde_json::json;

    #[tokio::test]
    async fn a_studio_that_is_being_built_opens_when_it_is_ready() {
        let folder = engine::testing::folder("studio");
        let pages = folder.join("pages");
        let world = World::new().await;
        let site = Site::new(world.app.clone(), Assets::new(Some(pages)), None);
        let get = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).expect("a request");
            testing::ask_site(site.clone(), request).await
        };
        assert!(is_there(&site));
        let (early, _) = get("/studio/").await;
        if is_built() {
            assert_eq!(early.status, StatusCode::OK);
        } else {
            assert_eq!(early.status, StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(early.headers[header::REFRESH], "2");
        }
        std::fs::create_dir_all(folder.join(FOLDER)).expect("it is ours");
        let document = "<script type=\"module\">start()</script>";
        for (name, text) in [("studio.js", "let a;"), (INDEX, document)] {
            std::fs::write(folder.join(FOLDER).join(name), text).expect("it is ours");
        }
        let (index, body) = get("/studio/").await;
        assert_eq!(
            (index.status, &body[..]),
            (StatusCode::OK, document.as_bytes())
        );
        let policy = index.headers[header::CONTENT_SECURITY_POLICY].to_str();
        assert!(policy.expect("text").contains("'sha256-"));
        let (script, _) = get("/studio/studio.js").await;
        assert_eq!(script.headers[header::CACHE_CONTROL], "no-store");
        assert_eq!(get("/studio/none.js").await.0.status, StatusCode::NOT_FOUND);
    }

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
        let scripts: Vec<_> = inline_scripts(html).collect();
        assert_eq!(scripts, ["let a = 1 < 2;", "b"]);
        assert_eq!(inline_scripts("<p>none</p>").count(), 0);
    }
}
