//! The audit log: who changed a brand, named a pool's pages, or made, used or ended a link into the studio, in the store and in the program's log.
//!
//! An entry is written with what it tells of, in one transaction: neither is there without the other.

use crate::{random::Random, request::RequestContext};
use domain::{id::PoolId, time::Timestamp};
use store::{Store, Write, audit};

/// An action that the audit log records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// `loggia studio` printed a link.
    CreateStudioLink,
    /// A link into the studio was redeemed for a key.
    RedeemStudioLink,
    /// `loggia studio revoke` ended a link and its key.
    RevokeStudioLink,
    /// A pool got the name under which its pages answer.
    CreateUserPoolDomain,
    /// A theme document was set, or taken away.
    SetTheme,
    /// A style sheet or a logo was set, or taken away.
    SetUICustomization,
}

impl Action {
    /// The name of the operation.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CreateStudioLink => "CreateStudioLink",
            Self::RedeemStudioLink => "RedeemStudioLink",
            Self::RevokeStudioLink => "RevokeStudioLink",
            Self::CreateUserPoolDomain => "CreateUserPoolDomain",
            Self::SetTheme => "SetTheme",
            Self::SetUICustomization => "SetUICustomization",
        }
    }
}

/// An entry to be written.
#[derive(Debug, Clone)]
pub struct Entry(audit::Entry);

impl Entry {
    /// An entry about what `actor` does.
    pub fn new(action: Action, actor: &str, random: Random, now: Timestamp) -> Self {
        Self(audit::Entry {
            id: random.uuid(),
            at: now,
            action: action.name().to_owned(),
            actor: actor.to_owned(),
            pool: None,
            subject: None,
            request: None,
        })
    }

    /// An entry about what the signer of the request in hand does.
    pub fn of(cx: &RequestContext, action: Action) -> Self {
        let actor = cx.caller.access_key_id().unwrap_or_default();
        let entry = Self::new(action, actor, cx.app.random, cx.app.now());
        entry.by_request(cx.request_id.clone())
    }

    /// Sets the pool in which it happened.
    pub fn within(mut self, pool: &PoolId) -> Self {
        self.0.pool = Some(pool.clone());
        self
    }

    /// Sets the subject that it was done to.
    pub fn about(mut self, subject: &str) -> Self {
        self.0.subject = Some(subject.to_owned());
        self
    }

    /// Sets the id of the request that caused it.
    pub fn by_request(mut self, request: Option<String>) -> Self {
        self.0.request = request;
        self
    }

    /// The write that stores the entry.
    pub fn write(&self) -> Write {
        audit::insert(&self.0)
    }

    /// Writes the entry to the log, once it is stored.
    pub fn say(&self) {
        let audit::Entry {
            id,
            at: _,
            action,
            actor,
            pool,
            subject,
            request,
        } = &self.0;
        let pool = pool.as_ref().map(tracing::field::display);
        let (subject, request) = (subject.as_deref(), request.as_deref());
        tracing::info!(target: "audit", entry = id, action, actor, pool, subject, request, "recorded");
    }
}

/// The latest entries as `loggia audit` prints them, newest last, a line each.
///
/// **Shape** time in UTC, action, actor, pool, subject, request id; a dash for what an entry has not.
/// **Errors** the database cannot be used.
pub async fn lines(store: &Store, pool: Option<&PoolId>, limit: u32) -> store::Result<Vec<String>> {
    let entries = audit::latest(store, pool, limit).await?;
    Ok(entries.iter().map(line).collect())
}

fn line(entry: &audit::Entry) -> String {
    let at = jiff::Timestamp::from_millisecond(entry.at.0).unwrap_or_default();
    let at = at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ");
    let or_dash = |text: Option<&str>| text.unwrap_or("-").to_owned();
    let pool = or_dash(entry.pool.as_ref().map(PoolId::as_str));
    let subject = or_dash(entry.subject.as_deref());
    let request = or_dash(entry.request.as_deref());
    let (action, actor) = (&entry.action, &entry.actor);
    format!("{at}  {action:<18}  {actor:<20}  {pool}  {subject}  {request}")
}
