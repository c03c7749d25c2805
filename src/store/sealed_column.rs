//! The columns whose values are sealed: the one list of them, and where in them a value may be opened.

use std::fmt;

/// A column whose values are sealed, each for its own row.
pub(crate) struct SealedColumn {
    table: &'static str,
    column: &'static str,
    /// How many columns the key of a row has.
    pub(crate) key_length: usize,
    /// How many values there are.
    pub(crate) count: &'static str,
    /// The rows after a key, in the order of their keys: key, value.
    pub(crate) select: &'static str,
    /// Puts a value in place of another in the row of a key: key, new value, the other.
    pub(crate) update: &'static str,
}

/// Makes a constant of each column, and the list of all: what is in no list cannot be sealed.
macro_rules! sealed_columns {
    ($($name:ident = $table:literal [$($key:literal),+] $column:literal;)+) => {
        $(pub(crate) const $name: SealedColumn = sealed_columns!(@ $table, $column, $($key),+);)+
        /// Every column that is sealed.
        pub(crate) const ALL: &[SealedColumn] = &[$($name),+];
    };
    (@ $table:literal, $column:literal, $a:literal) => {
        sealed_columns!(@ $table, $column, 1, $a, "$1", "$2", "$3")
    };
    (@ $table:literal, $column:literal, $a:literal, $b:literal) => {
        sealed_columns!(@ $table, $column, 2, concat!($a, ", ", $b), "$1, $2", "$3", "$4")
    };
    (@ $table:literal, $column:literal, $a:literal, $b:literal, $c:literal) => {
        sealed_columns!(@ $table, $column, 3, concat!($a, ", ", $b, ", ", $c), "$1, $2, $3", "$4", "$5")
    };
    (@ $table:literal, $column:literal, $length:literal, $key:expr, $markers:literal, $new:literal, $old:literal) => {
        SealedColumn {
            table: $table,
            column: $column,
            key_length: $length,
            count: concat!("SELECT COUNT(", $column, ") FROM ", $table),
            select: concat!(
                "SELECT ", $key, ", ", $column, " FROM ", $table, " WHERE (", $key, ") > (", $markers, ") ORDER BY ", $key,
                " LIMIT 200"
            ),
            update: concat!(
                "UPDATE ", $table, " SET ", $column, " = ", $new, " WHERE (", $key, ") = (", $markers, ") AND ", $column,
                " = ", $old
            ),
        }
    };
}

sealed_columns! {
    USER_CREDENTIALS = "users" ["pool", "sub"] "credentials";
    CLIENT_SECRET = "clients" ["pool", "client"] "secret";
    SIGNING_KEY = "signing_keys" ["pool", "kid"] "pkcs8";
    ACCESS_KEY_SECRET = "access_keys" ["id"] "secret";
    STUDIO_KEY_SECRET = "studio_keys" ["id"] "secret";
    META_VALUE = "meta" ["key"] "value";
    FLOW_VALUE = "flows" ["pool", "hash"] "value";
    CODE = "codes" ["pool", "sub", "proof"] "code";
    AUTHORIZATION_VALUE = "authorizations" ["pool", "hash"] "value";
    JOB_PAYLOAD = "jobs" ["id"] "payload";
    OUTBOX_MESSAGE = "outbox" ["id"] "message";
}

impl SealedColumn {
    /// The column in the row of this key.
    pub(crate) fn of(&self, key: &[&str]) -> Place {
        Place(place_of(&self.name(), key))
    }

    /// `<table>.<column>`
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.table, self.column)
    }
}

/// One column of one row, in which alone a sealed value opens.
#[derive(Clone)]
pub(crate) struct Place(String);

impl Place {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a row, or of one column of it: each part of the key with its length, so that no two read alike.
pub(crate) fn place_of(table: &str, key: &[&str]) -> String {
    key.iter().fold(table.to_owned(), |place, part| {
        format!("{place}/{}:{part}", part.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_never_read_alike() {
        assert_ne!(
            place_of("codes", &["a/b", "c"]),
            place_of("codes", &["a", "b/c"])
        );
        let place = USER_CREDENTIALS.of(&["pool", "sub"]);
        assert_eq!(place.as_str(), "users.credentials/4:pool/3:sub");
    }
}
