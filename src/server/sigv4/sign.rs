//! Signing a request of our own.

use super::{Claimed, DATE_CHARS, Request, basic_format};
use axum::http::HeaderValue;
use domain::{secret::Secret, time::Timestamp};

/// Who signs, and for which service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signer<'a> {
    /// The access key id.
    pub access_key_id: &'a str,
    /// Its secret.
    pub secret: &'a Secret,
    /// The region.
    pub region: &'a str,
    /// The service's name in scopes.
    pub service: &'a str,
}

/// The headers that a signed request carries besides its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Signed {
    /// `X-Amz-Date`.
    pub date: String,
    /// `Authorization`.
    pub authorization: String,
}

impl Signer<'_> {
    /// Signs every header of the request, `host` among them, and the date.
    pub(crate) fn sign(&self, request: &Request<'_>, now: Timestamp) -> Signed {
        let date = basic_format(now);
        let mut headers = request.headers.clone();
        if let Ok(value) = HeaderValue::from_str(&date) {
            headers.insert("x-amz-date", value);
        }
        let mut signed_headers: Vec<String> = headers
            .keys()
            .map(|name| name.as_str().to_owned())
            .collect();
        signed_headers.sort();
        let claim = Claimed {
            access_key_id: self.access_key_id.to_owned(),
            session_token: None,
            date: date.chars().take(DATE_CHARS).collect(),
            region: self.region.to_owned(),
            service: self.service.to_owned(),
            signed_headers,
            signature: String::new(),
            timestamp: date.clone(),
        };
        let request = Request {
            headers: &headers,
            ..*request
        };
        let signature = claim.expected(&request, self.secret);
        let Claimed {
            access_key_id,
            date: day,
            region,
            service,
            signed_headers,
            ..
        } = claim;
        let signed_headers = signed_headers.join(";");
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={access_key_id}/{day}/{region}/{service}/aws4_request, \
             SignedHeaders={signed_headers}, Signature={signature}"
        );
        Signed {
            date,
            authorization,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderMap, Method, Uri};

    #[test]
    fn the_published_vectors_come_out() {
        #[track_caller]
        fn check(method: &Method, uri: &str, expect: &str) {
            let mut headers = HeaderMap::new();
            let host = HeaderValue::from_static("example.amazonaws.com");
            headers.insert("host", host);
            let uri: Uri = uri.parse().expect("a URI");
            let request = Request {
                method,
                uri: &uri,
                headers: &headers,
                body: b"",
            };
            let signer = Signer {
                access_key_id: "AKIDEXAMPLE",
                secret: &"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
                region: "us-east-1",
                service: "service",
            };
            let signed = signer.sign(&request, Timestamp::from_seconds(1_440_938_160));
            assert_eq!(signed.date, "20150830T123600Z");
            let authorization = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature={expect}"
            );
            assert_eq!(signed.authorization, authorization);
        }
        check(
            &Method::GET,
            "/",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        );
        check(
            &Method::POST,
            "/",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        );
        check(
            &Method::GET,
            "/?Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        );
    }
}
