//! The facts that decisions read, from the store, the hasher and the pool's functions.

use super::attempts::{self, CountedAttempts};
use crate::{app::App, fault::Fault, find, hasher::QueueFull, request::RequestContext};
use domain::{
    attempt::AttemptKey,
    change::Change,
    code::{Code, Proof},
    decision::Decided,
    event::Event,
    facts::{Facts, Limit, PasswordCheck, Stop},
    id::Sub,
    pool::Pool,
    refusal::{self, Refusal},
    secret::Secret,
    user::{PasswordHash, User},
};
use serde_json::Value;
use std::sync::{Mutex, MutexGuard, PoisonError};
use store::attempt::Ticket;

/// The facts of one decision, however often it is made.
pub struct StoreFacts<'a> {
    cx: &'a RequestContext,
    pool: &'a Pool,
    /// Whether it is an administrator who names users, by their `sub` too.
    is_by_administrator: bool,
    memory: Mutex<Memory>,
}

/// What must not happen twice when a decision is made again.
#[derive(Default)]
struct Memory {
    /// A user who was read before the decision, for its first look at them.
    user: Option<User>,
    /// The attempts and limited actions that were counted, and whether they were allowed.
    counts: Vec<(String, bool)>,
    /// Those of the attempts that are not yet judged.
    attempts: CountedAttempts,
    /// What functions answered.
    called: Vec<(Event, Result<Value, Refusal>)>,
}

impl std::fmt::Debug for StoreFacts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreFacts")
            .field("pool", &self.pool.id)
            .finish_non_exhaustive()
    }
}

impl<'a> StoreFacts<'a> {
    /// The facts of a request about this pool.
    pub fn new(cx: &'a RequestContext, pool: &'a Pool) -> Self {
        Self {
            cx,
            pool,
            is_by_administrator: false,
            memory: Mutex::default(),
        }
    }

    /// The facts of an administrator's request, who names users by their `sub` too.
    pub(crate) fn by_administrator(self, is_by_administrator: bool) -> Self {
        Self {
            is_by_administrator,
            ..self
        }
    }

    /// Answers with this user, who was just read, instead of reading them again.
    pub(crate) fn knowing(self, user: User) -> Self {
        self.memory().user = Some(user);
        self
    }

    /// What requests are answered with.
    pub fn app(&self) -> &'a App {
        &self.cx.app
    }

    /// Whether nothing may tell which users exist, whatever the client is set to.
    pub(crate) const fn hides_users(&self) -> bool {
        self.cx.hides_users
    }

    /// The pool.
    pub fn pool(&self) -> &'a Pool {
        self.pool
    }

    /// How many calls of functions were made: time passed at each.
    pub(crate) fn calls(&self) -> usize {
        self.memory().called.len()
    }

    /// Does what follows the commit of these changes: forgets the attempts that they say are right, calls the functions that
    /// are called after it, and wakes delivery.
    ///
    /// **Errors** those of the functions.
    pub(crate) async fn finish(&self, changes: &[Change]) -> Result<(), Fault> {
        self.memory().attempts.remove_written(changes);
        if changes.iter().any(Change::sends) {
            self.app().jobs.wake();
        }
        for change in changes {
            if let Change::CallAfter(event) = change {
                self.call(event, |response| Some(response.clone())).await?;
            }
        }
        Ok(())
    }

    /// Notes what a run of the decision says of the attempts that it counted.
    pub(super) fn judge<T>(&self, result: &Result<Decided<T>, Stop>) {
        self.memory().attempts.judge(result);
    }

    /// The attempt of this key that the decision counted, if it is not judged.
    pub(super) fn ticket(&self, key: &AttemptKey) -> Option<Ticket> {
        self.memory().attempts.ticket(key).cloned()
    }

    /// Writes down what attempts came to that no write of the decision has judged: those of which something is known, or all
    /// of them when there is no further run.
    pub(crate) async fn settle(&self, is_over: bool) {
        let attempts = self.memory().attempts.take(is_over);
        for attempt in attempts {
            attempt.settle().await;
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that nothing was found out about a secret, since too many wait for a hash.
    fn unchecked(&self, full: QueueFull) -> Stop {
        self.memory().attempts.leave_unchecked();
        unavailable(full)
    }

    fn recall(&self, key: &str) -> Option<bool> {
        let memory = self.memory();
        let mut counts = memory.counts.iter();
        counts
            .find(|(counted_key, _)| counted_key == key)
            .map(|(_, allowed)| *allowed)
    }

    fn remember(&self, key: &str, allowed: bool) -> bool {
        self.memory().counts.push((key.to_owned(), allowed));
        allowed
    }
}

/// A failure of store or hasher as decisions pass it on.
fn unavailable(fault: impl Into<Fault>) -> Stop {
    match fault.into() {
        Fault::Refused(refusal) => Stop::Refused(refusal),
        fault => Stop::Unavailable(Box::new(fault)),
    }
}

impl Facts for StoreFacts<'_> {
    async fn find_user(&self, name: &str) -> Result<Option<User>, Stop> {
        let store = &self.app().store;
        let user = if self.is_by_administrator {
            find::user_of_administrator(store, self.pool, name).await
        } else {
            find::user_named(store, self.pool, name).await
        };
        user.map_err(unavailable)
    }

    async fn user_beside(&self, sub: &Sub) -> Result<Option<User>, Stop> {
        let (store, pool) = (&self.app().store, &self.pool.id);
        let page = async |after: &str| {
            let page = store::user::list(store, pool, None, Some(after), 1).await;
            page.map(|page| page.items.into_iter().next())
                .map_err(unavailable)
        };
        match page(sub.as_str()).await? {
            Some(user) => Ok(Some(user)),
            None => page("").await,
        }
    }

    async fn user(&self, sub: &Sub) -> Result<Option<User>, Stop> {
        let read_before = self.memory().user.take_if(|user| user.sub == *sub);
        if read_before.is_some() {
            return Ok(read_before);
        }
        store::user::find(&self.app().store, &self.pool.id, sub)
            .await
            .map_err(unavailable)
    }

    async fn owner(&self, attribute: &str, value: &str) -> Result<Option<User>, Stop> {
        let (store, is_cased) = (&self.app().store, self.pool.case_sensitive());
        store::user::by_alias(store, &self.pool.id, attribute, value, is_cased)
            .await
            .map_err(unavailable)
    }

    async fn code(&self, sub: &Sub, proof: &Proof) -> Result<Option<Code>, Stop> {
        store::code::find(&self.app().store, &self.pool.id, sub, &proof.key())
            .await
            .map_err(unavailable)
    }

    async fn count_attempt(&self, key: &AttemptKey) -> Result<bool, Stop> {
        let name = key.name();
        if let Some(allowed) = self.recall(&name) {
            return Ok(allowed);
        }
        let attempt = attempts::begin(self.app(), self.pool, key).await;
        let attempt = attempt.map_err(unavailable)?;
        let allowed = attempt.is_some();
        if let Some(attempt) = attempt {
            self.memory().attempts.add(attempt);
        }
        Ok(self.remember(&name, allowed))
    }

    async fn count(&self, limit: &Limit) -> Result<bool, Stop> {
        let Limit { key, max, window } = limit;
        if let Some(allowed) = self.recall(key) {
            return Ok(allowed);
        }
        let (store, now) = (&self.app().store, self.app().now());
        let allowed = store::attempt::limit(store, &self.pool.id, key, now, *max, *window)
            .await
            .map_err(unavailable)?;
        Ok(self.remember(key, allowed))
    }

    async fn check_password(
        &self,
        password: &Secret,
        hash: Option<&PasswordHash>,
    ) -> Result<PasswordCheck, Stop> {
        let checked = self.app().hasher.check(password.clone(), hash.cloned());
        checked.await.map_err(|full| self.unchecked(full))
    }

    async fn hash_password(&self, password: &Secret) -> Result<PasswordHash, Stop> {
        let hash = self.app().hasher.hash(password.clone()).await;
        hash.map_err(|full| self.unchecked(full))
    }

    async fn call<T: Send>(
        &self,
        event: &Event,
        read: impl Fn(&Value) -> Option<T> + Send + Sync,
    ) -> Result<T, Stop> {
        let remembered = {
            let memory = self.memory();
            let mut called = memory.called.iter();
            called
                .find(|(called, _)| called == event)
                .map(|(_, answer)| answer.clone())
        };
        let answer = match remembered {
            Some(answer) => answer,
            None => {
                // A function may take seconds: nobody waits for it to try the same secret.
                self.settle(false).await;
                let is_readable = |response: &Value| read(response).is_some();
                let answer = self.cx.invoker().call(self.pool, event, is_readable).await;
                self.memory().called.push((event.clone(), answer.clone()));
                answer
            }
        };
        Ok(read(&answer?).ok_or(refusal::Trigger::AnswerInvalid)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        decide,
        settings::Place,
        testing::{
            self,
            receiver::{ARN, Receiver},
        },
    };
    use domain::{context::Context, decision::Decision, id::PoolId};
    use serde_json::json;
    use std::time::Duration;
    use tokio::sync::Notify;

    fn pool(cx: &RequestContext) -> Pool {
        let settings = serde_json::from_value(json!({"PoolName": "test"}));
        let settings = settings.expect("Cognito's shape");
        let id = PoolId::generate("us-east-1", cx.app.random.bytes());
        Pool::create(settings, id, cx.app.now()).expect("sound settings")
    }

    /// Counts attempts one after another that end so, until one may not be made; how many are made, ten at most.
    async fn made<D: Decision<Value = ()>>(
        cx: &RequestContext,
        pool: &Pool,
        decision: &D,
    ) -> usize {
        for made in 0..10 {
            let result = decide::decide(cx, pool, None, decision).await;
            let locked_out = refusal::Credentials::LockedOut.into();
            if matches!(result, Err(Fault::Refused(refusal)) if refusal == locked_out) {
                return made;
            }
        }
        10
    }

    /// A decision about a password of nobody; `is_swallowed` if it ends with a value for all that.
    struct Guess {
        key: AttemptKey,
        is_swallowed: bool,
    }

    impl Decision for Guess {
        type Value = ();

        async fn decide<F: Facts>(&self, facts: &F, _: &Context<'_>) -> Result<Decided<()>, Stop> {
            if !facts.count_attempt(&self.key).await? {
                return Err(refusal::Credentials::LockedOut.into());
            }
            match facts.check_password(&"Rainy-Day-7".into(), None).await {
                Err(Stop::Refused(_)) if self.is_swallowed => Ok(Decided::new((), [])),
                Err(stop) => Err(stop),
                Ok(_) => Err(refusal::Credentials::Wrong.into()),
            }
        }
    }

    #[tokio::test]
    async fn what_no_hash_was_computed_for_has_not_failed() {
        let app = testing::app(|settings| {
            settings.passwords.threads = 1;
            settings.passwords.queue = 1;
            settings.passwords.memory_kib = 32 * 1024;
            settings.passwords.iterations = 20;
        });
        let app = app.await;
        let cx = RequestContext::new(app.clone(), None);
        let pool = pool(&cx);
        let mut guess = Guess {
            key: AttemptKey::Password("1".into()),
            is_swallowed: false,
        };
        // One hash is computed, one fills the queue.
        let mut busy = Vec::new();
        for _ in 0..2 {
            let hasher = app.hasher.clone();
            busy.push(tokio::spawn(async move {
                hasher.hash("Rainy-Day-7".into()).await
            }));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(made(&cx, &pool, &guess).await, 10, "none of them failed");
        guess.is_swallowed = true;
        assert_eq!(
            made(&cx, &pool, &guess).await,
            10,
            "nor did those that a refusal ended"
        );
        assert!(busy.iter().all(|hash| !hash.is_finished()), "it was full");
    }

    /// A decision that counts an attempt, tells so, and never ends.
    struct Endless {
        key: AttemptKey,
        counted: Notify,
    }

    impl Decision for Endless {
        type Value = ();

        async fn decide<F: Facts>(&self, facts: &F, _: &Context<'_>) -> Result<Decided<()>, Stop> {
            assert!(facts.count_attempt(&self.key).await?, "it is not locked");
            self.counted.notify_one();
            std::future::pending().await
        }
    }

    #[tokio::test]
    async fn what_is_cut_short_has_not_failed() {
        let cx = RequestContext::new(testing::app(|_| {}).await, None);
        let pool = pool(&cx);
        let key = AttemptKey::Password("1".into());
        // More than may be judged at once, so that the last ones begin only when the first ones are withdrawn.
        for _ in 0..7 {
            let endless = Endless {
                key: key.clone(),
                counted: Notify::new(),
            };
            tokio::select! {
                result = decide::decide(&cx, &pool, None, &endless) => panic!("{result:?}"),
                () = endless.counted.notified() => {}
            }
        }
        let guess = Guess {
            key,
            is_swallowed: false,
        };
        assert_eq!(
            made(&cx, &pool, &guess).await,
            5,
            "none of them has failed before"
        );
    }

    #[tokio::test]
    async fn a_function_is_called_once_however_often_a_decision_is_made() {
        let receiver = Receiver::filling(json!({"autoConfirmUser": true})).await;
        let place = Place::Http(receiver.url.parse().expect("a URL"));
        let app = testing::app(|settings| {
            settings.triggers.functions.insert(ARN.to_owned(), place);
        });
        let cx = RequestContext::new(app.await, None);
        let pool = pool(&cx);
        let event = |username: &str| Event {
            trigger: "PreSignUp",
            function: ARN.to_owned(),
            version: "1",
            source: "PreSignUp_SignUp",
            username: username.to_owned(),
            client: None,
            request: json!({}),
            response: json!({}),
        };
        let confirms = |response: &Value| response.get("autoConfirmUser")?.as_bool();
        for calls in 1..=2 {
            let facts = StoreFacts::new(&cx, &pool);
            for _ in 0..3 {
                let answer = facts.call(&event("ada"), confirms).await;
                assert!(matches!(answer, Ok(true)), "{answer:?}");
            }
            assert_eq!(receiver.calls().len(), calls, "decision {calls}");
        }
        let facts = StoreFacts::new(&cx, &pool);
        for name in ["ada", "bob"] {
            let answer = facts.call(&event(name), confirms).await;
            answer.expect("the function answers");
        }
        assert_eq!(receiver.calls().len(), 4, "another event is another call");
    }
}
