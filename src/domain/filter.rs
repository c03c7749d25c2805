//! The filter of `ListUsers`: `attribute = "value"` or `attribute ^= "prefix"`.

use crate::refusal::{self, Refusal};

/// An attribute by which users can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The user name; case counts.
    Username,
    /// The e-mail address.
    Email,
    /// The phone number.
    PhoneNumber,
    /// The full name.
    Name,
    /// The given name.
    GivenName,
    /// The family name.
    FamilyName,
    /// The preferred user name.
    PreferredUsername,
    /// The immutable id.
    Sub,
    /// `CONFIRMED` and so on; case does not count: the value is in upper case here.
    UserStatus,
    /// `Enabled` or `Disabled`; case counts.
    Status,
}

impl Column {
    /// Every attribute by which users can be searched.
    pub const ALL: [Self; 10] = [
        Self::Username,
        Self::Email,
        Self::PhoneNumber,
        Self::Name,
        Self::GivenName,
        Self::FamilyName,
        Self::PreferredUsername,
        Self::Sub,
        Self::UserStatus,
        Self::Status,
    ];

    /// The name in a filter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Username => "username",
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
            Self::Name => "name",
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::PreferredUsername => "preferred_username",
            Self::Sub => "sub",
            Self::UserStatus => "cognito:user_status",
            Self::Status => "status",
        }
    }
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`: the whole value.
    Equals,
    /// `^=`: its beginning.
    StartsWith,
}

/// A search for users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The attribute that is searched.
    pub column: Column,
    /// How its value is compared.
    pub comparison: Comparison,
    /// The value.
    pub value: String,
}

/// The longest filter, in characters.
const LONGEST: usize = 256;

/// Reads a filter; `None` for blank text.
///
/// **Errors** [`refusal::Parameter::ListInvalid`] for another form or an attribute that cannot be searched.
/// **Source** `ListUsers` API reference; developer guide, "Searching for users".
pub fn parse(text: &str) -> Result<Option<Filter>, Refusal> {
    let malformed =
        || refusal::Parameter::ListInvalid("Error while parsing filter.".to_owned()).into();
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > LONGEST {
        return Err(malformed());
    }
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '=' | '^' | '"'))
        .ok_or_else(malformed)?;
    let (name, rest) = text.split_at(end);
    // SDK examples write the name in quotes too.
    let (name, rest) = match (name, rest.strip_prefix('"')) {
        ("", Some(quoted)) => quoted.split_once('"').ok_or_else(malformed)?,
        _ => (name, rest),
    };
    let rest = rest.trim_start();
    let (comparison, rest) = match (rest.strip_prefix("^="), rest.strip_prefix('=')) {
        (Some(rest), _) => (Comparison::StartsWith, rest),
        (None, Some(rest)) => (Comparison::Equals, rest),
        (None, None) => return Err(malformed()),
    };
    let value = unquote(rest.trim()).ok_or_else(malformed)?;
    let column = Column::ALL
        .into_iter()
        .find(|column| column.as_str() == name);
    let column = column.ok_or_else(|| {
        refusal::Parameter::ListInvalid(format!("Invalid search attribute: {name}"))
    })?;
    let value = if column == Column::UserStatus {
        value.to_uppercase()
    } else {
        value
    };
    Ok(Some(Filter {
        column,
        comparison,
        value,
    }))
}

/// The text between quotes, in which a backslash stands before a quote or backslash.
fn unquote(text: &str) -> Option<String> {
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut value = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => return None,
            '\\' => value.push(characters.next()?),
            _ => value.push(c),
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_or_refused() {
        #[track_caller]
        fn check(text: &str, expect: Result<Option<(Column, Comparison, &str)>, &str>) {
            let expect = expect
                .map(|filter| {
                    filter.map(|(column, comparison, value)| Filter {
                        column,
                        comparison,
                        value: value.to_owned(),
                    })
                })
                .map_err(|reason| refusal::Parameter::ListInvalid(reason.to_owned()).into());
            assert_eq!(parse(text), expect, "{text}");
        }
        use Comparison::{Equals, StartsWith};
        check("", Ok(None));
        check("  ", Ok(None));
        check(
            "email = \"a@b.c\"",
            Ok(Some((Column::Email, Equals, "a@b.c"))),
        );
        check(
            "email=\"a@b.c\"",
            Ok(Some((Column::Email, Equals, "a@b.c"))),
        );
        check(
            "family_name ^= \"Lo\"",
            Ok(Some((Column::FamilyName, StartsWith, "Lo"))),
        );
        check(
            "\"family_name\"^=\"Lo\"",
            Ok(Some((Column::FamilyName, StartsWith, "Lo"))),
        );
        check(
            r#"name = "a \"b\" \\c""#,
            Ok(Some((Column::Name, Equals, r#"a "b" \c"#))),
        );
        check(
            "cognito:user_status = \"confirmed\"",
            Ok(Some((Column::UserStatus, Equals, "CONFIRMED"))),
        );
        check(
            "status = \"Enabled\"",
            Ok(Some((Column::Status, Equals, "Enabled"))),
        );
        check("name = \"\"", Ok(Some((Column::Name, Equals, ""))));
        check(
            "custom:tenant = \"a\"",
            Err("Invalid search attribute: custom:tenant"),
        );
        for text in [
            "email",
            "email = a@b.c",
            "email > \"a\"",
            "email = \"a",
            "email = \"a\"b\"",
            "= \"a\"",
            "email = \"a\\\"",
            "\"email = \"a\"",
        ] {
            let outcome = parse(text);
            assert!(
                matches!(
                    outcome,
                    Err(Refusal::Parameter(refusal::Parameter::ListInvalid(_)))
                ),
                "{text}: {outcome:?}"
            );
        }
        check(
            &format!("name = \"{}\"", "x".repeat(256)),
            Err("Error while parsing filter."),
        );
    }
}
