//! The JSON Schema of `theme.json`, for editors and for whoever writes one by hand.

use serde_json::{Map, Value, json};

use crate::settings::SETTINGS;
use crate::side::Scheme;
use crate::tokens::COLORS;

/// The schema as it is served: the committed file, which `cargo run -p theme --example schema` writes anew.
///
/// **Source**: JSON Schema draft 2020-12.
pub const SCHEMA: &str = include_str!("theme.schema.json");

/// Makes the schema from the tables of tokens.
#[must_use]
pub fn document() -> String {
    let mut properties = Map::new();
    properties.insert(
        "$schema".to_owned(),
        json!({ "type": "string", "description": "Where this schema is." }),
    );
    properties.insert(
        "version".to_owned(),
        json!({ "const": 1, "description": "The version of this format." }),
    );
    for setting in &SETTINGS {
        let mut schema = json!({
            "description": setting.about,
            "default": setting.default,
        });
        let names = json!({ "enum": (setting.choices)() });
        match (setting.range, &mut schema) {
            (Some((least, most)), schema) => {
                schema["anyOf"] =
                    json!([names, { "type": "integer", "minimum": least, "maximum": most }]);
            }
            (None, schema) => schema["enum"] = names["enum"].clone(),
        }
        properties.insert(setting.name.to_owned(), schema);
    }
    for scheme in Scheme::ALL {
        let about = format!(
            "The colours of the {} side. What is left out is its default here, or derived.",
            scheme.name()
        );
        properties.insert(
            scheme.name().to_owned(),
            json!({
                "description": about,
                "type": "object",
                "properties": side(scheme),
                "additionalProperties": false,
            }),
        );
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:loggia:theme:1",
        "title": "A theme of Loggia",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": {
            "color": {
                "description": "An opaque colour in any CSS Color 4 syntax.",
                "type": "string",
                "maxLength": 96,
                "examples": ["#1a73e8", "rgb(26 115 232)", "hsl(214 82% 51%)", "oklch(0.43 0.077 165)", "teal"],
            },
        },
    });
    format!("{schema:#}\n")
}

fn side(scheme: Scheme) -> Value {
    let colors = COLORS.iter().map(|color| {
        let from: Vec<_> = color.from.iter().map(|role| role.color().name).collect();
        let about = if from.is_empty() {
            color.about.to_owned()
        } else {
            format!(
                "{} Derived once one of these is set: {}.",
                color.about,
                from.join(", ")
            )
        };
        let schema = json!({
            "$ref": "#/$defs/color",
            "description": about,
            "default": scheme.default_of(color.role).to_string(),
        });
        (color.name.to_owned(), schema)
    });
    colors.collect::<Map<_, _>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;

    #[test]
    fn the_committed_schema_is_current() {
        assert!(
            SCHEMA == document(),
            "run: cargo run -p theme --example schema > src/theme/theme.schema.json"
        );
    }

    /// What an editor offers by the schema is taken, and the defaults it shows change nothing.
    #[test]
    fn the_schema_and_the_reader_agree() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let mut document = Map::new();
        for (name, part) in schema["properties"].as_object().unwrap() {
            let value = match (&part["default"], &part["properties"]) {
                (Value::Null, Value::Object(colors)) => {
                    let each = colors
                        .iter()
                        .map(|(name, color)| (name.clone(), color["default"].clone()));
                    each.collect::<Map<_, _>>().into()
                }
                (Value::Null, _) if name == "version" => part["const"].clone(),
                (Value::Null, _) => json!("theme.schema.json"),
                (default, _) => default.clone(),
            };
            document.insert(name.clone(), value);
        }
        let (theme, problems) = Theme::read(&Value::from(document).to_string());
        assert_eq!(problems, []);
        assert_eq!(theme.css(), "");
        for setting in &SETTINGS {
            for choice in (setting.choices)() {
                let text = json!({ setting.name: choice }).to_string();
                assert_eq!(Theme::read(&text).1, [], "{text}");
            }
        }
    }
}
