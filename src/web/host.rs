//! Which pool a host name belongs to: pages and endpoints answer at a pool's own domain too.

use axum::http::{HeaderMap, Uri, header};
use domain::{
    pool::Pool,
    refusal::{self, Refusal},
};
use engine::{fault::Fault, public_url::PublicUrl, settings::Settings};
use std::sync::Arc;
use store::Store;

/// The names at which this server answers: its own, and those of pools.
#[derive(Debug, Clone)]
pub(crate) struct Hosts {
    pub(crate) store: Store,
    pub(crate) public_url: PublicUrl,
    pub(crate) settings: Arc<Settings>,
}

impl Hosts {
    /// The pool at whose domain a request arrived; `None` at the server's own origin and at names of no pool.
    ///
    /// A prefix domain answers at `<prefix>.<pages.domain>`, a custom domain at its full name.
    ///
    /// **Errors** those of the store.
    pub(crate) async fn pool_of(
        &self,
        headers: &HeaderMap,
        uri: &Uri,
    ) -> Result<Option<Pool>, Fault> {
        let Some(host) = authority(headers, uri).map(without_port) else {
            return Ok(None);
        };
        if host.eq_ignore_ascii_case(without_port(self.public_url.authority())) {
            return Ok(None);
        }
        let host = host.to_ascii_lowercase();
        let domain = self.settings.pages.domain.as_deref();
        let prefix = domain.and_then(|domain| host.strip_suffix(domain)?.strip_suffix('.'));
        Ok(match prefix {
            Some(prefix) => store::pool::by_domain(&self.store, prefix).await?,
            None => store::pool::by_domain(&self.store, &host)
                .await?
                .filter(has_custom_domain),
        })
    }
}

/// Host and port that were visited: HTTP/2 carries them in the URI, not as a header.
pub(crate) fn authority<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok());
    host.or_else(|| uri.authority().map(|authority| authority.as_str()))
}

/// Refuses a client of another pool than the one whose domain was visited.
pub(crate) fn check_wall(at: Option<&Pool>, pool: &Pool, client: &str) -> Result<(), Refusal> {
    if at.is_some_and(|at| at.id != pool.id) {
        Err(refusal::Client::Unknown(client.to_owned()).into())
    } else {
        Ok(())
    }
}

fn has_custom_domain(pool: &Pool) -> bool {
    pool.domain
        .as_ref()
        .is_some_and(|domain| domain.custom.is_some())
}

/// The host of an authority, with the brackets of an IPv6 address.
fn without_port(authority: &str) -> &str {
    match authority.rfind(':') {
        Some(colon) if !authority[colon..].contains(']') => &authority[..colon],
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_cut_and_addresses_kept() {
        let check = |host: &str, expect: &str| assert_eq!(without_port(host), expect);
        check("id.example.com:8443", "id.example.com");
        check("id.example.com", "id.example.com");
        check("[::1]:80", "[::1]");
        check("[::1]", "[::1]");
    }
}
