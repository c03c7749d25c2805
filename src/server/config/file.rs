//! `loggia.toml`, flattened to `section.setting` with the line of each value.

use super::{
    problem::Problem,
    raw_value::{Origin, RawValue},
};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// Reads a settings file.
///
/// **Errors** it is not TOML, or holds a list or a date where one plain value belongs.
pub(super) fn read(path: &str, text: &str) -> Result<BTreeMap<String, RawValue>, Problem> {
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        Problem(format!("{path} line {line} cannot be read: {message}"))
    })?;
    let mut values = BTreeMap::new();
    flatten(path, text, "", table.get_ref(), &mut values)?;
    Ok(values)
}

fn flatten(
    path: &str,
    text: &str,
    prefix: &str,
    table: &DeTable<'_>,
    values: &mut BTreeMap<String, RawValue>,
) -> Result<(), Problem> {
    for (key, value) in table {
        let name = format!("{prefix}{}", key.get_ref());
        let line = line_of(text, key.span().start);
        let plain = match value.get_ref() {
            DeValue::Table(inner) => {
                flatten(path, text, &format!("{name}."), inner, values)?;
                continue;
            }
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.to_string(),
            DeValue::Float(number) => number.to_string(),
            DeValue::Boolean(truth) => truth.to_string(),
            DeValue::Array(_) => {
                return Err(Problem(format!(
                    "`{name}` ({path} line {line}) is a list: write one value."
                )));
            }
            DeValue::Datetime(_) => {
                return Err(Problem(format!(
                    "`{name}` ({path} line {line}) is a date: write it in quotes."
                )));
            }
        };
        values.insert(
            name,
            RawValue {
                text: plain,
                origin: Origin::File(path.to_owned(), line),
            },
        );
    }
    Ok(())
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
