//! A world in which the small machines are tested: one pool, one client, and a driver that keeps what they write.

use super::{Machine, Round, Step, Turn};
use crate::{
    client::Client,
    code::Code,
    id::{ClientId, PoolId, Sub},
    message::{Channel, Message},
    pool::Pool,
    refusal::Refusal,
    sign_in::{Change, Checked, Fact, Need, Random},
    time::Timestamp,
    trigger::{Reply, SignUpReply, Trigger},
    user::{Lookup, PasswordHash, User, aliases, lookups},
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

/// The most facts that any machine needs: the owner of each name, what a function says, and a hash.
const MOST_FACTS: u32 = 8;

/// Who asks.
#[derive(Clone, Copy)]
pub(crate) enum By {
    /// A person through the client.
    Person,
    /// An administrator.
    Administrator,
}

/// Everything that is kept.
pub(crate) struct World {
    pub(crate) pool: Pool,
    pub(crate) client: Client,
    pub(crate) users: Vec<User>,
    pub(crate) now: Timestamp,
    /// The messages sent, newest last.
    pub(crate) sent: Vec<Message>,
    /// The channels by which nothing was sent to nobody, newest last.
    pub(crate) simulated: Vec<Channel>,
    /// The channels by which messages go anywhere.
    pub(crate) reaching: Vec<Channel>,
    /// The subs whose token families were revoked.
    pub(crate) revoked: Vec<Sub>,
    /// The subs whose browser sessions were ended.
    pub(crate) ended: Vec<Sub>,
    /// Whether the key of every try of a secret is locked.
    pub(crate) locked: bool,
    /// The keys of the tries that were counted, newest last.
    pub(crate) counted: Vec<String>,
    /// The keys whose tries were forgotten, newest last.
    pub(crate) cleared: Vec<String>,
    /// The calls of functions, newest last.
    pub(crate) called: Vec<Trigger>,
    /// What every function says.
    pub(crate) says: Result<Reply, Refusal>,
    codes: BTreeMap<(Sub, String), Code>,
    limits: BTreeMap<String, u32>,
    steps: u8,
}

impl World {
    /// A world whose pool and client have these settings besides their names.
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
        Self {
            pool,
            client,
            users: Vec::new(),
            now,
            sent: Vec::new(),
            simulated: Vec::new(),
            reaching: vec![Channel::Email, Channel::Sms],
            revoked: Vec::new(),
            ended: Vec::new(),
            locked: false,
            counted: Vec::new(),
            cleared: Vec::new(),
            called: Vec::new(),
            says: Ok(Reply::PreSignUp(SignUpReply::default())),
            codes: BTreeMap::new(),
            limits: BTreeMap::new(),
            steps: 0,
        }
    }

    /// Drives a machine to its end and keeps what it wrote.
    pub(crate) fn run<M: Machine>(&mut self, by: By, machine: M) -> Result<M::Done, Refusal> {
        self.run_by(by, machine, Self::fact)
    }

    /// The same with other facts.
    pub(crate) fn run_by<M: Machine>(
        &mut self,
        by: By,
        machine: M,
        mut fact: impl FnMut(&mut Self, Need) -> Fact,
    ) -> Result<M::Done, Refusal> {
        let mut round = self.advance(by, machine, None);
        let mut facts = 0;
        loop {
            let Round { step, changes } = round;
            for change in changes {
                self.keep(change);
            }
            match step {
                Step::Need(machine, need) => {
                    facts += 1;
                    assert!(facts <= MOST_FACTS, "it runs on: {need:?}");
                    let fact = fact(self, need);
                    round = self.advance(by, machine, Some(fact));
                }
                Step::Done(done) => return Ok(done),
                Step::Refuse(refusal) => return Err(refusal),
            }
        }
    }

    fn advance<M: Machine>(&mut self, by: By, machine: M, fact: Option<Fact>) -> Round<M> {
        self.steps = self.steps.wrapping_add(1);
        let seed = self.steps;
        let random = Random {
            exponent: [seed ^ 0x55; 32],
            salt: [seed; 16],
            code: [seed; 8],
            uuid: [seed; 16],
            password: [seed; 32],
            software_token: [seed; 20],
        };
        let client = match by {
            By::Person => Some(&self.client),
            By::Administrator => None,
        };
        let turn = Turn {
            now: self.now,
            random: &random,
            pool: &self.pool,
            client,
            decoy_key: &[9; 32],
            reaching: &self.reaching,
        };
        machine.advance(fact, &turn)
    }

    /// What is so.
    pub(crate) fn fact(&mut self, need: Need) -> Fact {
        match need {
            Need::FindUser(name) => Fact::User(self.find(&name).cloned().map(Box::new)),
            Need::ReadUser(sub) => Fact::User(
                self.users
                    .iter()
                    .find(|user| user.sub == sub)
                    .cloned()
                    .map(Box::new),
            ),
            Need::FindOwner(attribute, value) => {
                let owner = self.users.iter().find(|user| {
                    aliases(user, &self.pool).contains(&(attribute.clone(), value.clone()))
                });
                Fact::User(owner.cloned().map(Box::new))
            }
            Need::FindCode(sub, proof) => {
                Fact::Code(self.codes.get(&(sub, proof.key())).cloned().map(Box::new))
            }
            Need::Limit { key, max, window } => {
                assert_eq!(window, Duration::from_hours(1));
                let count = self.limits.entry(key).or_default();
                *count += 1;
                Fact::Attempt(*count <= max)
            }
            Need::CountAttempt(key) => {
                self.counted.push(key);
                Fact::Attempt(!self.locked)
            }
            Need::CallTrigger(trigger) => {
                self.called.push(*trigger);
                Fact::Trigger(self.says.clone())
            }
            Need::CheckPassword { password, hash } => {
                Fact::Password(if hash == Some(hashed(password.expose())) {
                    Checked::Right
                } else {
                    Checked::Wrong
                })
            }
            Need::HashPassword { password, history } => {
                let hash = hashed(password.expose());
                Fact::Hashed {
                    reused: history.contains(&hash),
                    hash,
                }
            }
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

    /// The user whom this name surely names, for a machine.
    pub(crate) fn user(&self, name: &str) -> Box<User> {
        Box::new(
            self.find(name)
                .cloned()
                .unwrap_or_else(|| panic!("nobody is called {name}")),
        )
    }

    /// The last code or temporary password that was sent.
    pub(crate) fn code(&self) -> crate::secret::Secret {
        self.sent.last().expect("a message was sent").code.clone()
    }

    fn keep(&mut self, change: Change) {
        match change {
            Change::CreateUser(user) => self.users.push(*user),
            Change::UpdateUser(user) => {
                let kept = self
                    .users
                    .iter_mut()
                    .find(|kept| kept.sub == user.sub)
                    .expect("the user exists");
                *kept = *user;
            }
            Change::DeleteUser(sub) => self.users.retain(|user| user.sub != sub),
            Change::ClearAttempts(key) => self.cleared.push(key),
            Change::KeepCode(sub, code) => drop(self.codes.insert((sub, code.proof.key()), code)),
            Change::DropCode(sub, proof) => drop(self.codes.remove(&(sub, proof.key()))),
            Change::TakeAlias(sub, attribute, value) => {
                for user in self.users.iter_mut().filter(|user| user.sub != sub) {
                    if user.attributes.get(&attribute) == Some(&value) {
                        user.attributes
                            .insert(format!("{attribute}_verified"), "false".to_owned());
                    }
                }
            }
            Change::RevokeFamilies(sub) => self.revoked.push(sub),
            Change::EndBrowserSessions(sub) => self.ended.push(sub),
            Change::Send(message) => self.sent.push(message),
            Change::SendNothing(message) => self.simulated.push(message.channel),
        }
    }
}

/// The hash that this world's driver makes.
pub(crate) fn hashed(password: &str) -> PasswordHash {
    PasswordHash(format!("hash of {password}"))
}

/// Attributes from pairs.
pub(crate) fn map(pairs: &[(&str, &str)]) -> crate::attribute::Attributes {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}
