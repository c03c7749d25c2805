//! `[server]`: where and as whom the program answers.

use super::{parse, reader::Reader};
use engine::network::Network;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Where TLS is ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// No TLS: plain HTTP, on loopback or behind a proxy.
    Off,
    /// TLS for `localhost`, by an authority made at first start.
    SelfSigned,
    /// Here, by these PEM files: certificate chain and private key.
    Files(PathBuf, PathBuf),
}

/// The header in which a trusted proxy names the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`: addresses, the nearest last.
    XForwardedFor,
    /// `Forwarded`, as RFC 7239 has it.
    Forwarded,
}

/// Where and as whom the program answers.
#[derive(Debug, Clone)]
pub struct Server {
    /// The address to listen on; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The origin under which browsers reach it; `None`: `localhost` at the port.
    pub public_url: Option<Url>,
    /// The region in pool ids and signatures.
    pub region: String,
    /// The account in resource names.
    pub account_id: String,
    /// The folder of all files that the program writes.
    pub data: PathBuf,
    /// Where TLS is ended.
    pub tls: Tls,
    /// The proxies whose word is taken for the client's address; all others are clients themselves.
    pub trusted_proxies: Vec<Network>,
    /// The header in which they name it.
    pub forwarded_header: ForwardedHeader,
    /// The longest a request's head may take to arrive, and a connection may stay idle between requests.
    pub header_timeout: Duration,
    /// The longest a request may take from head to answer.
    pub request_timeout: Duration,
    /// How large a request's line and headers may be.
    ///
    /// **Units** KiB.
    pub max_head_kib: u32,
    /// How many connections may be open.
    pub max_connections: u32,
    /// How many of one client address, but of a trusted proxy.
    pub max_connections_per_address: u32,
    /// How long requests and jobs in hand may take to end after a signal to stop.
    pub shutdown_timeout: Duration,
}

#[derive(Clone, Copy)]
enum Mode {
    Off,
    SelfSigned,
    Files,
}

impl Server {
    /// Whether only who sits at this machine can be meant: it listens on loopback and has no public URL.
    pub(super) fn is_at_home(&self) -> bool {
        self.listen.ip().is_loopback() && self.public_url.is_none()
    }

    pub(super) fn read(reader: &mut Reader) -> Self {
        let listen = reader.value("server.listen", "127.0.0.1:9229", parse::address);
        let public_url = reader.optional("server.public_url", parse::origin);
        if public_url.is_none() && !reader.is_set("server.public_url") && !listen.ip().is_loopback()
        {
            let place = reader.place("server.listen");
            reader.problem(format!(
                "`server.public_url` is not set, but {place} is reachable from outside: set it to the URL under which \
                 browsers reach this server, such as https://id.example.com; tokens carry it as issuer."
            ));
        }
        let region = reader.value("server.region", "us-east-1", parse::region);
        let account_id = reader.value("server.account_id", "000000000000", parse::account_id);
        let data = reader.value("server.data", "data", parse::path);
        let modes = [
            ("off", Mode::Off),
            ("self-signed", Mode::SelfSigned),
            ("files", Mode::Files),
        ];
        let mode = reader.value("server.tls", "off", parse::one_of(&modes));
        let certificate = reader.optional("server.tls_certificate", parse::path);
        let key = reader.optional("server.tls_key", parse::path);
        let tls = match mode {
            Mode::Off => Tls::Off,
            Mode::SelfSigned => Tls::SelfSigned,
            Mode::Files => Self::files(reader, certificate, key),
        };
        Self {
            listen,
            public_url,
            region,
            account_id,
            data,
            tls,
            trusted_proxies: reader.value("server.trusted_proxies", "", parse::networks),
            forwarded_header: reader.value(
                "server.forwarded_header",
                "x-forwarded-for",
                parse::one_of(&[
                    ("x-forwarded-for", ForwardedHeader::XForwardedFor),
                    ("forwarded", ForwardedHeader::Forwarded),
                ]),
            ),
            header_timeout: reader.value(
                "server.header_timeout_seconds",
                "15",
                parse::seconds(1..=600),
            ),
            request_timeout: reader.value(
                "server.request_timeout_seconds",
                "30",
                parse::seconds(1..=600),
            ),
            max_head_kib: reader.value("server.max_head_kib", "32", parse::number(8..=1024)),
            max_connections: reader.value(
                "server.max_connections",
                "10000",
                parse::number(1..=1_000_000),
            ),
            max_connections_per_address: reader.value(
                "server.max_connections_per_address",
                "1000",
                parse::number(1..=1_000_000),
            ),
            shutdown_timeout: reader.value(
                "server.shutdown_timeout_seconds",
                "20",
                parse::seconds(1..=600),
            ),
        }
    }

    fn files(reader: &mut Reader, certificate: Option<PathBuf>, key: Option<PathBuf>) -> Tls {
        let place = reader.place("server.tls");
        for (name, missing) in [
            ("server.tls_certificate", certificate.is_none()),
            ("server.tls_key", key.is_none()),
        ] {
            if missing {
                reader.problem(format!(
                    "`{name}` is not set, but {place} is `files`: set it to a PEM file."
                ));
            }
        }
        Tls::Files(certificate.unwrap_or_default(), key.unwrap_or_default())
    }
}
