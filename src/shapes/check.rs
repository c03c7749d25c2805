//! Walks a request and the table of its shape side by side: refuses wrong JSON types, notes broken limits, and leaves a
//! value that holds only what the table knows.

use crate::blob::Blob;
use crate::shape::{Bounds, Kind, Member, Pattern, Shape};
use crate::violation::{Path, Violations};
use serde_json::{Map, Value};

/// What a message says of text that holds NUL. Cognito takes such text; the databases beneath us cannot keep it.
const WITHOUT_NUL: &str = "[^\\u0000]*";

/// A value of the wrong JSON type. **Errors**: becomes `SerializationException` with this text.
pub(crate) type WrongType = String;

/// Checks the members of a structure. Unknown members are dropped, and a null one is an absent one.
pub(crate) fn structure(
    members: &[Member],
    mut object: Map<String, Value>,
    path: &Path<'_>,
    hidden: bool,
    violations: &mut Violations,
) -> Result<Value, WrongType> {
    let mut values = Map::new();
    for member in members {
        let path = Path::Name {
            above: path,
            name: member.name,
            hidden,
        };
        match object.swap_remove(member.name) {
            None | Some(Value::Null) => {
                if member.required {
                    violations.add(&path, member.shape, &Value::Null, must_not_be_null);
                }
            }
            Some(value) => {
                values.insert(
                    member.name.to_owned(),
                    check(member.shape, value, &path, violations)?,
                );
            }
        }
    }
    Ok(Value::Object(values))
}

fn must_not_be_null() -> String {
    "Member must not be null".to_owned()
}

fn check(
    shape: &Shape,
    value: Value,
    path: &Path<'_>,
    violations: &mut Violations,
) -> Result<Value, WrongType> {
    match &shape.kind {
        Kind::String { length, pattern } => {
            let value = Value::String(text(value)?);
            for rule in broken_by_text(value.as_str().unwrap_or_default(), *length, *pattern) {
                violations.add(path, shape, &value, || rule);
            }
            Ok(value)
        }
        Kind::Enum(names) => {
            let name = text(value)?;
            let is_known = names.contains(&name.as_str());
            let value = Value::String(name);
            if !is_known {
                violations.add(path, shape, &value, || {
                    format!("Member must satisfy enum value set: [{}]", names.join(", "))
                });
            }
            Ok(value)
        }
        Kind::Boolean => match value {
            Value::Bool(_) => Ok(value),
            other => Err(cannot_be(&other, "Boolean")),
        },
        Kind::Integer(bounds) => {
            let number = whole(&value, "Integer")?;
            let number = i32::try_from(number).map_err(|_| cannot_be(&value, "Integer"))?;
            Ok(bounded(shape, i64::from(number), *bounds, path, violations))
        }
        Kind::Long(bounds) => {
            let number = whole(&value, "Long")?;
            Ok(bounded(shape, number, *bounds, path, violations))
        }
        Kind::Timestamp => match value {
            Value::Number(_) => Ok(value),
            other => Err(cannot_be(&other, "Timestamp")),
        },
        Kind::Blob(length) => {
            let text = text(value)?;
            let blob = Blob::from_base64(&text)
                .ok_or_else(|| "STRING_VALUE cannot be converted to Blob".to_owned())?;
            let value = Value::String(text);
            for rule in broken_by_length(blob.0.len(), *length) {
                violations.add(path, shape, &value, || rule);
            }
            Ok(value)
        }
        Kind::List { length, member } => list(shape, value, *length, member, path, violations),
        Kind::Map {
            length,
            key,
            value: entry,
        } => map(shape, value, *length, (key, entry), path, violations),
        Kind::Structure(members) => match value {
            Value::Object(object) => structure(members, object, path, shape.sensitive, violations),
            other => Err(unexpected(&other)),
        },
        Kind::Document => {
            if holds_nul(&value) {
                violations.add(path, shape, &value, must_hold_no_nul);
            }
            Ok(value)
        }
    }
}

fn list(
    shape: &Shape,
    value: Value,
    length: Bounds,
    member: &Shape,
    path: &Path<'_>,
    violations: &mut Violations,
) -> Result<Value, WrongType> {
    let Value::Array(items) = &value else {
        return Err(unexpected(&value));
    };
    for rule in broken_by_length(items.len(), length) {
        violations.add(path, shape, &value, || rule);
    }
    let Value::Array(items) = value else {
        return Err(unexpected(&value));
    };
    let mut elements = Vec::with_capacity(items.len());
    for (index, value) in items.into_iter().enumerate() {
        let path = Path::Index {
            above: path,
            index,
            hidden: shape.sensitive,
        };
        if value.is_null() {
            violations.add(&path, member, &value, must_not_be_null);
        } else {
            elements.push(check(member, value, &path, violations)?);
        }
    }
    Ok(Value::Array(elements))
}

fn map(
    shape: &Shape,
    value: Value,
    length: Bounds,
    (key, entry): (&Shape, &Shape),
    path: &Path<'_>,
    violations: &mut Violations,
) -> Result<Value, WrongType> {
    let Value::Object(mut entries) = value else {
        return Err(unexpected(&value));
    };
    entries.retain(|_, value| !value.is_null());
    let value = Value::Object(entries);
    let Value::Object(entries) = &value else {
        return Err(unexpected(&value));
    };
    for rule in broken_by_length(entries.len(), length) {
        violations.add(path, shape, &value, || rule);
    }
    for name in entries.keys() {
        let broken = broken_by_key(key, name);
        if !broken.is_empty() {
            violations.add(path, shape, &value, || {
                format!("Map keys must satisfy constraint: [{}]", broken.join(", "))
            });
        }
    }
    let Value::Object(entries) = value else {
        return Err(unexpected(&value));
    };
    let mut values = Map::new();
    for (name, value) in entries {
        let path = Path::Key {
            above: path,
            key: &name,
            hidden: shape.sensitive,
        };
        let value = check(entry, value, &path, violations)?;
        values.insert(name, value);
    }
    Ok(Value::Object(values))
}

/// The rules a map's key breaks. A key is text by its syntax, whatever else the model says of it.
fn broken_by_key(key: &Shape, name: &str) -> Vec<String> {
    match &key.kind {
        Kind::String { length, pattern } => broken_by_text(name, *length, *pattern),
        Kind::Enum(names) if !names.contains(&name) => {
            vec![format!(
                "Member must satisfy enum value set: [{}]",
                names.join(", ")
            )]
        }
        Kind::Enum(_)
        | Kind::Boolean
        | Kind::Integer(_)
        | Kind::Long(_)
        | Kind::Timestamp
        | Kind::Blob(_)
        | Kind::List { .. }
        | Kind::Map { .. }
        | Kind::Structure(_)
        | Kind::Document => Vec::new(),
    }
}

/// The rules text breaks, in the order in which Cognito names them.
fn broken_by_text(text: &str, length: Bounds, pattern: Option<&Pattern>) -> Vec<String> {
    let mut broken = broken_by_length(text.chars().map(char::len_utf16).sum(), length);
    if let Some(pattern) = pattern
        && !pattern.matches(text)
    {
        broken.push(format!(
            "Member must satisfy regular expression pattern: {}",
            pattern.model
        ));
    }
    if text.contains('\0') {
        broken.push(must_hold_no_nul());
    }
    broken
}

fn must_hold_no_nul() -> String {
    format!("Member must satisfy regular expression pattern: {WITHOUT_NUL}")
}

fn broken_by_length(length: usize, bounds: Bounds) -> Vec<String> {
    broken_by_bounds(i64::try_from(length).unwrap_or(i64::MAX), bounds, "length")
}

fn broken_by_bounds(number: i64, bounds: Bounds, what: &str) -> Vec<String> {
    let above = bounds.max.filter(|max| number > *max);
    let below = bounds.min.filter(|min| number < *min);
    let above = above.map(|max| format!("Member must have {what} less than or equal to {max}"));
    let below = below.map(|min| format!("Member must have {what} greater than or equal to {min}"));
    above.into_iter().chain(below).collect()
}

fn bounded(
    shape: &Shape,
    number: i64,
    bounds: Bounds,
    path: &Path<'_>,
    violations: &mut Violations,
) -> Value {
    let value = Value::from(number);
    for rule in broken_by_bounds(number, bounds, "value") {
        violations.add(path, shape, &value, || rule);
    }
    value
}

fn text(value: Value) -> Result<String, WrongType> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(cannot_be(&other, "String")),
    }
}

/// A whole number; `1.0` is one, as it is for JSON.
fn whole(value: &Value, wanted: &str) -> Result<i64, WrongType> {
    /// The first number above every `i64`; the least `i64` is exactly its negative.
    const PAST_I64: f64 = 9_223_372_036_854_775_808.0;
    let Value::Number(number) = value else {
        return Err(cannot_be(value, wanted));
    };
    if let Some(number) = number.as_i64() {
        return Ok(number);
    }
    match number.as_f64() {
        Some(number) if number.fract() == 0.0 && (-PAST_I64..PAST_I64).contains(&number) => {
            Ok(number as i64)
        }
        Some(_) | None => Err(cannot_be(value, wanted)),
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(holds_nul),
        Value::Object(map) => map
            .iter()
            .any(|(name, value)| name.contains('\0') || holds_nul(value)),
    }
}

/// Names the type that came, never the value.
fn cannot_be(value: &Value, wanted: &str) -> WrongType {
    let came = match value {
        Value::Null => "NULL_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Array(_) | Value::Object(_) => return unexpected(value),
    };
    format!("{came} cannot be converted to {wanted}")
}

fn unexpected(value: &Value) -> WrongType {
    match value {
        Value::Array(_) => "Start of list found where not expected".to_owned(),
        Value::Object(_) => "Start of structure or map found where not expected".to_owned(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            "Unexpected field type".to_owned()
        }
    }
}
