//! How a sign-in begins.

use super::{
    Next, Progress, SignInContext,
    dispatch::{dispatch, refuse},
    password, password_srp,
};
use crate::{
    attribute::check_typed_name,
    context::Context,
    decision::{Decided, Decision},
    facts::{Facts, Stop},
    refusal,
    secret::Secret,
};

/// What a sign-in begins with.
#[derive(Debug, Clone)]
pub enum Start {
    /// `USER_SRP_AUTH`: identifier and `SRP_A` (hex).
    Srp {
        /// The identifier as typed.
        username: String,
        /// The client's public value.
        a: String,
    },
    /// `USER_PASSWORD_AUTH`, its admin twin, and the pages' form with both fields.
    Password {
        /// The identifier as typed.
        username: String,
        /// The password.
        password: Secret,
    },
    /// The identifier alone: the password is asked next.
    Identifier {
        /// The identifier as typed.
        username: String,
    },
}

/// A person or program begins to sign in; the secret hash was checked before.
#[derive(Debug, Clone)]
pub struct StartSignIn {
    /// What the sign-in begins with: a password, an SRP value or an identifier.
    pub start: Start,
}

impl Decision for StartSignIn {
    type Value = Next;

    /// **Errors** never [`Stop::Refused`]: a refusal is [`Next::Refused`].
    async fn decide<F: Facts>(&self, facts: &F, cx: &Context<'_>) -> Result<Decided<Next>, Stop> {
        let cx = SignInContext::new(cx)?;
        match self.start.check(facts, &cx).await {
            Ok(progress) => dispatch(self.start.username(), progress, None, facts, &cx).await,
            Err(Stop::Refused(refusal)) => Ok(refuse(refusal, Vec::new())),
            Err(stop) => Err(stop),
        }
    }
}

impl Start {
    /// The identifier as typed.
    fn username(&self) -> &str {
        match self {
            Self::Srp { username, .. }
            | Self::Password { username, .. }
            | Self::Identifier { username } => username,
        }
    }

    /// How far it brings the sign-in.
    async fn check<F: Facts>(&self, facts: &F, cx: &SignInContext<'_>) -> Result<Progress, Stop> {
        if self.username().is_empty() {
            return Err(refusal::Parameter::Missing("USERNAME".to_owned()).into());
        }
        check_typed_name(self.username())?;
        match self {
            Self::Srp { username, a } => {
                let opening = password_srp::open(username, a, facts, cx).await?;
                Ok(Progress::PublicValue(opening))
            }
            Self::Password { username, password } => {
                let proof = password::check(username, password, facts, cx).await?;
                Ok(Progress::FirstFactor(proof))
            }
            Self::Identifier { .. } => Ok(Progress::Identifier),
        }
    }
}
