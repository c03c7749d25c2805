//! The changes of decisions as writes, and what the store's conflicts mean to decisions.

use super::facts::StoreFacts;
use crate::{deliver::Sender, fault::Fault, revocation::revoke_all};
use domain::{
    change::Change,
    message::Message,
    pool::Pool,
    refusal::{self, Refusal},
    user::{User, aliases},
};
use store::{Conflict, Write, user::Alias};

/// The writes of these changes, whose messages name this sender. A name is taken from its owner before another user gets
/// it.
///
/// **Errors** [`refusal::Delivery::Unavailable`] for a message that has nowhere to go, or would have if the user
/// existed.
pub(super) fn of(
    facts: &StoreFacts<'_>,
    sender: &Sender,
    changes: &[Change],
) -> Result<Vec<Write>, Fault> {
    let takes = |change: &&Change| matches!(change, Change::TakeAlias(..));
    let (first, rest): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(takes);
    let mut writes = Vec::new();
    for change in first.into_iter().chain(rest) {
        write(facts, sender, change, &mut writes)?;
    }
    Ok(writes)
}

fn write(
    facts: &StoreFacts<'_>,
    sender: &Sender,
    change: &Change,
    writes: &mut Vec<Write>,
) -> Result<(), Fault> {
    let (app, pool) = (facts.app(), facts.pool());
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
        Change::ClearAttempts(key) => {
            let ticket = facts.ticket(key);
            writes.push(store::attempt::clear(id, &key.name(), ticket.as_ref()));
        }
        Change::SettleAttempt(key) => {
            let ticket = facts.ticket(key);
            writes.extend(ticket.map(|ticket| store::attempt::withdraw(id, &key.name(), &ticket)));
        }
        Change::PutCode(sub, code) => writes.push(store::code::put(id, sub, code)),
        Change::DeleteCode(sub, proof) => writes.push(store::code::delete(id, sub, &proof.key())),
        Change::TakeAlias(sub, attribute, value) => writes.push(store::user::take_alias(
            id,
            sub,
            attribute,
            value,
            pool.case_sensitive(),
        )),
        Change::RevokeFamilies(sub) => writes.extend(revoke_all(app, id, sub)),
        Change::EndBrowserSessions(sub) => writes.extend([
            store::browser_session::delete_all_of(id, sub),
            store::authorization::delete_fresh_of(id, sub),
        ]),
        Change::Send(message) if app.delivery.reaches(message.channel) => {
            writes.extend(app.delivery.send((pool, sender), message, app.now()));
        }
        Change::SendDecoy(message) if app.delivery.reaches(message.channel) => {
            writes.extend(app.delivery.send_decoy((pool, sender), message, app.now()));
        }
        Change::CallAfter(_) => {}
        Change::Send(Message { channel, .. }) | Change::SendDecoy(Message { channel, .. }) => {
            return Err(refusal::Delivery::Unavailable(*channel).into());
        }
    }
    Ok(())
}

/// The aliases under which the user can be found.
fn names(user: &User, pool: &Pool) -> Vec<Alias> {
    aliases(user, pool)
        .into_iter()
        .map(|(attribute, value)| Alias { attribute, value })
        .collect()
}

/// The fault of a change that was not written: a name that another user took first is a refusal, all else stays as it is.
pub(crate) fn fault_of(pool: &Pool, fault: Fault) -> Fault {
    let conflict = match &fault {
        Fault::Store(error) => error.conflict(),
        Fault::Refused(_) | Fault::Protocol(..) | Fault::Internal(_) => None,
    };
    match conflict.and_then(|conflict| name_refusal(pool, conflict)) {
        Some(refusal) => refusal.into(),
        None => fault,
    }
}

/// The refusal of a name that another user took first, if that is what the conflict is about.
fn name_refusal(pool: &Pool, conflict: &Conflict) -> Option<Refusal> {
    match conflict {
        Conflict::Username => Some(refusal::Username::Taken.into()),
        Conflict::Alias(attribute) if pool.username_attributes().contains(&attribute.as_str()) => {
            Some(refusal::Username::AttributeTaken(attribute.clone()).into())
        }
        Conflict::Alias(attribute) => Some(refusal::Username::AliasTaken(attribute.clone()).into()),
        Conflict::Pool
        | Conflict::Domain
        | Conflict::Client
        | Conflict::Brand
        | Conflict::User
        | Conflict::Family
        | Conflict::Authorization
        | Conflict::BrowserSession
        | Conflict::SigningKey
        | Conflict::CurrentSigningKey
        | Conflict::AccessKey
        | Conflict::StudioKey
        | Conflict::StudioLink
        | Conflict::Row => None,
    }
}
