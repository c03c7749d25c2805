//! What decisions are tested with: one pool, one client, users and codes in memory.

pub(crate) mod alice;

use crate::{
    attempt::AttemptKey,
    attribute::Attributes,
    change::Change,
    client::Client,
    code::{Code, Proof},
    context::{Context, Random},
    decision::Decision,
    event::Event,
    facts::{Facts, Limit, PasswordCheck, Stop},
    id::{ClientId, PoolId, Sub},
    message::{Channel, Message},
    pool::Pool,
    refusal::{self, Refusal},
    secret::Secret,
    time::Timestamp,
    user::{Lookup, PasswordHash, User, aliases, lookups},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    future::Future,
    pin::pin,
    sync::{Mutex, MutexGuard},
    task::{Poll, Waker},
    time::Duration,
};

/// The most facts that any decision reads: the owner of each name, what a function answers, and hashes.
const MOST_FACTS: u32 = 12;

/// The key of decoys.
pub(crate) const DECOY_KEY: [u8; 32] = [9; 32];

/// Who acts.
#[derive(Clone, Copy)]
pub(crate) enum By {
    /// A person through the client.
    Person,
    /// An administrator.
    Administrator,
}

/// A pool in memory with everything that is stored of it, and how its functions and counters answer.
pub(crate) struct MemoryPool {
    pub(crate) pool: Pool,
    pub(crate) client: Client,
    pub(crate) users: Vec<User>,
    pub(crate) now: Timestamp,
    /// The messages sent, newest last.
    pub(crate) sent: Vec<Message>,
    /// The channels of the messages to decoys, newest last.
    pub(crate) decoys: Vec<Channel>,
    /// The channels that deliver.
    pub(crate) delivers: Vec<Channel>,
    /// The subs whose token families were revoked.
    pub(crate) revoked: Vec<Sub>,
    /// The subs whose browser sessions were ended.
    pub(crate) ended_sessions: Vec<Sub>,
    /// Whether the key of every attempt is locked.
    pub(crate) locked: bool,
    /// The keys of the attempts that were counted, newest last.
    pub(crate) counted_keys: Vec<AttemptKey>,
    /// The keys whose attempts were forgotten, newest last.
    pub(crate) cleared: Vec<AttemptKey>,
    /// The keys of which an attempt was right and earlier failures stay, newest last.
    pub(crate) settled: Vec<AttemptKey>,
    /// The calls of functions, newest last.
    pub(crate) called: Vec<Event>,
    /// The `response` of every function, or why there is none.
    pub(crate) response: Result<Value, Refusal>,
    /// The facts that were read, in order: `find`, `read`, `owner`, `code`, `limit`, `count`, `check`, `hash`, `call`.
    pub(crate) trace: Vec<String>,
    /// The most facts that one decision may read.
    pub(crate) most_facts: u32,
    codes: BTreeMap<(Sub, String), Code>,
    limits: BTreeMap<String, u32>,
    steps: u8,
}

impl MemoryPool {
    /// A pool and client with these settings besides their names.
    pub(crate) fn new(pool: Value, client: Value) -> Self {
        let with = |mut base: Value, extra: Value| {
            for (key, value) in extra.as_object().expect("an object") {
                base[key] = value.clone();
            }
            base
        };
        let now = Timestamp::from_seconds(1_700_000_000);
        let settings =
            serde_json::from_value(with(json!({"PoolName": "p"}), pool)).expect("Cognito's shape");
        let pool =
            Pool::create(settings, PoolId::from("us-east-1_abc"), now).expect("a sound pool");
        let settings = with(
            json!({"ClientName": "c", "UserPoolId": "us-east-1_abc"}),
            client,
        );
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let client = Client::create(settings, &pool, ClientId::from("c1"), "s".into(), &[], now)
            .expect("a sound client");
        Self::of(pool, client, now)
    }

    /// This pool and client, without users.
    pub(crate) fn of(pool: Pool, client: Client, now: Timestamp) -> Self {
        Self {
            pool,
            client,
            users: Vec::new(),
            now,
            sent: Vec::new(),
            decoys: Vec::new(),
            delivers: vec![Channel::Email, Channel::Sms],
            revoked: Vec::new(),
            ended_sessions: Vec::new(),
            locked: false,
            counted_keys: Vec::new(),
            cleared: Vec::new(),
            settled: Vec::new(),
            called: Vec::new(),
            response: Ok(json!({})),
            trace: Vec::new(),
            most_facts: MOST_FACTS,
            codes: BTreeMap::new(),
            limits: BTreeMap::new(),
            steps: 0,
        }
    }

    /// Decides, and stores what must be written.
    pub(crate) fn run<D: Decision>(&mut self, by: By, decision: &D) -> Result<D::Value, Refusal> {
        let (value, changes) = self.decide(by, decision)?;
        for change in changes {
            self.store(change);
        }
        Ok(value)
    }

    /// Decides, and gives what would have to be written.
    pub(crate) fn decide<D: Decision>(
        &mut self,
        by: By,
        decision: &D,
    ) -> Result<(D::Value, Vec<Change>), Refusal> {
        let random = self.random();
        self.decide_with(by, decision, &random)
    }

    /// The same with this randomness.
    pub(crate) fn decide_with<D: Decision>(
        &mut self,
        by: By,
        decision: &D,
        random: &Random,
    ) -> Result<(D::Value, Vec<Change>), Refusal> {
        let settings = self.settings();
        let facts = MemoryFacts::new(self);
        match block_on(decision.decide(&facts, &settings.context(by, random))) {
            Ok(decided) => Ok((decided.value, decided.changes)),
            Err(Stop::Refused(refusal)) => Err(refusal),
            Err(Stop::Unavailable(error)) => panic!("every fact is in memory: {error}"),
        }
    }

    /// What decisions are made with now, apart from the facts.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            now: self.now,
            pool: self.pool.clone(),
            client: self.client.clone(),
            delivers: self.delivers.clone(),
        }
    }

    /// Randomness that differs from the one before.
    pub(crate) fn random(&mut self) -> Random {
        self.steps = self.steps.wrapping_add(1);
        let seed = self.steps;
        Random {
            exponent: [seed ^ 0x55; 32],
            salt: [seed; 16],
            code: [seed; 8],
            uuid: [seed; 16],
            password: [seed; 32],
            software_token: [seed; 20],
            flow_token: [seed; 48],
        }
    }

    /// The user whom this name names.
    pub(crate) fn find(&self, name: &str) -> Option<&User> {
        lookups(&self.pool, name).into_iter().find_map(|lookup| {
            let wanted = match lookup {
                Lookup::Username(value) => ("username".to_owned(), value),
                Lookup::Alias { attribute, value } => (attribute.to_owned(), value),
            };
            self.users
                .iter()
                .find(|user| aliases(user, &self.pool).contains(&wanted))
        })
    }

    /// The user whom this name surely names.
    pub(crate) fn user(&self, name: &str) -> User {
        self.find(name)
            .cloned()
            .unwrap_or_else(|| panic!("nobody is called {name}"))
    }

    /// The last code or temporary password that was sent.
    pub(crate) fn code(&self) -> Secret {
        self.sent.last().expect("a message was sent").code.clone()
    }

    /// Stores a change.
    pub(crate) fn store(&mut self, change: Change) {
        match change {
            Change::CreateUser(user) => self.users.push(*user),
            Change::UpdateUser(user) => {
                let stored = self
                    .users
                    .iter_mut()
                    .find(|stored| stored.sub == user.sub)
                    .expect("the user exists");
                *stored = *user;
            }
            Change::DeleteUser(sub) => self.users.retain(|user| user.sub != sub),
            Change::ClearAttempts(key) => self.cleared.push(key),
            Change::SettleAttempt(key) => self.settled.push(key),
            Change::PutCode(sub, code) => {
                self.codes.insert((sub, code.proof.key()), code);
            }
            Change::DeleteCode(sub, proof) => {
                self.codes.remove(&(sub, proof.key()));
            }
            Change::TakeAlias(sub, attribute, value) => {
                for user in self.users.iter_mut().filter(|user| user.sub != sub) {
                    if user.attributes.get(&attribute) == Some(&value) {
                        user.attributes
                            .insert(format!("{attribute}_verified"), "false".to_owned());
                    }
                }
            }
            Change::RevokeFamilies(sub) => self.revoked.push(sub),
            Change::EndBrowserSessions(sub) => self.ended_sessions.push(sub),
            Change::Send(message) => self.sent.push(message),
            Change::SendDecoy(message) => self.decoys.push(message.channel),
            Change::CallAfter(event) => self.called.push(event),
        }
    }
}

/// The time, pool, client and channels of a decision.
pub(crate) struct Settings {
    now: Timestamp,
    pool: Pool,
    client: Client,
    delivers: Vec<Channel>,
}

impl Settings {
    /// The context of a decision.
    pub(crate) fn context<'a>(&'a self, by: By, random: &'a Random) -> Context<'a> {
        Context {
            now: self.now,
            random,
            pool: &self.pool,
            client: match by {
                By::Person => Some(&self.client),
                By::Administrator => None,
            },
            hides_users: false,
            decoy_key: &DECOY_KEY,
            delivers: &self.delivers,
        }
    }
}

/// The facts of a pool in memory, as one decision reads them.
pub(crate) struct MemoryFacts<'a> {
    world: Mutex<&'a mut MemoryPool>,
    read: Mutex<u32>,
}

impl<'a> MemoryFacts<'a> {
    /// The facts of this pool.
    pub(crate) fn new(world: &'a mut MemoryPool) -> Self {
        Self {
            world: Mutex::new(world),
            read: Mutex::new(0),
        }
    }

    /// Records that one more fact is read, and returns the pool to read it from.
    fn read(&self, fact: &str) -> MutexGuard<'_, &'a mut MemoryPool> {
        let mut read = self.read.lock().expect("no reader panicked");
        let mut world = self.world.lock().expect("no reader panicked");
        world.trace.push(fact.to_owned());
        *read += 1;
        assert!(*read <= world.most_facts, "it runs on: {:?}", world.trace);
        world
    }
}

impl Facts for MemoryFacts<'_> {
    async fn find_user(&self, name: &str) -> Result<Option<User>, Stop> {
        Ok(self.read("find").find(name).cloned())
    }

    async fn user(&self, sub: &Sub) -> Result<Option<User>, Stop> {
        let world = self.read("read");
        Ok(world.users.iter().find(|user| user.sub == *sub).cloned())
    }

    async fn user_beside(&self, sub: &Sub) -> Result<Option<User>, Stop> {
        let world = self.read("beside");
        let after = world.users.iter().filter(|user| user.sub > *sub);
        let first = || world.users.iter().min_by_key(|user| user.sub.clone());
        let next = after.min_by_key(|user| user.sub.clone()).or_else(first);
        Ok(next.cloned())
    }

    async fn owner(&self, attribute: &str, value: &str) -> Result<Option<User>, Stop> {
        let world = self.read("owner");
        let alias = (attribute.to_owned(), value.to_owned());
        let owner = world
            .users
            .iter()
            .find(|user| aliases(user, &world.pool).contains(&alias));
        Ok(owner.cloned())
    }

    async fn code(&self, sub: &Sub, proof: &Proof) -> Result<Option<Code>, Stop> {
        let world = self.read("code");
        Ok(world.codes.get(&(sub.clone(), proof.key())).cloned())
    }

    async fn count_attempt(&self, key: &AttemptKey) -> Result<bool, Stop> {
        let mut world = self.read("count");
        world.counted_keys.push(key.clone());
        Ok(!world.locked)
    }

    async fn count(&self, limit: &Limit) -> Result<bool, Stop> {
        assert_eq!(limit.window, Duration::from_hours(1));
        let mut world = self.read("limit");
        let count = world.limits.entry(limit.key.clone()).or_default();
        *count += 1;
        Ok(*count <= limit.max)
    }

    async fn check_password(
        &self,
        password: &Secret,
        hash: Option<&PasswordHash>,
    ) -> Result<PasswordCheck, Stop> {
        drop(self.read("check"));
        Ok(match hash {
            Some(hash) if *hash == hashed(password.expose()) => PasswordCheck::Right,
            Some(hash) if *hash == weakly_hashed(password.expose()) => PasswordCheck::Outdated,
            Some(_) | None => PasswordCheck::Wrong,
        })
    }

    async fn hash_password(&self, password: &Secret) -> Result<PasswordHash, Stop> {
        drop(self.read("hash"));
        Ok(hashed(password.expose()))
    }

    async fn call<T: Send>(
        &self,
        event: &Event,
        read: impl Fn(&Value) -> Option<T> + Send + Sync,
    ) -> Result<T, Stop> {
        let mut world = self.read("call");
        world.called.push(event.clone());
        let response = world.response.clone()?;
        Ok(read(&response).ok_or(refusal::Trigger::AnswerInvalid)?)
    }
}

/// Runs a future whose facts are all in memory, so that it never waits.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut std::task::Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

/// The hash that [`MemoryFacts`] makes of a password.
pub(crate) fn hashed(password: &str) -> PasswordHash {
    PasswordHash(format!("hash of {password}"))
}

/// A hash by outdated parameters, which a right password replaces.
pub(crate) fn weakly_hashed(password: &str) -> PasswordHash {
    PasswordHash(format!("weak hash of {password}"))
}

/// Attributes from pairs.
pub(crate) fn map(pairs: &[(&str, &str)]) -> Attributes {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
