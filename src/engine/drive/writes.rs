//! What machines change, as writes; and what the store's conflicts mean to them.

use crate::{app::App, fault::Fault, issue};
use domain::{
    message::Message,
    pool::Pool,
    refusal::Refusal,
    sign_in::Change,
    user::{User, aliases},
};
use store::{Write, user::Alias};

/// The writes of these changes. Names are taken from others before they are given.
///
/// **Errors** [`Refusal::DeliveryUnavailable`] for a message that has nowhere to go, or would have if the user existed.
pub(super) fn of(app: &App, pool: &Pool, changes: &[Change]) -> Result<Vec<Write>, Fault> {
    let takes = |change: &&Change| matches!(change, Change::TakeAlias(..));
    let (first, rest): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(takes);
    let mut writes = Vec::new();
    for change in first.into_iter().chain(rest) {
        write(app, pool, change, &mut writes)?;
    }
    Ok(writes)
}

/// Those of the writes that forget the tries of secrets.
pub(super) fn clearing(pool: &Pool, changes: &[Change]) -> Vec<Write> {
    let keys = changes.iter().filter_map(|change| {
        if let Change::ClearAttempts(key) = change {
            Some(key)
        } else {
            None
        }
    });
    keys.map(|key| store::attempt::clear(&pool.id, key))
        .collect()
}

fn write(app: &App, pool: &Pool, change: &Change, writes: &mut Vec<Write>) -> Result<(), Fault> {
    let id = &pool.id;
    match change {
        Change::CreateUser(user) => writes.push(store::user::insert(
            user,
            &names(user, pool),
            pool.case_sensitive(),
        )),
        Change::UpdateUser(user) => writes.push(store::user::update(
            user,
            &names(user, pool),
            pool.case_sensitive(),
        )),
        Change::DeleteUser(sub) => writes.push(store::user::delete(id, sub)),
        Change::ClearAttempts(key) => writes.push(store::attempt::clear(id, key)),
        Change::KeepCode(sub, code) => writes.push(store::code::put(id, sub, code)),
        Change::DropCode(sub, proof) => writes.push(store::code::delete(id, sub, &proof.key())),
        Change::TakeAlias(sub, attribute, value) => writes.push(store::user::take_alias(
            id,
            sub,
            attribute,
            value,
            pool.case_sensitive(),
        )),
        Change::RevokeFamilies(sub) => writes.extend(issue::revoke_all(app, id, sub)),
        Change::EndBrowserSessions(sub) => writes.extend([
            store::browser_session::delete_all_of(id, sub),
            store::authorization::delete_fresh_of(id, sub),
        ]),
        Change::Send(message) if app.delivery.reaches(message.channel) => {
            writes.extend(app.delivery.send(pool, message, app.now()));
        }
        Change::SendNothing(message) if app.delivery.reaches(message.channel) => {
            writes.extend(app.delivery.send_nothing(pool, message, app.now()));
        }
        Change::Send(Message { channel, .. }) | Change::SendNothing(Message { channel, .. }) => {
            return Err(Refusal::DeliveryUnavailable(*channel).into());
        }
    }
    Ok(())
}

/// Everything by which the user can be named.
fn names(user: &User, pool: &Pool) -> Vec<Alias> {
    aliases(user, pool)
        .into_iter()
        .map(|(attribute, value)| Alias { attribute, value })
        .collect()
}

/// Whether a decision that met this conflict may come out otherwise when it is made again.
pub(super) fn worth_another_try(error: &store::Error) -> bool {
    error.conflict().is_some_and(|what| what != "username")
}

/// The refusal of a name that another user took first, if that is what the conflict is about.
pub(super) fn taken(pool: &Pool, what: &str) -> Option<Refusal> {
    if what == "username" {
        return Some(Refusal::UsernameTaken);
    }
    let attribute = what.strip_prefix("alias:")?;
    let is_the_name = pool.username_attributes().contains(&attribute);
    let attribute = attribute.to_owned();
    Some(if is_the_name {
        Refusal::AttributeTaken(attribute)
    } else {
        Refusal::AliasTaken(attribute)
    })
}
