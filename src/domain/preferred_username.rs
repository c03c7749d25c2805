//! To whom a preferred user name belongs, where it is an alias.

#[cfg(test)]
mod tests;

use crate::{
    attribute::Attributes,
    facts::{Facts, Stop},
    id::Sub,
    pool::Pool,
    refusal,
};

/// The attribute's name.
pub(crate) const PREFERRED_USERNAME: &str = "preferred_username";

/// Checks that a preferred user name among these new values is nobody else's, and nobody else's user name either.
/// `sub` is whose it is to be, `None` for a user who is being made.
///
/// **Errors** [`refusal::Username::AliasTaken`].
pub(crate) async fn check<F: Facts>(
    facts: &F,
    pool: &Pool,
    new: &Attributes,
    sub: Option<&Sub>,
) -> Result<(), Stop> {
    let is_alias = pool.alias_attributes().contains(&PREFERRED_USERNAME);
    let value = new.get(PREFERRED_USERNAME);
    let Some(value) = value.filter(|value| is_alias && !value.is_empty()) else {
        return Ok(());
    };
    for kind in ["username", PREFERRED_USERNAME] {
        let owner = facts.owner(kind, &pool.fold(value)).await?;
        if owner.is_some_and(|owner| Some(&owner.sub) != sub) {
            return Err(refusal::Username::AliasTaken(PREFERRED_USERNAME.to_owned()).into());
        }
    }
    // Administrators name users by their sub, too.
    let named = Sub::parse(value).filter(|named| Some(named) != sub);
    if let Some(named) = named
        && facts.user(&named).await?.is_some()
    {
        return Err(refusal::Username::AliasTaken(PREFERRED_USERNAME.to_owned()).into());
    }
    Ok(())
}
