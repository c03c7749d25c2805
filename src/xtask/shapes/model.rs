//! A service model as the generator reads it.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// One service model.
pub(super) struct Model {
    pub(super) operations: Vec<Operation>,
    pub(super) shapes: BTreeMap<String, Shape>,
}

/// One operation.
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) signed: bool,
    pub(super) input: Option<String>,
    pub(super) output: Option<String>,
    pub(super) errors: Vec<String>,
}

/// One shape.
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) sensitive: bool,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
}

/// What a shape is.
pub(super) enum Kind {
    String { pattern: Option<String> },
    Enum(Vec<String>),
    Boolean,
    Integer,
    Long,
    Timestamp,
    Blob,
    List { member: String },
    Map { key: String, value: String },
    Structure(Vec<Member>),
    Document,
    Exception { fault: bool },
}

/// One member of a structure.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) shape: String,
    pub(super) required: bool,
}

impl Model {
    /// Reads a model from its file.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let json = serde_json::from_str(&text)
            .map_err(|error| format!("{} is not JSON: {error}", path.display()))?;
        Self::parse(&json).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn parse(json: &Value) -> Result<Self, String> {
        let mut operations = Vec::new();
        for (name, value) in entries(json, "operations")? {
            let errors = value["errors"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            operations.push(Operation {
                name: name.clone(),
                signed: value["authtype"] != "none",
                input: optional_text(&value["input"]["shape"]),
                output: optional_text(&value["output"]["shape"]),
                errors: errors
                    .iter()
                    .map(|error| text(error, "shape"))
                    .collect::<Result<_, _>>()?,
            });
        }
        operations.sort_by(|a, b| a.name.cmp(&b.name));
        let mut shapes = BTreeMap::new();
        for (name, value) in entries(json, "shapes")? {
            shapes.insert(
                name.clone(),
                Shape::parse(value).map_err(|error| format!("{name}: {error}"))?,
            );
        }
        Ok(Self { operations, shapes })
    }

    /// The shape of that name.
    pub(super) fn shape(&self, name: &str) -> Result<&Shape, String> {
        self.shapes
            .get(name)
            .ok_or_else(|| format!("the model has no shape {name}"))
    }

    /// Every shape a request can hold.
    pub(super) fn sent(&self) -> Result<BTreeSet<&str>, String> {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = self
            .operations
            .iter()
            .filter_map(|operation| operation.input.as_deref())
            .collect();
        while let Some(name) = waiting.pop() {
            if seen.insert(name) {
                waiting.extend(self.shape(name)?.uses());
            }
        }
        Ok(seen)
    }
}

impl Shape {
    fn parse(value: &Value) -> Result<Self, String> {
        let target = |field: &str| text(&value[field], "shape");
        let kind = match text(value, "type")?.as_str() {
            "string" => match value["enum"].as_array() {
                Some(names) => Kind::Enum(names.iter().filter_map(optional_text).collect()),
                None => Kind::String {
                    pattern: optional_text(&value["pattern"]),
                },
            },
            "boolean" => Kind::Boolean,
            "integer" => Kind::Integer,
            "long" => Kind::Long,
            "timestamp" => Kind::Timestamp,
            "blob" => Kind::Blob,
            "list" => Kind::List {
                member: target("member")?,
            },
            "map" => Kind::Map {
                key: target("key")?,
                value: target("value")?,
            },
            "structure" if value["document"] == true => Kind::Document,
            "structure" if value["exception"] == true => Kind::Exception {
                fault: value["fault"] == true,
            },
            "structure" => Kind::Structure(members(value)?),
            other => return Err(format!("the type {other} is not known to this generator")),
        };
        Ok(Self {
            kind,
            sensitive: value["sensitive"] == true,
            min: value["min"].as_i64(),
            max: value["max"].as_i64(),
        })
    }

    /// The shapes this one is made of.
    pub(super) fn uses(&self) -> Vec<&str> {
        match &self.kind {
            Kind::List { member } => vec![member],
            Kind::Map { key, value } => vec![key, value],
            Kind::Structure(members) => {
                members.iter().map(|member| member.shape.as_str()).collect()
            }
            Kind::String { .. }
            | Kind::Enum(_)
            | Kind::Boolean
            | Kind::Integer
            | Kind::Long
            | Kind::Timestamp
            | Kind::Blob
            | Kind::Document
            | Kind::Exception { .. } => Vec::new(),
        }
    }
}

fn members(value: &Value) -> Result<Vec<Member>, String> {
    let required: Vec<&str> = value["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    entries(value, "members")?
        .map(|(name, member)| {
            let shape = text(member, "shape")?;
            Ok(Member {
                name: name.clone(),
                shape,
                required: required.contains(&name.as_str()),
            })
        })
        .collect()
}

fn entries<'a>(value: &'a Value, field: &str) -> Result<serde_json::map::Iter<'a>, String> {
    value[field]
        .as_object()
        .map(|map| map.iter())
        .ok_or_else(|| format!("`{field}` is missing"))
}

fn text(value: &Value, field: &str) -> Result<String, String> {
    optional_text(&value[field]).ok_or_else(|| format!("`{field}` is missing"))
}

fn optional_text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
