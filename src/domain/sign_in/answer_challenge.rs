//! `RespondToAuthChallenge`, its admin twin and the pages' forms: the answer to the challenge that was asked.

use super::{Next, SignInContext, StoredFlow, dispatch::conclude};
use crate::{
    context::Context,
    decision::{Decided, Decision},
    event::Metadata,
    facts::{Facts, Stop},
};
use wire::challenge::Answers;

/// A person or program answers a challenge; the secret hash was checked before.
#[derive(Clone)]
pub struct AnswerChallenge {
    /// The flow that waits.
    pub flow: StoredFlow,
    /// The answers.
    pub answers: Answers,
    /// What the caller hands through to functions.
    pub client_metadata: Option<Metadata>,
}

impl Decision for AnswerChallenge {
    type Value = Next;

    /// **Errors** never [`Stop::Refused`]: a refusal is [`Next::Refused`].
    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<Next>, Stop> {
        let cx = SignInContext::new(cx)?;
        if let Err(refusal) = self.flow.check_addressed(&self.answers, &cx) {
            return Ok(self.flow.refuse(refusal));
        }
        let result = self.flow.answer(&self.answers, facts, &cx).await;
        let client_metadata = self.client_metadata.as_ref();
        conclude(&self.flow, result, client_metadata, facts, &cx).await
    }
}
