//! `NEW_PASSWORD_REQUIRED`: a password of one's own, and the required attributes still missing, in place of a temporary
//! password.

mod screen;

pub(super) use screen::screen;

use super::{
    Answers, Challenge, ChallengeName, Change, Fact, Input, Met, Need, Outcome, Proved, Turn,
    fingerprint,
};
use crate::{
    attribute,
    id::Sub,
    password,
    refusal::Refusal,
    secret::Secret,
    user::{Status, User},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How an attribute is named among the answers and parameters.
const PREFIX: &str = "userAttributes.";

/// A new password is asked, or being set.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct NewPasswordRequired {
    sub: Sub,
    /// What the temporary password that was proved is known by: another one set meanwhile ends this sign-in.
    proved: Option<String>,
    stage: Stage,
}

#[derive(Clone, Serialize, Deserialize)]
enum Stage {
    Asked,
    #[serde(skip)]
    Reading(Wish),
    #[serde(skip)]
    Hashing {
        user: Box<User>,
        password: Secret,
    },
}

/// What the person wants from now on.
#[derive(Clone)]
struct Wish {
    password: Secret,
    attributes: BTreeMap<String, String>,
}

/// Asks a user who proved a temporary password for one of their own.
pub(super) fn ask(user: &User, turn: &Turn) -> (NewPasswordRequired, Challenge) {
    let readable = turn.client.readable(turn.pool);
    let shown: serde_json::Map<String, serde_json::Value> = user
        .attributes
        .iter()
        .filter(|(name, _)| readable.contains(*name))
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect();
    let missing: Vec<String> = turn
        .pool
        .required()
        .into_iter()
        .filter(|name| !user.attributes.contains_key(name))
        .map(|name| format!("{PREFIX}{name}"))
        .collect();
    let challenge = Challenge::new(
        ChallengeName::NewPasswordRequired,
        [
            ("USER_ID_FOR_SRP", user.username.clone()),
            ("userAttributes", serde_json::Value::from(shown).to_string()),
            (
                "requiredAttributes",
                serde_json::Value::from(missing).to_string(),
            ),
        ],
    );
    (
        NewPasswordRequired {
            sub: user.sub.clone(),
            proved: fingerprint(user),
            stage: Stage::Asked,
        },
        challenge,
    )
}

impl NewPasswordRequired {
    pub(super) fn advance(self, input: Input, turn: &Turn) -> Outcome<Self> {
        let Self { sub, proved, stage } = self;
        match stage {
            Stage::Asked => {
                let Input::Answer(answers) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                match wish(&answers, turn) {
                    Ok(wish) => {
                        let need = Need::ReadUser(sub.clone());
                        Outcome::Need(
                            Self {
                                sub,
                                proved,
                                stage: Stage::Reading(wish),
                            },
                            need,
                        )
                    }
                    Err(refusal) => Self::again(sub, proved, refusal),
                }
            }
            Stage::Reading(wish) => {
                let Input::Fact(Fact::User(user)) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                let Some(mut user) =
                    user.filter(|user| user.sub == sub && fingerprint(user) == proved)
                else {
                    return Outcome::Refuse(Refusal::FlowTokenInvalid);
                };
                if !user.enabled {
                    return Outcome::Refuse(Refusal::UserDisabled);
                }
                if user.status != Status::ForceChangePassword {
                    return Outcome::Refuse(Refusal::FlowTokenInvalid);
                }
                match change_attributes(&mut user, wish.attributes, turn) {
                    Ok(()) => {
                        let history = password::history(&user, turn.pool);
                        let password = wish.password;
                        let need = Need::HashPassword {
                            password: password.clone(),
                            history,
                        };
                        Outcome::Need(
                            Self {
                                sub,
                                proved,
                                stage: Stage::Hashing { user, password },
                            },
                            need,
                        )
                    }
                    Err(refusal) => Self::again(sub, proved, refusal),
                }
            }
            Stage::Hashing { mut user, password } => {
                let Input::Fact(Fact::Hashed { hash, reused }) = input else {
                    return Outcome::OUT_OF_ORDER;
                };
                if reused {
                    return Self::again(sub, proved, Refusal::PasswordReused);
                }
                password::replace(&mut user, turn.pool, &password, hash, &turn.random.salt);
                user.status = Status::Confirmed;
                user.temporary_until = None;
                user.modified_at = turn.now;
                let changes = vec![
                    Change::UpdateUser(user.clone()),
                    Change::EndBrowserSessions(user.sub.clone()),
                ];
                Outcome::Met(Met::NewPassword(Proved { user, changes }))
            }
        }
    }

    fn again(sub: Sub, proved: Option<String>, refusal: Refusal) -> Outcome<Self> {
        Outcome::Again(
            Self {
                sub,
                proved,
                stage: Stage::Asked,
            },
            refusal,
        )
    }
}

/// Reads the answer. An attribute left blank, as a form may send it, was not given.
fn wish(answers: &Answers, turn: &Turn) -> Result<Wish, Refusal> {
    let password = answers
        .response("NEW_PASSWORD")
        .ok_or_else(|| Refusal::ParameterMissing("NEW_PASSWORD".to_owned()))?;
    let password = Secret::from(password);
    password::check(&password, &turn.pool.password_policy())?;
    let attributes = answers
        .responses
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(PREFIX)?.to_owned(), value.clone())))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    Ok(Wish {
        password,
        attributes,
    })
}

/// Sets the attributes that came with the new password.
///
/// **Errors** what [`attribute::update`] refuses; [`Refusal::AttributeInvalid`] for a required attribute that has
/// another value already, and for one that has none even now. **Source** `RespondToAuthChallenge` API reference: in this
/// challenge "you can't modify a required attribute that already has a value".
fn change_attributes(
    user: &mut User,
    mut given: BTreeMap<String, String>,
    turn: &Turn,
) -> Result<(), Refusal> {
    // What clients send back unchanged, out of `userAttributes`, is no change.
    given.retain(|name, value| user.attributes.get(name) != Some(value));
    let required = turn.pool.required();
    if let Some(name) = given
        .keys()
        .find(|name| required.contains(name) && user.attributes.contains_key(*name))
    {
        return Err(Refusal::AttributeInvalid(
            name.clone(),
            format!("Cannot modify an already provided {name}"),
        ));
    }
    user.attributes = attribute::update(turn.pool, Some(turn.client), &user.attributes, &given)?;
    match required
        .into_iter()
        .find(|name| !user.attributes.contains_key(name))
    {
        Some(name) => Err(Refusal::AttributeInvalid(
            name,
            "The attribute is required".to_owned(),
        )),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_in::{
        Shown, SignIn,
        walk::{PASSWORD, World, hashed, name, user_with},
    };
    use std::time::Duration;
    use wire::{screen::Screen, text::Text};

    const CHOSEN: &str = "Windy-Day-8";

    /// alice with a temporary password, who is asked for one of her own in a pool where a name is required.
    fn asked() -> World {
        let mut world = World::new(
            true,
            user_with(|user| user.status = Status::ForceChangePassword),
        );
        let required = |name: &str, required: bool| shapes::idp::SchemaAttributeType {
            name: Some(name.to_owned()),
            attribute_data_type: Some(shapes::idp::AttributeDataType::String),
            mutable: Some(true),
            required: Some(required),
            ..Default::default()
        };
        world.pool.settings.schema = Some(vec![required("email", true), required("name", true)]);
        world.start_password("alice", PASSWORD);
        world.traced();
        world.changes.clear();
        world
    }

    fn answer(world: &mut World, password: &str, attributes: &[(&str, &str)]) -> String {
        let fields = [
            &[("USERNAME", "alice"), ("NEW_PASSWORD", password)],
            attributes,
        ]
        .concat();
        name(&world.answer(ChallengeName::NewPasswordRequired, &fields))
    }

    const NAME: &[(&str, &str)] = &[("userAttributes.name", "Alice A.")];

    #[test]
    fn its_screen_asks_for_what_is_missing_and_says_what_is_wrong_with_it() {
        let world = asked();
        let challenge = world.flow().and_then(SignIn::asked).expect("a challenge");
        let shown = |refusal: Option<&Refusal>| {
            let shown = Shown {
                pool: &world.pool,
                username: "ALICE".to_owned(),
                session: "token".to_owned(),
                refusal,
                alert: None,
                password_error: None,
                code_error: None,
                attribute_error: Some(Text::BadValue.into()),
            };
            match crate::sign_in::screen(challenge, shown) {
                Some(Screen::NewPasswordRequired(screen)) => screen,
                other => panic!("{other:?}"),
            }
        };
        let plain = shown(None);
        assert_eq!((&*plain.username, &*plain.session), ("alice", "token"));
        assert_eq!(plain.rules, password::rules(&world.pool));
        let errors = |refusal: Refusal| {
            let fields = shown(Some(&refusal)).fields.into_iter();
            fields
                .map(|field| (field.name, field.error))
                .collect::<Vec<_>>()
        };
        let name = || "userAttributes.name".to_owned();
        assert_eq!(plain.fields.len(), 1);
        assert_eq!(plain.fields[0].error, None);
        assert_eq!(
            errors(Refusal::AttributeInvalid("name".to_owned(), String::new())),
            [(name(), Some(Text::BadValue.into()))]
        );
        assert_eq!(
            errors(Refusal::ParameterMissing(name())),
            [(name(), Some(Text::NeedValue.into()))]
        );
        assert_eq!(errors(Refusal::PasswordReused), [(name(), None)]);
    }

    #[test]
    fn the_challenge_says_what_is_there_and_what_is_missing() {
        let world = asked();
        let challenge = world.flow().and_then(SignIn::asked).expect("a challenge");
        let told: Vec<(&str, &str)> = challenge
            .parameters
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("USER_ID_FOR_SRP", "alice"),
                ("requiredAttributes", r#"["userAttributes.name"]"#),
                ("userAttributes", r#"{"email":"alice@example.com"}"#),
            ]
        );
    }

    #[test]
    fn a_good_one_confirms_the_user_who_is_granted_as_they_are_now() {
        let mut world = asked();
        world.users[0].temporary_until = Some(world.now + Duration::from_hours(1));
        world.users[0].version = 5;
        assert_eq!(answer(&mut world, CHOSEN, NAME), "done alice");
        assert_eq!(world.traced(), ["read", "hash", "done alice"]);
        let [Change::UpdateUser(user), Change::EndBrowserSessions(sub)] = world.changes.as_slice()
        else {
            panic!("{:?}", world.changes)
        };
        assert_eq!(*sub, user.sub);
        assert_eq!(
            (user.status, user.temporary_until, user.version),
            (Status::Confirmed, None, 5)
        );
        assert_eq!(
            (user.modified_at, user.attributes["name"].as_str()),
            (world.now, "Alice A.")
        );
        assert_eq!(user.credentials.password, Some(hashed(CHOSEN)));
        world.users = vec![(**user).clone()];
        for sign_in in [World::start_password, World::srp] {
            assert_eq!(name(&sign_in(&mut world, "alice", CHOSEN)), "done alice");
            assert_eq!(
                name(&sign_in(&mut world, "alice", PASSWORD)),
                "CredentialsWrong"
            );
        }
    }

    #[test]
    fn what_can_be_put_right_may_be_sent_again() {
        let mut world = asked();
        let mut check = |password: &str, attributes: &[(&str, &str)], expect: &str| {
            assert_eq!(answer(&mut world, password, attributes), expect);
            assert_eq!(world.changes, []);
        };
        check("", NAME, "ParameterMissing(\"NEW_PASSWORD\")");
        check(
            "short",
            NAME,
            "PasswordPolicy(\"Password did not conform with policy: Password not long enough\")",
        );
        check(
            CHOSEN,
            &[],
            "AttributeInvalid(\"name\", \"The attribute is required\")",
        );
        check(
            CHOSEN,
            &[("userAttributes.name", "")],
            "AttributeInvalid(\"name\", \"The attribute is required\")",
        );
        check(
            CHOSEN,
            &[
                ("userAttributes.name", "A"),
                ("userAttributes.email", "mallory@example.com"),
            ],
            "AttributeInvalid(\"email\", \"Cannot modify an already provided email\")",
        );
        // What comes back as it was sent is no change.
        let same = [
            ("userAttributes.name", "A"),
            ("userAttributes.email", "alice@example.com"),
        ];
        assert_eq!(answer(&mut world, CHOSEN, &same), "done alice");
    }

    #[test]
    fn attributes_that_nobody_may_write_here_are_refused() {
        let check = |key: &str, value: &str| {
            let mut world = asked();
            let given = [NAME, &[(key, value)]].concat();
            let refused = answer(&mut world, CHOSEN, &given);
            assert!(refused.starts_with("Attribute"), "{key}: {refused}");
            assert!(world.changes.is_empty() && world.flow().is_some());
        };
        check("userAttributes.email_verified", "true");
        check("userAttributes.sub", "x");
        check("userAttributes.custom:unknown", "x");
        check("userAttributes.", "x");
    }

    #[test]
    fn an_earlier_password_is_refused_as_often_as_the_pool_asks() {
        let mut world = asked();
        let policy = shapes::idp::PasswordPolicyType {
            password_history_size: Some(1),
            ..world.pool.password_policy()
        };
        world.pool.settings.policies = Some(shapes::idp::UserPoolPolicyType {
            password_policy: Some(policy),
            ..Default::default()
        });
        assert_eq!(answer(&mut world, PASSWORD, NAME), "PasswordReused");
        assert_eq!(answer(&mut world, CHOSEN, NAME), "done alice");
    }

    #[test]
    fn it_ends_when_the_account_changed_meanwhile() {
        let check = |change: &dyn Fn(&mut User), expect: &str| {
            let mut world = asked();
            change(&mut world.users[0]);
            assert_eq!(answer(&mut world, CHOSEN, NAME), expect);
            assert!(world.flow().is_none());
        };
        check(&|user| user.enabled = false, "UserDisabled");
        check(&|user| user.status = Status::Confirmed, "FlowTokenInvalid");
        check(&|user| user.sub = Sub::from("another"), "FlowTokenInvalid");
        check(
            &|user| user.credentials.password = Some(hashed(CHOSEN)),
            "FlowTokenInvalid",
        );
    }
}
