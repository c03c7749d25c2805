//! `ListApps`: the apps of a pool as a designer knows them, by pages.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    user_pools::page_token,
};
use domain::client::Client;
use engine::{fault::Fault, find, rate_limiter::RateLimit, request::RequestContext};
use serde::Serialize;
use serde_json::json;
use shapes::{
    Exception, Operation,
    idp::{ListUserPoolClientsRequest, exception},
};

/// Returns the app clients of a pool with the sites at which they run, which tell those of one name apart, and the domain
/// of the pool's pages. Who may change a brand sees this, and no setting of pool or client.
pub(super) struct ListApps;

/// Response of `ListApps`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Response {
    apps: Vec<App>,
    /// A prefix or a host name; absent where the pool has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

/// An app client.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct App {
    client_id: String,
    client_name: String,
    /// The origins of its callback URLs, each once.
    sites: Vec<String>,
}

impl From<&Client> for App {
    fn from(client: &Client) -> Self {
        let mut sites = Vec::new();
        for url in client.settings.callback_urls.iter().flatten() {
            let site = origin(url);
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
        Self {
            client_id: client.id.0.clone(),
            client_name: client.settings.client_name.clone(),
            sites,
        }
    }
}

/// Scheme and host of an address.
fn origin(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or((url, ""));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}")
}

impl Operation for ListApps {
    const NAME: &'static str = "ListApps";
    const SIGNED: bool = true;
    const EMPTY_BODY: bool = false;
    const ERRORS: &'static [Exception] =
        &[exception::INVALID_PARAMETER, exception::RESOURCE_NOT_FOUND];
    /// It names a pool and a page alike.
    type Request = ListUserPoolClientsRequest;
    type Response = Response;
}

/// The largest page, and the one of a request that names no size.
const LARGEST: usize = 60;

impl Handle for ListApps {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::StudioLink;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(cx: &RequestContext, request: Self::Request) -> Result<Response, Fault> {
        let pool = find::pool(&cx.app.store, &request.user_pool_id).await?;
        let list = json!(["ListApps", pool.id]);
        let after = page_token::open(&cx.app, &list, request.next_token.as_deref())?;
        let limit = request
            .max_results
            .and_then(|limit| usize::try_from(limit).ok())
            .filter(|limit| *limit > 0)
            .unwrap_or(LARGEST);
        let page = store::client::list(&cx.app.store, &pool.id, after.as_deref(), limit).await?;
        Ok(Response {
            apps: page.items.iter().map(App::from).collect(),
            domain: pool.domain.map(|domain| domain.name),
            next_token: page_token::seal(&cx.app, &list, page.next.as_deref()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::origin;
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_by_pages_with_sites_and_domain() {
        let world = World::new().await;
        for host in ["one", "two"] {
            let urls = [
                format!("https://{host}.example.com/back"),
                format!("https://{host}.example.com/other"),
            ];
            let settings = json!({
                "ClientName": "Acme Notes", "CallbackURLs": urls, "AllowedOAuthFlowsUserPoolClient": true,
                "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"],
            });
            world.another_client(settings).await;
        }
        let mut sites = Vec::new();
        let mut next = json!(null);
        loop {
            let mut body = json!({"MaxResults": 1});
            if !next.is_null() {
                body["NextToken"] = next;
            }
            let mut page = world.call_admin("ListApps", body).await.expect("a page");
            assert_eq!(page.get("Domain"), None);
            let app = &page["Apps"][0];
            if app["ClientName"] == "Acme Notes" {
                sites.push(app["Sites"].clone());
            }
            next = page["NextToken"].take();
            if next.is_null() {
                break;
            }
        }
        sites.sort_by_key(ToString::to_string);
        assert_eq!(
            sites,
            [
                json!(["https://one.example.com"]),
                json!(["https://two.example.com"])
            ]
        );
        let domain = json!({"Domain": "acme"});
        let made = world.call_admin("CreateUserPoolDomain", domain).await;
        made.expect("the name is free");
        let page = world.call_admin("ListApps", json!({})).await;
        assert_eq!(page.expect("a page")["Domain"], json!("acme"));
    }

    #[tokio::test]
    async fn refuses_pools_that_are_not_there() {
        let world = World::new().await;
        let pool = json!({"UserPoolId": "us-east-1_nobody"});
        world.call("ListApps", pool).await.refuses(
            "ResourceNotFound",
            "User pool us-east-1_nobody does not exist.",
        );
    }

    #[test]
    fn a_site_is_scheme_and_host() {
        for (url, site) in [
            (
                "https://a.example.com:8443/x?y",
                "https://a.example.com:8443",
            ),
            ("myapp://back", "myapp://back"),
            ("http://localhost?x", "http://localhost"),
        ] {
            assert_eq!(origin(url), site);
        }
    }
}
