//! Writes the tables by which requests are checked.

use super::model::{Kind, Location, Member, Model, Shape};
use super::text::{push, used};
use super::{name, pattern};
use std::collections::BTreeMap;

/// The text of `table.rs`: only shapes that a request can hold, or that XML is written by; what is answered is not
/// checked.
pub(super) fn tables(model: &Model) -> Result<String, String> {
    let tabled = model.tabled()?;
    let mut patterns: BTreeMap<(String, String), (String, Vec<String>)> = BTreeMap::new();
    for shape_name in &tabled {
        if let Kind::String {
            pattern: Some(java),
        } = &model.shape(shape_name)?.kind
        {
            let expression = pattern::expression(shape_name, java)?;
            let entry = patterns
                .entry((java.clone(), expression))
                .or_insert_with(|| {
                    (
                        format!("{}_PATTERN", name::constant(shape_name)),
                        Vec::new(),
                    )
                });
            entry
                .1
                .extend(pattern::overridden(shape_name).map(|entry| entry.because.to_owned()));
        }
    }
    let mut out = String::new();
    let mut list = Vec::new();
    for ((java, expression), (constant, reasons)) in &patterns {
        for reason in reasons {
            push(&mut out, format_args!("// {reason}\n"));
        }
        push(
            &mut out,
            format_args!(
                "static {constant}: Pattern = Pattern::new({}, {});\n",
                raw(java),
                raw(expression)
            ),
        );
        list.push(format!("&{constant}"));
    }
    push(
        &mut out,
        format_args!(
            "\n/// Every pattern above, for the test that compiles them all.\n#[cfg(test)]\n\
             pub(crate) static PATTERNS: &[&Pattern] = &[{}];\n\n",
            list.join(", ")
        ),
    );
    let roots = model.roots();
    for shape_name in tabled {
        let shape = model.shape(shape_name)?;
        if let Some(root) = shape.uses().into_iter().find(|used| roots.contains(used)) {
            return Err(format!(
                "{shape_name} holds {root}, which has no table as a member"
            ));
        }
        let constant = name::constant(shape_name);
        let kind = match &shape.kind {
            Kind::Structure(members) => {
                let members: String = members.iter().map(table_member).collect();
                if roots.contains(shape_name) {
                    push(
                        &mut out,
                        format_args!("pub(super) static {constant}: &[Member] = &[{members}];\n\n"),
                    );
                    continue;
                }
                format!("Kind::Structure(&[{members}])")
            }
            Kind::String { pattern } => {
                let pattern = match pattern {
                    None => "None".to_owned(),
                    Some(java) => {
                        let key = (java.clone(), pattern::expression(shape_name, java)?);
                        let (constant, _) =
                            patterns.get(&key).ok_or("a pattern was not collected")?;
                        format!("Some(&{constant})")
                    }
                };
                format!(
                    "Kind::String {{ length: {}, pattern: {pattern} }}",
                    bounds(shape)
                )
            }
            Kind::Enum(_) => format!("Kind::Enum({shape_name}::NAMES)"),
            Kind::Boolean => "Kind::Boolean".to_owned(),
            Kind::Integer => format!("Kind::Integer({})", bounds(shape)),
            Kind::Long => format!("Kind::Long({})", bounds(shape)),
            Kind::Timestamp => "Kind::Timestamp".to_owned(),
            Kind::Blob => format!("Kind::Blob({})", bounds(shape)),
            Kind::Document => "Kind::Document".to_owned(),
            Kind::List { member } => {
                format!(
                    "Kind::List {{ length: {}, member: &{} }}",
                    bounds(shape),
                    name::constant(member)
                )
            }
            Kind::Map { key, value } => format!(
                "Kind::Map {{ length: {}, key: &{}, value: &{} }}",
                bounds(shape),
                name::constant(key),
                name::constant(value)
            ),
            Kind::Exception { .. } => {
                return Err(format!("{shape_name} is an exception and cannot be sent"));
            }
        };
        let open = if shape.sensitive { "sensitive" } else { "open" };
        push(
            &mut out,
            format_args!("static {constant}: Shape = Shape::{open}({kind});\n\n"),
        );
    }
    let shape_types = used(
        &out,
        &["Bounds", "Kind", "Location", "Member", "Pattern", "Shape"],
    );
    let enumerations = match out.contains("::NAMES") {
        true => "use super::enumeration::*;\n",
        false => "",
    };
    Ok(format!(
        "{enumerations}use crate::shape::{{{shape_types}}};\n\n{out}"
    ))
}

fn table_member(member: &Member) -> String {
    let need = if member.required {
        "required"
    } else {
        "optional"
    };
    let at = match &member.location {
        Location::Body => String::new(),
        Location::Label(name) => format!(".at(Location::Label({name:?}))"),
        Location::Query(name) => format!(".at(Location::Query({name:?}))"),
        Location::Header(name) => format!(".at(Location::Header({name:?}))"),
    };
    format!(
        "Member::{need}({:?}, &{}){at}, ",
        member.name,
        name::constant(&member.shape)
    )
}

fn bounds(shape: &Shape) -> String {
    match (shape.min, shape.max) {
        (None, None) => "Bounds::NONE".to_owned(),
        (Some(min), None) => format!("Bounds::at_least({min})"),
        (None, Some(max)) => format!("Bounds::at_most({max})"),
        (Some(min), Some(max)) => format!("Bounds::between({min}, {max})"),
    }
}

/// Text as a raw literal, with as many marks as it needs.
fn raw(text: &str) -> String {
    let mut marks = String::new();
    while text.contains(&format!("\"{marks}")) {
        marks.push('#');
    }
    format!("r{marks}\"{text}\"{marks}")
}
