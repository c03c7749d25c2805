//! The choice of the second factor that follows the password.

use crate::{
    message::Channel,
    mfa::Factor,
    pool::{Pool, Recovery},
    refusal::{self, Refusal},
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

/// Whether this user of the pool can be asked for this factor.
///
/// **Source** developer guide, "Adding MFA to a user pool": the address by which accounts are recovered first is no
/// second factor.
fn is_usable(factor: Factor, user: &User, pool: &Pool) -> bool {
    let recovers_first = match pool.recovery() {
        Recovery::Channels(channels) => channels.first().copied(),
        Recovery::AdministratorOnly => None,
    };
    let channel = factor.channel();
    pool.mfa.allows(factor) && user.has(factor) && (channel.is_none() || channel != recovers_first)
}

/// Whether the user's second factor is a code that is sent by this channel. No password is recovered by that channel then:
/// whoever reads its messages would need nothing else.
///
/// **Source** `ForgotPassword` API reference: not by the method that is the preferred second factor.
pub(crate) fn is_proved_by(channel: Channel, user: &User, pool: &Pool) -> bool {
    match demand(user, pool) {
        Ok(Demand::Factor(factor)) => factor.channel() == Some(channel),
        Ok(Demand::Nothing | Demand::SetUp(_)) | Err(_) => false,
    }
}

/// Decides what a user who proved the password is asked for.
///
/// Where second factors are required, a user who has an authenticator app is asked for it whether or not it is enabled;
/// where they are optional, only a user who enabled one is asked.
///
/// **Errors** [`refusal::SecondFactor::Unavailable`] where one is required and none can be had.
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
    let usable = |factor: &Factor| is_usable(*factor, user, pool);
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
    let open: Vec<Factor> = allowed().filter(|factor| factor.can_be_set_up()).collect();
    if open.is_empty() {
        Err(refusal::SecondFactor::Unavailable.into())
    } else {
        Ok(Demand::SetUp(open))
    }
}
