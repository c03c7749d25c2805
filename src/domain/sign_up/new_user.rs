//! What every new user has, and the names that must be free for one.

use crate::{
    attribute::Attributes,
    context::Context,
    facts::{Facts, Stop},
    id::Sub,
    pool::Pool,
    refusal,
    user::{Credentials, Status, User},
};
use std::collections::BTreeMap;

/// Checks that no user has one of the new user's names.
///
/// **Errors** [`refusal::Username::AttributeTaken`] where an attribute is the user name, else
/// [`refusal::Username::Taken`].
pub(super) async fn check_names<F: Facts>(
    facts: &F,
    pool: &Pool,
    username: &str,
    attributes: &Attributes,
) -> Result<(), Stop> {
    for (attribute, value) in names(pool, username, attributes) {
        if facts.owner(attribute, &value).await?.is_some() {
            return Err(if pool.has_username_attributes() {
                refusal::Username::AttributeTaken(attribute.to_owned()).into()
            } else {
                refusal::Username::Taken.into()
            });
        }
    }
    // Administrators name users by their sub, too.
    if let Some(sub) = Sub::parse(username)
        && facts.user(&sub).await?.is_some()
    {
        return Err(refusal::Username::Taken.into());
    }
    Ok(())
}

/// The names of a new user that must be free: attribute and folded value.
///
/// A chosen user name must not be somebody's preferred user name either where that is an alias, or it would take that
/// person's sign-in.
fn names(pool: &Pool, username: &str, attributes: &Attributes) -> Vec<(&'static str, String)> {
    if pool.has_username_attributes() {
        let names = pool.username_attributes().into_iter();
        return names
            .filter_map(|name| Some((name, pool.fold(attributes.get(name)?))))
            .collect();
    }
    let mut names = vec![("username", pool.fold(username))];
    if pool.alias_attributes().contains(&"preferred_username") {
        names.push(("preferred_username", pool.fold(username)));
    }
    names
}

/// A user who is created now.
pub(super) fn new_user(
    username: &str,
    status: Status,
    attributes: Attributes,
    cx: &Context<'_>,
) -> User {
    let sub = Sub::generate(cx.random.uuid);
    let username = if cx.pool.has_username_attributes() {
        sub.to_string()
    } else {
        username.to_owned()
    };
    User {
        pool: cx.pool.id.clone(),
        sub,
        username,
        status,
        enabled: true,
        attributes,
        pending: BTreeMap::new(),
        temporary_until: None,
        mfa: Default::default(),
        created_at: cx.now,
        modified_at: cx.now,
        credentials: Credentials::default(),
        version: 0,
    }
}
