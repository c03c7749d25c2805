//! The anti-forgery token of a browser, as its forms carry it.
//!
//! Each drawing of a form carries it behind another mask. Compression of an answer then tells nothing of it, and a form
//! that is sent twice is told from one that is drawn again.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

/// The length of a token, in bytes.
const BYTES: usize = 32;
/// Its length in the cookie.
const TEXT_LENGTH: usize = 43;

/// What is posted with a form as its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Posted {
    /// The browser's token, as one drawing of a form carries it.
    Masked,
    /// The browser's token itself: no form was drawn, as programs do that send one.
    Plain,
    /// Another token, or none.
    Foreign,
}

/// Whether `text` has the form of a token.
pub(super) const fn is_token(text: &str) -> bool {
    text.len() == TEXT_LENGTH
}

/// The token behind this mask. A cookie that is no token of ours stays as it is: a form with it is as good as one.
///
/// **Shape** the mask, and the token combined with it.
pub(super) fn masked(token: &str, mask: [u8; BYTES]) -> String {
    bytes(token).map_or_else(
        || token.to_owned(),
        |token| URL_SAFE_NO_PAD.encode([mask, combined(mask, token)].as_flattened()),
    )
}

/// What `posted` is, in a browser with this token.
pub(super) fn read(posted: &str, token: &str) -> Posted {
    if bool::from(posted.as_bytes().ct_eq(token.as_bytes())) {
        return Posted::Plain;
    }
    let Some((token, both)) = bytes(token).zip(URL_SAFE_NO_PAD.decode(posted).ok()) else {
        return Posted::Foreign;
    };
    let parts: Option<([u8; BYTES], [u8; BYTES])> = both
        .split_at_checked(BYTES)
        .and_then(|(mask, rest)| Some((mask.try_into().ok()?, rest.try_into().ok()?)));
    match parts {
        Some((mask, rest)) if bool::from(combined(mask, rest).ct_eq(&token)) => Posted::Masked,
        Some(_) | None => Posted::Foreign,
    }
}

fn bytes(token: &str) -> Option<[u8; BYTES]> {
    URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()
}

fn combined(one: [u8; BYTES], other: [u8; BYTES]) -> [u8; BYTES] {
    std::array::from_fn(|at| one[at] ^ other[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_behind_every_mask() {
        let token = URL_SAFE_NO_PAD.encode([7; BYTES]);
        let other = URL_SAFE_NO_PAD.encode([8; BYTES]);
        let form = masked(&token, [1; BYTES]);
        let again = masked(&token, [2; BYTES]);
        assert_ne!(form, again);
        assert_eq!(form.len(), again.len());
        let check = |posted: &str, expect: Posted| assert_eq!(read(posted, &token), expect);
        check(&form, Posted::Masked);
        check(&again, Posted::Masked);
        check(&token, Posted::Plain);
        check(&other, Posted::Foreign);
        check(&masked(&other, [1; BYTES]), Posted::Foreign);
        check(&form[1..], Posted::Foreign);
        check("", Posted::Foreign);
        check("ä", Posted::Foreign);
    }

    #[test]
    fn a_cookie_that_is_no_token_of_ours_stays_as_it_is() {
        assert_eq!(masked("planted!", [1; BYTES]), "planted!");
        assert_eq!(read("planted!", "planted!"), Posted::Plain);
    }
}
