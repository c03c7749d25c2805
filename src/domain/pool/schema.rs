//! The attributes that the users of a pool may have.

use super::Pool;
use shapes::idp::{self, AttributeDataType};

/// One attribute of a pool's schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name with its prefix: `email`, `custom:tenant`, `dev:custom:note`.
    pub name: String,
    /// The type of its values.
    pub kind: AttributeDataType,
    /// Whether only administrators read and write it.
    pub developer_only: bool,
    /// Whether it may change once it is set.
    pub mutable: bool,
    /// Whether every user must have it.
    pub required: bool,
    /// The least and greatest length of text, or the least and greatest number.
    pub bounds: Bounds,
}

/// The limits of an attribute's value; `None` for none.
///
/// **Units** characters for text, the number itself for numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// The least length or number.
    pub min: Option<i64>,
    /// The greatest length or number.
    pub max: Option<i64>,
}

const TEXT: (AttributeDataType, Bounds) = (
    AttributeDataType::String,
    Bounds {
        min: Some(0),
        max: Some(2048),
    },
);
const FLAG: (AttributeDataType, Bounds) = (
    AttributeDataType::Boolean,
    Bounds {
        min: None,
        max: None,
    },
);

/// The standard attributes, in the order in which they are described.
///
/// **Source** `DescribeUserPool` of a pool created with a name only.
const STANDARD: [(&str, (AttributeDataType, Bounds)); 21] = [
    (
        "sub",
        (
            AttributeDataType::String,
            Bounds {
                min: Some(1),
                max: Some(2048),
            },
        ),
    ),
    ("name", TEXT),
    ("given_name", TEXT),
    ("family_name", TEXT),
    ("middle_name", TEXT),
    ("nickname", TEXT),
    ("preferred_username", TEXT),
    ("profile", TEXT),
    ("picture", TEXT),
    ("website", TEXT),
    ("email", TEXT),
    ("email_verified", FLAG),
    ("gender", TEXT),
    (
        "birthdate",
        (
            AttributeDataType::String,
            Bounds {
                min: Some(10),
                max: Some(10),
            },
        ),
    ),
    ("zoneinfo", TEXT),
    ("locale", TEXT),
    ("phone_number", TEXT),
    ("phone_number_verified", FLAG),
    ("address", TEXT),
    (
        "updated_at",
        (
            AttributeDataType::Number,
            Bounds {
                min: Some(0),
                max: None,
            },
        ),
    ),
    (
        "identities",
        (
            AttributeDataType::String,
            Bounds {
                min: Some(0),
                max: None,
            },
        ),
    ),
];

/// The names of the standard attributes, in the order in which they are described.
pub fn standard_names() -> impl Iterator<Item = &'static str> {
    STANDARD.iter().map(|(name, _)| *name)
}

/// The standard attribute of this name, as it is by default.
pub(super) fn standard(name: &str) -> Option<Attribute> {
    STANDARD
        .iter()
        .find(|(standard, _)| *standard == name)
        .map(|(name, (kind, bounds))| Attribute {
            name: (*name).to_owned(),
            kind: *kind,
            developer_only: false,
            mutable: *name != "sub",
            required: *name == "sub",
            bounds: *bounds,
        })
}

impl Attribute {
    /// An attribute of a pool's settings, merged with the standard attribute of its name.
    pub(super) fn of(setting: &idp::SchemaAttributeType) -> Option<Self> {
        let name = setting.name.as_deref()?;
        let base = standard(name).unwrap_or_else(|| Self {
            name: name.to_owned(),
            kind: setting
                .attribute_data_type
                .unwrap_or(AttributeDataType::String),
            developer_only: setting.developer_only_attribute.unwrap_or(false),
            mutable: true,
            required: false,
            bounds: Bounds::default(),
        });
        let bound = |text: &Option<String>| {
            text.as_deref()
                .and_then(|text| text.trim().parse::<i64>().ok())
        };
        let (min, max) = match base.kind {
            AttributeDataType::String => {
                let setting = setting
                    .string_attribute_constraints
                    .clone()
                    .unwrap_or_default();
                (bound(&setting.min_length), bound(&setting.max_length))
            }
            AttributeDataType::Number => {
                let setting = setting
                    .number_attribute_constraints
                    .clone()
                    .unwrap_or_default();
                (bound(&setting.min_value), bound(&setting.max_value))
            }
            AttributeDataType::DateTime | AttributeDataType::Boolean => (None, None),
        };
        let fixed = base.name == "sub";
        Some(Self {
            mutable: if fixed {
                base.mutable
            } else {
                setting.mutable.unwrap_or(base.mutable)
            },
            required: if fixed {
                base.required
            } else {
                setting.required.unwrap_or(base.required)
            },
            bounds: Bounds {
                min: min.or(base.bounds.min),
                max: max.or(base.bounds.max),
            },
            ..base
        })
    }

    /// The attribute as `DescribeUserPool` shows it.
    pub(super) fn describe(&self) -> idp::SchemaAttributeType {
        let text = |bound: Option<i64>| bound.map(|bound| bound.to_string());
        let (min, max) = (text(self.bounds.min), text(self.bounds.max));
        let is = |kind| self.kind == kind;
        idp::SchemaAttributeType {
            attribute_data_type: Some(self.kind),
            developer_only_attribute: Some(self.developer_only),
            mutable: Some(self.mutable),
            name: Some(self.name.clone()),
            required: Some(self.required),
            string_attribute_constraints: is(AttributeDataType::String).then(|| {
                idp::StringAttributeConstraintsType {
                    min_length: min.clone(),
                    max_length: max.clone(),
                }
            }),
            number_attribute_constraints: is(AttributeDataType::Number).then_some(
                idp::NumberAttributeConstraintsType {
                    min_value: min,
                    max_value: max,
                },
            ),
        }
    }
}

impl Pool {
    /// Every attribute a user of this pool may have: the standard ones as this pool changed them, then its own.
    pub fn schema(&self) -> Vec<Attribute> {
        let attributes: Vec<Attribute> = self
            .settings
            .schema
            .iter()
            .flatten()
            .filter_map(Attribute::of)
            .collect();
        let standard = standard_names().filter_map(|name| {
            attributes
                .iter()
                .find(|attribute| attribute.name == name)
                .cloned()
                .or_else(|| standard(name))
        });
        let own = attributes
            .iter()
            .filter(|attribute| standard_names().all(|name| name != attribute.name))
            .cloned();
        standard.chain(own).collect()
    }

    /// The attribute of this name, if users of this pool may have it.
    pub fn attribute(&self, name: &str) -> Option<Attribute> {
        let setting = self
            .settings
            .schema
            .iter()
            .flatten()
            .find(|setting| setting.name.as_deref() == Some(name));
        setting.and_then(Attribute::of).or_else(|| standard(name))
    }

    /// The names of the attributes that every user must have, without `sub`.
    pub fn required(&self) -> Vec<String> {
        let schema = self.schema().into_iter();
        schema
            .filter(|attribute| attribute.required && attribute.name != "sub")
            .map(|attribute| attribute.name)
            .collect()
    }
}
