//! `AssociateSoftwareToken` and `VerifySoftwareToken` with a flow token: what a program does between `MFA_SETUP` and its
//! answer.

use super::{Next, SignInContext, StoredFlow};
use crate::{
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop},
    secret::Secret,
};

/// What a program does to set up a second factor. The challenge is asked again after each, under another flow token.
#[derive(Debug, Clone)]
pub enum SetUpAct {
    /// It fetches the secret.
    Associate,
    /// It proves that it has the secret.
    Verify {
        /// What the authenticator app shows.
        code: Secret,
        /// What the person calls the app.
        name: Option<String>,
    },
}

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
        let answered = self.flow.set_up(&self.act, facts, &cx).await;
        self.flow.conclude(answered, None, facts, &cx).await
    }
}
