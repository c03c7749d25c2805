//! From the regular expressions of the service models, which are Java's, to those of the `regex` crate.

/// Patterns that are not taken from the model as they stand: the shape, the anchored expression, and why.
const OVERRIDES: &[Override] = &[
    Override {
        shape: "PasswordType",
        expression: r"(?s)\A[^[:space:]](?:.*[^[:space:]])?\z",
        because: "The model says `[\\S]+`, but the documented password rule allows a space that is neither first nor last.",
    },
    Override {
        shape: "DomainType",
        expression: r"\A[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?)*\z",
        because: "The model describes a prefix domain, but the same shape carries custom domains, which have dots.",
    },
];

/// A pattern that is not taken from the model as it stands.
pub(super) struct Override {
    pub(super) shape: &'static str,
    expression: &'static str,
    pub(super) because: &'static str,
}

/// The override of a shape's pattern, if it has one.
pub(super) fn overridden(shape: &str) -> Option<&'static Override> {
    OVERRIDES.iter().find(|entry| entry.shape == shape)
}

/// The anchored expression that stands for the model's pattern of that shape.
pub(super) fn expression(shape: &str, model: &str) -> Result<String, String> {
    match overridden(shape) {
        Some(entry) => Ok(entry.expression.to_owned()),
        None => Ok(format!(r"\A(?:{})\z", translated(model)?)),
    }
}

/// Rewrites what Java and `regex` read differently. In Java `\w`, `\s` and `\d` are ASCII and `.` stops at every line
/// terminator of Unicode; in `regex` the former are Unicode and the latter stops at `\n` only.
fn translated(model: &str) -> Result<String, String> {
    let dot_is_all = model.starts_with("(?s)");
    let mut out = String::new();
    let mut in_class = false;
    let mut letters = model.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                let escaped = letters.next().ok_or("the pattern ends in a backslash")?;
                let class = match escaped {
                    'w' => Some("[:word:]"),
                    'W' => Some("[:^word:]"),
                    's' => Some("[:space:]"),
                    'S' => Some("[:^space:]"),
                    'd' => Some("[:digit:]"),
                    'D' => Some("[:^digit:]"),
                    _ => None,
                };
                match class {
                    Some(class) if in_class => out.push_str(class),
                    Some(class) => out.push_str(&format!("[{class}]")),
                    None => out.extend(['\\', escaped]),
                }
            }
            '[' if in_class => {
                return Err(format!("a class within a class is not translated: {model}"));
            }
            '[' => {
                in_class = true;
                out.push('[');
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            '.' if !in_class && !dot_is_all => out.push_str(r"[^\n\r\u0085\u2028\u2029]"),
            other => out.push(other),
        }
    }
    if out.contains("(?<!") || out.contains("(?<=") || out.contains("(?!") || out.contains("(?=") {
        return Err(format!(
            "looking around needs an entry in the overrides: {model}"
        ));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn java_becomes_regex() {
        #[track_caller]
        fn check(pattern: &str, expect: Result<&str, &str>) {
            assert_eq!(
                translated(pattern),
                expect.map(str::to_owned).map_err(str::to_owned)
            );
        }
        check(r"[\w-]+_[0-9a-zA-Z]+", Ok("[[:word:]-]+_[0-9a-zA-Z]+"));
        check(r"\d+", Ok("[[:digit:]]+"));
        check(r"[\p{L}\p{M}]+", Ok(r"[\p{L}\p{M}]+"));
        check(
            r".*\{####\}.*",
            Ok(r"[^\n\r\u0085\u2028\u2029]*\{####\}[^\n\r\u0085\u2028\u2029]*"),
        );
        check("(?s).*", Ok("(?s).*"));
        check("[.]", Ok("[.]"));
        check(
            "a(?<!b)",
            Err("looking around needs an entry in the overrides: a(?<!b)"),
        );
        check(
            "[a[b]]",
            Err("a class within a class is not translated: [a[b]]"),
        );
    }
}
