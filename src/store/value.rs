//! What goes into a statement and what comes out of it, the same for both engines.

use crate::sealed_column::{Place, place_of};
use crate::{Error, Result};
use domain::id::{ClientId, EventId, PoolId, Sub};
use domain::time::Timestamp;
use zeroize::Zeroizing;

/// A parameter. NULLs carry their type: PostgreSQL refuses a text NULL for a number.
pub(crate) enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    /// Text that is sealed, for the row and column that `place` names, just before it is written.
    Sealed {
        place: Place,
        plain: Zeroizing<Vec<u8>>,
    },
}

impl Value {
    /// The JSON of `document`, sealed for `place`.
    pub(crate) fn sealed_json(place: Place, document: &impl serde::Serialize) -> Self {
        // A document of ours always has a JSON form; if one had not, the empty text would be refused when it is read.
        Self::Sealed {
            place,
            plain: Zeroizing::new(serde_json::to_vec(document).unwrap_or_default()),
        }
    }

    /// The JSON of `document`, in the clear.
    pub(crate) fn json(document: &impl serde::Serialize) -> Self {
        Self::Text(Some(serde_json::to_string(document).unwrap_or_default()))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}
impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}
impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(Some(i64::from(number)))
    }
}
impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self::Int(Some(i64::from(is)))
    }
}
impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Int(Some(at.0))
    }
}
impl From<Option<Timestamp>> for Value {
    fn from(at: Option<Timestamp>) -> Self {
        Self::Int(at.map(|at| at.0))
    }
}
impl From<&PoolId> for Value {
    fn from(id: &PoolId) -> Self {
        id.as_str().into()
    }
}
impl From<&ClientId> for Value {
    fn from(id: &ClientId) -> Self {
        id.as_str().into()
    }
}
impl From<&Sub> for Value {
    fn from(id: &Sub) -> Self {
        id.as_str().into()
    }
}
impl From<&EventId> for Value {
    fn from(id: &EventId) -> Self {
        id.as_str().into()
    }
}

/// Parameters, in the order of their markers `$1`, `$2`, ….
macro_rules! values {
    ($($value:expr),* $(,)?) => { Vec::from([$(crate::value::Value::from($value)),*]) };
}
pub(crate) use values;

/// One row of an answer.
pub(crate) struct Row(pub(crate) Vec<Cell>);

/// One column of a row.
pub(crate) enum Cell {
    Text(Option<String>),
    Int(Option<i64>),
}

impl Row {
    /// The text in a column that always holds one.
    pub(crate) fn text(&self, column: usize) -> Result<&str> {
        self.optional_text(column)?
            .ok_or_else(|| unexpected(column, "a text"))
    }

    /// The text in a column that may be empty.
    pub(crate) fn optional_text(&self, column: usize) -> Result<Option<&str>> {
        match self.0.get(column) {
            Some(Cell::Text(text)) => Ok(text.as_deref()),
            Some(Cell::Int(None)) => Ok(None),
            Some(Cell::Int(Some(_))) | None => Err(unexpected(column, "a text")),
        }
    }

    /// The number in a column that always holds one.
    pub(crate) fn int(&self, column: usize) -> Result<i64> {
        self.optional_int(column)?
            .ok_or_else(|| unexpected(column, "a number"))
    }

    /// The number in a column that may be empty.
    pub(crate) fn optional_int(&self, column: usize) -> Result<Option<i64>> {
        match self.0.get(column) {
            Some(Cell::Int(number)) => Ok(*number),
            Some(Cell::Text(None)) => Ok(None),
            Some(Cell::Text(Some(_))) | None => Err(unexpected(column, "a number")),
        }
    }

    /// The point in time in a column that always holds one.
    pub(crate) fn time(&self, column: usize) -> Result<Timestamp> {
        self.int(column).map(Timestamp)
    }

    /// The document in the column after the first `N`, which hold the key of its row.
    ///
    /// **Errors** Corrupt when the document is of another row by what it says: somebody moved it.
    pub(crate) fn document<T: serde::de::DeserializeOwned, const N: usize>(
        &self,
        table: &str,
        key_of: impl for<'a> Fn(&'a T) -> [&'a str; N],
    ) -> Result<T> {
        let document = self.json(N)?;
        let mut key = Vec::with_capacity(N);
        for column in 0..N {
            key.push(self.text(column)?);
        }
        if key_of(&document).as_slice() == key {
            return Ok(document);
        }
        let place = place_of(table, &key);
        Err(Error::Corrupt(format!(
            "{place}: the document in this row is of another"
        )))
    }

    /// The document in a column.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T> {
        Ok(serde_json::from_str(self.text(column)?)?)
    }
}

fn unexpected(column: usize, wanted: &str) -> Error {
    Error::Corrupt(format!("column {column} should hold {wanted}"))
}

#[cfg(test)]
mod tests;
