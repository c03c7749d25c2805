//! AWS Signature Version 4, in its header form: checked here, made in `sign`.
//!
//! Owns: reading the `Authorization` header, the canonical request, the comparison. Must not know: operations, storage;
//! the secret of an access key is given by the caller between [`Claimed::read`] and [`Claimed::check`].
//!
//! **Source** AWS General Reference, "Create a signed AWS API request"; errors as JSON services answer them.

mod sign;

pub(crate) use sign::Signer;

use aws_lc_rs::{constant_time, digest, hmac};
use axum::http::{HeaderMap, Method, Uri};
use domain::{secret::Secret, time::Timestamp};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write as _;

/// The header that names the operation.
const TARGET: &str = "x-amz-target";

/// The header of temporary credentials.
const SESSION_TOKEN: &str = "x-amz-security-token";

/// How far a request's date may be from ours.
const SKEW_SECONDS: i64 = 300;

/// `YYYYMMDD`: a shorter date in a scope would make a key that outlives the day.
const DATE_CHARS: usize = 8;

/// What SigV4 leaves as it is in paths and queries: unreserved characters.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Why a signature was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unsigned {
    /// There is no `Authorization` header.
    Missing,
    /// The header lacks a part: which.
    Incomplete(String),
    /// The access key is not one of ours, or its session token is not.
    UnknownKey,
    /// The signature is wrong, or signs for another service: the complete reason.
    Wrong(String),
}

/// What a request claims about its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claimed {
    /// The access key id.
    pub access_key_id: String,
    /// What temporary credentials come with.
    pub session_token: Option<String>,
    date: String,
    region: String,
    service: String,
    signed_headers: Vec<String>,
    signature: String,
    timestamp: String,
}

impl Claimed {
    /// Reads the claim from the headers.
    ///
    /// **Errors** [`Unsigned::Missing`], [`Unsigned::Incomplete`].
    pub(crate) fn read(headers: &HeaderMap) -> Result<Self, Unsigned> {
        let header = text(headers, "authorization").ok_or(Unsigned::Missing)?;
        let rest = header.strip_prefix("AWS4-HMAC-SHA256").ok_or_else(|| {
            Unsigned::Incomplete("Authorization header requires 'AWS4-HMAC-SHA256'.".into())
        })?;
        let part = |name: &str| {
            rest.split(',')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
                .filter(|value| !value.is_empty())
                .ok_or_else(|| {
                    Unsigned::Incomplete(format!(
                        "Authorization header requires '{name}' parameter."
                    ))
                })
        };
        let credential = part("Credential")?;
        let mut scope = credential.rsplitn(5, '/');
        let (Some("aws4_request"), Some(service), Some(region), Some(date), Some(key)) = (
            scope.next(),
            scope.next(),
            scope.next(),
            scope.next(),
            scope.next(),
        ) else {
            return Err(Unsigned::Incomplete(
                "Credential must have the form '<access key id>/<date>/<region>/<service>/aws4_request'.".into(),
            ));
        };
        let timestamp = text(headers, "x-amz-date").ok_or_else(|| {
            Unsigned::Incomplete(
                "Authorization header requires existence of an 'X-Amz-Date' header.".into(),
            )
        })?;
        Ok(Self {
            access_key_id: key.to_owned(),
            session_token: text(headers, SESSION_TOKEN).map(str::to_owned),
            date: date.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            signed_headers: part("SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            signature: part("Signature")?.to_owned(),
            timestamp: timestamp.to_owned(),
        })
    }

    /// Checks the claim against the request and the key's secret.
    ///
    /// **Errors** [`Unsigned::Wrong`] with the words AWS uses.
    pub(crate) fn check(
        &self,
        request: &Request<'_>,
        service: &str,
        secret: &Secret,
        now: Timestamp,
    ) -> Result<(), Unsigned> {
        if self.service != service {
            return Err(Unsigned::Wrong(format!(
                "Credential should be scoped to correct service: '{service}'."
            )));
        }
        let at = instant(&self.timestamp)
            .filter(|_| self.date.len() == DATE_CHARS && self.timestamp.starts_with(&self.date))
            .ok_or_else(|| Unsigned::Wrong("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP".into()))?;
        if now.seconds().abs_diff(at) > SKEW_SECONDS as u64 {
            return Err(Unsigned::Wrong(format!(
                "Signature expired: {} is not within five minutes of this server's time {}.",
                self.timestamp,
                basic_format(now)
            )));
        }
        if !["host", "x-amz-date"]
            .iter()
            .all(|must| self.signed_headers.iter().any(|name| name == must))
        {
            return Err(Unsigned::Wrong(
                "'Host' and 'X-Amz-Date' must be signed headers.".into(),
            ));
        }
        // The operation is named by a header: unsigned, a signature would serve for any other.
        if request.headers.contains_key(TARGET)
            && !self.signed_headers.iter().any(|name| name == TARGET)
        {
            return Err(Unsigned::Wrong(
                "'X-Amz-Target' must be a signed header.".into(),
            ));
        }
        if self.session_token.is_some()
            && !self.signed_headers.iter().any(|name| name == SESSION_TOKEN)
        {
            return Err(Unsigned::Wrong(
                "'X-Amz-Security-Token' must be a signed header.".into(),
            ));
        }
        let expected = self.expected(request, secret);
        constant_time::verify_slices_are_equal(expected.as_bytes(), self.signature.as_bytes()).map_err(|_| {
            Unsigned::Wrong(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
                    .into(),
            )
        })
    }

    /// The signature that the request has if it is signed with this secret in this scope.
    fn expected(&self, request: &Request<'_>, secret: &Secret) -> String {
        let canonical = self.canonical_request(request);
        let scope = format!(
            "{}/{}/{}/aws4_request",
            self.date, self.region, self.service
        );
        let to_sign = format!(
            "AWS4-HMAC-SHA256\n{}\n{scope}\n{}",
            self.timestamp,
            sha256_hex(canonical.as_bytes())
        );
        let mut key = sign(
            format!("AWS4{}", secret.expose()).as_bytes(),
            self.date.as_bytes(),
        );
        for part in [self.region.as_str(), self.service.as_str(), "aws4_request"] {
            key = sign(key.as_ref(), part.as_bytes());
        }
        hex(sign(key.as_ref(), to_sign.as_bytes()).as_ref())
    }

    fn canonical_request(&self, request: &Request<'_>) -> String {
        let path: Vec<String> = request
            .uri
            .path()
            .split('/')
            .map(|segment| utf8_percent_encode(segment, ENCODED).to_string())
            .collect();
        let mut query: Vec<(String, String)> =
            form_urlencoded::parse(request.uri.query().unwrap_or("").as_bytes())
                .map(|(name, value)| {
                    (
                        utf8_percent_encode(&name, ENCODED).to_string(),
                        utf8_percent_encode(&value, ENCODED).to_string(),
                    )
                })
                .collect();
        query.sort();
        let query: Vec<String> = query
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut headers = String::new();
        for name in &self.signed_headers {
            let values: Vec<String> = request
                .headers
                .get_all(name.as_str())
                .iter()
                .map(|value| {
                    String::from_utf8_lossy(value.as_bytes())
                        .split_ascii_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ")
                })
                .collect();
            // HTTP/2 carries the host as the authority, not as a header.
            let value = match (name.as_str(), values.is_empty()) {
                ("host", true) => request
                    .uri
                    .authority()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                _ => values.join(","),
            };
            headers.push_str(name);
            headers.push(':');
            headers.push_str(&value);
            headers.push('\n');
        }
        format!(
            "{}\n{}\n{}\n{headers}\n{}\n{}",
            request.method,
            path.join("/"),
            query.join("&"),
            self.signed_headers.join(";"),
            sha256_hex(request.body)
        )
    }
}

/// The parts of a request that are signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a> {
    /// The method.
    pub method: &'a Method,
    /// Path, query and (HTTP/2) authority.
    pub uri: &'a Uri,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn sign(key: &[u8], message: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message)
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
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

/// Seconds since the epoch of `YYYYMMDDTHHMMSSZ`.
fn instant(text: &str) -> Option<i64> {
    let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
    at.to_zoned(jiff::tz::TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp().as_second())
}

fn basic_format(now: Timestamp) -> String {
    jiff::Timestamp::from_second(now.seconds()).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y%m%dT%H%M%SZ").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    /// The example of the signing guide, `get-vanilla` of AWS's test suite.
    pub(super) const VANILLA: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    pub(super) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn headers(authorization: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", "example.amazonaws.com"),
            ("x-amz-date", "20150830T123600Z"),
            ("authorization", authorization),
        ] {
            headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
        }
        headers
    }

    fn check(
        headers: &HeaderMap,
        method: &Method,
        uri: &str,
        body: &[u8],
        now: i64,
    ) -> Result<(), Unsigned> {
        let uri: Uri = uri.parse().expect("a URI");
        let request = Request {
            method,
            uri: &uri,
            headers,
            body,
        };
        Claimed::read(headers)?.check(
            &request,
            "service",
            &SECRET.into(),
            Timestamp::from_seconds(now),
        )
    }

    pub(super) const THEN: i64 = 1_440_938_160;

    #[test]
    fn the_published_vectors_are_accepted() {
        assert_eq!(
            check(&headers(VANILLA), &Method::GET, "/", b"", THEN),
            Ok(())
        );
        let post = VANILLA.replace(
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        );
        assert_eq!(
            check(&headers(&post), &Method::POST, "/", b"", THEN),
            Ok(())
        );
        let query = VANILLA.replace(
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        );
        assert_eq!(
            check(
                &headers(&query),
                &Method::GET,
                "/?Param2=value2&Param1=value1",
                b"",
                THEN
            ),
            Ok(())
        );
    }

    #[test]
    fn every_changed_part_is_refused() {
        let refused = |result: Result<(), Unsigned>| {
            assert!(matches!(result, Err(Unsigned::Wrong(_))), "{result:?}")
        };
        refused(check(&headers(VANILLA), &Method::POST, "/", b"", THEN));
        refused(check(&headers(VANILLA), &Method::GET, "/other", b"", THEN));
        refused(check(&headers(VANILLA), &Method::GET, "/?a=b", b"", THEN));
        refused(check(&headers(VANILLA), &Method::GET, "/", b"x", THEN));
        refused(check(
            &headers(VANILLA),
            &Method::GET,
            "/",
            b"",
            THEN + SKEW_SECONDS + 1,
        ));
        refused(check(
            &headers(VANILLA),
            &Method::GET,
            "/",
            b"",
            THEN - SKEW_SECONDS - 1,
        ));
        refused(check(
            &headers(&VANILLA.replace("/service/", "/other/")),
            &Method::GET,
            "/",
            b"",
            THEN,
        ));
        refused(check(
            &headers(&VANILLA.replace("20150830/", "20150831/")),
            &Method::GET,
            "/",
            b"",
            THEN,
        ));
        refused(check(
            &headers(&VANILLA.replace("host;x-amz-date", "host")),
            &Method::GET,
            "/",
            b"",
            THEN,
        ));
        refused(check(
            &headers(&VANILLA.replace("20150830/", "2015083/")),
            &Method::GET,
            "/",
            b"",
            THEN,
        ));
        let mut unsigned_target = headers(VANILLA);
        unsigned_target.insert("x-amz-target", HeaderValue::from_static("Service.Other"));
        assert_eq!(
            check(&unsigned_target, &Method::GET, "/", b"", THEN),
            Err(Unsigned::Wrong(
                "'X-Amz-Target' must be a signed header.".into()
            ))
        );
        let mut other_host = headers(VANILLA);
        other_host.insert("host", HeaderValue::from_static("example.org"));
        refused(check(&other_host, &Method::GET, "/", b"", THEN));
    }

    #[test]
    fn what_cannot_be_a_signature_is_named() {
        let read = |authorization: &str| Claimed::read(&headers(authorization));
        assert_eq!(Claimed::read(&HeaderMap::new()), Err(Unsigned::Missing));
        assert!(matches!(read("Bearer x"), Err(Unsigned::Incomplete(_))));
        assert!(matches!(
            read("AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00"),
            Err(Unsigned::Incomplete(_))
        ));
        assert!(matches!(
            read(&VANILLA.replace("Signature=", "X=")),
            Err(Unsigned::Incomplete(_))
        ));
        let mut temporary = headers(VANILLA);
        temporary.insert("x-amz-security-token", HeaderValue::from_static("token"));
        let claimed = Claimed::read(&temporary).map(|claimed| claimed.session_token);
        assert_eq!(claimed, Ok(Some("token".to_owned())));
        let beside = check(&temporary, &Method::GET, "/", b"", THEN);
        let words = "'X-Amz-Security-Token' must be a signed header.";
        assert_eq!(beside, Err(Unsigned::Wrong(words.to_owned())));
    }
}
