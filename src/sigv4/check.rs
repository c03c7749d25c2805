//! Checking the signature that a request bears.
//!
//! The secret of the access key is looked up by the caller between [`AuthorizationHeader::read`] and
//! [`AuthorizationHeader::check`].

use crate::canonical::{Request, Scope};
use crate::form::{ALGORITHM, DATE, DATE_CHARS, SESSION_TOKEN, TIMESTAMP};
use crate::sign::timestamp;
use http::HeaderMap;
use subtle::ConstantTimeEq;

/// The header that names the operation.
const TARGET: &str = "x-amz-target";

/// How far a request's date may be from ours.
const SKEW_SECONDS: i64 = 300;

/// Why a signature was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureError {
    /// There is no `Authorization` header.
    Missing,
    /// The header lacks a part: which.
    Incomplete(String),
    /// The access key is not one of ours, or its session token is not.
    UnknownKey,
    /// The signature is wrong, or signs for another service: the complete reason.
    Wrong(String),
}

/// What the headers of a request say about its signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationHeader {
    /// The access key id.
    pub access_key_id: String,
    /// What temporary credentials come with.
    pub session_token: Option<String>,
    scope: Scope,
    signed_headers: Vec<String>,
    signature: String,
    timestamp: String,
}

impl AuthorizationHeader {
    /// Reads the headers.
    ///
    /// **Errors** [`SignatureError::Missing`], [`SignatureError::Incomplete`].
    pub fn read(headers: &HeaderMap) -> Result<Self, SignatureError> {
        let header = text(headers, "authorization").ok_or(SignatureError::Missing)?;
        let rest = header.strip_prefix(ALGORITHM).ok_or_else(|| {
            SignatureError::Incomplete("Authorization header requires 'AWS4-HMAC-SHA256'.".into())
        })?;
        let part = |name: &str| {
            rest.split(',')
                .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
                .filter(|value| !value.is_empty())
                .ok_or_else(|| {
                    SignatureError::Incomplete(format!(
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
            return Err(SignatureError::Incomplete(
                "Credential must have the form '<access key id>/<date>/<region>/<service>/aws4_request'.".into(),
            ));
        };
        let timestamp = text(headers, DATE).ok_or_else(|| {
            SignatureError::Incomplete(
                "Authorization header requires existence of an 'X-Amz-Date' header.".into(),
            )
        })?;
        Ok(Self {
            access_key_id: key.to_owned(),
            session_token: text(headers, SESSION_TOKEN).map(str::to_owned),
            scope: Scope {
                date: date.to_owned(),
                region: region.to_owned(),
                service: service.to_owned(),
            },
            signed_headers: part("SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            signature: part("Signature")?.to_owned(),
            timestamp: timestamp.to_owned(),
        })
    }

    /// Checks the signature against the request and the key's secret, for a service named as scopes name it.
    ///
    /// **Units** `now` in seconds since 1970.
    /// **Errors** [`SignatureError::Wrong`] with the words AWS uses.
    pub fn check(
        &self,
        request: &Request<'_>,
        service: &str,
        secret: &str,
        now: i64,
    ) -> Result<(), SignatureError> {
        if self.scope.service != service {
            return Err(SignatureError::Wrong(format!(
                "Credential should be scoped to correct service: '{service}'."
            )));
        }
        let at = instant(&self.timestamp)
            .filter(|_| {
                self.scope.date.len() == DATE_CHARS && self.timestamp.starts_with(&self.scope.date)
            })
            .ok_or_else(|| SignatureError::Wrong("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP".into()))?;
        if now.abs_diff(at) > SKEW_SECONDS.unsigned_abs() {
            return Err(SignatureError::Wrong(format!(
                "Signature expired: {} is not within five minutes of this server's time {}.",
                self.timestamp,
                timestamp(now)
            )));
        }
        if !["host", DATE]
            .iter()
            .all(|must| self.signed_headers.iter().any(|name| name == must))
        {
            return Err(SignatureError::Wrong(
                "'Host' and 'X-Amz-Date' must be signed headers.".into(),
            ));
        }
        // The operation is named by a header: unsigned, a signature would serve for any other.
        if request.has(TARGET) && !self.signed_headers.iter().any(|name| name == TARGET) {
            return Err(SignatureError::Wrong(
                "'X-Amz-Target' must be a signed header.".into(),
            ));
        }
        if self.session_token.is_some()
            && !self.signed_headers.iter().any(|name| name == SESSION_TOKEN)
        {
            return Err(SignatureError::Wrong(
                "'X-Amz-Security-Token' must be a signed header.".into(),
            ));
        }
        let expected = self
            .scope
            .signature(request, &self.signed_headers, &self.timestamp, secret);
        if bool::from(expected.as_bytes().ct_eq(self.signature.as_bytes())) {
            Ok(())
        } else {
            Err(SignatureError::Wrong(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
                    .into(),
            ))
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Seconds since 1970 of `YYYYMMDDTHHMMSSZ`.
fn instant(text: &str) -> Option<i64> {
    let at = jiff::civil::DateTime::strptime(TIMESTAMP, text).ok()?;
    at.to_zoned(jiff::tz::TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderValue, Method, Uri};

    /// The example of the signing guide, `get-vanilla` of AWS's test suite.
    const VANILLA: &str = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

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
    ) -> Result<(), SignatureError> {
        let uri: Uri = uri.parse().expect("a URI");
        let request = Request::new(method, &uri, headers, body);
        AuthorizationHeader::read(headers)?.check(&request, "service", SECRET, now)
    }

    const THEN: i64 = 1_440_938_160;

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
        let refuses = |result: Result<(), SignatureError>| {
            assert!(
                matches!(result, Err(SignatureError::Wrong(_))),
                "{result:?}"
            )
        };
        refuses(check(&headers(VANILLA), &Method::POST, "/", b"", THEN));
        refuses(check(&headers(VANILLA), &Method::GET, "/other", b"", THEN));
        refuses(check(&headers(VANILLA), &Method::GET, "/?a=b", b"", THEN));
        refuses(check(&headers(VANILLA), &Method::GET, "/", b"x", THEN));
        refuses(check(
            &headers(VANILLA),
            &Method::GET,
            "/",
            b"",
            THEN + SKEW_SECONDS + 1,
        ));
        refuses(check(
            &headers(VANILLA),
            &Method::GET,
            "/",
            b"",
            THEN - SKEW_SECONDS - 1,
        ));
        refuses(check(
            &headers(&VANILLA.replace("/service/", "/other/")),
            &Method::GET,
            "/",
            b"",
            THEN,
        ));
        refuses(check(
            &headers(&VANILLA.replace("20150830/", "20150831/")),
            &Method::GET,
            "/",
            b"",
            THEN,
        ));
        refuses(check(
            &headers(&VANILLA.replace("host;x-amz-date", "host")),
            &Method::GET,
            "/",
            b"",
            THEN,
        ));
        refuses(check(
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
            Err(SignatureError::Wrong(
                "'X-Amz-Target' must be a signed header.".into()
            ))
        );
        let mut other_host = headers(VANILLA);
        other_host.insert("host", HeaderValue::from_static("example.org"));
        refuses(check(&other_host, &Method::GET, "/", b"", THEN));
    }

    #[test]
    fn what_cannot_be_a_signature_is_named() {
        let read = |authorization: &str| AuthorizationHeader::read(&headers(authorization));
        assert_eq!(
            AuthorizationHeader::read(&HeaderMap::new()),
            Err(SignatureError::Missing)
        );
        assert!(matches!(
            read("Bearer x"),
            Err(SignatureError::Incomplete(_))
        ));
        assert!(matches!(
            read("AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=00"),
            Err(SignatureError::Incomplete(_))
        ));
        assert!(matches!(
            read(&VANILLA.replace("Signature=", "X=")),
            Err(SignatureError::Incomplete(_))
        ));
        let mut temporary = headers(VANILLA);
        temporary.insert("x-amz-security-token", HeaderValue::from_static("token"));
        let token = AuthorizationHeader::read(&temporary).map(|header| header.session_token);
        assert_eq!(token, Ok(Some("token".to_owned())));
        let beside = check(&temporary, &Method::GET, "/", b"", THEN);
        let words = "'X-Amz-Security-Token' must be a signed header.";
        assert_eq!(beside, Err(SignatureError::Wrong(words.to_owned())));
    }
}
