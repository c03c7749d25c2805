//! Signs a call as AWS does.
//!
//! The hashes are those of Rust, not the browser's: WebCrypto is missing where a page came over plain HTTP from another
//! machine, which is how a Loggia behind a proxy is often tried first.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

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
    /// Now, as `20260102T030405Z`.
    pub at: &'a str,
}

/// The media type of a call.
const KIND: &str = "application/x-amz-json-1.1";
/// The headers of a call, but for `Host`.
///
/// **Source**: AWS Signature Version 4, "Create a signed request".
pub fn headers(key: &Key, call: &Call<'_>) -> Vec<(&'static str, String)> {
    // In the order in which they are signed.
    let token = key.session_token.as_deref();
    let signed = [
        ("content-type", Some(KIND)),
        ("host", Some(call.host)),
        ("x-amz-date", Some(call.at)),
        ("x-amz-security-token", token),
        ("x-amz-target", Some(call.target)),
    ];
    let signed = signed
        .iter()
        .filter_map(|(name, value)| Some((*name, (*value)?)));
    let names: Vec<_> = signed.clone().map(|(name, _)| name).collect();
    let names = names.join(";");
    let lines = signed.clone().fold(String::new(), |lines, (name, value)| {
        lines + name + ":" + value + "\n"
    });
    let canonical = format!(
        "POST\n/\n\n{lines}\n{names}\n{}",
        hex(&Sha256::digest(call.body))
    );
    let date = call.at.get(..8).unwrap_or_default();
    let scope = format!("{date}/{}/{}/aws4_request", call.region, call.service);
    let words = format!(
        "AWS4-HMAC-SHA256\n{}\n{scope}\n{}",
        call.at,
        hex(&Sha256::digest(canonical))
    );
    let derived = derive(&key.secret, date, call.region, call.service);
    let signature = hex(&hmac(&derived, &words));
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
        key.id
    );
    signed
        .filter(|(name, _)| *name != "host")
        .map(|(name, value)| (name, value.to_owned()))
        .chain([("authorization", authorization)])
        .collect()
}

/// The key of one day, region and service.
fn derive(secret: &str, date: &str, region: &str, service: &str) -> Vec<u8> {
    let first = hmac(format!("AWS4{secret}").as_bytes(), date);
    let parts = [region, service, "aws4_request"];
    parts.iter().fold(first, |key, part| hmac(&key, part))
}

fn hmac(key: &[u8], words: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(words.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the AWS documentation, "Derive a signing key".
    #[test]
    fn the_key_of_a_day_is_that_of_the_documentation() {
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        assert_eq!(
            hex(&derive(secret, "20150830", "us-east-1", "iam")),
            "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
        );
    }

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
            at: "20260102T030405Z",
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
                at: "20260102T030406Z",
                ..call
            },
        ] {
            assert_ne!(signed(&other), one, "{other:?}");
        }
    }
}
