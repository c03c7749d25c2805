//! AWS Signature Version 4 for one form of request: a POST to `/` of a JSON operation.
//!
//! **Source** AWS General Reference, "Create a signed AWS API request".

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{HMAC_SHA256, Key as HmacKey, sign as hmac};

const SERVICE: &str = "cognito-idp";
const SIGNED_HEADERS: &str = "content-type;host;x-amz-date;x-amz-target";

/// An access key and where it is used.
#[derive(Debug)]
pub struct Key<'a> {
    /// Its public half.
    pub id: &'a str,
    /// Its secret half.
    pub secret: &'a str,
    /// The region that is signed.
    pub region: &'a str,
}

/// The header that names an operation.
pub fn target(operation: &str) -> String {
    format!("AWSCognitoIdentityProviderService.{operation}")
}

/// Adds date and signature.
pub fn sign(
    request: reqwest::RequestBuilder,
    key: &Key<'_>,
    host: &str,
    operation: &str,
    body: &str,
) -> reqwest::RequestBuilder {
    let date = now();
    let day = &date[..8];
    let canonical = format!(
        "POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:{host}\nx-amz-date:{date}\nx-amz-target:{}\n\n{SIGNED_HEADERS}\n{}",
        target(operation),
        hex(digest(&SHA256, body.as_bytes()).as_ref()),
    );
    let scope = format!("{day}/{}/{SERVICE}/aws4_request", key.region);
    let text = format!(
        "AWS4-HMAC-SHA256\n{date}\n{scope}\n{}",
        hex(digest(&SHA256, canonical.as_bytes()).as_ref())
    );
    let mut secret = format!("AWS4{}", key.secret).into_bytes();
    for part in [day, key.region, SERVICE, "aws4_request", &text] {
        secret = hmac(&HmacKey::new(HMAC_SHA256, &secret), part.as_bytes())
            .as_ref()
            .to_vec();
    }
    let credential = format!("{}/{scope}", key.id);
    request.header("host", host).header("x-amz-date", &date).header(
        "authorization",
        format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={SIGNED_HEADERS}, Signature={}", hex(&secret)),
    )
}

/// The time as signatures write it: 20261121T050000Z.
#[expect(
    clippy::disallowed_methods,
    reason = "a signature is dated by the real clock"
)]
fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
