//! The sign-in machine: one input in; one step out, and what must be written down.
//!
//! Owns: what each challenge asks and accepts, and what follows what. Must not know: who drives it (the JSON API, the
//! pages), time, randomness, storage. One file a challenge; a challenge never names another: `dispatch` alone decides.

mod claimant;
mod decoy;
mod input;
mod mfa_setup;
#[cfg(test)]
mod mfa_stories;
mod new_password_required;
mod password;
mod password_srp;
mod password_verifier;
mod screen;
mod software_token_mfa;
mod step;
#[cfg(test)]
mod stories;
#[cfg(test)]
pub(crate) mod walk;
#[cfg(test)]
mod wander;

pub use input::{Checked, Fact, Input, Random, SetUp, Start, Turn};
pub use screen::{Shown, screen};
pub use step::{Change, Grant, Need, Round, Step};

use crate::{
    mfa::{self, Demand, Factor},
    refusal::Refusal,
    token,
    user::{PasswordHash, Status, User},
};
use mfa_setup::MfaSetup;
use new_password_required::NewPasswordRequired;
use password::Password;
use password_srp::{Opening, PasswordSrp};
use password_verifier::PasswordVerifier;
use serde::{Deserialize, Serialize};
use software_token_mfa::SoftwareTokenMfa;
use wire::challenge::{Answers, Challenge, ChallengeName};

/// A sign-in under way.
///
/// It is kept, sealed, while it waits for an answer. While it waits for a fact it cannot be kept: serializing it fails.
#[derive(Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// The identifier as typed.
    username: String,
    /// The challenge whose answer it waits for, or is considering.
    asked: Option<Challenge>,
    /// Whether it waits for a fact.
    #[serde(skip)]
    paused: bool,
    state: State,
}

/// The challenge only: the state holds passwords and flow tokens.
impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignIn")
            .field("asked", &self.asked)
            .finish_non_exhaustive()
    }
}

/// What a sign-in waits for: one variant a challenge.
#[derive(Clone, Serialize, Deserialize)]
enum State {
    #[serde(skip)]
    New,
    Password(Password),
    #[serde(skip)]
    PasswordSrp(PasswordSrp),
    PasswordVerifier(Box<PasswordVerifier>),
    NewPasswordRequired(NewPasswordRequired),
    SoftwareTokenMfa(SoftwareTokenMfa),
    MfaSetup(MfaSetup),
}

/// What one advance of a challenge came to.
enum Outcome<S> {
    /// It needs a fact.
    Need(S, Need),
    /// It is met.
    Met(Met),
    /// It is half met, and asks the same again under another flow token.
    Anew(S),
    /// It said no, and would hear another answer if it was asked.
    Again(S, Refusal),
    /// It said no, for good.
    Refuse(Refusal),
}

impl<S> Outcome<S> {
    /// An input that this state does not wait for.
    const OUT_OF_ORDER: Self = Self::Refuse(Refusal::ChallengeMismatch);

    fn map<T>(self, wrap: impl FnOnce(S) -> T) -> Outcome<T> {
        match self {
            Self::Need(state, need) => Outcome::Need(wrap(state), need),
            Self::Met(met) => Outcome::Met(met),
            Self::Anew(state) => Outcome::Anew(wrap(state)),
            Self::Again(state, refusal) => Outcome::Again(wrap(state), refusal),
            Self::Refuse(refusal) => Outcome::Refuse(refusal),
        }
    }
}

/// What has been met.
enum Met {
    /// The identifier was given; nothing is proved.
    Identifier(String),
    /// The client's public value of SRP was given; nothing is proved.
    Opening(Opening),
    /// The password, or a proof of it.
    FirstFactor(Proved),
    /// A new password in place of a temporary one.
    NewPassword(Proved),
    /// A second factor, or the set-up of one.
    SecondFactor(Proved),
}

/// Somebody who proved who they are.
struct Proved {
    /// They, as they are after the changes.
    user: Box<User>,
    /// What must be written down because of it.
    changes: Vec<Change>,
}

impl Proved {
    /// By a secret whose tries are counted under this key: they are forgotten now.
    fn clearing(user: Box<User>, key: String) -> Self {
        Self {
            user,
            changes: vec![Change::ClearAttempts(key)],
        }
    }
}

/// The found user, or nobody where the client is not to know; then a decoy walks on.
///
/// **Errors** [`Refusal::UserUnknown`] for a client that may know who exists.
fn found(user: Option<Box<User>>, turn: &Turn) -> Result<Option<Box<User>>, Refusal> {
    if user.is_none() && !turn.client.hides_user_existence() {
        Err(Refusal::UserUnknown)
    } else {
        Ok(user)
    }
}

impl Default for SignIn {
    fn default() -> Self {
        Self::new()
    }
}

impl SignIn {
    /// A sign-in that waits for its [`Input::Start`].
    pub const fn new() -> Self {
        Self {
            username: String::new(),
            asked: None,
            paused: false,
            state: State::New,
        }
    }

    /// The challenge that waits for an answer, to ask it once more.
    pub fn asked(&self) -> Option<&Challenge> {
        self.asked.as_ref()
    }

    /// The identifier as it was typed.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Takes one input and says what comes next.
    ///
    /// An answer must name the challenge that was asked, and in `USERNAME` the person, as they typed it or as the
    /// challenge told them to. Whatever comes out of order is [`Refusal::ChallengeMismatch`].
    pub fn advance(self, input: Input, turn: &Turn) -> Round {
        match (input, self.paused, &self.asked) {
            (Input::Start(start), false, None) => Self::begin(start, turn),
            (Input::Answer(answers), false, Some(asked)) => {
                match self.accept(asked, &answers, turn) {
                    Ok(()) => self.step(Input::Answer(answers), turn),
                    Err(refusal) => Round {
                        flow: Some(self),
                        step: Step::Refuse(refusal),
                        changes: Vec::new(),
                    },
                }
            }
            (Input::Fact(fact), true, _) => self.step(Input::Fact(fact), turn),
            (Input::SetUp(act), false, Some(_)) if self.sets_up() => {
                self.step(Input::SetUp(act), turn)
            }
            (Input::Start(_) | Input::SetUp(_) | Input::Fact(_), false, Some(_)) => Round {
                flow: Some(self),
                ..refuse(Refusal::ChallengeMismatch, Vec::new())
            },
            (Input::Start(_) | Input::Answer(_) | Input::SetUp(_), true, _)
            | (Input::Answer(_) | Input::SetUp(_) | Input::Fact(_), false, None) => {
                refuse(Refusal::ChallengeMismatch, Vec::new())
            }
        }
    }

    fn begin(start: Start, turn: &Turn) -> Round {
        let (Start::Srp { username, .. }
        | Start::Password { username, .. }
        | Start::Identifier { username }) = &start;
        let username = username.clone();
        if username.is_empty() {
            return refuse(Refusal::ParameterMissing("USERNAME".to_owned()), Vec::new());
        }
        let outcome = match start {
            Start::Srp { username, a } => password_srp::begin(username, &a).map(State::PasswordSrp),
            Start::Password { username, password } => {
                password::begin(username, password).map(State::Password)
            }
            Start::Identifier { username } => Outcome::Met(Met::Identifier(username)),
        };
        settle(username, None, outcome, turn)
    }

    /// Whether the answer is to what was asked, and by whom it was asked.
    fn accept(&self, asked: &Challenge, answers: &Answers, turn: &Turn) -> Result<(), Refusal> {
        if answers.name != asked.name {
            return Err(Refusal::ChallengeMismatch);
        }
        let given = answers
            .response("USERNAME")
            .ok_or_else(|| Refusal::ParameterMissing("USERNAME".to_owned()))?;
        let told = ["USERNAME", "USER_ID_FOR_SRP"]
            .iter()
            .filter_map(|key| asked.parameters.get(*key));
        let mut names = told.chain([&self.username]);
        if names.any(|name| turn.pool.fold(name) == turn.pool.fold(given)) {
            Ok(())
        } else {
            Err(Refusal::FlowTokenInvalid)
        }
    }

    /// Whether something is done before the answer.
    fn sets_up(&self) -> bool {
        match &self.state {
            State::MfaSetup(_) => true,
            State::New
            | State::Password(_)
            | State::PasswordSrp(_)
            | State::PasswordVerifier(_)
            | State::NewPasswordRequired(_)
            | State::SoftwareTokenMfa(_) => false,
        }
    }

    /// Hands the input to the challenge that waits for it.
    fn step(self, input: Input, turn: &Turn) -> Round {
        let outcome = match self.state {
            State::New => Outcome::OUT_OF_ORDER,
            State::Password(state) => state.advance(input, turn).map(State::Password),
            State::PasswordSrp(state) => state.advance(input, turn).map(State::PasswordSrp),
            State::PasswordVerifier(state) => state
                .advance(input, turn)
                .map(Box::new)
                .map(State::PasswordVerifier),
            State::NewPasswordRequired(state) => {
                state.advance(input, turn).map(State::NewPasswordRequired)
            }
            State::SoftwareTokenMfa(state) => {
                state.advance(input, turn).map(State::SoftwareTokenMfa)
            }
            State::MfaSetup(state) => state.advance(input, turn).map(State::MfaSetup),
        };
        settle(self.username, self.asked, outcome, turn)
    }
}

/// Turns what a challenge came to into a round.
fn settle(
    username: String,
    asked: Option<Challenge>,
    outcome: Outcome<State>,
    turn: &Turn,
) -> Round {
    match outcome {
        Outcome::Need(state, need) => {
            let flow = SignIn {
                username,
                asked,
                paused: true,
                state,
            };
            Round {
                flow: Some(flow),
                step: Step::Need(need),
                changes: Vec::new(),
            }
        }
        Outcome::Anew(state) => match asked {
            Some(challenge) => ask(username, state, challenge, Vec::new()),
            None => refuse(Refusal::ChallengeMismatch, Vec::new()),
        },
        Outcome::Again(state, refusal) => {
            let flow = asked.map(|asked| SignIn {
                username,
                asked: Some(asked),
                paused: false,
                state,
            });
            Round {
                flow,
                ..refuse(refusal, Vec::new())
            }
        }
        Outcome::Refuse(refusal) => refuse(refusal, Vec::new()),
        Outcome::Met(met) => dispatch(username, met, turn),
    }
}

/// Decides what follows what was met: the one place that knows the order.
///
/// The order is credential, standing of the account, new password, second factor or remembered device, grant. A further
/// challenge is a file with its state, an arm of [`State`] and [`SignIn::step`], an arm of [`Met`] for what it proves,
/// and its line here: a choice of first factors after `Identifier`, a second factor in [`second_factor`].
///
/// **Source** developer guide, "Authentication with Amazon Cognito user pools", and the MFA decision table.
fn dispatch(username: String, met: Met, turn: &Turn) -> Round {
    match met {
        Met::Identifier(name) => {
            let (state, challenge) = password::ask(name);
            ask(username, State::Password(state), challenge, Vec::new())
        }
        Met::Opening(opening) => match password_verifier::ask(opening, turn) {
            Ok((state, challenge)) => ask(
                username,
                State::PasswordVerifier(Box::new(state)),
                challenge,
                Vec::new(),
            ),
            Err(refusal) => refuse(refusal, Vec::new()),
        },
        Met::FirstFactor(proved) => match standing(&proved.user, turn) {
            Ok(Standing::Good) => second_factor(username, proved, turn),
            Ok(Standing::TemporaryPassword) => {
                let (state, challenge) = new_password_required::ask(&proved.user, turn);
                ask(
                    username,
                    State::NewPasswordRequired(state),
                    challenge,
                    proved.changes,
                )
            }
            Err(refusal) => refuse(refusal, proved.changes),
        },
        Met::NewPassword(proved) => second_factor(username, proved, turn),
        Met::SecondFactor(proved) => grant(proved, turn),
    }
}

/// What an account whose password was proved may do.
enum Standing {
    /// Sign in.
    Good,
    /// Choose a password first.
    TemporaryPassword,
}

/// Where the account stands; looked at only when the password was proved, so that nobody else learns it.
fn standing(user: &User, turn: &Turn) -> Result<Standing, Refusal> {
    if !user.enabled {
        return Err(Refusal::UserDisabled);
    }
    match user.status {
        Status::Confirmed | Status::ExternalProvider => Ok(Standing::Good),
        Status::Unconfirmed => Err(Refusal::NotConfirmed),
        Status::ResetRequired => Err(Refusal::ResetRequired),
        Status::ForceChangePassword
            if user.temporary_until.is_some_and(|until| turn.now >= until) =>
        {
            Err(Refusal::TemporaryPasswordExpired)
        }
        Status::ForceChangePassword => Ok(Standing::TemporaryPassword),
    }
}

/// What a user's password is known by: the hash of its hash, which has a salt of its own.
fn fingerprint(user: &User) -> Option<String> {
    let hash = user.credentials.password.as_ref();
    hash.map(|PasswordHash(hash)| token::hash(hash))
}

/// What follows the first factor: the second one that [`mfa::demand`] names. A further one is its line here.
fn second_factor(username: String, proved: Proved, turn: &Turn) -> Round {
    let (state, challenge) = match mfa::demand(&proved.user, turn.pool) {
        Ok(Demand::Nothing) => return grant(proved, turn),
        Ok(Demand::Factor(Factor::SoftwareToken)) => {
            let (state, challenge) = software_token_mfa::ask(&proved.user);
            (State::SoftwareTokenMfa(state), challenge)
        }
        Ok(Demand::SetUp(open)) => {
            let (state, challenge) = mfa_setup::ask(&proved.user, &open, turn);
            (State::MfaSetup(state), challenge)
        }
        Err(refusal) => return refuse(refusal, proved.changes),
    };
    ask(username, state, challenge, proved.changes)
}

/// The person is who they say.
fn grant(proved: Proved, turn: &Turn) -> Round {
    let grant = Grant {
        user: proved.user,
        auth_time: turn.now,
    };
    Round {
        flow: None,
        step: Step::Done(grant),
        changes: proved.changes,
    }
}

fn ask(username: String, state: State, challenge: Challenge, changes: Vec<Change>) -> Round {
    let flow = SignIn {
        username,
        asked: Some(challenge.clone()),
        paused: false,
        state,
    };
    Round {
        flow: Some(flow),
        step: Step::Ask(challenge),
        changes,
    }
}

fn refuse(refusal: Refusal, changes: Vec<Change>) -> Round {
    Round {
        flow: None,
        step: Step::Refuse(refusal),
        changes,
    }
}
