//! `PASSWORD_SRP`: the identifier and the client's public value of SRP; nothing is proved by it yet.

use super::SignInContext;
use crate::{
    account::Account,
    decoy::Decoy,
    facts::{Facts, Stop},
    refusal,
    srp::PublicValue,
};

/// The client's half of an exchange, and whose password it is about.
pub(super) struct Opening {
    /// The client's public value.
    pub(super) client: PublicValue,
    /// Whom the identifier names.
    pub(super) account: Account,
}

/// Begins with the public value that came with the identifier.
///
/// **Errors** [`refusal::Parameter::Missing`], [`refusal::Credentials::SrpInvalid`], [`refusal::User::Unknown`].
pub(super) async fn open<F: Facts>(
    username: &str,
    a: &str,
    facts: &F,
    cx: &SignInContext<'_>,
) -> Result<Opening, Stop> {
    if a.is_empty() {
        return Err(refusal::Parameter::Missing("SRP_A".to_owned()).into());
    }
    let client = PublicValue::parse(a)?;
    let account = Account::find(facts, username, cx).await?;
    if !cx.hides_users() || cx.pool.alias_attributes().is_empty() {
        return Ok(Opening { client, account });
    }
    // Read for everybody, so that it costs no one any time more.
    let beside = facts.user_beside(Decoy::new(username, cx).sub()).await?;
    let account = match account {
        Account::Decoy(decoy) => Account::Decoy(decoy.like(beside)),
        Account::User(user) => Account::User(user),
    };
    Ok(Opening { client, account })
}
