//! The facts that machines need, fetched from the store and the hasher.

use crate::{app::App, fault::Fault, request::RequestContext};
use domain::secret::Secret;
use domain::{
    attempt,
    pool::Pool,
    refusal::Refusal,
    sign_in::{Fact, Need},
    trigger::{Reply, Trigger},
    user::{Lookup, PasswordHash, User, lookups},
};

/// Fetches facts for one decision, however often it is made.
pub(super) struct Facts<'a> {
    cx: &'a RequestContext,
    pool: &'a Pool,
    /// The tries that this decision has counted: making it again counts none twice.
    counted: Vec<(String, bool)>,
    /// What functions said to this decision: making it again calls none twice.
    called: Vec<(Trigger, Result<Reply, Refusal>)>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(cx: &'a RequestContext, pool: &'a Pool) -> Self {
        Self {
            cx,
            pool,
            counted: Vec::new(),
            called: Vec::new(),
        }
    }

    /// The fact for a need.
    pub(super) async fn fulfil(&mut self, need: Need) -> Result<Fact, Fault> {
        let (store, pool) = (&self.cx.app.store, &self.pool.id);
        Ok(match need {
            Need::FindUser(name) => Fact::User(
                find_user(&self.cx.app, self.pool, &name)
                    .await?
                    .map(Box::new),
            ),
            Need::ReadUser(sub) => {
                Fact::User(store::user::find(store, pool, &sub).await?.map(Box::new))
            }
            Need::FindOwner(attribute, value) => {
                let cased = self.pool.case_sensitive();
                Fact::User(
                    store::user::by_alias(store, pool, &attribute, &value, cased)
                        .await?
                        .map(Box::new),
                )
            }
            Need::FindCode(sub, proof) => Fact::Code(
                store::code::find(store, pool, &sub, &proof.key())
                    .await?
                    .map(Box::new),
            ),
            Need::Limit { key, max, window } => match self.already(&key) {
                Some(allowed) => Fact::Attempt(allowed),
                None => {
                    let allowed =
                        store::attempt::limit(store, pool, &key, self.cx.app.now(), max, window)
                            .await?;
                    self.remember(key, allowed)
                }
            },
            Need::CountAttempt(key) => match self.already(&key) {
                Some(allowed) => Fact::Attempt(allowed),
                None => {
                    let allowed = store::attempt::begin(
                        store,
                        pool,
                        &key,
                        self.cx.app.now(),
                        &attempt::PASSWORD,
                    )
                    .await?;
                    self.remember(key, allowed)
                }
            },
            Need::CheckPassword { password, hash } => {
                Fact::Password(self.cx.app.hasher.check(password, hash).await?)
            }
            Need::CallTrigger(trigger) => Fact::Trigger(self.call(*trigger).await),
            Need::HashPassword { password, history } => self.hash(password, history).await?,
        })
    }

    fn already(&self, key: &str) -> Option<bool> {
        self.counted
            .iter()
            .find(|(counted, _)| counted == key)
            .map(|(_, allowed)| *allowed)
    }

    fn remember(&mut self, key: String, allowed: bool) -> Fact {
        self.counted.push((key, allowed));
        Fact::Attempt(allowed)
    }

    async fn call(&mut self, trigger: Trigger) -> Result<Reply, Refusal> {
        if let Some((_, said)) = self.called.iter().find(|(called, _)| *called == trigger) {
            return said.clone();
        }
        let said = self.cx.invoker().reply(self.pool, &trigger).await;
        self.called.push((trigger, said.clone()));
        said
    }

    async fn hash(&self, password: Secret, history: Vec<PasswordHash>) -> Result<Fact, Fault> {
        let mut reused = false;
        for earlier in history {
            let checked = self.cx.app.hasher.check(password.clone(), Some(earlier));
            reused |= checked.await?.is_right();
        }
        Ok(Fact::Hashed {
            hash: self.cx.app.hasher.hash(password).await?,
            reused,
        })
    }
}

/// The user whom `name` names: by user name, then by the attributes that count as names in this pool.
pub async fn find_user(app: &App, pool: &Pool, name: &str) -> Result<Option<User>, Fault> {
    let (store, cased) = (&app.store, pool.case_sensitive());
    for lookup in lookups(pool, name) {
        let found = match lookup {
            Lookup::Username(name) => {
                store::user::by_username(store, &pool.id, &name, cased).await?
            }
            Lookup::Alias { attribute, value } => {
                store::user::by_alias(store, &pool.id, attribute, &value, cased).await?
            }
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        settings::Place,
        testing::{
            self,
            receiver::{ARN, Receiver},
        },
    };
    use domain::{
        id::PoolId,
        trigger::{Passed, PreSignUp, SignUpReply},
    };
    use serde_json::json;

    #[tokio::test]
    async fn a_function_is_called_once_however_often_a_decision_is_made() {
        let receiver = Receiver::filling(json!({"autoConfirmUser": true})).await;
        let place = Place::Http(receiver.url.parse().expect("a URL"));
        let app = testing::app(|settings| {
            settings.triggers.functions.insert(ARN.to_owned(), place);
        });
        let cx = RequestContext::new(app.await, None);
        let settings = serde_json::from_value(json!({"PoolName": "test"}));
        let id = PoolId::generate("us-east-1", cx.app.random.bytes());
        let settings = settings.expect("Cognito's shape");
        let pool = Pool::create(settings, id, cx.app.now()).expect("sound settings");
        let asked = |username: &str| {
            let asked = PreSignUp {
                function: ARN.to_owned(),
                client: None,
                username: username.to_owned(),
                attributes: Default::default(),
                passed: Passed::default(),
            };
            Need::CallTrigger(Box::new(Trigger::PreSignUp(asked)))
        };
        let confirm = SignUpReply {
            confirm: true,
            ..SignUpReply::default()
        };
        for calls in 1..=2 {
            let mut facts = Facts::new(&cx, &pool);
            for _ in 0..3 {
                match facts.fulfil(asked("ada")).await.expect("there is a fact") {
                    Fact::Trigger(said) => assert_eq!(said, Ok(Reply::PreSignUp(confirm))),
                    other => panic!("{other:?}"),
                }
            }
            assert_eq!(receiver.calls().len(), calls, "decision {calls}");
        }
        let mut facts = Facts::new(&cx, &pool);
        for name in ["ada", "bob"] {
            let fact = facts.fulfil(asked(name)).await;
            fact.expect("there is a fact");
        }
        assert_eq!(receiver.calls().len(), 4, "another event is another call");
    }
}
