//! `NEW_PASSWORD_REQUIRED`: a password of one's own, and the required attributes still missing, in place of a temporary
//! password.

mod screen;

pub(super) use screen::screen;

use super::{AnswerResult, Progress, Proof, SignInContext, fingerprint};
use crate::{
    attribute::{self, Attributes},
    change::Change,
    facts::{Facts, Stop},
    id::Sub,
    password,
    pool::Pool,
    preferred_username,
    refusal::{self, Refusal},
    secret::Secret,
    user::{Status, User},
};
use serde::{Deserialize, Serialize};
use wire::challenge::{Answers, Challenge, ChallengeName};

/// How an attribute is named among the answers and parameters.
const PREFIX: &str = "userAttributes.";

/// The flow that waits for a new password.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct NewPasswordRequiredFlow {
    sub: Sub,
    /// The [`fingerprint`] of the temporary password that was proved: another one set meanwhile ends this sign-in.
    fingerprint: Option<String>,
}

/// Asks a user who proved a temporary password for one of their own.
pub(super) fn ask(user: &User, cx: &SignInContext<'_>) -> (NewPasswordRequiredFlow, Challenge) {
    let readable = cx.client.readable(cx.pool);
    let attributes: serde_json::Map<String, serde_json::Value> = user
        .attributes
        .iter()
        .filter(|(name, _)| readable.contains(*name))
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect();
    let missing: Vec<String> = cx
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
            (
                "userAttributes",
                serde_json::Value::from(attributes).to_string(),
            ),
            (
                "requiredAttributes",
                serde_json::Value::from(missing).to_string(),
            ),
        ],
    );
    let flow = NewPasswordRequiredFlow {
        sub: user.sub.clone(),
        fingerprint: fingerprint(user),
    };
    (flow, challenge)
}

impl NewPasswordRequiredFlow {
    pub(super) async fn answer<F: Facts>(
        &self,
        answers: &Answers,
        facts: &F,
        cx: &SignInContext<'_>,
    ) -> Result<AnswerResult<Self>, Stop> {
        let (password, attributes) = match read(answers, cx) {
            Ok(read) => read,
            Err(refusal) => return Ok(self.retry(refusal)),
        };
        let mut user = self.user(facts).await?;
        match check_names(facts, cx.pool, &attributes, &user.sub).await {
            Err(Stop::Refused(refusal)) => return Ok(self.retry(refusal)),
            names => names?,
        }
        if let Err(refusal) = change_attributes(&mut user, attributes, cx) {
            return Ok(self.retry(refusal));
        }
        let history = password::history(&user, cx.pool);
        let hash = match password::hash_new(facts, &password, &history).await {
            Ok(hash) => hash,
            Err(Stop::Refused(refusal)) => return Ok(self.retry(refusal)),
            Err(stop) => return Err(stop),
        };
        password::replace(&mut user, cx.pool, &password, hash, &cx.random.salt);
        user.status = Status::Confirmed;
        user.temporary_until = None;
        user.modified_at = cx.now;
        let changes = vec![
            Change::UpdateUser(user.clone()),
            Change::EndBrowserSessions(user.sub.clone()),
        ];
        let proof = Proof { user, changes };
        Ok(AnswerResult::Progress(Progress::NewPassword(proof)))
    }

    /// The user, as they are now.
    ///
    /// **Errors** [`refusal::Flow::TokenInvalid`] if the temporary password is no longer theirs,
    /// [`refusal::User::Disabled`].
    async fn user<F: Facts>(&self, facts: &F) -> Result<Box<User>, Stop> {
        let user = facts
            .user(&self.sub)
            .await?
            .filter(|user| user.sub == self.sub && fingerprint(user) == self.fingerprint)
            .ok_or(refusal::Flow::TokenInvalid)?;
        if !user.enabled {
            return Err(refusal::User::Disabled.into());
        }
        if user.status != Status::ForceChangePassword {
            return Err(refusal::Flow::TokenInvalid.into());
        }
        Ok(Box::new(user))
    }

    fn retry(&self, refusal: Refusal) -> AnswerResult<Self> {
        AnswerResult::Retry(self.clone(), refusal)
    }
}

/// Reads the new password and the attributes. One left blank, as a form may send it, is none.
///
/// **Errors** [`refusal::Parameter::Missing`], [`refusal::Password::Policy`].
fn read(answers: &Answers, cx: &SignInContext<'_>) -> Result<(Secret, Attributes), Refusal> {
    let password = answers
        .response("NEW_PASSWORD")
        .ok_or_else(|| refusal::Parameter::Missing("NEW_PASSWORD".to_owned()))?;
    let password = Secret::from(password);
    password::check(&password, &cx.pool.password_policy())?;
    let attributes = answers
        .responses
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(PREFIX)?.to_owned(), value.clone())))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    Ok((password, attributes))
}

/// Checks that no attribute that came with the new password and names its user at once is somebody else's.
///
/// **Errors** [`refusal::Username::AliasTaken`], [`refusal::Username::AttributeTaken`].
async fn check_names<F: Facts>(
    facts: &F,
    pool: &Pool,
    attributes: &Attributes,
    sub: &Sub,
) -> Result<(), Stop> {
    preferred_username::check(facts, pool, attributes, Some(sub)).await?;
    for name in pool.username_attributes() {
        if let Some(value) = attributes.get(name) {
            let owner = facts.owner(name, &pool.fold(value)).await?;
            if owner.is_some_and(|owner| owner.sub != *sub) {
                return Err(refusal::Username::AttributeTaken(name.to_owned()).into());
            }
        }
    }
    Ok(())
}

/// Sets the attributes that came with the new password.
///
/// **Errors** what [`attribute::update`] refuses; [`refusal::Attribute::Invalid`] for a required attribute that has
/// another value already, and for one that has none even now. **Source** `RespondToAuthChallenge` API reference: in this
/// challenge "you can't modify a required attribute that already has a value".
fn change_attributes(
    user: &mut User,
    mut attributes: Attributes,
    cx: &SignInContext<'_>,
) -> Result<(), Refusal> {
    // What clients send back unchanged, out of `userAttributes`, is no change.
    attributes.retain(|name, value| user.attributes.get(name) != Some(value));
    let required = cx.pool.required();
    if let Some(name) = attributes
        .keys()
        .find(|name| required.contains(name) && user.attributes.contains_key(*name))
    {
        return Err(refusal::Attribute::Invalid(
            name.clone(),
            format!("Cannot modify an already provided {name}"),
        )
        .into());
    }
    user.attributes = attribute::update(cx.pool, Some(cx.client), &user.attributes, &attributes)?;
    match required
        .into_iter()
        .find(|name| !user.attributes.contains_key(name))
    {
        Some(name) => {
            Err(refusal::Attribute::Invalid(name, "The attribute is required".to_owned()).into())
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        sign_in::{
            ScreenContext,
            testing::{TestSignIn, name},
        },
        testing::{
            alice::{PASSWORD, user_with},
            hashed,
        },
    };
    use std::time::Duration;
    use wire::{screen::Screen, text::Text};

    const CHOSEN: &str = "Windy-Day-8";

    /// alice with a temporary password, who is asked for one of her own in a pool where a name is required.
    fn world() -> TestSignIn {
        let mut world = TestSignIn::new(
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

    fn answer(world: &mut TestSignIn, password: &str, attributes: &[(&str, &str)]) -> String {
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
        let world = world();
        let challenge = world.flow().expect("a challenge").challenge();
        let screen = |refusal: Option<&Refusal>| {
            let cx = ScreenContext {
                pool: &world.pool,
                username: "ALICE".to_owned(),
                flow_token: "token".to_owned(),
                refusal,
                alert: None,
                password_error: None,
                code_error: None,
                attribute_error: Some(Text::BadValue.into()),
            };
            match crate::sign_in::screen(challenge, cx) {
                Some(Screen::NewPasswordRequired(screen)) => screen,
                other => panic!("{other:?}"),
            }
        };
        let plain = screen(None);
        assert_eq!((&*plain.username, &*plain.session), ("alice", "token"));
        assert_eq!(plain.rules, password::rules(&world.pool));
        let errors = |refusal: Refusal| {
            let fields = screen(Some(&refusal)).fields.into_iter();
            fields
                .map(|field| (field.name, field.error))
                .collect::<Vec<_>>()
        };
        let name = || "userAttributes.name".to_owned();
        assert_eq!(plain.fields.len(), 1);
        assert_eq!(plain.fields[0].error, None);
        assert_eq!(
            errors(refusal::Attribute::Invalid("name".to_owned(), String::new()).into()),
            [(name(), Some(Text::BadValue.into()))]
        );
        assert_eq!(
            errors(refusal::Parameter::Missing(name()).into()),
            [(name(), Some(Text::NeedValue.into()))]
        );
        assert_eq!(errors(refusal::Password::Reused.into()), [(name(), None)]);
    }

    #[test]
    fn the_challenge_says_what_is_there_and_what_is_missing() {
        let world = world();
        let challenge = world.flow().expect("a challenge").challenge();
        let parameters: Vec<(&str, &str)> = challenge
            .parameters
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            parameters,
            [
                ("USER_ID_FOR_SRP", "alice"),
                ("requiredAttributes", r#"["userAttributes.name"]"#),
                ("userAttributes", r#"{"email":"alice@example.com"}"#),
            ]
        );
    }

    #[test]
    fn a_good_one_confirms_the_user_who_is_granted_as_they_are_now() {
        let mut world = world();
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
        for sign_in in [TestSignIn::start_password, TestSignIn::srp] {
            assert_eq!(name(&sign_in(&mut world, "alice", CHOSEN)), "done alice");
            assert_eq!(
                name(&sign_in(&mut world, "alice", PASSWORD)),
                "Credentials(Wrong)"
            );
        }
    }

    #[test]
    fn what_can_be_put_right_may_be_sent_again() {
        let mut world = world();
        let mut check = |password: &str, attributes: &[(&str, &str)], expect: &str| {
            assert_eq!(answer(&mut world, password, attributes), expect);
            assert_eq!(world.changes, []);
        };
        check("", NAME, "Parameter(Missing(\"NEW_PASSWORD\"))");
        check(
            "short",
            NAME,
            "Password(Policy(\"Password did not conform with policy: Password not long enough\"))",
        );
        check(
            CHOSEN,
            &[],
            "Attribute(Invalid(\"name\", \"The attribute is required\"))",
        );
        check(
            CHOSEN,
            &[("userAttributes.name", "")],
            "Attribute(Invalid(\"name\", \"The attribute is required\"))",
        );
        check(
            CHOSEN,
            &[
                ("userAttributes.name", "A"),
                ("userAttributes.email", "mallory@example.com"),
            ],
            "Attribute(Invalid(\"email\", \"Cannot modify an already provided email\"))",
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
            let mut world = world();
            let fields = [NAME, &[(key, value)]].concat();
            let next = answer(&mut world, CHOSEN, &fields);
            assert!(next.starts_with("Attribute"), "{key}: {next}");
            assert!(world.changes.is_empty() && world.flow().is_some());
        };
        check("userAttributes.email_verified", "true");
        check("userAttributes.sub", "x");
        check("userAttributes.custom:unknown", "x");
        check("userAttributes.", "x");
    }

    #[test]
    fn an_earlier_password_is_refused_as_often_as_the_pool_asks() {
        let mut world = world();
        let policy = shapes::idp::PasswordPolicyType {
            password_history_size: Some(1),
            ..world.pool.password_policy()
        };
        world.pool.settings.policies = Some(shapes::idp::UserPoolPolicyType {
            password_policy: Some(policy),
            ..Default::default()
        });
        assert_eq!(answer(&mut world, PASSWORD, NAME), "Password(Reused)");
        assert_eq!(answer(&mut world, CHOSEN, NAME), "done alice");
    }

    #[test]
    fn it_ends_when_the_account_changed_meanwhile() {
        let check = |change: &dyn Fn(&mut User), expect: &str| {
            let mut world = world();
            change(&mut world.users[0]);
            assert_eq!(answer(&mut world, CHOSEN, NAME), expect);
            assert!(world.flow().is_none());
        };
        check(&|user| user.enabled = false, "User(Disabled)");
        check(
            &|user| user.status = Status::Confirmed,
            "Flow(TokenInvalid)",
        );
        check(
            &|user| user.sub = Sub::from("another"),
            "Flow(TokenInvalid)",
        );
        check(
            &|user| user.credentials.password = Some(hashed(CHOSEN)),
            "Flow(TokenInvalid)",
        );
    }
}
