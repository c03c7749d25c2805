//! Calls to the outside by HTTP: the one place that builds a client.
//!
//! Owns how long a call may take, how much of an answer is read, that no redirect is followed, and which addresses may be
//! reached. Must not know why anything is called.
//!
//! Two policies. What the operator's own settings name (webhooks, functions, a server on the command line) may be
//! anywhere. What a caller or a remote document names must have a public address, or one in a network that the settings
//! allow: otherwise a stranger could have this server call what only it can reach. The address is checked after its name
//! was resolved, and the connection goes to that very address, so that a name cannot answer otherwise the second time.

use crate::network::Network;
use http::{HeaderMap, Method, StatusCode};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, Client, ClientBuilder, redirect};
use std::error::Error as StdError;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use url::{Host, Url};

/// How long a call may take, and how much of its answer is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest time from connecting to the end of the answer.
    pub timeout: Duration,
    /// The largest answer.
    ///
    /// **Units** bytes.
    pub answer_bytes: usize,
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The headers besides those of the connection.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; `None` if it is larger than an answer may be.
    pub body: Option<Vec<u8>>,
}

/// Why there is no answer. It never holds the address, which may hold a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The address is not public, and no setting allows it.
    NotAllowed,
    /// It did not come in time.
    Timeout,
    /// It cannot be called: the innermost reason, such as a wrong certificate.
    Unreachable(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed => f.write_str("its address is not public"),
            Self::Timeout => f.write_str("it does not answer in time"),
            Self::Unreachable(reason) => f.write_str(reason),
        }
    }
}

/// Makes calls under one policy; clones share their connections.
#[derive(Debug, Clone)]
pub struct Egress {
    client: Client,
    /// `None`: anywhere. Else besides public addresses these networks.
    allowed_networks: Option<Arc<[Network]>>,
    answer_bytes: usize,
}

impl Egress {
    /// Calls to what the operator names, wherever that is, trusting this PEM certificate authority besides the machine's.
    ///
    /// **Errors** the authority cannot be read, or HTTP cannot be spoken.
    pub fn to_operator(limits: Limits, authority: Option<&[u8]>) -> Result<Self, String> {
        let mut builder = builder(limits);
        if let Some(pem) = authority {
            let authority = Certificate::from_pem(pem).map_err(|error| error.to_string())?;
            builder = builder.add_root_certificate(authority);
        }
        Ok(Self {
            client: builder.build().map_err(|error| error.to_string())?,
            allowed_networks: None,
            answer_bytes: limits.answer_bytes,
        })
    }

    /// Calls to what callers and remote documents name: public addresses, and those of `allowed_networks`. No proxy is asked, for
    /// it would resolve names itself.
    ///
    /// **Errors** HTTP cannot be spoken.
    pub fn to_public(limits: Limits, allowed_networks: &[Network]) -> Result<Self, String> {
        let networks: Arc<[Network]> = allowed_networks.into();
        let resolver = CheckedResolver(networks.clone());
        let builder = builder(limits).no_proxy().dns_resolver(Arc::new(resolver));
        Ok(Self {
            client: builder.build().map_err(|error| error.to_string())?,
            allowed_networks: Some(networks),
            answer_bytes: limits.answer_bytes,
        })
    }

    /// Makes a call and reads its answer to the end, or to where it is too large.
    ///
    /// **Errors** [`Error`]; any HTTP status is an answer.
    pub async fn send(&self, call: Call) -> Result<Answer, Error> {
        if let Some(networks) = &self.allowed_networks {
            // An address that is written out is never resolved.
            let url = Url::parse(&call.url).map_err(|error| unreachable(&error))?;
            let literal = match url.host() {
                Some(Host::Ipv4(address)) => Some(IpAddr::from(address)),
                Some(Host::Ipv6(address)) => Some(IpAddr::from(address)),
                Some(Host::Domain(_)) | None => None,
            };
            if literal.is_some_and(|address| !is_allowed(address, networks)) {
                return Err(Error::NotAllowed);
            }
        }
        let request = self.client.request(call.method, &call.url);
        let request = request.headers(call.headers).body(call.body);
        let mut response = request.send().await.map_err(|error| error_of(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Some(Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(|error| error_of(&error))? {
            let Some(read) = body
                .as_mut()
                .filter(|read| read.len() + chunk.len() <= self.answer_bytes)
            else {
                body = None;
                break;
            };
            read.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}

fn builder(limits: Limits) -> ClientBuilder {
    Client::builder()
        .timeout(limits.timeout)
        .redirect(redirect::Policy::none())
}

/// Resolves names to the addresses that may be reached.
struct CheckedResolver(Arc<[Network]>);

/// None of a name's addresses may be reached.
#[derive(Debug)]
struct NotAllowed;

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Error::NotAllowed.fmt(f)
    }
}

impl StdError for NotAllowed {}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.0.clone();
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let reachable: Vec<SocketAddr> = addresses
                .filter(|address| is_allowed(address.ip(), &networks))
                .collect();
            if reachable.is_empty() {
                return Err(NotAllowed.into());
            }
            Ok(Box::new(reachable.into_iter()) as Addrs)
        })
    }
}

fn error_of(error: &reqwest::Error) -> Error {
    if error.is_timeout() {
        return Error::Timeout;
    }
    let mut reason: &(dyn StdError + 'static) = error;
    loop {
        if reason.is::<NotAllowed>() {
            return Error::NotAllowed;
        }
        match reason.source() {
            Some(inner) => reason = inner,
            None => return unreachable(reason),
        }
    }
}

fn unreachable(reason: &dyn StdError) -> Error {
    Error::Unreachable(reason.to_string())
}

fn is_allowed(address: IpAddr, allowed_networks: &[Network]) -> bool {
    let lies_in = |networks: &[Network]| networks.iter().any(|network| network.contains(address));
    !lies_in(&SPECIAL) || lies_in(allowed_networks)
}

/// Addresses that are not reached over the public internet, or stand for others.
///
/// **Source** IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 6052 and RFC 3056 for IPv6 addresses that hold
/// an IPv4 address; RFC 3879 for `fec0::/10`.
static SPECIAL: LazyLock<Vec<Network>> = LazyLock::new(|| {
    const SPECIAL: [&str; 32] = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    ];
    let read = |text: &&str| Network::read(text).expect("a network of this list");
    SPECIAL.iter().map(read).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cryptography;
    use crate::testing::serve;
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;

    const LIMITS: Limits = Limits {
        timeout: Duration::from_secs(10),
        answer_bytes: 10,
    };

    fn call(url: String) -> Call {
        Call {
            method: Method::GET,
            url,
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    fn public(allowed: &[&str]) -> Egress {
        cryptography::choose();
        let allowed: Vec<_> = allowed.iter().map(|text| Network::read(text)).collect();
        let allowed: Option<Vec<_>> = allowed.into_iter().collect();
        Egress::to_public(LIMITS, &allowed.expect("networks")).expect("HTTP is spoken")
    }

    fn operator() -> Egress {
        cryptography::choose();
        Egress::to_operator(LIMITS, None).expect("HTTP is spoken")
    }

    /// A server on this machine: by its address, and by a name that resolves to it.
    async fn server() -> [String; 2] {
        let moved = get(|| async { Redirect::temporary("/short") });
        let routes = Router::new()
            .route("/short", get(|| async { "0123456789" }))
            .route("/long", get(|| async { "0123456789a" }))
            .route("/moved", moved);
        let url = serve(routes).await;
        let by_name = url.replace("127.0.0.1", "localhost");
        [url, by_name]
    }

    #[tokio::test]
    async fn strangers_reach_public_addresses_only() {
        for url in server().await {
            let answer = public(&[]).send(call(format!("{url}short"))).await;
            assert_eq!(answer.err(), Some(Error::NotAllowed), "{url}");
            for egress in [public(&["127.0.0.0/8"]), operator()] {
                let answer = egress.send(call(format!("{url}short"))).await;
                let body = answer.expect("it is allowed").body;
                assert_eq!(body.as_deref(), Some(&b"0123456789"[..]), "{url}");
            }
        }
    }

    #[tokio::test]
    async fn redirects_are_answers_and_long_answers_are_cut_off() {
        let [url, _] = server().await;
        for egress in [public(&["127.0.0.1"]), operator()] {
            let moved = egress.send(call(format!("{url}moved"))).await;
            let moved = moved.expect("it answers");
            assert_eq!(moved.status, StatusCode::TEMPORARY_REDIRECT);
            let long = egress.send(call(format!("{url}long"))).await;
            let long = long.expect("it answers");
            assert_eq!((long.status, long.body), (StatusCode::OK, None));
        }
    }

    #[tokio::test]
    async fn silence_and_closed_doors_are_told_apart() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
        let limits = Limits {
            timeout: Duration::from_millis(100),
            ..LIMITS
        };
        cryptography::choose();
        let egress = Egress::to_operator(limits, None).expect("HTTP is spoken");
        let silent = egress.send(call(url.clone())).await;
        assert_eq!(silent.err(), Some(Error::Timeout));
        drop(listener);
        let closed = operator().send(call(url)).await;
        assert!(matches!(closed, Err(Error::Unreachable(_))), "{closed:?}");
    }

    #[test]
    fn special_addresses_are_not_public() {
        let check = |address: &str, expect: bool| {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(is_allowed(address, &[]), expect, "{address}");
        };
        for public in ["1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111"] {
            check(public, true);
        }
        for special in [
            "127.0.0.1",
            "10.1.2.3",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fd00::1",
            "fe80::1",
            "ff02::1",
        ] {
            check(special, false);
        }
    }
}
