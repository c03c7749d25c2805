//! The attempts that one decision counted: begun before a secret is checked, judged by what the decision comes to.

use crate::{app::App, attempt_queue::Place, decide::pause, fault::Fault};
use domain::{
    attempt::AttemptKey, change::Change, decision::Decided, facts::Stop, id::PoolId, pool::Pool,
    refusal::Limit,
};
use std::time::Duration;
use store::attempt::{BeginResult, Ticket};
use tokio::{runtime::Handle, time::Instant};

/// How long an attempt waits for those that are being judged before it is refused.
const PATIENCE: Duration = Duration::from_secs(15);

/// The attempts of a decision that are counted and not yet judged.
#[derive(Debug, Default)]
pub(crate) struct CountedAttempts(Vec<CountedAttempt>);

/// One attempt. Whoever is cut short, as a request by its time limit, drops it, and it is settled nevertheless.
pub(crate) struct CountedAttempt {
    app: App,
    pool: PoolId,
    key: AttemptKey,
    ticket: Ticket,
    verdict: Verdict,
    /// Whether the secret could not be checked.
    is_unchecked: bool,
    /// Whether what it came to is written down.
    is_settled: bool,
    /// Given up when the attempt is judged.
    _place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nothing is known of the secret.
    Unknown,
    Wrong,
    /// The secret was right, and earlier failures are forgotten.
    Cleared,
    /// The secret was right, and earlier failures stay.
    Settled,
}

/// Counts an attempt, once those that are being judged leave room for it; `None` if the key is locked.
///
/// **Errors** [`Limit::Busy`] if there is no room for long.
pub(crate) async fn begin(
    app: &App,
    pool: &Pool,
    key: &AttemptKey,
) -> Result<Option<CountedAttempt>, Fault> {
    let until = Instant::now() + PATIENCE;
    let Some(place) = app.attempts.enter(&pool.id, key, until).await else {
        return Err(Limit::Busy.into());
    };
    let mut tries = 0;
    loop {
        let (name, now) = (key.name(), app.now());
        match store::attempt::begin(&app.store, &pool.id, &name, now, key.curve()).await? {
            BeginResult::Counted(ticket) => {
                return Ok(Some(CountedAttempt {
                    app: app.clone(),
                    pool: pool.id.clone(),
                    key: key.clone(),
                    ticket,
                    verdict: Verdict::Unknown,
                    is_unchecked: false,
                    is_settled: false,
                    _place: place,
                }));
            }
            BeginResult::Locked => return Ok(None),
            BeginResult::Full if Instant::now() >= until => return Err(Limit::Busy.into()),
            BeginResult::Full => {
                tries += 1;
                tokio::time::sleep(pause(tries, app.random.fraction())).await;
            }
        }
    }
}

impl CountedAttempts {
    /// One more was counted.
    pub(crate) fn add(&mut self, attempt: CountedAttempt) {
        self.0.push(attempt);
    }

    /// Notes that the secrets could not be checked: whatever is refused because of it, they were not wrong.
    pub(crate) fn leave_unchecked(&mut self) {
        for attempt in &mut self.0 {
            attempt.is_unchecked = true;
        }
    }

    /// Notes what a run of the decision says of them.
    pub(crate) fn judge<T>(&mut self, result: &Result<Decided<T>, Stop>) {
        for attempt in &mut self.0 {
            attempt.verdict = match result {
                Ok(decided) => verdict(&decided.changes, &attempt.key),
                Err(Stop::Refused(_)) => Verdict::Wrong,
                Err(Stop::Unavailable(_)) => Verdict::Unknown,
            };
            if std::mem::take(&mut attempt.is_unchecked) && attempt.verdict == Verdict::Wrong {
                attempt.verdict = Verdict::Unknown;
            }
        }
    }

    /// The attempt of this key, as the store knows it.
    pub(crate) fn ticket(&self, key: &AttemptKey) -> Option<&Ticket> {
        let attempt = self.0.iter().find(|attempt| attempt.key == *key);
        attempt.map(|attempt| &attempt.ticket)
    }

    /// Forgets those that these changes, which are written, say are right.
    pub(crate) fn remove_written(&mut self, changes: &[Change]) {
        let is_right = |attempt: &CountedAttempt| verdict(changes, &attempt.key) != Verdict::Wrong;
        for attempt in self.0.extract_if(.., |attempt| is_right(attempt)) {
            attempt.settle_by_write();
        }
    }

    /// Takes those of which something is known; all of them once there is no further run.
    pub(crate) fn take(&mut self, is_over: bool) -> Vec<CountedAttempt> {
        let is_judged =
            |attempt: &mut CountedAttempt| is_over || attempt.verdict != Verdict::Unknown;
        self.0.extract_if(.., is_judged).collect()
    }
}

impl CountedAttempt {
    /// Writes down what the attempt came to. What cannot be written fails by itself after a while.
    pub(crate) async fn settle(mut self) {
        let (app, pool, key) = (&self.app, &self.pool, &self.key);
        settle(app, pool, key, &self.ticket, self.verdict).await;
        self.is_settled = true;
    }

    /// Takes it as settled by a write that held what it came to.
    fn settle_by_write(mut self) {
        self.is_settled = true;
    }
}

impl std::fmt::Debug for CountedAttempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CountedAttempt")
            .field("key", &self.key)
            .field("verdict", &self.verdict)
            .finish_non_exhaustive()
    }
}

impl Drop for CountedAttempt {
    fn drop(&mut self) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        if !self.is_settled {
            let (app, pool, key) = (self.app.clone(), self.pool.clone(), self.key.clone());
            let (ticket, verdict) = (self.ticket.clone(), self.verdict);
            runtime.spawn(async move { settle(&app, &pool, &key, &ticket, verdict).await });
        }
    }
}

async fn settle(app: &App, pool: &PoolId, key: &AttemptKey, ticket: &Ticket, verdict: Verdict) {
    let (store, name) = (&app.store, key.name());
    let written = match verdict {
        Verdict::Wrong => {
            let (one, now, curve) = ((name.as_str(), ticket), app.now(), key.curve());
            store::attempt::fail(store, pool, one, now, curve).await
        }
        Verdict::Unknown | Verdict::Settled => {
            let write = store::attempt::withdraw(pool, &name, ticket);
            store.write(vec![write]).await
        }
        Verdict::Cleared => {
            let write = store::attempt::clear(pool, &name, Some(ticket));
            store.write(vec![write]).await
        }
    };
    if let Err(error) = written {
        tracing::warn!(%error, "what an attempt at a secret came to was not written");
    }
}

/// What these changes say of an attempt of this key.
fn verdict(changes: &[Change], key: &AttemptKey) -> Verdict {
    if changes.contains(&Change::ClearAttempts(key.clone())) {
        Verdict::Cleared
    } else if changes.contains(&Change::SettleAttempt(key.clone())) {
        Verdict::Settled
    } else {
        Verdict::Wrong
    }
}
