//! The tokens over which we and `jsonwebtoken` must agree.

use super::*;

/// Every row: its name, the token, and whether it is good.
pub(super) fn table(now: u64) -> Vec<(String, String, bool)> {
    let mut rows: Vec<(String, String, bool)> = Vec::new();
    let mut row = |name: &str, token: String, good: bool| rows.push((name.to_owned(), token, good));
    let good = signed(HEADER.as_bytes(), claims(now, "").as_bytes());

    // Headers.
    row("good", good.clone(), true);
    for (header, fine) in [
        (r#"{"kid":"k1","alg":"RS256","typ":"JWT"}"#, true),
        (r#"{"kid":"k1","alg":"RS256","typ":"at+jwt"}"#, true),
        (r#"{"kid":"k1","alg":"RS256","typ":null}"#, true),
        (r#"{"kid":"k1","alg":"RS256","typ":7}"#, false),
        (r#"{"kid":"k1","alg":"RS256","cty":[]}"#, false),
        (r#"{"kid":"k1","alg":"RS256","b64":false}"#, true),
        (
            r#"{"kid":"k1","alg":"RS256","x":{"y":[1,2.5,"\u00e9"]}}"#,
            true,
        ),
        (" {\"kid\" : \"k1\",\r\n\t\"alg\":\"RS256\" } ", true),
        (r#"{"kid":"\u006b1","alg":"RS\u0032\u0035\u0036"}"#, true),
        (r#"{"alg":"RS256"}"#, false),
        (r#"{"alg":"RS256","kid":null}"#, false),
        (r#"{"alg":"RS256","kid":1}"#, false),
        (r#"{"alg":"RS256","kid":"k2"}"#, false),
        (r#"{"alg":"RS256","kid":"K1"}"#, false),
        (r#"{"alg":"RS256","kid":""}"#, false),
        (r#"{"alg":"RS256","kid":"k1","kid":"k1"}"#, false),
        (r#"{"alg":"RS256","alg":"RS256","kid":"k1"}"#, false),
        (r#"{"alg":"none","kid":"k1"}"#, false),
        (r#"{"alg":"None","kid":"k1"}"#, false),
        (r#"{"alg":"rs256","kid":"k1"}"#, false),
        (r#"{"alg":"RS384","kid":"k1"}"#, false),
        (r#"{"alg":"PS256","kid":"k1"}"#, false),
        (r#"{"alg":"ES256","kid":"k1"}"#, false),
        (r#"{"alg":"HS256","kid":"k1"}"#, false),
        (r#"{"alg":"RS256 ","kid":"k1"}"#, false),
        (r#"{"alg":["RS256"],"kid":"k1"}"#, false),
        (r#"{"alg":null,"kid":"k1"}"#, false),
        (r#"{"kid":"k1"}"#, false),
        ("[]", false),
        ("\"RS256\"", false),
        ("", false),
        ("{", false),
        (r#"{"alg":"RS256","kid":"k1"},"#, false),
        (r#"{"alg":"RS256","kid":"k1",}"#, false),
    ] {
        row(
            &format!("header {header}"),
            signed(header.as_bytes(), claims(now, "").as_bytes()),
            fine,
        );
    }
    row(
        "header is not UTF-8",
        signed(
            b"{\"alg\":\"RS256\",\"kid\":\"k1\",\"x\":\"\xff\"}",
            claims(now, "").as_bytes(),
        ),
        false,
    );

    // Signatures and form.
    let payload = base64url::encode(claims(now, "").as_bytes());
    let head = base64url::encode(HEADER.as_bytes());
    let body = join(&head, &payload);
    let signature = good.rsplit('.').next().expect("a signature").to_owned();
    row(
        "another key",
        join(&body, &sign_with(&OTHER, &RSA_PKCS1_SHA256, &body)),
        false,
    );
    row(
        "another hash",
        join(&body, &sign_with(&KEY, &RSA_PKCS1_SHA512, &body)),
        false,
    );
    row(
        "other claims",
        join(
            &join(
                &head,
                &base64url::encode(claims(now, r#""a":1"#).as_bytes()),
            ),
            &signature,
        ),
        false,
    );
    row(
        "other header",
        join(
            &join(
                &base64url::encode(format!(" {HEADER}").as_bytes()),
                &payload,
            ),
            &signature,
        ),
        false,
    );
    let secret = hmac::Key::new(hmac::HMAC_SHA256, public_key());
    let confused = join(
        &base64url::encode(br#"{"alg":"HS256","kid":"k1"}"#),
        &payload,
    );
    let tag = hmac::sign(&secret, confused.as_bytes());
    row(
        "HS256 with the public key as secret",
        join(&confused, &base64url::encode(tag.as_ref())),
        false,
    );
    let none = join(
        &base64url::encode(br#"{"alg":"none","kid":"k1"}"#),
        &payload,
    );
    row("none without signature", format!("{none}."), false);
    row("signature empty", format!("{body}."), false);
    row("signature missing", body.clone(), false);
    row(
        "signature truncated",
        good[..good.len() - 4].to_owned(),
        false,
    );
    row("signature longer", format!("{good}AAAA"), false);
    row("signature padded", format!("{good}=="), false);
    row(
        "signature of zeros",
        join(&body, &base64url::encode(&[0; 256])),
        false,
    );
    row("fourth part", format!("{good}.AAAA"), false);
    row("fourth part, empty", format!("{good}."), false);
    row("part before", format!("AAAA.{good}"), false);
    row("dot before", format!(".{good}"), false);
    row("space before", format!(" {good}"), false);
    row("line end after", format!("{good}\n"), false);
    row("one part", head.clone(), false);
    row("nothing", String::new(), false);
    row("dots", "..".to_owned(), false);
    row("é", "é.é.é".to_owned(), false);
    row("standard alphabet", good.replace(['-', '_'], "+"), false);
    row("space inside", good.replacen('.', " .", 1), false);
    // 256 bytes leave four unused bits in the last character of the text.
    let last = signature.as_bytes()[signature.len() - 1];
    let twin = char::from(last + 1);
    row(
        "signature not canonical",
        format!("{}{twin}", &good[..good.len() - 1]),
        false,
    );

    // Claims as JSON.
    for (name, payload, fine) in [
        ("list", "[]".to_owned(), false),
        ("string", "\"a\"".to_owned(), false),
        ("null", "null".to_owned(), false),
        ("empty", String::new(), false),
        ("no members", "{}".to_owned(), false),
        ("cut", claims(now, "")[..40].to_owned(), false),
        ("two objects", format!("{0}{0}", claims(now, "")), false),
        ("spaces around", format!("\n {} \t", claims(now, "")), true),
        (
            "mark of order before",
            format!("\u{feff}{}", claims(now, "")),
            false,
        ),
        (
            "unicode",
            claims(now, r#""name":"Zoë 😀","n2":"\ud83d\ude00""#),
            true,
        ),
        ("half a surrogate", claims(now, r#""name":"\ud83d""#), false),
        (
            "control character",
            claims(now, "\"name\":\"a\u{1}\""),
            false,
        ),
        ("number out of range", claims(now, r#""n":1e999"#), false),
        ("leading zero", claims(now, r#""n":01"#), false),
        ("NaN", claims(now, r#""n":NaN"#), false),
        ("comma at the end", claims(now, r#""n":1,"#), false),
        (
            "nested 126 deep",
            claims(
                now,
                &format!(r#""n":{}{}"#, "[".repeat(126), "]".repeat(126)),
            ),
            true,
        ),
        (
            "nested 127 deep",
            claims(
                now,
                &format!(r#""n":{}{}"#, "[".repeat(127), "]".repeat(127)),
            ),
            false,
        ),
        (
            "iss twice",
            claims(now, &format!(r#""iss":"{ISSUER}""#)),
            false,
        ),
        (
            "aud twice",
            claims(now, &format!(r#""aud":"{CLIENT}""#)),
            false,
        ),
        ("exp twice", claims(now, r#""exp":9999999999"#), false),
        ("iat twice", claims(now, r#""iat":1"#), false),
        (
            "nonce twice",
            claims(now, &format!(r#""nonce":"{NONCE}""#)),
            false,
        ),
        (
            "email twice",
            claims(now, r#""email":"a","email":"b""#),
            true,
        ),
    ] {
        row(
            &format!("claims: {name}"),
            signed(HEADER.as_bytes(), payload.as_bytes()),
            fine,
        );
    }
    let mut bytes = claims(now, r#""name":"?""#).into_bytes();
    let at = bytes
        .iter()
        .position(|byte| *byte == b'?')
        .expect("the mark");
    bytes[at] = 0xff;
    row(
        "claims: not UTF-8",
        signed(HEADER.as_bytes(), &bytes),
        false,
    );

    // Claims one by one.
    let n = |offset: i64| (now as i64 + offset).to_string();
    let f = |offset: i64, fraction: &str| format!("{}.{fraction}", now as i64 + offset);
    let text = |value: &str| format!("\"{value}\"");
    for (name, value, fine) in [
        ("exp", None, false),
        ("exp", Some(n(0)), true),
        ("exp", Some(n(-59)), true),
        ("exp", Some(n(-60)), true),
        ("exp", Some(n(-61)), false),
        ("exp", Some(f(-61, "4")), false),
        ("exp", Some(f(-61, "5")), true),
        ("exp", Some(f(-61, "6")), true),
        ("exp", Some(format!("{}e0", n(10))), true),
        ("exp", Some("1e400".to_owned()), false),
        ("exp", Some("1e15".to_owned()), true),
        ("exp", Some("18446744073709551615".to_owned()), true),
        ("exp", Some("18446744073709551616".to_owned()), false),
        ("exp", Some("1e300".to_owned()), false),
        ("exp", Some("0".to_owned()), false),
        ("exp", Some("-1".to_owned()), false),
        ("exp", Some("-0.5".to_owned()), false),
        ("exp", Some(text(&n(100))), false),
        ("exp", Some("null".to_owned()), false),
        ("exp", Some("true".to_owned()), false),
        ("exp", Some("[]".to_owned()), false),
        ("nbf", Some(n(0)), true),
        ("nbf", Some(n(60)), true),
        ("nbf", Some(n(61)), false),
        ("nbf", Some(f(60, "4")), true),
        ("nbf", Some(f(60, "5")), false),
        ("nbf", Some("0".to_owned()), true),
        ("nbf", Some("-0".to_owned()), true),
        ("nbf", Some("-1".to_owned()), false),
        ("nbf", Some("18446744073709551615".to_owned()), false),
        ("nbf", Some(text(&n(0))), false),
        ("nbf", Some("null".to_owned()), false),
        ("nbf", Some("{}".to_owned()), false),
        ("iat", None, false),
        ("iat", Some("null".to_owned()), false),
        ("iat", Some(text(&n(0))), false),
        ("iat", Some(f(-5, "25")), true),
        ("iat", Some("0".to_owned()), true),
        ("iss", None, false),
        ("iss", Some(text(&format!("{ISSUER}/"))), false),
        (
            "iss",
            Some(text("https://ID.example/eu-central-1_Ab1")),
            false,
        ),
        (
            "iss",
            Some(text("https:\\/\\/id.example\\/eu-central-1_Ab1")),
            true,
        ),
        ("iss", Some(text("")), false),
        ("iss", Some("null".to_owned()), false),
        ("iss", Some("1".to_owned()), false),
        ("aud", None, false),
        ("aud", Some(text("client-2")), false),
        ("aud", Some(text("client-1 ")), false),
        ("aud", Some(text("")), false),
        ("aud", Some("[]".to_owned()), false),
        ("aud", Some(format!("[{}]", text(CLIENT))), true),
        ("aud", Some(format!("[{0},{0}]", text("client-2"))), false),
        ("aud", Some(format!("[{},1]", text(CLIENT))), false),
        ("aud", Some(format!("[[{}]]", text(CLIENT))), false),
        ("aud", Some("null".to_owned()), false),
        ("aud", Some("{}".to_owned()), false),
        ("sub", None, false),
        ("sub", Some("7".to_owned()), false),
        ("sub", Some("null".to_owned()), false),
        ("sub", Some(text("é")), true),
    ] {
        let label = value.clone().unwrap_or_else(|| "absent".to_owned());
        row(
            &format!("{name} {label}"),
            signed(
                HEADER.as_bytes(),
                with(now, name, value.as_deref()).as_bytes(),
            ),
            fine,
        );
    }
    rows
}
