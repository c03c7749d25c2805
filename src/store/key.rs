//! Text that goes into an index: folded where case does not count, and never longer than an index takes.

use aws_lc_rs::digest::{SHA256, digest};

/// PostgreSQL takes 2 704 bytes an index row; 256 characters of four bytes leave room for the columns beside it. It is
/// also the longest filter that `ListUsers` takes, so that no prefix search meets a shortened value.
const LONGEST: usize = 256;

/// `text` itself, or, if it is long, its beginning and its hash: equal keys mean equal texts.
pub(crate) fn key(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => {
            let hash = digest(&SHA256, text.as_bytes());
            let hex: String = hash
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            format!("{}\u{1}{hex}", &text[..end])
        }
    }
}

/// The key of a text whose case may not count.
pub(crate) fn folded(text: &str, case_sensitive: bool) -> String {
    if case_sensitive {
        key(text)
    } else {
        key(&text.to_lowercase())
    }
}

/// The least text that is greater than every text which starts with `prefix`.
pub(crate) fn prefix_end(prefix: &str) -> String {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        let next = match last {
            '\u{D7FF}' => Some('\u{E000}'),
            char::MAX => None,
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            chars.push(next);
            return chars.into_iter().collect();
        }
    }
    // Nothing but the last character of Unicode, or nothing at all: no name is as long as this.
    char::MAX.to_string().repeat(LONGEST + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_before_the_next_text() {
        let check = |prefix: &str, expect: &str| assert_eq!(prefix_end(prefix), expect);
        check("ab", "ac");
        check("aé", "aê");
        check("a\u{10FFFF}", "b");
        check("\u{D7FF}", "\u{E000}");
        assert!(prefix_end("").as_str() > "\u{10FFFF}z");
    }

    #[test]
    fn long_keys_are_short_and_still_differ() {
        let long = "ü".repeat(2000);
        assert_eq!(key(&long), key(&long.clone()));
        assert_ne!(key(&long), key(&"ü".repeat(2001)));
        assert!(key(&long).starts_with(&"ü".repeat(256)));
        assert!(key(&"\u{10FFFF}".repeat(2000)).len() < 1200);
        assert_eq!(key(&"a".repeat(256)), "a".repeat(256));
    }

    #[test]
    fn case_counts_only_where_it_should() {
        let check = |text: &str, case_sensitive, expect: &str| {
            assert_eq!(folded(text, case_sensitive), expect)
        };
        check("Alice@Example.COM", true, "Alice@Example.COM");
        check("Alice@Example.COM", false, "alice@example.com");
        check("ÜNSAL", false, "ünsal");
    }
}
