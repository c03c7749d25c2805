//! The rules of a password policy, as they are listed and ticked off.

use serde::{Deserialize, Serialize};

/// One rule of the password policy, listed before anything is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordRule {
    /// At least so many characters.
    Length(u32),
    /// A lower-case letter.
    Lowercase,
    /// An upper-case letter.
    Uppercase,
    /// A digit.
    Number,
    /// A symbol of Cognito's set, or an inner space.
    Symbol,
}

/// The symbols that satisfy [`PasswordRule::Symbol`].
///
/// **Source** Cognito developer guide, "Adding user pool password requirements".
pub const PASSWORD_SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

impl PasswordRule {
    /// Whether `password` keeps this rule. Lengths count characters; letters are basic Latin.
    pub fn holds(self, password: &str) -> bool {
        match self {
            Self::Length(least) => password.chars().count() >= least as usize,
            Self::Lowercase => password.bytes().any(|b| b.is_ascii_lowercase()),
            Self::Uppercase => password.bytes().any(|b| b.is_ascii_uppercase()),
            Self::Number => password.bytes().any(|b| b.is_ascii_digit()),
            Self::Symbol => {
                let symbols = PASSWORD_SYMBOLS.as_bytes();
                password.bytes().any(|b| symbols.contains(&b))
                    || password.trim_matches(' ').contains(' ')
            }
        }
    }
}
