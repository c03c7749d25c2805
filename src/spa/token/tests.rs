//! `jsonwebtoken` judges: over one table both accept and refuse the same tokens. Where OpenID Connect asks for more than
//! `jsonwebtoken` looks at, a second table says what must be refused.

use super::*;
use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{
        KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512, RsaEncoding,
        UnparsedPublicKey,
    },
};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header, get_current_timestamp,
};
use std::sync::LazyLock;

#[path = "table.rs"]
mod table;
use table::table;

const ISSUER: &str = "https://id.example/eu-central-1_Ab1";
const CLIENT: &str = "client-1";
const NONCE: &str = "n-1";
const AT_HASH: &str = "aGFzaA";

static KEY: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).expect("a key"));
static OTHER: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::generate(KeySize::Rsa2048).expect("a key"));

fn public_key() -> &'static [u8] {
    KEY.public_key().as_ref()
}

fn sign_with(key: &KeyPair, encoding: &'static dyn RsaEncoding, signed: &str) -> String {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(
        encoding,
        &SystemRandom::new(),
        signed.as_bytes(),
        &mut signature,
    )
    .expect("a signature");
    base64url::encode(&signature)
}

fn join(header: &str, payload: &str) -> String {
    format!("{header}.{payload}")
}

/// A token over any bytes, signed as it should be.
fn signed(header: &[u8], payload: &[u8]) -> String {
    let signed = join(&base64url::encode(header), &base64url::encode(payload));
    let signature = sign_with(&KEY, &RSA_PKCS1_SHA256, &signed);
    join(&signed, &signature)
}

const HEADER: &str = r#"{"alg":"RS256","kid":"k1"}"#;

/// Good claims, with `more` members after them.
fn claims(now: u64, more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    let (iat, exp) = (now - 5, now + 3600);
    format!(
        r#"{{"iss":"{ISSUER}","aud":"{CLIENT}","sub":"s-1","iat":{iat},"exp":{exp},"token_use":"id","nonce":"{NONCE}","at_hash":"{AT_HASH}"{comma}{more}}}"#
    )
}

/// Good claims with the member `name` written as `value`, or left out.
fn with(now: u64, name: &str, value: Option<&str>) -> String {
    let members = [
        ("iss", format!(r#""{ISSUER}""#)),
        ("aud", format!(r#""{CLIENT}""#)),
        ("sub", r#""s-1""#.to_owned()),
        ("iat", (now - 5).to_string()),
        ("exp", (now + 3600).to_string()),
        ("nonce", format!(r#""{NONCE}""#)),
    ];
    let members = members
        .into_iter()
        .filter(|(key, _)| *key != name)
        .map(|(key, value)| format!(r#""{key}":{value}"#));
    let members: Vec<String> = members
        .chain(value.map(|value| format!(r#""{name}":{value}"#)))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// What we say, the signature's arithmetic supplied as the browser would.
fn ours(token: &str, now: u64, origin: Origin<'_>) -> Result<String, IdTokenRefusal> {
    let unverified = UnverifiedToken::read(token)?;
    if unverified.kid != "k1" {
        return Err(IdTokenRefusal::Key);
    }
    let signature = base64url::decode(unverified.signature).ok_or(IdTokenRefusal::Malformed)?;
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key());
    let matches = public
        .verify(unverified.signed.as_bytes(), &signature)
        .is_ok();
    let expect = Expectation {
        issuer: ISSUER,
        client_id: CLIENT,
        now,
        leeway: 60,
        at_hash: AT_HASH,
        origin,
    };
    unverified.claims(matches, &expect)
}

/// The claims as a service would read them with `jsonwebtoken`.
#[derive(serde::Deserialize)]
struct Claims {
    #[serde(rename = "iat")]
    _iat: f64,
    #[serde(rename = "nonce")]
    _nonce: Option<String>,
    #[serde(flatten)]
    _rest: serde_json::Map<String, serde_json::Value>,
}

/// What `jsonwebtoken` says, set up for the same issuer, client and leeway.
fn judge(token: &str) -> bool {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[CLIENT]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_nbf = true;
    let kid = decode_header(token).ok().and_then(|header| header.kid);
    kid.as_deref() == Some("k1")
        && decode::<Claims>(token, &DecodingKey::from_rsa_der(public_key()), &validation).is_ok()
}

#[test]
fn jsonwebtoken_accepts_and_refuses_the_same() {
    let mut rows = 0;
    // The judge reads the clock itself: where a second ends under way, the round does not count.
    loop {
        let now = get_current_timestamp();
        let verdicts: Vec<_> = table(now)
            .into_iter()
            .map(|(name, token, good)| {
                (
                    name,
                    good,
                    ours(&token, now, Origin::SignIn { nonce: NONCE }),
                    judge(&token),
                )
            })
            .collect();
        if get_current_timestamp() != now {
            continue;
        }
        for (name, good, ours, judge) in verdicts {
            assert_eq!(ours.is_ok(), good, "{name}: we say {ours:?}");
            assert_eq!(judge, good, "{name}: the judge says {judge}");
            rows += 1;
        }
        break;
    }
    assert!(rows >= 60, "{rows}");
}

/// What OpenID Connect asks beyond `jsonwebtoken`.
#[test]
fn what_the_judge_lets_pass_is_refused_too() {
    let now = 1_763_700_000;
    let multiple = |azp: &str| with(now, "aud", Some(&format!(r#"["{CLIENT}","api"]{azp}"#)));
    let sign_in = |nonce| Origin::SignIn { nonce };
    let refresh = |sub, nonce| Origin::Refresh { sub, nonce };
    for (claims, origin, expect) in [
        (claims(now, ""), sign_in(NONCE), None),
        (claims(now, ""), sign_in("n-2"), Some(IdTokenRefusal::Nonce)),
        (
            with(now, "nonce", None),
            sign_in(NONCE),
            Some(IdTokenRefusal::Nonce),
        ),
        (
            with(now, "nonce", None),
            sign_in(""),
            Some(IdTokenRefusal::Nonce),
        ),
        (
            with(now, "nonce", Some("7")),
            sign_in(NONCE),
            Some(IdTokenRefusal::Malformed),
        ),
        (with(now, "nonce", None), refresh("s-1", Some(NONCE)), None),
        (claims(now, ""), refresh("s-1", Some(NONCE)), None),
        (
            claims(now, ""),
            refresh("s-1", None),
            Some(IdTokenRefusal::Nonce),
        ),
        (
            claims(now, ""),
            refresh("s-1", Some("n-2")),
            Some(IdTokenRefusal::Nonce),
        ),
        (
            claims(now, ""),
            refresh("s-2", Some(NONCE)),
            Some(IdTokenRefusal::Subject),
        ),
        (
            with(now, "token_use", Some(r#""access""#)),
            sign_in(NONCE),
            Some(IdTokenRefusal::Use),
        ),
        (with(now, "token_use", Some("null")), sign_in(NONCE), None),
        (
            with(now, "at_hash", Some(r#""other""#)),
            sign_in(NONCE),
            Some(IdTokenRefusal::AccessToken),
        ),
        (
            with(now, "at_hash", Some("5")),
            sign_in(NONCE),
            Some(IdTokenRefusal::Malformed),
        ),
        (
            with(now, "azp", Some(r#""client-1""#)),
            sign_in(NONCE),
            None,
        ),
        (
            with(now, "azp", Some(r#""client-2""#)),
            sign_in(NONCE),
            Some(IdTokenRefusal::Audience),
        ),
        (multiple(""), sign_in(NONCE), Some(IdTokenRefusal::Audience)),
        (multiple(r#","azp":"client-1""#), sign_in(NONCE), None),
        (
            multiple(r#","azp":"api""#),
            sign_in(NONCE),
            Some(IdTokenRefusal::Audience),
        ),
        (
            with(now, "iss", Some(&format!(r#"["{ISSUER}"]"#))),
            sign_in(NONCE),
            Some(IdTokenRefusal::Malformed),
        ),
        (
            with(now, "iat", Some(&(now + 60).to_string())),
            sign_in(NONCE),
            None,
        ),
        (
            with(now, "iat", Some(&(now + 61).to_string())),
            sign_in(NONCE),
            Some(IdTokenRefusal::Early),
        ),
        (
            with(now, "iat", Some("-1")),
            sign_in(NONCE),
            Some(IdTokenRefusal::Malformed),
        ),
    ] {
        let verdict = ours(&signed(HEADER.as_bytes(), claims.as_bytes()), now, origin);
        assert_eq!(verdict.err(), expect, "{claims}");
    }
    for header in [
        r#"{"alg":"RS256","kid":"k1","crit":["b64"],"b64":false}"#,
        r#"{"alg":"RS256","kid":"k1","crit":[]}"#,
    ] {
        let verdict = ours(
            &signed(header.as_bytes(), claims(now, "").as_bytes()),
            now,
            sign_in(NONCE),
        );
        assert_eq!(verdict, Err(IdTokenRefusal::Algorithm), "{header}");
    }
}

#[test]
fn a_key_is_found_by_its_name_when_it_may_check_signatures() {
    let key = |more: &str| format!(r#"{{"kty":"RSA","kid":"k1","n":"n1","e":"AQAB"{more}}}"#);
    let k1 = Some(Key {
        n: "n1".to_owned(),
        e: "AQAB".to_owned(),
    });
    for (keys, expect) in [
        (key(""), Ok(k1.clone())),
        (key(r#","use":"sig","alg":"RS256""#), Ok(k1.clone())),
        (key(r#","use":"enc""#), Ok(None)),
        (key(r#","alg":"RS512""#), Ok(None)),
        (key("").replace("k1", "k2"), Ok(None)),
        (key("").replace("RSA", "EC"), Ok(None)),
        (key("").replace(r#""n":"n1","#, ""), Ok(None)),
        (format!("{},{}", key(r#","use":"enc""#), key("")), Ok(k1)),
        (key(r#","kid":"k1""#), Err(JsonError)),
        (String::new(), Ok(None)),
        ("1".to_owned(), Err(JsonError)),
    ] {
        let jwks = Json::parse(&format!(r#"{{"keys":[{keys}]}}"#), Key::MEMBERS);
        let actual = jwks.and_then(|jwks| Key::find(&jwks, "k1"));
        assert_eq!(actual, expect, "{keys}");
    }
    assert_eq!(Key::find(&Json::Object(Vec::new()), "k1"), Err(JsonError));
}

/// **Source** OpenID Connect Core appendix A.3: the example's `at_hash`.
#[test]
fn at_hash_is_the_left_half() {
    let access = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, access.as_bytes());
    assert_eq!(at_hash(hash.as_ref()), "77QmUPtjPfzWtF2AnpK9RQ");
}
