//! What is signed: the canonical request in the scope of a key.

use crate::form::ALGORITHM;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Method, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;

/// What SigV4 leaves as it is in paths and queries: unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The parts of a request that a signature covers.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The method in capital letters.
    pub method: &'a str,
    /// The path, `/` at least.
    pub path: &'a str,
    /// The query without its question mark.
    pub query: &'a str,
    /// Every header, its name in small letters; a header that stands twice is there twice.
    pub headers: Vec<(&'a str, Cow<'a, str>)>,
    /// The whole body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// The request that has these parts.
    pub fn new(method: &'a Method, uri: &'a Uri, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        let mut pairs: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect();
        // HTTP/2 carries the host as the authority, not as a header.
        if let (false, Some(authority)) = (headers.contains_key("host"), uri.authority()) {
            pairs.push(("host", authority.as_str().into()));
        }
        Self {
            method: method.as_str(),
            path: uri.path(),
            query: uri.query().unwrap_or_default(),
            headers: pairs,
            body,
        }
    }

    /// Whether the request has a header of this name.
    pub(crate) fn has(&self, header: &str) -> bool {
        self.headers.iter().any(|(name, _)| *name == header)
    }

    /// The canonical request over these headers.
    fn canonical(&self, signed_headers: &[String]) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
        let path: Vec<String> = self.path.split('/').map(encoded).collect();
        let mut query: Vec<_> = form_urlencoded::parse(self.query.as_bytes())
            .map(|(name, value)| (encoded(&name), encoded(&value)))
            .collect();
        query.sort();
        let query: Vec<String> = query
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let lines = signed_headers.iter().fold(String::new(), |lines, name| {
            let values = self.headers.iter().filter(|(header, _)| header == name);
            let values: Vec<String> = values.map(|(_, value)| single_spaced(value)).collect();
            lines + name + ":" + &values.join(",") + "\n"
        });
        format!(
            "{}\n{}\n{}\n{lines}\n{}\n{}",
            self.method,
            path.join("/"),
            query.join("&"),
            signed_headers.join(";"),
            sha256_hex(self.body)
        )
    }
}

fn single_spaced(value: &str) -> String {
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    words.join(" ")
}

/// For what a signature holds: a day, a region and a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// `YYYYMMDD`.
    pub date: String,
    /// The region.
    pub region: String,
    /// The service's name in scopes, such as `cognito-idp`.
    pub service: String,
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            date,
            region,
            service,
        } = self;
        write!(f, "{date}/{region}/{service}/aws4_request")
    }
}

impl Scope {
    /// The key that signs in this scope.
    fn key(&self, secret: &str) -> [u8; 32] {
        let first = hmac(format!("AWS4{secret}").as_bytes(), &self.date);
        let parts = [&self.region, &self.service, "aws4_request"];
        parts.iter().fold(first, |key, part| hmac(&key, part))
    }

    /// The signature of a request by the holder of `secret`, in small hexadecimal digits.
    pub(crate) fn signature(
        &self,
        request: &Request<'_>,
        signed_headers: &[String],
        timestamp: &str,
        secret: &str,
    ) -> String {
        let canonical = sha256_hex(request.canonical(signed_headers).as_bytes());
        let text = format!("{ALGORITHM}\n{timestamp}\n{self}\n{canonical}");
        hex(&hmac(&self.key(secret), &text))
    }
}

fn hmac(key: &[u8], message: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().into()
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            // Writing to a String cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the AWS documentation, "Derive a signing key".
    #[test]
    fn the_key_of_a_day_is_that_of_the_documentation() {
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let scope = Scope {
            date: "20150830".to_owned(),
            region: "us-east-1".to_owned(),
            service: "iam".to_owned(),
        };
        assert_eq!(
            hex(&scope.key(secret)),
            "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
        );
    }
}
