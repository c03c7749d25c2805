//! `application/x-www-form-urlencoded`: queries, form bodies, and how tokens and begun sign-ins are kept.
//!
//! The `form_urlencoded` crate does the same for 3 KB more of the package; it judges this file in the tests.
//!
//! **Source** WHATWG URL §5.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// The form of `pairs`; one without a value is left out.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (name, value) in pairs {
        if !value.is_empty() {
            if !form.is_empty() {
                form.push('&');
            }
            encode(&mut form, name);
            form.push('=');
            encode(&mut form, value);
        }
    }
    form
}

fn encode(form: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
                form.push(char::from(byte))
            }
            b' ' => form.push('+'),
            _ => {
                form.push('%');
                for half in [byte >> 4, byte & 15] {
                    form.push(char::from(HEX[usize::from(half & 15)]));
                }
            }
        }
    }
}

/// The first value of `name`, empty when there is none.
pub(crate) fn text(form: &str, name: &str) -> String {
    field(form, name).unwrap_or_default()
}

/// The first value of `name`; `None` also when it is not UTF-8.
pub(crate) fn field(form: &str, name: &str) -> Option<String> {
    form.as_bytes()
        .split(|byte| *byte == b'&')
        .find_map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let found = decode(halves.next()?) == name.as_bytes();
            found.then(|| String::from_utf8(decode(halves.next().unwrap_or_default())).ok())?
        })
}

fn decode(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| char::from(text.get(at).copied().unwrap_or(0)).to_digit(16);
    let mut bytes = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        bytes.push(match (byte, digit(at), digit(at + 1)) {
            (b'+', ..) => b' ',
            (b'%', Some(high), Some(low)) => {
                at += 2;
                (high * 16 + low) as u8
            }
            _ => *byte,
        });
    }
    bytes
}

/// What stands before and after the first `mark`, an ASCII character.
pub(crate) fn cut(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The texts one after another. `format!` and `concat` bring machinery that nothing else here needs.
pub(crate) fn join(texts: &[&str]) -> String {
    let mut joined = String::new();
    for text in texts {
        joined.push_str(text);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_as_the_crate_does() {
        let texts = [
            "a",
            "a b",
            "a+b",
            "a&b=c",
            "100%",
            "%41",
            "é€😀",
            "*-._~!'()",
            "/a?b=c&d#e",
            "\0\n\u{7f}",
        ];
        let ours = form(&texts.map(|text| (text, text)));
        assert_eq!(
            ours,
            form_urlencoded::Serializer::new(String::new())
                .extend_pairs(texts.map(|text| (text, text)))
                .finish()
        );
        for name in texts {
            assert_eq!(text(&ours, name), name);
        }
        assert_eq!(form(&[("a", ""), ("b", "c"), ("d", "")]), "b=c");
    }

    #[test]
    fn reads_what_others_wrote() {
        for form in [
            "a=1&a=2",
            "a",
            "a=",
            "=a",
            "",
            "&&a=1",
            "b=%&a=%4&c=%zz",
            "%61=x+y%2B",
            "a=b=c",
            "a=%C3%A9",
            "A=1",
        ] {
            for name in ["a", "b", "c", "A", ""] {
                let judge = form_urlencoded::parse(form.as_bytes())
                    .find(|(key, _)| key == name)
                    .map(|(_, value)| value.into_owned());
                let ours = field(form, name).filter(|_| judge.is_some());
                assert_eq!(ours, judge, "{name} of {form}");
            }
        }
        assert_eq!(field("a=%FF", "a"), None);
    }
}
