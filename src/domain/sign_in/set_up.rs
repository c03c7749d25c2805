//! `AssociateSoftwareToken` and `VerifySoftwareToken` with a flow token: what a program does between `MFA_SETUP` and its
//! answer.

use super::{Next, SetUpAct, SignInContext, StoredFlow, dispatch::conclude};
use crate::{
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop},
};

/// A program sets up a second factor before it answers the challenge.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// The flow that waits.
    pub flow: StoredFlow,
    /// What is done.
    pub act: SetUpAct,
}

impl Decision for SetUp {
    type Value = Next;

    /// **Errors** never [`Stop::Refused`]: a refusal is [`Next::Refused`].
    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<Next>, Stop> {
        let cx = SignInContext::new(cx)?;
        let result = self.flow.set_up(&self.act, facts, &cx).await;
        conclude(&self.flow, result, None, facts, &cx).await
    }
}
