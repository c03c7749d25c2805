//! The tables that describe a request: what each member may hold. The generated code is made of these.

use regex::Regex;
use std::sync::OnceLock;

/// One shape of a service model.
#[derive(Debug)]
pub struct Shape {
    /// What JSON it is, and its limits.
    pub kind: Kind,
    /// Whether its value must not be repeated in a message.
    pub sensitive: bool,
}

/// What JSON a shape is, and its limits.
#[derive(Debug)]
pub enum Kind {
    /// Text. **Units**: length in UTF-16 code units.
    String {
        /// Limits of the length.
        length: Bounds,
        /// What the whole text must match.
        pattern: Option<&'static Pattern>,
    },
    /// Text out of a value set.
    Enum(&'static [&'static str]),
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Integer(Bounds),
    /// A whole number of 64 bits.
    Long(Bounds),
    /// Seconds since the epoch.
    Timestamp,
    /// Base64. **Units**: length in bytes after decoding.
    Blob(Bounds),
    /// A list.
    List {
        /// Limits of the number of members.
        length: Bounds,
        /// What each member is.
        member: &'static Shape,
    },
    /// A map with text as keys.
    Map {
        /// Limits of the number of entries.
        length: Bounds,
        /// What each key is.
        key: &'static Shape,
        /// What each value is.
        value: &'static Shape,
    },
    /// A structure.
    Structure(&'static [Member]),
    /// Any JSON.
    Document,
}

/// One member of a structure.
#[derive(Debug)]
pub struct Member {
    /// The name on the wire.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it holds.
    pub shape: &'static Shape,
    /// Where in a request of REST-JSON it stands.
    pub location: Location,
}

/// Where in a request of REST-JSON a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the JSON object that is the body.
    Body,
    /// In the path, at the label of this name.
    Label(&'static str),
    /// In the query string, as the parameter of this name.
    Query(&'static str),
    /// In the header of this name.
    Header(&'static str),
}

impl Member {
    /// A member that must be there.
    pub const fn required(name: &'static str, shape: &'static Shape) -> Self {
        Self {
            name,
            required: true,
            shape,
            location: Location::Body,
        }
    }

    /// A member that may be absent or null.
    pub const fn optional(name: &'static str, shape: &'static Shape) -> Self {
        Self {
            name,
            required: false,
            shape,
            location: Location::Body,
        }
    }

    /// The same member elsewhere in a request.
    pub const fn at(mut self, location: Location) -> Self {
        self.location = location;
        self
    }
}

impl Shape {
    /// A shape whose value may be repeated in a message.
    pub const fn open(kind: Kind) -> Self {
        Self {
            kind,
            sensitive: false,
        }
    }

    /// A shape whose value must not be repeated in a message.
    pub const fn sensitive(kind: Kind) -> Self {
        Self {
            kind,
            sensitive: true,
        }
    }
}

/// Limits, both inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least allowed.
    pub min: Option<i64>,
    /// The most allowed.
    pub max: Option<i64>,
}

impl Bounds {
    /// No limits.
    pub const NONE: Self = Self {
        min: None,
        max: None,
    };

    /// From `min` to `max`.
    pub const fn between(min: i64, max: i64) -> Self {
        Self {
            min: Some(min),
            max: Some(max),
        }
    }

    /// `min` or more.
    pub const fn at_least(min: i64) -> Self {
        Self {
            min: Some(min),
            max: None,
        }
    }

    /// `max` or less.
    pub const fn at_most(max: i64) -> Self {
        Self {
            min: None,
            max: Some(max),
        }
    }
}

/// A regular expression that the whole of a text must match.
#[derive(Debug)]
pub struct Pattern {
    /// As the service model writes it; this is what messages say.
    pub model: &'static str,
    /// The same in the syntax of the `regex` crate, anchored at both ends.
    expression: &'static str,
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// A pattern of the model and its anchored translation; it is compiled when first used.
    pub const fn new(model: &'static str, expression: &'static str) -> Self {
        Self {
            model,
            expression,
            compiled: OnceLock::new(),
        }
    }

    /// Whether the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        self.compiled
            .get_or_init(|| {
                Regex::new(self.expression)
                    .expect("every generated expression compiles: the tests compile them all")
            })
            .is_match(text)
    }
}
