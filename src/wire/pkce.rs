//! PKCE (RFC 7636): the rules that client and server share. The hash itself is computed by each side's own crypto.

/// The one challenge method that is accepted.
pub const METHOD: &str = "S256";

/// Whether `text` may be a code verifier: 43 to 128 unreserved characters.
///
/// **Source** RFC 7636 §4.1.
pub fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

/// Whether `text` may be an S256 code challenge: the base64url form of 32 bytes, 43 characters.
///
/// **Source** RFC 7636 §4.2.
pub fn is_challenge(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc_is_accepted() {
        assert!(is_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    }

    #[test]
    fn wrong_lengths_and_characters_are_refused() {
        assert!(!is_verifier(&"a".repeat(42)));
        assert!(!is_verifier(&"a".repeat(129)));
        assert!(!is_verifier(&format!("{}+", "a".repeat(43))));
        assert!(!is_challenge(&"a".repeat(44)));
        assert!(!is_challenge(&format!("{}~", "a".repeat(42))));
    }
}
