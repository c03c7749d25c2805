//! What a Rust file says to the compiler, as text.

/// The text without its comments, and with empty literals; every line stays where it was.
pub(super) fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let is_start = !code.ends_with(is_name);
        let raw = rest.strip_prefix('r').filter(|_| is_start);
        let hashes = raw.map_or(0, |raw| {
            raw.bytes().take_while(|byte| *byte == b'#').count()
        });
        let is_raw = raw.is_some_and(|raw| raw[hashes..].starts_with('"'));
        let literal = if rest.starts_with("//") {
            rest.find('\n').or(Some(rest.len()))
        } else if is_raw {
            let end = format!("\"{}", "#".repeat(hashes));
            let begin = 2 + hashes;
            rest[begin..].find(&end).map(|at| begin + at + end.len())
        } else if letter == '"' {
            quoted(rest, '"')
        } else if letter == '\'' && is_letter(rest) {
            quoted(rest, '\'')
        } else {
            None
        };
        if let Some(length) = literal {
            code.extend(rest[..length].chars().filter(|letter| *letter == '\n'));
            rest = &rest[length..];
        } else {
            code.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    code
}

/// The length of a literal that begins and ends with this quote.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    let end = text.char_indices().skip(1).find(|(_, letter)| {
        let ends = *letter == quote && !is_escaped;
        is_escaped = *letter == '\\' && !is_escaped;
        ends
    });
    end.map(|(at, _)| at + 1)
}

/// Whether a quote begins a letter and not a lifetime.
fn is_letter(text: &str) -> bool {
    let mut letters = text.chars().skip(1);
    letters.next() == Some('\\') || letters.next() == Some('\'')
}

/// Whether a letter may stand in a name.
pub(super) fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn literals_and_comments_leave_their_lines() {
        let text = "let a = \"b\\\"\nc\"; // d\nlet e = r#\"f\"#; 'g'; '\\''; &'h i";
        assert_eq!(code(text), "let a = \n; \nlet e = ; ; ; &'h i");
    }
}
