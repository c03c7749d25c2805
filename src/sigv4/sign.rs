//! Signing a request of our own.

use crate::canonical::{Request, Scope};
use crate::form::{ALGORITHM, DATE, DATE_CHARS, SESSION_TOKEN};

/// Who signs, and for which service.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// The access key id.
    pub access_key_id: &'a str,
    /// Its secret.
    pub secret: &'a str,
    /// The session token of temporary credentials.
    pub session_token: Option<&'a str>,
    /// The region.
    pub region: &'a str,
    /// The service's name in scopes, such as `lambda`.
    pub service: &'a str,
}

/// The headers that a signed request carries besides its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHeaders {
    /// `X-Amz-Date`.
    pub date: String,
    /// `Authorization`.
    pub authorization: String,
}

impl Signer<'_> {
    /// Signs every header of the request, `host` among them, the date and the session token.
    ///
    /// **Units** `now` in seconds since 1970.
    pub fn sign(&self, request: &Request<'_>, now: i64) -> SignedHeaders {
        let date = timestamp(now);
        let mut request = request.clone();
        request.headers.retain(|(name, _)| match *name {
            DATE => false,
            SESSION_TOKEN => self.session_token.is_none(),
            _ => true,
        });
        request.headers.push((DATE, date.as_str().into()));
        if let Some(token) = self.session_token {
            request.headers.push((SESSION_TOKEN, token.into()));
        }
        let names = request.headers.iter().map(|(name, _)| (*name).to_owned());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names.dedup();
        let scope = Scope {
            date: date.chars().take(DATE_CHARS).collect(),
            region: self.region.to_owned(),
            service: self.service.to_owned(),
        };
        let signature = scope.signature(&request, &names, &date, self.secret);
        let (key, names) = (self.access_key_id, names.join(";"));
        let authorization = format!(
            "{ALGORITHM} Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
        );
        SignedHeaders {
            date,
            authorization,
        }
    }
}

/// `YYYYMMDDTHHMMSSZ` of seconds since 1970; empty where no calendar reaches.
pub(crate) fn timestamp(now: i64) -> String {
    let Ok(now) = jiff::Timestamp::from_second(now) else {
        return String::new();
    };
    // Field by field: formatting by pattern would be a tenth of what the studio loads.
    let at = jiff::tz::Offset::UTC.to_datetime(now);
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, HeaderValue, Method, Uri};

    #[test]
    fn the_published_vectors_come_out() {
        #[track_caller]
        fn check(method: &Method, uri: &str, expect: &str) {
            let mut headers = HeaderMap::new();
            let host = HeaderValue::from_static("example.amazonaws.com");
            headers.insert("host", host);
            let uri: Uri = uri.parse().expect("a URI");
            let request = Request::new(method, &uri, &headers, b"");
            let signer = Signer {
                access_key_id: "AKIDEXAMPLE",
                secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                session_token: None,
                region: "us-east-1",
                service: "service",
            };
            let signed = signer.sign(&request, 1_440_938_160);
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

    #[test]
    fn a_session_token_is_signed() {
        let request = Request {
            method: "POST",
            path: "/",
            query: "",
            headers: vec![
                ("x-amz-target", "Loggia.SetTheme".into()),
                ("host", "localhost".into()),
            ],
            body: b"{}",
        };
        let signer = Signer {
            access_key_id: "AKID",
            secret: "secret",
            session_token: Some("token"),
            region: "eu-central-1",
            service: "loggia",
        };
        let signed = signer.sign(&request, 1_440_938_160);
        let expect = "SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target, ";
        assert!(signed.authorization.contains(expect), "{signed:?}");
        let other = Signer {
            session_token: Some("other"),
            ..signer
        };
        assert_ne!(other.sign(&request, 1_440_938_160), signed);
    }
}
