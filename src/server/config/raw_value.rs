//! A setting's value before it is parsed, and where it came from.

use std::fmt;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The default, since the setting is not set.
    Default,
    /// The settings file: its path and the line.
    File(String, usize),
    /// An environment variable, by name.
    Environment(String),
    /// A flag, as typed.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{path} line {line}"),
            Self::Environment(variable) => write!(f, "environment variable {variable}"),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// A setting's value as it was written, before it is parsed.
#[derive(Clone)]
pub(super) struct RawValue {
    pub(super) text: String,
    pub(super) origin: Origin,
}
