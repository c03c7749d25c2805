//! The characters of names and addresses.

use shapes::Pattern;

/// What a name consists of: nothing that is blank, controls a terminal or changes the direction of text.
///
/// **Source** `UsernameType`.
pub(super) static OF_NAMES: Pattern = Pattern::new(
    r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
    r"\A(?:[\p{L}\p{M}\p{S}\p{N}\p{P}]+)\z",
);

/// Whether this is text, and every character of it may be in a name.
pub(super) fn may_be_in_a_name(text: &str) -> bool {
    OF_NAMES.matches(text)
}

/// Whether a character of names leaves a trace in a line of text: some letters, marks and symbols do not.
///
/// **Source** Unicode, `Default_Ignorable_Code_Point`, and the blank pattern of braille.
pub(super) const fn can_be_seen(c: char) -> bool {
    !matches!(
        c,
        '\u{034f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
