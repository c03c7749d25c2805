//! Bad input to every operation there is: always a well-formed refusal, and nothing written.
//!
//! The cases come of the service model, so that a new operation is covered without a word here.

use super::SERVICE;
use crate::protocol::CallerKind;
use crate::testing::{PASSWORD, World, merged};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

const MODEL: &str = include_str!("../../shapes/models/cognito-idp.json");

/// Deeper than this no shape is looked into.
const DEPTH: usize = 3;

struct Model(Value);

impl Model {
    fn read() -> Self {
        Self(serde_json::from_str(MODEL).expect("the model is JSON"))
    }

    fn shape(&self, name: &str) -> &Value {
        &self.0["shapes"][name]
    }

    /// The shape of an operation's request.
    fn input(&self, operation: &str) -> &Value {
        let input = &self.0["operations"][operation]["input"]["shape"];
        self.shape(input.as_str().expect("it has an input"))
    }

    /// The members of a structure: name, shape, and whether it must come.
    fn members<'a>(
        &'a self,
        structure: &'a Value,
    ) -> impl Iterator<Item = (&'a str, &'a Value, bool)> {
        let required = structure["required"].as_array();
        structure["members"]
            .as_object()
            .into_iter()
            .flatten()
            .map(move |(name, member)| {
                let must = required.is_some_and(|list| list.iter().any(|item| item == name));
                (
                    name.as_str(),
                    self.shape(member["shape"].as_str().expect("a member has a shape")),
                    must,
                )
            })
    }

    /// A value that keeps the shape; text that follows no pattern in particular.
    fn sound(&self, shape: &Value) -> Value {
        match kind(shape) {
            "string" => match shape["enum"].as_array() {
                Some(names) => names[0].clone(),
                None => json!("a".repeat(bound(shape, "min").unwrap_or(1).clamp(1, 64) as usize)),
            },
            "integer" | "long" | "timestamp" => json!(bound(shape, "min").unwrap_or(1)),
            "boolean" => json!(true),
            "list" => {
                let element = self.sound(
                    self.shape(
                        shape["member"]["shape"]
                            .as_str()
                            .expect("a list has elements"),
                    ),
                );
                json!(vec![element; bound(shape, "min").unwrap_or(0) as usize])
            }
            "structure" => {
                let must = self.members(shape).filter(|(_, _, must)| *must);
                Value::Object(
                    must.map(|(name, shape, _)| (name.to_owned(), self.sound(shape)))
                        .collect(),
                )
            }
            _ => json!({}),
        }
    }

    /// Values that break the shape.
    fn broken(&self, shape: &Value, depth: usize) -> Vec<Value> {
        let mut broken = match kind(shape) {
            "string" => vec![json!(1), json!(true), json!(["x"]), json!({"x": "y"})],
            "integer" | "long" | "timestamp" => {
                vec![json!("x"), json!(true), json!([1]), json!({})]
            }
            "boolean" => vec![json!("yes"), json!(1), json!([]), json!({})],
            "list" => vec![json!("x"), json!(1), json!(false), json!({})],
            "structure" | "map" => vec![json!("x"), json!(1), json!(false), json!([])],
            _ => return Vec::new(),
        };
        let (least, most) = (bound(shape, "min"), bound(shape, "max"));
        match kind(shape) {
            "string" => {
                broken.extend(
                    most.filter(|most| *most < 200_000)
                        .map(|most| json!("a".repeat(most as usize + 1))),
                );
                broken.extend(least.filter(|least| *least > 0).map(|_| json!("")));
                broken.extend(shape["enum"].is_array().then(|| json!("NO_SUCH_NAME")));
            }
            "integer" | "long" => {
                broken.extend(most.map(|most| json!(most + 1)));
                broken.extend(least.map(|least| json!(least - 1)));
                broken.push(json!(1e300));
            }
            "list" => {
                let element = self.shape(
                    shape["member"]["shape"]
                        .as_str()
                        .expect("a list has elements"),
                );
                broken.extend(
                    most.filter(|most| *most < 1000)
                        .map(|most| json!(vec![self.sound(element); most as usize + 1])),
                );
                broken.extend(least.filter(|least| *least > 0).map(|_| json!([])));
                if depth > 0 {
                    broken.extend(
                        self.broken(element, depth - 1)
                            .into_iter()
                            .map(|value| json!([value])),
                    );
                }
            }
            "structure" if depth > 0 => {
                for (name, member, must) in self.members(shape) {
                    let whole = self.sound(shape);
                    let broken_member = self.broken(member, depth - 1).into_iter();
                    broken.extend(
                        broken_member.map(|value| merged(whole.clone(), json!({ name: value }))),
                    );
                    if must {
                        broken.push(merged(whole, json!({ name: null })));
                    }
                }
            }
            "map" if depth > 0 => {
                let value = self.shape(shape["value"]["shape"].as_str().expect("a map has values"));
                let key =
                    self.sound(self.shape(shape["key"]["shape"].as_str().expect("a map has keys")));
                let key = key.as_str().expect("keys are text").to_owned();
                broken.extend(
                    self.broken(value, depth - 1)
                        .into_iter()
                        .map(|value| json!({ key.clone(): value })),
                );
            }
            _ => {}
        }
        broken
    }
}

fn kind(shape: &Value) -> &str {
    if shape["document"].as_bool() == Some(true) {
        "document"
    } else {
        shape["type"].as_str().unwrap_or_default()
    }
}

fn bound(shape: &Value, name: &str) -> Option<i64> {
    shape[name].as_i64()
}

/// A request of this operation that keeps its shape and names what exists: all that must come, and all that
/// is known.
fn request(model: &Model, input: &Value, world: &World, token: &str) -> Map<String, Value> {
    let person =
        json!({"USERNAME": "ada", "SRP_A": "ab".repeat(384), "NEW_PASSWORD": "Rainy-Day-8"});
    let sound_values = json!({
        "UserPoolId": world.pool.id, "ClientId": world.client.id, "AccessToken": token, "Username": "ada",
        "Password": PASSWORD, "PreviousPassword": PASSWORD, "ProposedPassword": "Rainy-Day-8",
        "Session": "x".repeat(64), "PoolName": "p", "ClientName": "c", "Domain": "acme", "UserCode": "123456",
        "AuthFlow": "USER_SRP_AUTH", "AuthParameters": person, "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "ChallengeResponses": person, "AttributeName": "email"});
    let value = |name: &str, shape: &Value| match &sound_values[name] {
        Value::Null => model.sound(shape),
        value => value.clone(),
    };
    // Who is signed in is in the midst of no sign-in.
    let twice = |name: &str| name == "Session" && !input["members"]["AccessToken"].is_null();
    model
        .members(input)
        .filter(|(name, _, must)| *must || !(sound_values[name].is_null() || twice(name)))
        .map(|(name, shape, _)| (name.to_owned(), value(name, shape)))
        .collect()
}

/// Bodies that break the shape of one member.
fn broken_members(model: &Model, input: &Value, sound: &Map<String, Value>) -> Vec<Vec<u8>> {
    let mut bodies = Vec::new();
    for (name, shape, must) in model.members(input) {
        let mut values = model.broken(shape, DEPTH);
        if must {
            values.push(Value::Null);
            let mut missing = sound.clone();
            missing.shift_remove(name);
            bodies.push(Value::Object(missing));
        }
        for value in values {
            bodies.push(merged(Value::Object(sound.clone()), json!({ name: value })));
        }
    }
    bodies
        .into_iter()
        .map(|body| body.to_string().into_bytes())
        .collect()
}

/// Bodies that are no JSON object, or not one that anybody would send.
fn broken_bodies(sound: &Map<String, Value>) -> Vec<Vec<u8>> {
    let whole = Value::Object(sound.clone()).to_string();
    let half = &whole[..whole.len() - 1];
    let nested = |open: &str| format!("{half}, \"X\": {}", open.repeat(100_000));
    let twice = sound
        .iter()
        .next()
        .map(|(name, value)| format!("{half}, \"{name}\": {value}}}"));
    let mut bodies = vec![
        half.as_bytes().to_vec(),
        format!("{whole}{whole}").into_bytes(),
        format!("[{whole}]").into_bytes(),
        b"null".to_vec(),
        b"\"text\"".to_vec(),
        [half.as_bytes(), b", \"X\": \"\xff\xfe\"}"].concat(),
        format!("{half}, \"X\": \"\\ud800\"}}").into_bytes(),
        format!("{half}, \"X\": NaN}}").into_bytes(),
        nested("[").into_bytes(),
        nested("{\"x\":").into_bytes(),
        format!("{half}, \"X\": \"{}\"}}", "x".repeat(1 << 20)).into_bytes(),
    ];
    bodies.extend(twice.map(String::into_bytes));
    if !sound.is_empty() {
        bodies.extend([Vec::new(), b"{}".to_vec()]);
    }
    bodies
}

async fn check(world: &World, operation: &str, body: Vec<u8>) {
    let before = world.app.store.counters();
    let excerpt = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
    let (status, answer) = world.send(operation, body).await;
    assert_eq!(
        status,
        StatusCode::BAD_REQUEST,
        "{operation} {excerpt}\n{answer}"
    );
    assert_eq!(
        world.app.store.counters(),
        before,
        "{operation} wrote something: {excerpt}"
    );
}

#[tokio::test]
async fn is_refused_and_changes_nothing() {
    let model = Model::read();
    let (world, token) = World::signed_in("ada").await;
    let mut count = 0;
    for entry in SERVICE.operations {
        let input = model.input(entry.name);
        let sound = request(&model, input, &world, &token);
        for body in broken_members(&model, input, &sound)
            .into_iter()
            .chain(broken_bodies(&sound))
        {
            check(&world, entry.name, body).await;
            count += 1;
        }
    }
    assert!(
        count > 40 * SERVICE.operations.len(),
        "only {count} cases came of the model"
    );
}

/// Checks that the requests are sound before a case breaks them. One that is refused anyway would hide what the case is
/// about.
#[tokio::test]
async fn is_bad_only_where_it_was_broken() {
    let model = Model::read();
    for entry in SERVICE.operations {
        // Each in a world of its own: what one removes, the next finds.
        let world = World::new().await;
        world.user("ada").await;
        let token = world.access_token("ada").await;
        let body = Value::Object(request(&model, model.input(entry.name), &world, &token));
        let (_, answer) = world.send(entry.name, body.to_string().into_bytes()).await;
        let kind = answer["__type"].as_str().unwrap_or_default();
        let message = answer["message"].as_str().unwrap_or_default();
        let dead = [
            "SerializationException",
            "ResourceNotFoundException",
            "UserNotFoundException",
        ];
        let unheard = ["validation error", "Missing required", "Access Token"];
        assert!(
            !dead.contains(&kind) && !unheard.iter().any(|text| message.contains(text)),
            "{} {body}\n{answer}",
            entry.name
        );
    }
}

#[tokio::test]
async fn who_shows_a_token_is_refused_with_another() {
    let model = Model::read();
    let world = World::with_user("ada").await;
    for entry in SERVICE.operations {
        let input = model.input(entry.name);
        let has_token = !input["members"]["AccessToken"].is_null();
        let is_shown = entry.caller == CallerKind::Token;
        assert_eq!(has_token, is_shown, "{}", entry.name);
        if is_shown {
            let body = Value::Object(request(&model, input, &world, "a.b.c"));
            let (_, answer) = world.send(entry.name, body.to_string().into_bytes()).await;
            assert_eq!(answer["__type"], "NotAuthorizedException", "{}", entry.name);
            assert_eq!(answer["message"], "Invalid Access Token", "{}", entry.name);
        }
    }
}
