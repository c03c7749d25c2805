//! What is for this machine only: requests that come from it, by a name of it.
//!
//! The connection alone proves nothing behind a proxy on the same machine, and the name alone nothing at all: whoever calls
//! chooses it. A proxy that passes on neither the name nor the client's address cannot be told from a person.

use crate::client_address;
use axum::{
    extract::{ConnectInfo, Request},
    http::{StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use engine::public_url::is_local_authority;
use std::net::SocketAddr;

/// Why a request is not from this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Foreign {
    /// It, or what a proxy passes on, came from elsewhere.
    Address,
    /// It is for another name: a web site whose name is made to point here must not read what is for this machine.
    Name,
}

/// Lets requests through that come from this machine by a name of it, and answers others with `advice`.
pub(crate) async fn only(advice: &'static str, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match foreign(&parts) {
        None => next.run(Request::from_parts(parts, body)).await,
        Some(Foreign::Address) => (StatusCode::FORBIDDEN, advice).into_response(),
        Some(Foreign::Name) => (StatusCode::MISDIRECTED_REQUEST, advice).into_response(),
    }
}

/// Whether a request comes from this machine, by a name of it.
pub(crate) fn is_local(parts: &Parts) -> bool {
    foreign(parts).is_none()
}

fn foreign(parts: &Parts) -> Option<Foreign> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
    let mut forwarded = client_address::each_forwarded(&parts.headers);
    if !peer || !forwarded.all(|address| address.is_some_and(|address| address.is_loopback())) {
        return Some(Foreign::Address);
    }
    let host = parts.headers.get(header::HOST);
    let authority = match (host, parts.uri.authority()) {
        (Some(host), _) => host.to_str().unwrap_or_default(),
        (None, Some(authority)) => authority.as_str(),
        (None, None) => "",
    };
    (!is_local_authority(authority)).then_some(Foreign::Name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn both_the_connection_and_the_name_are_this_machines() {
        let check = |peer: &str, headers: &[(&str, &str)], expect: Option<Foreign>| {
            let parts = testing::request_from(peer, headers);
            assert_eq!(foreign(&parts), expect, "{headers:?}");
        };
        let (address, name) = (Some(Foreign::Address), Some(Foreign::Name));
        let here = ("host", "localhost:9229");
        check("127.0.0.1", &[here], None);
        check("::1", &[("host", "[::1]:80")], None);
        check("::ffff:127.0.0.1", &[("host", "127.0.0.1")], None);
        check("192.0.2.1", &[here], address);
        check("127.0.0.1", &[("host", "id.example.com")], name);
        check("127.0.0.1", &[("host", "localhost.example.com")], name);
        check("127.0.0.1", &[("host", "127.example.com")], name);
        check("127.0.0.1", &[], name);
        // A proxy on this machine.
        for (header, value) in [
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-for", "127.0.0.1, 203.0.113.9"),
            ("x-forwarded-for", "203.0.113.9, 127.0.0.1"),
            ("x-forwarded-for", "unknown"),
            ("forwarded", "for=203.0.113.9;proto=https"),
            ("forwarded", "proto=https"),
            ("x-real-ip", "203.0.113.9"),
        ] {
            check("127.0.0.1", &[here, (header, value)], address);
        }
        check("127.0.0.1", &[here, ("x-forwarded-for", "127.0.0.1")], None);
    }

    #[test]
    fn a_request_without_a_connection_is_not_local() {
        let request = Request::get("/dev/outbox").header("host", "localhost");
        let (parts, ()) = request.body(()).expect("a request").into_parts();
        assert!(!is_local(&parts));
    }
}
