//! From which address a request came: the connection's, or what a trusted proxy says of it.
//!
//! Owns reading `X-Forwarded-For` and `Forwarded`. Must not know what the address is used for.

use crate::config::{ForwardedHeader, Server};
use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, header, request::Parts},
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of the client.
///
/// Each proxy appends the address that it was called from. Read from the end, the first one that is not a trusted proxy
/// is the client; whatever stands before it is the client's own invention. The header that the settings do not name
/// is never read: a proxy that writes one of them passes the other on as the client sent it.
///
/// **Source** RFC 7239 §5.2 and §7.4; `X-Forwarded-For` as proxies write it.
pub(crate) fn of(settings: &Server, parts: &Parts) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    // Only a request made inside this process, in a test, has no connection.
    let mut nearest = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| {
        peer.0.ip().to_canonical()
    });
    let mut forwarded_addresses = forwarded_addresses(settings.forwarded_header, &parts.headers);
    let trusted = |address: IpAddr| {
        let mut networks = settings.trusted_proxies.iter();
        networks.any(|network| network.contains(address))
    };
    while trusted(nearest) {
        match forwarded_addresses.pop() {
            Some(Some(address)) => nearest = address,
            // Nothing, or something that is no address: the proxy that stands there is all that is known.
            Some(None) | None => break,
        }
    }
    nearest
}

/// Every address that some proxy may have passed on, in whichever header; `None` where it is no address.
pub(crate) fn each_forwarded(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let real = headers.get_all("x-real-ip").iter();
    let real = real.map(|line| address(line.to_str().unwrap_or_default().trim()));
    [ForwardedHeader::XForwardedFor, ForwardedHeader::Forwarded]
        .into_iter()
        .flat_map(|kind| forwarded_addresses(kind, headers))
        .chain(real)
}

/// What the header names, the nearest last; `None` where it is no address.
fn forwarded_addresses(kind: ForwardedHeader, headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let name = match kind {
        ForwardedHeader::XForwardedFor => "x-forwarded-for",
        ForwardedHeader::Forwarded => header::FORWARDED.as_str(),
    };
    let lines = headers.get_all(name).iter();
    let elements = lines.flat_map(|line| line.to_str().unwrap_or_default().split(','));
    elements
        .map(|element| match kind {
            ForwardedHeader::XForwardedFor => address(element.trim()),
            ForwardedHeader::Forwarded => forwarded_for(element),
        })
        .collect()
}

/// The `for` of one element of `Forwarded`: `for="[2001:db8::17]:4711";proto=https`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    address(value.trim().trim_matches('"'))
}

/// An address as it is written in these headers: alone, in brackets, with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|both| both.ip());
    let bracketed = || {
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse::<IpAddr>().ok()
    };
    let address = bare().or_else(with_port).or_else(bracketed)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn check(proxies: &str, kind: &str, peer: &str, headers: &[(&str, &str)], expect: &str) {
        let settings = [
            ("server.trusted_proxies", proxies),
            ("server.forwarded_header", kind),
        ];
        let config = testing::config(&settings);
        let parts = testing::request_from(peer, headers);
        let expect: IpAddr = expect.parse().expect("an address");
        assert_eq!(of(&config.server, &parts), expect, "{headers:?}");
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let check = |proxies: &str, peer: &str, headers: &[(&str, &str)], expect: &str| {
            check(proxies, "x-forwarded-for", peer, headers, expect);
        };
        let said = [("x-forwarded-for", "203.0.113.9")];
        check("", "127.0.0.1", &said, "127.0.0.1");
        check("10.0.0.0/8", "192.0.2.1", &said, "192.0.2.1");
        check("10.0.0.0/8", "10.0.0.1", &said, "203.0.113.9");
        check("10.0.0.0/8", "::ffff:10.0.0.1", &said, "203.0.113.9");
        check("10.0.0.0/8", "10.0.0.1", &[], "10.0.0.1");
        let chain = [("x-forwarded-for", "1.1.1.1, 203.0.113.9, 10.0.0.2")];
        check("10.0.0.0/8", "10.0.0.1", &chain, "203.0.113.9");
        check("10.0.0.1", "10.0.0.1", &chain, "10.0.0.2");
        let lines = [
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-for", "203.0.113.9"),
        ];
        check("10.0.0.0/8", "10.0.0.1", &lines, "203.0.113.9");
        let ports = [("x-forwarded-for", "203.0.113.9:1, [2001:db8::1]:2")];
        check("10.0.0.0/8", "10.0.0.1", &ports, "2001:db8::1");
        for unreadable in ["1.1.1.1, unknown", "1.1.1.1,", "\u{fc}"] {
            let said = [("x-forwarded-for", unreadable)];
            check("10.0.0.0/8", "10.0.0.1", &said, "10.0.0.1");
        }
        let other = [("forwarded", "for=1.1.1.1")];
        check("10.0.0.0/8", "10.0.0.1", &other, "10.0.0.1");
    }

    #[test]
    fn the_standard_header_is_read_where_the_settings_name_it() {
        let check = |said: &str, expect: &str| {
            let headers = [("forwarded", said), ("x-forwarded-for", "1.1.1.1")];
            check("::1, 10.0.0.0/8", "forwarded", "::1", &headers, expect);
        };
        check("for=203.0.113.9", "203.0.113.9");
        check("For=203.0.113.9;proto=https;by=10.0.0.1", "203.0.113.9");
        check(
            "for=1.2.3.4, proto=http; for=\"[2001:db8::1]:47\"",
            "2001:db8::1",
        );
        check("for=\"[2001:db8::1]\", for=10.0.0.3", "2001:db8::1");
        check("for=_hidden", "::1");
        check("proto=https", "::1");
    }
}
