//! The headers of a signed call.
//!
//! The hashes are those of Rust, not the browser's: WebCrypto is missing where a page came over plain HTTP from another
//! machine, which is how a Loggia behind a proxy is often tried first.

use serde::{Deserialize, Serialize};
use sigv4::{Request, Signer};

/// An access key.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Key {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: String,
    /// What a temporary key comes with.
    pub session_token: Option<String>,
}

/// A call to an operation of JSON 1.1.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The name that the scope of the signature bears, such as `cognito-idp`.
    pub service: &'a str,
    /// The region of the scope.
    pub region: &'a str,
    /// The value of `Host`, which the browser adds.
    pub host: &'a str,
    /// The value of `X-Amz-Target`.
    pub target: &'a str,
    /// The request.
    pub body: &'a str,
    /// Now, in seconds since 1970.
    pub at: i64,
}

/// The media type of a call.
const MEDIA_TYPE: &str = "application/x-amz-json-1.1";

/// The headers of a call, but for `Host`.
pub fn headers(key: &Key, call: &Call<'_>) -> Vec<(&'static str, String)> {
    let request = Request {
        method: "POST",
        path: "/",
        query: "",
        headers: vec![
            ("content-type", MEDIA_TYPE.into()),
            ("host", call.host.into()),
            ("x-amz-target", call.target.into()),
        ],
        body: call.body.as_bytes(),
    };
    let signer = Signer {
        access_key_id: &key.id,
        secret: &key.secret,
        session_token: key.session_token.as_deref(),
        region: call.region,
        service: call.service,
    };
    let signed = signer.sign(&request, call.at);
    let token = key.session_token.clone();
    [
        ("content-type", Some(MEDIA_TYPE.to_owned())),
        ("x-amz-date", Some(signed.date)),
        ("x-amz-security-token", token),
        ("x-amz-target", Some(call.target.to_owned())),
        ("authorization", Some(signed.authorization)),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_call_is_signed() {
        let key = Key {
            id: "AKID".to_owned(),
            secret: "secret".to_owned(),
            session_token: None,
        };
        let call = Call {
            service: "loggia",
            region: "eu-central-1",
            host: "localhost:9229",
            target: "Loggia.SetTheme",
            body: "{}",
            at: 1_767_323_045,
        };
        let signed = |call: &Call<'_>| headers(&key, call)[3].1.clone();
        let one = signed(&call);
        let temporary = Key {
            session_token: Some("token".to_owned()),
            ..key.clone()
        };
        let with = headers(&temporary, &call);
        assert!(with.contains(&("x-amz-security-token", "token".to_owned())));
        assert!(
            with[4]
                .1
                .contains(";x-amz-date;x-amz-security-token;x-amz-target,")
        );
        assert_ne!(with[4].1, one);
        assert!(one.starts_with(
            "AWS4-HMAC-SHA256 Credential=AKID/20260102/eu-central-1/loggia/aws4_request, SignedHeaders="
        ));
        for other in [
            Call {
                service: "x",
                ..call
            },
            Call {
                region: "x",
                ..call
            },
            Call { host: "x", ..call },
            Call {
                target: "x",
                ..call
            },
            Call { body: "x", ..call },
            Call {
                at: 1_767_323_046,
                ..call
            },
        ] {
            assert_ne!(signed(&other), one, "{other:?}");
        }
    }
}
