//! Which second factor a user is asked for after the password.

use crate::{
    mfa::Factor,
    pool::Pool,
    refusal::Refusal,
    user::{Status, User},
};
use shapes::idp;

/// What a sign-in asks for after the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Nothing.
    Nothing,
    /// This factor.
    Factor(Factor),
    /// That one of these be set up.
    SetUp(Vec<Factor>),
}

/// Decides what a user who proved the password is asked for.
///
/// Where second factors are required, a user who has an authenticator app is asked for it whether or not it is enabled;
/// where they are optional, only a user who enabled one is asked.
///
/// **Errors** [`Refusal::NoSecondFactor`] where one is required and none can be had.
///
/// **Source** developer guide, "Adding MFA to a user pool", the decision at sign-in.
pub(crate) fn demand(user: &User, pool: &Pool) -> Result<Demand, Refusal> {
    let (config, choice) = (pool.mfa, &user.mfa);
    // Users of an external identity provider prove second factors there.
    if config.mode == idp::UserPoolMfaType::Off || user.status == Status::ExternalProvider {
        return Ok(Demand::Nothing);
    }
    let allowed = || {
        Factor::ALL
            .iter()
            .copied()
            .filter(|factor| config.allows(*factor))
    };
    let usable = |factor: &Factor| config.allows(*factor) && user.has(*factor);
    let enabled = |factor: &Factor| usable(factor) && choice.enabled.contains(factor);
    let chosen = choice.preferred.filter(enabled);
    let chosen = chosen.or_else(|| allowed().find(enabled));
    if let Some(factor) = chosen {
        return Ok(Demand::Factor(factor));
    }
    if config.mode == idp::UserPoolMfaType::Optional {
        return Ok(Demand::Nothing);
    }
    if let Some(factor) = allowed().find(usable) {
        return Ok(Demand::Factor(factor));
    }
    let open: Vec<Factor> = allowed().collect();
    if open.is_empty() {
        Err(Refusal::NoSecondFactor)
    } else {
        Ok(Demand::SetUp(open))
    }
}
