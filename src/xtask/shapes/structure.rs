//! Writes the structures of a service, the aliases of its other shapes, and which tables its requests are read by.

use super::emit::push;
use super::model::{Kind, Member, Model, Shape};
use super::name;
use std::collections::{BTreeMap, BTreeSet};

/// The text of `structure.rs`.
pub(super) fn structures(model: &Model) -> Result<String, String> {
    let mut roles: BTreeMap<&str, String> = BTreeMap::new();
    let mut empty: BTreeMap<String, String> = BTreeMap::new();
    for operation in &model.operations {
        for (shape, what) in [
            (&operation.input, "Request"),
            (&operation.output, "Response"),
        ] {
            match shape {
                Some(shape) => {
                    roles.insert(shape, format!("{what} of `{}`.", operation.name));
                }
                None => {
                    let name = format!("{}{what}", operation.name);
                    empty.insert(
                        name,
                        format!(
                            "{what} of `{}`, which has none in the model.",
                            operation.name
                        ),
                    );
                }
            }
        }
    }
    let mut types = String::new();
    let mut out = String::new();
    for (shape_name, shape) in &model.shapes {
        let about = || {
            roles
                .get(shape_name.as_str())
                .cloned()
                .unwrap_or_else(|| format!("The structure `{shape_name}`."))
        };
        match &shape.kind {
            Kind::Structure(members) if members.is_empty() => {
                empty.insert(shape_name.clone(), about());
            }
            Kind::Structure(members) => {
                structure(&mut out, model, (shape_name, shape), members, &about())?
            }
            Kind::Enum(_) | Kind::Exception { .. } => {}
            Kind::String { .. }
            | Kind::Boolean
            | Kind::Integer
            | Kind::Long
            | Kind::Timestamp
            | Kind::Blob
            | Kind::List { .. }
            | Kind::Map { .. }
            | Kind::Document => {
                let target = rust_type(model, shape_name, false)?;
                push(
                    &mut types,
                    format_args!(
                        "/// The shape `{shape_name}`.\npub type {shape_name} = {target};\n"
                    ),
                );
            }
        }
    }
    let mut unit = String::from("crate::macros::empty_structures! {\n");
    for (name, about) in empty {
        push(&mut unit, format_args!("    /// {about}\n    {name}\n"));
    }
    Ok(format!(
        "#![allow(missing_docs, reason = \"a field is documented by its member in `table.rs`\")]\n\n\
         use super::enumeration::*;\nuse super::table;\nuse crate::{{Blob, Decode, Member, Sensitive, Timestamp, Value}};\n\
         use serde::{{Deserialize, Serialize}};\nuse std::collections::BTreeMap;\n\n{types}\n{unit}}}\n\n{out}{}",
        decodes(model)
    ))
}

fn structure(
    out: &mut String,
    model: &Model,
    (shape_name, shape): (&str, &Shape),
    members: &[Member],
    about: &str,
) -> Result<(), String> {
    push(
        out,
        format_args!(
            "/// {about}\n#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]\n\
             #[serde(rename_all = \"PascalCase\")]\npub struct {shape_name} {{\n"
        ),
    );
    for member in members {
        let field = name::field(&member.name);
        let target = rust_type(model, &member.shape, shape.sensitive)?;
        let mut serde = Vec::new();
        if name::pascal_of_field(&field) != member.name {
            serde.push(format!("rename = {:?}", member.name));
        }
        if !member.required {
            serde.push("skip_serializing_if = \"Option::is_none\"".to_owned());
        }
        if !serde.is_empty() {
            push(out, format_args!("    #[serde({})]\n", serde.join(", ")));
        }
        if member.required {
            push(out, format_args!("    pub {field}: {target},\n"));
        } else {
            push(out, format_args!("    pub {field}: Option<{target}>,\n"));
        }
    }
    out.push_str("}\n\n");
    Ok(())
}

fn decodes(model: &Model) -> String {
    let requests: BTreeSet<String> = model
        .operations
        .iter()
        .map(|operation| {
            operation
                .input
                .clone()
                .unwrap_or_else(|| format!("{}Request", operation.name))
        })
        .collect();
    let mut out = String::new();
    for request in requests {
        let members = match model.shapes.get(&request) {
            Some(_) => format!("table::{}", name::constant(&request)),
            None => "&[]".to_owned(),
        };
        push(
            &mut out,
            format_args!(
                "impl Decode for {request} {{\n    fn members() -> &'static [Member] {{\n        {members}\n    }}\n}}\n\n"
            ),
        );
    }
    out
}

/// The Rust type of a shape; `hidden` if what holds it is sensitive, so that its text must be too.
fn rust_type(model: &Model, shape_name: &str, hidden: bool) -> Result<String, String> {
    let shape = model.shape(shape_name)?;
    let hidden = hidden || shape.sensitive;
    Ok(match &shape.kind {
        Kind::String { .. } if hidden => "Sensitive".to_owned(),
        Kind::String { .. } => "String".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Integer => "i32".to_owned(),
        Kind::Long => "i64".to_owned(),
        Kind::Timestamp => "Timestamp".to_owned(),
        Kind::Blob => "Blob".to_owned(),
        Kind::Document => "Value".to_owned(),
        Kind::List { member } => format!("Vec<{}>", rust_type(model, member, hidden)?),
        Kind::Map { value, .. } => {
            format!("BTreeMap<String, {}>", rust_type(model, value, hidden)?)
        }
        Kind::Enum(_) | Kind::Structure(_) => shape_name.to_owned(),
        Kind::Exception { .. } => {
            return Err(format!(
                "{shape_name} is an exception and cannot be part of a shape"
            ));
        }
    })
}
