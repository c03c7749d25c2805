//! Facts that now and then are not so.

use crate::{
    attempt::AttemptKey,
    chance::Chance,
    code::{Code, Proof},
    event::Event,
    facts::{Facts, Limit, PasswordCheck, Stop},
    id::Sub,
    secret::Secret,
    testing::MemoryFacts,
    user::{PasswordHash, User},
};
use serde_json::Value;
use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

/// The facts of a world, of which one in some is false: a locked key, a wrong password, a user who is gone or another one.
pub(super) struct FalseFacts<'a> {
    facts: MemoryFacts<'a>,
    users: Vec<User>,
    chance: Mutex<&'a mut Chance>,
    is_heard: AtomicBool,
}

impl<'a> FalseFacts<'a> {
    pub(super) fn new(facts: MemoryFacts<'a>, users: Vec<User>, chance: &'a mut Chance) -> Self {
        Self {
            facts,
            users,
            chance: Mutex::new(chance),
            is_heard: AtomicBool::new(true),
        }
    }

    /// Whether every fact so far was so, and let the input count.
    pub(super) fn are_heard(&self) -> bool {
        self.is_heard.load(Ordering::Relaxed)
    }

    /// One of 32 chances.
    fn roll(&self) -> u64 {
        self.chance.lock().expect("no reader panicked").below(32)
    }

    /// A fact that is not so.
    fn lie<T>(&self, fact: T) -> Result<T, Stop> {
        self.is_heard.store(false, Ordering::Relaxed);
        Ok(fact)
    }
}

impl Facts for FalseFacts<'_> {
    async fn find_user(&self, name: &str) -> Result<Option<User>, Stop> {
        let user = self.facts.find_user(name).await?;
        match self.roll() {
            0 => self.lie(None),
            _ => Ok(user),
        }
    }

    async fn user(&self, sub: &Sub) -> Result<Option<User>, Stop> {
        let user = self.facts.user(sub).await?;
        match self.roll() {
            0 => self.lie(None),
            1..4 if user.is_some() => {
                let other = self.users.iter().find(|other| other.sub != *sub);
                self.lie(other.cloned())
            }
            _ => Ok(user),
        }
    }

    async fn user_beside(&self, sub: &Sub) -> Result<Option<User>, Stop> {
        self.facts.user_beside(sub).await
    }

    async fn owner(&self, attribute: &str, value: &str) -> Result<Option<User>, Stop> {
        self.facts.owner(attribute, value).await
    }

    async fn code(&self, sub: &Sub, proof: &Proof) -> Result<Option<Code>, Stop> {
        self.facts.code(sub, proof).await
    }

    async fn count_attempt(&self, key: &AttemptKey) -> Result<bool, Stop> {
        let is_counted = self.facts.count_attempt(key).await?;
        match self.roll() {
            0 => self.lie(false),
            _ if is_counted => Ok(true),
            _ => self.lie(false),
        }
    }

    async fn count(&self, limit: &Limit) -> Result<bool, Stop> {
        self.facts.count(limit).await
    }

    async fn check_password(
        &self,
        password: &Secret,
        hash: Option<&PasswordHash>,
    ) -> Result<PasswordCheck, Stop> {
        let check = self.facts.check_password(password, hash).await?;
        match self.roll() {
            0 => self.lie(PasswordCheck::Wrong),
            _ => Ok(check),
        }
    }

    async fn hash_password(&self, password: &Secret) -> Result<PasswordHash, Stop> {
        self.facts.hash_password(password).await
    }

    async fn call<T: Send>(
        &self,
        event: &Event,
        read: impl Fn(&Value) -> Option<T> + Send + Sync,
    ) -> Result<T, Stop> {
        self.facts.call(event, read).await
    }
}
