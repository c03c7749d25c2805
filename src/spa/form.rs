//! `application/x-www-form-urlencoded` as queries, bodies and sessionStorage have it, and the UTF-8 around it.

use crate::browser::Record;
use alloc::string::String;

/// The form of `pairs`; one without a value is left out.
pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    Record::new(pairs).form()
}

/// The first value of `name`, empty when there is none.
pub(crate) fn text(form: &str, name: &str) -> String {
    field(form, name).unwrap_or_default()
}

/// The first value of `name`; `None` also when it is not UTF-8.
pub(crate) fn field(form: &str, name: &str) -> Option<String> {
    Record::read(form).get(name).filter(|value| {
        value
            .as_bytes()
            .windows(3)
            .all(|bytes| bytes != "\u{fffd}".as_bytes())
    })
}

/// The text that `bytes` are in UTF-8. `String::from_utf8` is quick over long texts, 0.2 KB of the package.
pub(crate) fn utf8(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        if !chunk.invalid().is_empty() {
            return None;
        }
        text.push_str(chunk.valid());
    }
    Some(text)
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
