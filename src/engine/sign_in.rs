//! Signing in: takes the stored flow, decides, and stores what waits or commits what was granted.
//!
//! Owns flow tokens (single use, expiring, bound to a client and to the entry point through which they came). Must not know
//! any challenge or rule, nor what becomes of a grant: that is a [`Recipient`]'s, in the same transaction.

mod flow;
mod set_up;

pub use set_up::set_up;

use crate::{
    app::App,
    decide::{Attempt, Run, StoreFacts, TRIES, retry, writes},
    fault::Fault,
    request::RequestContext,
};
use domain::{
    change::Change,
    client::Client,
    decision::{Decided, Decision},
    event::Metadata,
    pool::Pool,
    refusal::{self, Refusal},
    sign_in::{AnswerChallenge, Grant, Next, Start, StartSignIn, StoredFlow},
};
use flow::TakenFlow;
use std::future::Future;
use store::Write;
use wire::challenge::{Answers, Challenge};

/// The entrance by which a sign-in came. A flow token is accepted only at the one that issued it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryPoint {
    /// `InitiateAuth`, `RespondToAuthChallenge`.
    Api,
    /// The administrators' twins of both.
    Admin,
    /// The hosted pages.
    Pages,
}

impl EntryPoint {
    /// The kind under which flows are stored.
    const fn kind(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Admin => "admin",
            Self::Pages => "pages",
        }
    }
}

/// A sign-in through a client.
#[derive(Debug, Clone, Copy)]
pub struct SignIn<'a> {
    /// The request.
    pub cx: &'a RequestContext,
    /// The pool.
    pub pool: &'a Pool,
    /// The app client.
    pub client: &'a Client,
    /// The entrance.
    pub entry_point: EntryPoint,
}

/// What a step of a sign-in came to; written down.
#[derive(Debug)]
pub enum SignInResult<T> {
    /// A challenge to answer.
    Ask(PendingChallenge),
    /// The sign-in succeeded, with the output of its recipient.
    Done(T),
    /// The sign-in is refused.
    Refused {
        /// The reason.
        refusal: Refusal,
        /// What waits for another answer, if the refused one can be put right.
        retry: Option<PendingChallenge>,
    },
}

/// A challenge that waits for an answer.
#[derive(Debug)]
pub struct PendingChallenge {
    /// The challenge.
    pub challenge: Challenge,
    /// The flow token under which it is answered.
    pub flow_token: String,
}

/// What makes something of a successful sign-in: tokens, or a browser session and a code.
pub trait Recipient: Sync {
    /// The result of a sign-in for this recipient.
    type Output: Send;

    /// Makes the output, and returns the writes that belong to the transaction of the sign-in. It is called again if that
    /// transaction lost a race.
    ///
    /// **Errors** whatever keeps it from being made: then the flow waits for the same answer again.
    fn receive(
        &self,
        grant: &Grant,
        facts: &StoreFacts<'_>,
    ) -> impl Future<Output = Result<(Self::Output, Vec<Write>), Fault>> + Send;
}

impl<'a> SignIn<'a> {
    /// Begins a sign-in.
    ///
    /// **Errors** never a refusal of the sign-in itself, which is [`SignInResult::Refused`]; those of the recipient.
    pub async fn start<R: Recipient>(
        self,
        start: Start,
        recipient: &R,
    ) -> Result<SignInResult<R::Output>, Fault> {
        self.decide(None, &StartSignIn { start }, recipient).await
    }

    /// Answers a challenge; a flow token carried inside the answers stands in for one that was left out.
    ///
    /// **Errors** as [`SignIn::start`].
    pub async fn answer<R: Recipient>(
        self,
        flow_token: Option<&str>,
        answers: Answers,
        client_metadata: Option<Metadata>,
        recipient: &R,
    ) -> Result<SignInResult<R::Output>, Fault> {
        let Some(flow_token) = flow_token
            .or_else(|| answers.carried_flow_token())
            .map(str::to_owned)
        else {
            return Ok(refuse(
                refusal::Parameter::Missing("Session".to_owned()).into(),
            ));
        };
        let decision = |flow| AnswerChallenge {
            flow,
            answers,
            client_metadata,
        };
        self.resume(&flow_token, decision, recipient).await
    }

    /// Takes the flow that waits under this token and decides about it.
    async fn resume<D, R>(
        self,
        flow_token: &str,
        decision: impl FnOnce(StoredFlow) -> D + Send,
        recipient: &R,
    ) -> Result<SignInResult<R::Output>, Fault>
    where
        D: Decision<Value = Next> + Send,
        R: Recipient,
    {
        let taken_flow = match self.take(flow_token).await? {
            Ok(taken_flow) => taken_flow,
            Err(refusal) => return Ok(refuse(refusal)),
        };
        let decision = decision(taken_flow.flow.clone());
        let outcome = self.decide(Some(&taken_flow), &decision, recipient).await;
        if outcome.is_err() {
            self.put_back(&taken_flow).await;
        }
        outcome
    }

    async fn decide<D, R>(
        self,
        taken_flow: Option<&TakenFlow>,
        decision: &D,
        recipient: &R,
    ) -> Result<SignInResult<R::Output>, Fault>
    where
        D: Decision<Value = Next>,
        R: Recipient,
    {
        let app = self.app();
        let facts = StoreFacts::new(self.cx, self.pool)
            .by_administrator(self.entry_point == EntryPoint::Admin);
        let run = Run::new(&facts, Some(self.client));
        let decided = retry(TRIES, || async {
            let Decided { value, changes } = run.decide(decision).await?;
            let mut writes = run.writes(&changes).await?;
            let note = Note::of(taken_flow, &value);
            let outcome = match value {
                Next::Ask { flow, flow_token } => {
                    writes.push(self.put(&flow, &flow_token)?);
                    SignInResult::Ask(PendingChallenge {
                        challenge: flow.challenge().clone(),
                        flow_token,
                    })
                }
                Next::Refused { refusal, flow } => {
                    let retry = match taken_flow.zip(flow) {
                        Some((taken_flow, flow)) => {
                            writes.push(self.put_again(&flow, taken_flow)?);
                            Some(taken_flow.pending())
                        }
                        None => None,
                    };
                    SignInResult::Refused { refusal, retry }
                }
                Next::Done(grant) => {
                    let result = self.grant(grant, &changes, writes, &facts, recipient).await;
                    if matches!(result, Ok(Attempt::Written(_))) {
                        self.note(note);
                    }
                    if result.is_err() {
                        app.metrics.sign_in(false);
                    }
                    return result;
                }
            };
            if let Err(error) = app.store.write(writes).await {
                return Ok(Attempt::Lost(error));
            }
            self.note(note);
            facts.finish(&changes).await?;
            Ok(Attempt::Written(outcome))
        });
        let decided = decided.await;
        facts.settle(true).await;
        run.wait_for_tick().await;
        let outcome = decided.map_err(|fault| writes::fault_of(self.pool, fault))?;
        match outcome {
            SignInResult::Ask(_) => {}
            SignInResult::Done(_) => app.metrics.sign_in(true),
            SignInResult::Refused { .. } => app.metrics.sign_in(false),
        }
        Ok(outcome)
    }

    /// Commits a grant together with what its recipient makes of it, if the user is still as they were when it was decided:
    /// the password may be another one by now.
    ///
    /// A function that is called after the commit sees the sign-in written, and what it changes of the user is in what the
    /// recipient makes: then there are two transactions, the sign-in's and the recipient's.
    async fn grant<R: Recipient>(
        self,
        grant: Grant,
        changes: &[Change],
        mut writes: Vec<Write>,
        facts: &StoreFacts<'_>,
        recipient: &R,
    ) -> Result<Attempt<SignInResult<R::Output>>, Fault> {
        let store = &self.app().store;
        writes.insert(0, store::user::unchanged(&grant.user));
        let calls_after = changes
            .iter()
            .any(|change| matches!(change, Change::CallAfter(_)));
        let mut output = None;
        if !calls_after {
            let (received, more) = recipient.receive(&grant, facts).await?;
            writes.extend(more);
            output = Some(received);
        }
        if let Err(error) = store.write(writes).await {
            return Ok(Attempt::Lost(error));
        }
        facts.finish(changes).await?;
        let output = match output {
            Some(output) => output,
            None => self.receive_after(&grant, facts, recipient).await?,
        };
        Ok(Attempt::Written(SignInResult::Done(output)))
    }

    /// Has the recipient make something of a sign-in that is written, and of the user as they are now: a race that is lost
    /// here asks for no second proof.
    async fn receive_after<R: Recipient>(
        self,
        grant: &Grant,
        facts: &StoreFacts<'_>,
        recipient: &R,
    ) -> Result<R::Output, Fault> {
        let store = &self.app().store;
        let received = retry(TRIES, || async {
            let user = store::user::find(store, &self.pool.id, &grant.user.sub).await?;
            let user = user.filter(|user| user.enabled);
            let user = Box::new(user.ok_or(refusal::User::Disabled)?);
            let grant = Grant { user, ..*grant };
            let (output, more) = recipient.receive(&grant, facts).await?;
            let mut writes = vec![store::user::unchanged(&grant.user)];
            writes.extend(more);
            Ok(match store.write(writes).await {
                Ok(()) => Attempt::Written(output),
                Err(error) => Attempt::Lost(error),
            })
        });
        received.await
    }

    /// Tells the limit of the caller's address.
    fn note(self, note: Option<Note>) {
        match note {
            Some(Note::Start) => self.cx.unproved.begin(),
            Some(Note::End) => self.cx.unproved.end(),
            None => {}
        }
    }

    fn app(self) -> &'a App {
        &self.cx.app
    }
}

/// What the limit of the caller's address hears of a step: what anybody may begin counts until it ends.
#[derive(Clone, Copy)]
enum Note {
    Start,
    End,
}

impl Note {
    /// That of a step from this flow, `None` at a start, to what came of it.
    fn of(taken_flow: Option<&TakenFlow>, next: &Next) -> Option<Self> {
        let was_unproved = taken_flow.is_some_and(|taken_flow| taken_flow.flow.is_unproved());
        match next {
            Next::Ask { flow, .. } if taken_flow.is_none() && flow.is_unproved() => {
                Some(Self::Start)
            }
            Next::Refused { flow: Some(_), .. } => None,
            Next::Ask { .. } | Next::Done(_) | Next::Refused { flow: None, .. } => {
                was_unproved.then_some(Self::End)
            }
        }
    }
}

fn refuse<T>(refusal: Refusal) -> SignInResult<T> {
    SignInResult::Refused {
        refusal,
        retry: None,
    }
}
