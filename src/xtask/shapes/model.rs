//! A service model as the generator reads it.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// One service model.
pub(super) struct Model {
    pub(super) signing_name: String,
    pub(super) protocol: Protocol,
    pub(super) operations: Vec<Operation>,
    pub(super) shapes: BTreeMap<String, Shape>,
}

/// How a service writes its requests and answers.
pub(super) enum Protocol {
    Json { target: String },
    RestJson,
    Query { version: String, namespace: String },
}

/// One operation.
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) method: String,
    pub(super) uri: String,
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
    Exception { wire: Option<String>, status: u16 },
}

/// One member of a structure.
pub(super) struct Member {
    pub(super) name: String,
    pub(super) shape: String,
    pub(super) required: bool,
    pub(super) location: Location,
}

/// Where in a request a member stands, with its name there.
pub(super) enum Location {
    Body,
    Label(String),
    Query(String),
    Header(String),
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
        let metadata = &json["metadata"];
        let protocol = match text(metadata, "protocol")?.as_str() {
            "json" if metadata["jsonVersion"] == "1.1" => Protocol::Json {
                target: text(metadata, "targetPrefix")?,
            },
            "rest-json" => Protocol::RestJson,
            "query" => Protocol::Query {
                version: text(metadata, "apiVersion")?,
                namespace: text(metadata, "xmlNamespace")?,
            },
            other => {
                return Err(format!(
                    "the protocol {other} is not known to this generator"
                ));
            }
        };
        let mut operations = Vec::new();
        for (name, value) in entries(json, "operations")? {
            let wrapper = optional_text(&value["output"]["resultWrapper"]);
            if wrapper.is_some_and(|wrapper| wrapper != format!("{name}Result")) {
                return Err(format!("{name}: the result is not wrapped in {name}Result"));
            }
            let errors = value["errors"]
                .as_array()
                .map(Vec::as_slice)
                .unwrap_or_default();
            operations.push(Operation {
                name: name.clone(),
                method: text(&value["http"], "method")?,
                uri: text(&value["http"], "requestUri")?,
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
        let model = Self {
            signing_name: match optional_text(&metadata["signingName"]) {
                Some(name) => name,
                None => text(metadata, "endpointPrefix")?,
            },
            protocol,
            operations,
            shapes,
        };
        model.check_locations()?;
        Ok(model)
    }

    /// Refuses what a service other than REST cannot have, and what has no form in a path, query string or header.
    fn check_locations(&self) -> Result<(), String> {
        let rest = matches!(self.protocol, Protocol::RestJson);
        for operation in &self.operations {
            if !rest && (operation.method.as_str(), operation.uri.as_str()) != ("POST", "/") {
                return Err(format!("{} is not called by POST /", operation.name));
            }
            if operation.uri.contains(['+', '?']) {
                return Err(format!(
                    "{}: {} is not translated",
                    operation.name, operation.uri
                ));
            }
        }
        for (name, shape) in &self.shapes {
            let Kind::Structure(members) = &shape.kind else {
                continue;
            };
            for member in members {
                let plain = matches!(
                    self.shape(&member.shape)?.kind,
                    Kind::String { .. }
                        | Kind::Enum(_)
                        | Kind::Boolean
                        | Kind::Integer
                        | Kind::Long
                );
                let inputs = self.operations.iter().map(|operation| &operation.input);
                let is_request = inputs.flatten().any(|input| input == name);
                let may_move = rest && plain && is_request;
                if !may_move && !matches!(member.location, Location::Body) {
                    return Err(format!(
                        "{name}.{} cannot stand outside of a body",
                        member.name
                    ));
                }
            }
        }
        Ok(())
    }

    /// The shape of that name.
    pub(super) fn shape(&self, name: &str) -> Result<&Shape, String> {
        self.shapes
            .get(name)
            .ok_or_else(|| format!("the model has no shape {name}"))
    }

    /// Whether the service has value sets.
    pub(super) fn has_enumerations(&self) -> bool {
        let mut shapes = self.shapes.values();
        shapes.any(|shape| matches!(shape.kind, Kind::Enum(_)))
    }

    /// The structures that have a table of their members: every request, and the responses of a query service, whose
    /// XML cannot be written without.
    pub(super) fn roots(&self) -> BTreeSet<&str> {
        let query = matches!(self.protocol, Protocol::Query { .. });
        self.operations
            .iter()
            .flat_map(|operation| {
                let output = operation.output.as_deref().filter(|_| query);
                operation.input.as_deref().into_iter().chain(output)
            })
            .collect()
    }

    /// Every shape that one of the roots can hold.
    pub(super) fn tabled(&self) -> Result<BTreeSet<&str>, String> {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = self.roots().into_iter().collect();
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
            "list"
                if value["flattened"] == true || value["member"].get("locationName").is_some() =>
            {
                return Err("a list with names of its own on the wire is not translated".into());
            }
            "list" => Kind::List {
                member: target("member")?,
            },
            "map" => Kind::Map {
                key: target("key")?,
                value: target("value")?,
            },
            "structure" if value["document"] == true => Kind::Document,
            "structure" if value["exception"] == true => {
                let fault = value["fault"] == true;
                Kind::Exception {
                    wire: optional_text(&value["error"]["code"]),
                    status: match value["error"]["httpStatusCode"].as_u64() {
                        Some(status) => u16::try_from(status).map_err(|error| error.to_string())?,
                        None if fault => 500,
                        None => 400,
                    },
                }
            }
            "structure" if value.get("payload").is_some() => {
                return Err(
                    "a member that is the whole body is not known to this generator".into(),
                );
            }
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
            let place = || text(member, "locationName");
            let location = match (member["location"].as_str(), member.get("locationName")) {
                (None, None) => Location::Body,
                (Some("uri"), _) => Location::Label(place()?),
                (Some("querystring"), _) => Location::Query(place()?),
                (Some("header"), _) => Location::Header(place()?),
                (Some(other), _) => {
                    return Err(format!(
                        "the location {other} is not known to this generator"
                    ));
                }
                (None, Some(_)) => {
                    return Err(format!(
                        "{name} has another name on the wire, which is not translated"
                    ));
                }
            };
            Ok(Member {
                name: name.clone(),
                shape: text(member, "shape")?,
                required: required.contains(&name.as_str()),
                location,
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A REST service of one operation, whose request has these members.
    fn rest(members: Value) -> Value {
        json!({
            "metadata": {"protocol": "rest-json", "endpointPrefix": "notes"},
            "operations": {"GetNote": {
                "http": {"method": "GET", "requestUri": "/notes/{Id}"},
                "input": {"shape": "GetNoteRequest"},
                "errors": [{"shape": "GoneException"}],
            }},
            "shapes": {
                "GetNoteRequest": {"type": "structure", "required": ["Id"], "members": members},
                "Text": {"type": "string"},
                "Texts": {"type": "list", "member": {"shape": "Text"}},
                "GoneException": {"type": "structure", "exception": true, "error": {"code": "Gone", "httpStatusCode": 410}},
                "BrokenException": {"type": "structure", "exception": true, "fault": true},
            },
        })
    }

    #[test]
    fn places_of_members_are_read() {
        let model = Model::parse(&rest(json!({
            "Id": {"shape": "Text", "location": "uri", "locationName": "Id"},
            "From": {"shape": "Text", "location": "querystring", "locationName": "from"},
            "Context": {"shape": "Text", "location": "header", "locationName": "x-context"},
            "Words": {"shape": "Texts"},
        })))
        .unwrap();
        let Kind::Structure(members) = &model.shapes["GetNoteRequest"].kind else {
            panic!("a request is a structure")
        };
        let place = |name: &str| {
            let member = members.iter().find(|member| member.name == name).unwrap();
            match &member.location {
                Location::Body => "body".to_owned(),
                Location::Label(name) => format!("label {name}"),
                Location::Query(name) => format!("query {name}"),
                Location::Header(name) => format!("header {name}"),
            }
        };
        assert_eq!(place("Id"), "label Id");
        assert_eq!(place("From"), "query from");
        assert_eq!(place("Context"), "header x-context");
        assert_eq!(place("Words"), "body");
        assert_eq!(model.signing_name, "notes");
        let operation = &model.operations[0];
        assert_eq!(
            (operation.method.as_str(), operation.uri.as_str()),
            ("GET", "/notes/{Id}")
        );
    }

    #[test]
    fn exceptions_have_the_models_names_and_statuses() {
        let model = Model::parse(&rest(json!({}))).unwrap();
        let exception = |name: &str| match &model.shapes[name].kind {
            Kind::Exception { wire, status } => (wire.clone(), *status),
            _ => panic!("{name} is an exception"),
        };
        assert_eq!(exception("GoneException"), (Some("Gone".to_owned()), 410));
        assert_eq!(exception("BrokenException"), (None, 500));
    }

    #[test]
    fn what_is_not_translated_is_refused() {
        #[track_caller]
        fn check(model: Value, expect: &str) {
            let error = Model::parse(&model).err();
            assert_eq!(error.as_deref(), Some(expect));
        }
        check(
            rest(json!({"A": {"shape": "Texts", "location": "querystring", "locationName": "a"}})),
            "GetNoteRequest.A cannot stand outside of a body",
        );
        check(
            rest(json!({"A": {"shape": "Text", "location": "statusCode"}})),
            "GetNoteRequest: the location statusCode is not known to this generator",
        );
        check(
            rest(json!({"A": {"shape": "Text", "locationName": "a"}})),
            "GetNoteRequest: A has another name on the wire, which is not translated",
        );
        let mut greedy = rest(json!({}));
        greedy["operations"]["GetNote"]["http"]["requestUri"] = json!("/notes/{Id+}");
        check(greedy, "GetNote: /notes/{Id+} is not translated");
        let mut query = rest(json!({}));
        query["metadata"] = json!({"protocol": "query", "endpointPrefix": "notes",
            "apiVersion": "2011-06-15", "xmlNamespace": "urn:notes"});
        check(query.clone(), "GetNote is not called by POST /");
        query["operations"]["GetNote"]["output"] =
            json!({"shape": "Text", "resultWrapper": "Result"});
        check(query, "GetNote: the result is not wrapped in GetNoteResult");
        let mut flattened = rest(json!({}));
        flattened["shapes"]["Texts"]["flattened"] = json!(true);
        check(
            flattened,
            "Texts: a list with names of its own on the wire is not translated",
        );
        check(
            json!({"metadata": {"protocol": "ec2"}}),
            "the protocol ec2 is not known to this generator",
        );
    }
}
