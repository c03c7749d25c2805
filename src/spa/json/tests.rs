//! `serde_json` judges what is read. tests/clients/spa.test.mjs asks the same of the packed package.

use super::*;
use serde_json::Value;

/// Whether ours and the judge's value are the same, objects reduced to the last of equal names as the judge does.
fn same(ours: &Json, judge: &Value) -> bool {
    match (ours, judge) {
        (Json::Null, Value::Null) => true,
        (Json::Bool(a), Value::Bool(b)) => a == b,
        (Json::Whole(a), Value::Number(b)) => b.as_u64() == Some(*a),
        (Json::Float(a), Value::Number(b)) => b
            .as_f64()
            .is_some_and(|b| (a - b).abs() <= b.abs() * 1e-15 + f64::MIN_POSITIVE),
        (Json::Text(a), Value::String(b)) => a == b,
        (Json::List(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Json::Object(a), Value::Object(b)) => {
            b.iter().all(|(name, b)| {
                a.iter()
                    .rev()
                    .find(|(key, _)| key == name)
                    .is_some_and(|(_, a)| same(a, b))
            }) && a.iter().all(|(name, _)| b.contains_key(name))
        }
        _ => false,
    }
}

fn check(text: &str) {
    match (Json::parse(text, &[]), serde_json::from_str::<Value>(text)) {
        (Ok(ours), Ok(judge)) => {
            assert!(same(&ours, &judge), "{text}: {ours:?} is not {judge:?}")
        }
        (Err(JsonError), Err(_)) => {}
        (ours, judge) => panic!("{text}: {ours:?}, but the judge says {judge:?}"),
    }
}

#[test]
fn reads_and_refuses_what_serde_json_does() {
    for text in [
        "",
        " ",
        "null",
        " true\n",
        "\tfalse\r",
        "nul",
        "nulll",
        "True",
        "NaN",
        "Infinity",
        "undefined",
        "\u{feff}1",
        "0",
        "-0",
        "00",
        "01",
        "-",
        "+1",
        "1",
        "-1",
        ".5",
        "1.",
        "1.5",
        "1.50",
        "0.1",
        "0.30000000000000004",
        "1e5",
        "1E+05",
        "1e-5",
        "1e",
        "1e+",
        "1.e5",
        "1 2",
        "0x10",
        "1_000",
        "123456789.125",
        "1732147200.5",
        "5e-324",
        "18446744073709551615",
        "18446744073709551616",
        "18446744073709551619",
        "123456789012345678901234567890",
        "123456789012345678901234567890.123456789e-20",
        "9007199254740993",
        "1e308",
        "1.7e308",
        "1e309",
        "1e999",
        "-1e999",
        "1e-999",
        "0e999999999999999999999",
        "1e-999999999999999999999",
        "0.000000000000000000000000000001e30",
        "\"\"",
        "\"a\"",
        "\"é\"",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\u0041\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\x\"",
        "\"\\",
        "\"",
        "\"a",
        "\"\n\"",
        "\"\u{7f}\"",
        "\"\u{0}\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"",
        "'a'",
        "\"a\" x",
        "[]",
        "[ ]",
        "[1]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1, 2]",
        "[",
        "]",
        "[1",
        "[[[]]]",
        "{}",
        "{ }",
        "{\"a\":1}",
        "{\"a\":1,}",
        "{\"a\"}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,\"a\":2}",
        "{\"\":{\"\":[]}}",
        "{",
        "}",
        "{\"a\":",
        "{\"a\":1",
        "{} {}",
        "/**/1",
        "1//",
        "\u{a0}1",
        "\u{0}",
    ] {
        check(text);
    }
}

#[test]
fn nesting_ends_where_serde_json_ends_it() {
    for depth in [1, 126, 127, 128, 129, 100_000] {
        check(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        check(&format!(
            "{}1{}",
            "{\"a\":".repeat(depth),
            "}".repeat(depth)
        ));
    }
}

#[test]
fn every_prefix_of_a_document_is_refused_without_panic() {
    let text = r#"{"keys":[{"kid":"a\u00e9\ud83d\ude00","n":-1.5e+3,"x":[true,null,{}]}],"é":0}"#;
    check(text);
    for (end, _) in text.char_indices() {
        check(&text[..end]);
    }
}

#[test]
fn a_member_asked_for_may_not_stand_there_twice() {
    let text = r#"{"a":1,"b":null,"c":"x","\u0061":2}"#;
    assert_eq!(Json::parse(text, &["b", "a"]), Err(JsonError));
    let object = Json::parse(text, &["b", "c", "d"]).expect("it is JSON");
    assert_eq!(object.member("b"), Ok(None));
    assert_eq!(object.member_or_null("b"), Ok(Some(&Json::Null)));
    assert_eq!(object.text("c"), Ok(Some("x")));
    assert_eq!(object.text("d"), Ok(None));
    assert_eq!(Json::List(Vec::new()).member("a"), Err(JsonError));
}
