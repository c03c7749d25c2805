//! Writes the structures of a service, and which tables its requests are read by and its XML answers written by.

use super::model::{Kind, Member, Model, Protocol, Shape};
use super::name;
use super::text::{push, used};
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
            Kind::String { .. }
            | Kind::Enum(_)
            | Kind::Boolean
            | Kind::Integer
            | Kind::Long
            | Kind::Timestamp
            | Kind::Blob
            | Kind::List { .. }
            | Kind::Map { .. }
            | Kind::Document
            | Kind::Exception { .. } => {}
        }
    }
    if !empty.is_empty() {
        out.push_str("crate::macros::empty_structures! {\n");
        for (name, about) in empty {
            push(&mut out, format_args!("    /// {about}\n    {name}\n"));
        }
        out.push_str("}\n\n");
    }
    out.push_str(&tables(model));
    let enumerations = match model.has_enumerations() {
        true => "use super::enumeration::*;\n",
        false => "",
    };
    let types = used(
        &out,
        &[
            "Blob",
            "Decode",
            "Encode",
            "Member",
            "Sensitive",
            "Timestamp",
            "Value",
        ],
    );
    let map = match out.contains("BTreeMap<") {
        true => "use std::collections::BTreeMap;\n",
        false => "",
    };
    Ok(format!(
        "#![allow(missing_docs, reason = \"a field is documented by its member in `table.rs`\")]\n\n\
         {enumerations}use super::table;\nuse crate::{{{types}}};\n\
         use serde::{{Deserialize, Serialize}};\n{map}\n{out}"
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

/// Says of each request by which table it is read, and of each answer of a query service by which it is written.
fn tables(model: &Model) -> String {
    let mut traits = BTreeSet::new();
    for operation in &model.operations {
        let request = operation.input.clone();
        let request = request.unwrap_or_else(|| format!("{}Request", operation.name));
        traits.insert(("Decode", request));
        if matches!(model.protocol, Protocol::Query { .. }) {
            let response = operation.output.clone();
            let response = response.unwrap_or_else(|| format!("{}Response", operation.name));
            traits.insert(("Encode", response));
        }
    }
    let mut out = String::new();
    for (name, root) in traits {
        let members = match model.shapes.get(&root) {
            Some(_) => format!("table::{}", name::constant(&root)),
            None => "&[]".to_owned(),
        };
        push(
            &mut out,
            format_args!(
                "impl {name} for {root} {{\n    fn members() -> &'static [Member] {{\n        {members}\n    }}\n}}\n\n"
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
