//! Sign-ins: flows that wait for a person between two steps.

use super::{
    TRIES,
    facts::Facts,
    failed,
    outcome::{Again, Done, Outcome, put_back},
    undecided, writes,
};
use crate::{fault::Fault, request::RequestContext};
use domain::{
    client::Client,
    flow_token,
    pool::Pool,
    refusal::Refusal,
    sign_in::{Change, Grant, Input, Round, SignIn, Start, Step, Turn},
    time::Timestamp,
    token,
};
use store::{Write, flow::FlowRow};
use wire::challenge::{Answers, Challenge};

/// Through which entry a sign-in came; only the same entry goes on with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The public operations of the JSON API.
    Api,
    /// Its administrators' twins.
    Admin,
    /// The hosted pages.
    Pages,
}

impl Door {
    /// Under which kind its flows are kept.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Api => "sign_in:api",
            Self::Admin => "sign_in:admin",
            Self::Pages => "sign_in:pages",
        }
    }
}

/// Where a sign-in happens.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The request.
    pub cx: &'a RequestContext,
    /// The pool.
    pub pool: &'a Pool,
    /// The app client.
    pub client: &'a Client,
    /// The entry.
    pub door: Door,
}

/// A flow as it was taken.
struct Kept {
    hash: String,
    session: String,
    flow: SignIn,
    row: FlowRow,
}

impl Setting<'_> {
    /// Begins a sign-in.
    ///
    /// **Errors** never a refusal: those are [`Outcome::Refused`].
    pub async fn start(self, start: Start) -> Result<Outcome, Fault> {
        self.decide(None, &Input::Start(start)).await
    }

    /// Goes on with a sign-in; a flow token carried inside the answers stands in for a `session` that was left out.
    ///
    /// **Errors** never a refusal: those are [`Outcome::Refused`].
    pub async fn answer(self, session: Option<&str>, answers: Answers) -> Result<Outcome, Fault> {
        let Some(session) = session
            .or_else(|| answers.carried_flow_token())
            .map(str::to_owned)
        else {
            return Ok(refused(Refusal::ParameterMissing("Session".to_owned())));
        };
        self.go_on(&session, &Input::Answer(answers)).await
    }

    /// Goes on with a sign-in by any input.
    pub(super) async fn go_on(self, session: &str, input: &Input) -> Result<Outcome, Fault> {
        let kept = match self.take(session).await? {
            Ok(kept) => kept,
            Err(refusal) => return Ok(refused(refusal)),
        };
        let outcome = self.decide(Some(&kept), input).await;
        if outcome.is_err() {
            put_back(&self.cx.app, Some(self.keep(&kept))).await;
        }
        outcome
    }

    /// The challenge that waits under this flow token, which is not used up by looking.
    ///
    /// **Errors** [`Refusal::FlowTokenInvalid`], [`Refusal::FlowTokenExpired`].
    pub async fn asked(self, session: &str) -> Result<Challenge, Fault> {
        let row =
            store::flow::find(&self.cx.app.store, &self.pool.id, &token::hash(session)).await?;
        let row = row
            .filter(|row| self.owns(row))
            .ok_or(Refusal::FlowTokenInvalid)?;
        if row.expires_at <= self.cx.app.now() {
            return Err(Refusal::FlowTokenExpired.into());
        }
        Ok(read(&row)?
            .asked()
            .cloned()
            .ok_or(Refusal::FlowTokenInvalid)?)
    }

    fn owns(self, row: &FlowRow) -> bool {
        row.kind == self.door.kind() && row.client == self.client.id
    }

    async fn take(self, session: &str) -> Result<Result<Kept, Refusal>, Fault> {
        let hash = token::hash(session);
        let Some(row) = store::flow::take(&self.cx.app.store, &self.pool.id, &hash).await? else {
            return Ok(Err(Refusal::FlowTokenInvalid));
        };
        let flow = read(&row)?;
        let kept = Kept {
            hash,
            session: session.to_owned(),
            flow,
            row,
        };
        if !self.owns(&kept.row) {
            put_back(&self.cx.app, Some(self.keep(&kept))).await;
            return Ok(Err(Refusal::FlowTokenInvalid));
        }
        if kept.row.expires_at <= self.cx.app.now() {
            return Ok(Err(Refusal::FlowTokenExpired));
        }
        Ok(Ok(kept))
    }

    /// The write that puts a taken flow back as it was.
    fn keep(self, kept: &Kept) -> Write {
        store::flow::put(&self.pool.id, &kept.hash, &kept.row)
    }

    fn new_row(self, flow: &SignIn, expires_at: Timestamp) -> Result<FlowRow, Fault> {
        let value = serde_json::to_value(flow)
            .map_err(|error| Fault::Internal(format!("a flow cannot be kept: {error}")))?;
        Ok(FlowRow {
            kind: self.door.kind().to_owned(),
            client: self.client.id.clone(),
            value,
            expires_at,
        })
    }

    async fn decide(self, kept: Option<&Kept>, input: &Input) -> Result<Outcome, Fault> {
        let mut facts = Facts::new(self.cx, self.pool);
        let mut lost = None;
        for _ in 0..TRIES {
            let session = flow_token::make(self.cx.app.random.bytes(), &self.client.id);
            let round = self.walk(kept, input.clone(), &session, &mut facts).await?;
            let mut writes = writes::of(&self.cx.app, self.pool, &round.changes)?;
            let outcome = match (round.step, round.flow) {
                (Ended::Done(grant), _) => {
                    let restore = kept.map(|kept| self.keep(kept));
                    let cleared = writes::clearing(self.pool, &round.changes);
                    return Ok(Outcome::Done(Box::new(Done {
                        grant,
                        pool: self.pool.clone(),
                        writes,
                        cleared,
                        restore,
                    })));
                }
                (Ended::Ask(challenge), Some(flow)) => {
                    let row =
                        self.new_row(&flow, self.cx.app.now() + self.client.auth_session())?;
                    writes.push(store::flow::put(
                        &self.pool.id,
                        &token::hash(&session),
                        &row,
                    ));
                    Outcome::Ask { challenge, session }
                }
                (Ended::Ask(_), None) => {
                    return Err(Fault::Internal(
                        "a challenge was asked by no flow".to_owned(),
                    ));
                }
                (Ended::Refuse(refusal), flow) => {
                    let again = self.again(kept, flow.as_ref(), &mut writes)?;
                    Outcome::Refused { refusal, again }
                }
            };
            let refused = matches!(outcome, Outcome::Refused { .. });
            match self.cx.app.store.write(writes).await {
                Ok(()) => {
                    if refused {
                        self.cx.app.metrics.sign_in(false);
                    }
                    return Ok(outcome);
                }
                Err(error) if writes::worth_another_try(&error) => lost = Some(error),
                Err(error) => return Err(failed(self.pool, error)),
            }
        }
        Err(lost.map_or_else(undecided, |error| failed(self.pool, error)))
    }

    /// Keeps a refused flow for another answer: under the same token, until the same time.
    fn again(
        self,
        kept: Option<&Kept>,
        flow: Option<&SignIn>,
        writes: &mut Vec<Write>,
    ) -> Result<Option<Again>, Fault> {
        let (Some(kept), Some(flow)) = (kept, flow) else {
            return Ok(None);
        };
        writes.push(store::flow::put(
            &self.pool.id,
            &kept.hash,
            &self.new_row(flow, kept.row.expires_at)?,
        ));
        Ok(flow.asked().map(|challenge| Again {
            challenge: challenge.clone(),
            session: kept.session.clone(),
        }))
    }

    /// Advances the flow until it needs nothing more.
    async fn walk(
        self,
        kept: Option<&Kept>,
        input: Input,
        token: &str,
        facts: &mut Facts<'_>,
    ) -> Result<Rested, Fault> {
        let random = self.cx.app.random.turn();
        let turn = Turn {
            now: self.cx.app.now(),
            random: &random,
            token,
            pool: self.pool,
            client: self.client,
            decoy_key: &self.cx.app.secrets.decoy_key,
        };
        let (mut flow, mut input, mut changes) = (
            kept.map_or_else(SignIn::new, |kept| kept.flow.clone()),
            input,
            Vec::new(),
        );
        loop {
            let Round {
                flow: next,
                step,
                changes: more,
            } = flow.advance(input, &turn);
            changes.extend(more);
            let step = match (step, next) {
                (Step::Need(need), Some(paused)) => {
                    (flow, input) = (paused, Input::Fact(facts.fulfil(need).await?));
                    continue;
                }
                (Step::Need(_), None) => {
                    return Err(Fault::Internal("a fact is needed by no flow".to_owned()));
                }
                (Step::Ask(challenge), next) => (Ended::Ask(challenge), next),
                (Step::Done(grant), _) => (Ended::Done(grant), None),
                (Step::Refuse(refusal), next) => (Ended::Refuse(refusal), next),
            };
            return Ok(Rested {
                step: step.0,
                flow: step.1,
                changes,
            });
        }
    }
}

/// A round that needs nothing more.
struct Rested {
    step: Ended,
    flow: Option<SignIn>,
    changes: Vec<Change>,
}

enum Ended {
    Ask(Challenge),
    Done(Grant),
    Refuse(Refusal),
}

pub(super) fn refused(refusal: Refusal) -> Outcome {
    Outcome::Refused {
        refusal,
        again: None,
    }
}

fn read(row: &FlowRow) -> Result<SignIn, Fault> {
    serde_json::from_value(row.value.clone())
        .map_err(|error| Fault::Internal(format!("a kept flow cannot be read: {error}")))
}
