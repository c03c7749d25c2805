//! The origin under which browsers reach this server.

use std::{
    fmt,
    net::{Ipv4Addr, Ipv6Addr},
    ops::Deref,
    sync::Arc,
};

/// The scheme of URLs whose answers nobody on the way can read.
const HTTPS: &str = "https://";

/// The origin under which browsers reach this server; clones share it.
///
/// **Shape** `https://id.example.com`: scheme, host and, where it is not the scheme's own, port; no slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Arc<str>);

impl PublicUrl {
    /// The origin that this URL has; a slash at its end is left out.
    pub fn new(url: &str) -> Self {
        Self(url.trim_end_matches('/').into())
    }

    /// The URL of a path of this server, which begins with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Whether browsers come by https, so that cookies may be `Secure` and `__Host-`.
    pub fn is_https(&self) -> bool {
        self.0.starts_with(HTTPS)
    }

    /// Host and port.
    pub fn authority(&self) -> &str {
        self.0
            .split_once("://")
            .map_or(&*self.0, |(_, authority)| authority)
    }

    /// The host alone, an IPv6 address in its brackets.
    pub fn host(&self) -> &str {
        host_of(self.authority())
    }

    /// Whether this is a name or address that every machine has for itself.
    pub fn is_local(&self) -> bool {
        is_local_authority(self.authority())
    }
}

/// The host of host and port.
fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        Some(_) | None => authority,
    }
}

/// Whether host and port, as a URL or a `Host` header has them, are those that every machine has for itself.
pub fn is_local_authority(authority: &str) -> bool {
    let host = host_of(authority);
    let address = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    host.eq_ignore_ascii_case("localhost")
        || host.parse().is_ok_and(|v4: Ipv4Addr| v4.is_loopback())
        || address.is_some_and(|v6| v6.parse().is_ok_and(|v6: Ipv6Addr| v6.is_loopback()))
}

impl Deref for PublicUrl {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_a_host() {
        let check = |url: &str, host: &str| assert_eq!(PublicUrl::new(url).host(), host);
        check("https://id.example.com", "id.example.com");
        check("http://localhost:9229/", "localhost");
        check("https://[::1]:8443", "[::1]");
        check("https://[::1]", "[::1]");
    }

    #[test]
    fn an_origin_knows_its_parts() {
        let check = |url: &str, authority: &str, is_https, is_local| {
            let url = PublicUrl::new(url);
            assert_eq!(url.authority(), authority);
            assert_eq!((url.is_https(), url.is_local()), (is_https, is_local));
            assert_eq!(url.join("/login"), format!("{url}/login"));
            assert!(!url.ends_with('/'));
        };
        check("https://id.example.com/", "id.example.com", true, false);
        check("https://[::1]:8443", "[::1]:8443", true, true);
        check("http://localhost:9229", "localhost:9229", false, true);
        check("http://127.0.0.1:9229", "127.0.0.1:9229", false, true);
        check("https://LOCALHOST", "LOCALHOST", true, true);
        // Names that only begin like those of this machine are anybody's.
        for name in [
            "localhost.example.com",
            "localhosting.example",
            "127.example.com",
            "[::1].example.com",
        ] {
            check(&format!("https://{name}"), name, true, false);
        }
    }
}
