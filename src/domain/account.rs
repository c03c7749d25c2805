//! The account that an identifier names: a user, or a decoy where the answer must not tell that there is none.

use crate::{
    attribute::check_typed_name,
    code::{Code, check},
    context::Context,
    decoy::Decoy,
    facts::{Facts, Stop},
    id::Sub,
    refusal::{self, Refusal},
    secret::Secret,
    time::Timestamp,
    user::User,
};

/// The account that an identifier names.
#[derive(Debug, Clone)]
pub(crate) enum Account {
    /// A user.
    User(Box<User>),
    /// A decoy: there is no such user, and the answer must not tell.
    Decoy(Decoy),
}

impl Account {
    /// The account of this name. The decoy is worked out for everybody, so that it costs no one any time more.
    ///
    /// **Errors** [`refusal::Username::Invalid`] for what is longer than any name;
    /// [`refusal::User::Unknown`] where the answer may tell that there is none.
    pub(crate) async fn find<F: Facts>(
        facts: &F,
        name: &str,
        cx: &Context<'_>,
    ) -> Result<Self, Stop> {
        check_typed_name(name)?;
        let decoy = Decoy::new(name, cx);
        match facts.find_user(name).await? {
            Some(user) => Ok(Self::User(Box::new(user))),
            None if cx.hides_users() => Ok(Self::Decoy(decoy)),
            None => Err(refusal::User::Unknown.into()),
        }
    }

    /// The `sub` of the user or decoy.
    pub(crate) const fn sub(&self) -> &Sub {
        match self {
            Self::User(user) => &user.sub,
            Self::Decoy(decoy) => decoy.sub(),
        }
    }

    /// The user, if it is one.
    pub(crate) fn user(&self) -> Option<&User> {
        match self {
            Self::User(user) => Some(user),
            Self::Decoy(_) => None,
        }
    }
}

/// The user whose live code was typed by somebody who is not signed in, and that code.
///
/// With `hides_age`, any digits but those that were sent are a wrong code, whether a code is alive, has expired, was never
/// requested, or the account is a decoy: otherwise a guess would tell who waits for a code.
///
/// **Errors** [`refusal::Code::Wrong`]; [`refusal::Code::Expired`] where no code is alive, or it went to an address
/// that the user no longer has.
pub(crate) fn prove(
    account: Account,
    stored: Option<Code>,
    typed: &Secret,
    hides_age: bool,
    now: Timestamp,
) -> Result<(Box<User>, Code), Refusal> {
    let sent = |code: &Code| !code.is_decoy() && code.digits.matches(typed.expose());
    if hides_age && !stored.as_ref().is_some_and(sent) {
        return Err(refusal::Code::Wrong.into());
    }
    let code = check(stored, typed, now)?;
    match account {
        Account::User(user) if user.attributes.get(&code.attribute) == Some(&code.address) => {
            Ok((user, code))
        }
        // An administrator changed the address since.
        Account::User(_) => Err(refusal::Code::Expired.into()),
        Account::Decoy(_) => Err(refusal::Code::Wrong.into()),
    }
}
