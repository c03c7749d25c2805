//! Work that is done later: claimed from the store under a lease, run, and tried again when it failed.
//!
//! Owns the loop, the leases, the backoff and the age at which a job is given up. Must not know what a job does: one file
//! a kind.

mod message;

use crate::{app::App, deliver::DeliveryError, jobs::Kind};
use domain::time::Timestamp;
use futures_util::future::join_all;
use std::time::Duration;
use store::job::{self, Job};

/// How many jobs run at the same time.
const AT_ONCE: usize = 8;
/// How often the store is read without a wake-up: other processes enqueue too, and retries become due.
const POLL: Duration = Duration::from_secs(2);
/// How often what has expired is removed: anybody can begin a flow, so that none stays much longer than it counts.
const CLEANING: Duration = Duration::from_mins(1);
/// The first and the longest wait between tries.
const WAITS: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(15));

/// Runs jobs until [`crate::jobs::Jobs::stop`].
pub async fn run(app: App) {
    let lease = lease(&app);
    let mut cleaned: Option<Timestamp> = None;
    while !app.jobs.is_stopping() {
        let now = app.clock.now();
        if cleaned.is_none_or(|then| now.since(then) >= CLEANING) {
            cleaned = Some(now);
            if let Err(error) = app.store.purge(now).await {
                tracing::warn!(%error, "what has expired could not be removed");
            }
        }
        match job::claim(&app.store, now, AT_ONCE, lease).await {
            Ok(jobs) if jobs.is_empty() => app.jobs.wait(POLL).await,
            Ok(jobs) => drop(join_all(jobs.into_iter().map(|job| attempt(&app, job))).await),
            Err(error) => {
                tracing::warn!(%error, "jobs could not be claimed");
                app.jobs.wait(POLL).await;
            }
        }
    }
}

/// How long a claimed job is hidden from other workers: longer than any try takes.
fn lease(app: &App) -> Duration {
    let smtp = app
        .settings
        .smtp
        .as_ref()
        .map_or(Duration::ZERO, |smtp| smtp.timeout * 2);
    let sms = app
        .settings
        .sms
        .as_ref()
        .map_or(Duration::ZERO, |sms| sms.timeout);
    smtp.max(sms) + Duration::from_secs(15)
}

/// One try of one job, and what is written down about it.
async fn attempt(app: &App, job: Job) {
    let Some(kind) = Kind::from_name(&job.kind) else {
        // A newer version of this program enqueued it and may claim it again.
        later(
            app,
            &job,
            &job.kind,
            "this version does not know this kind of job",
        )
        .await;
        return;
    };
    let outcome = match kind {
        Kind::Message => message::run(app, &job).await,
        Kind::Nothing => Ok(()),
    };
    match outcome {
        Ok(()) => finish(app, &job, kind.as_str(), "done").await,
        Err(DeliveryError::Later(reason)) => later(app, &job, kind.as_str(), &reason).await,
        Err(DeliveryError::Never(reason)) => {
            tracing::error!(
                job = job.id,
                kind = kind.as_str(),
                reason,
                "a job was given up"
            );
            finish(app, &job, kind.as_str(), "given up").await;
        }
    }
}

async fn finish(app: &App, job: &Job, kind: &str, result: &'static str) {
    if let Err(error) = app.store.write(vec![job::finish(job)]).await {
        tracing::warn!(%error, job = job.id, "a finished job could not be removed and will run again");
    }
    app.metrics.job(kind, result);
}

async fn later(app: &App, job: &Job, kind: &str, reason: &str) {
    tracing::warn!(
        job = job.id,
        kind,
        tries = job.tries,
        reason,
        "a job failed and will be tried again"
    );
    let at = app.clock.now() + wait(job.tries, app.random.fraction());
    if let Err(error) = app.store.write(vec![job::retry(job, at, reason)]).await {
        tracing::warn!(%error, job = job.id, "a failed job keeps its lease and runs again after it");
    }
    app.metrics.job(kind, "failed");
}

/// The wait after this many tries: doubled each time up to a limit, and spread so that not all come back together.
fn wait(tries: u32, fraction: f64) -> Duration {
    let (first, longest) = WAITS;
    let doubled = first.saturating_mul(1 << tries.saturating_sub(1).min(20));
    doubled.min(longest).mul_f64(0.75 + fraction / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_are_spread() {
        let check = |tries, fraction, seconds: f64| {
            assert_eq!(wait(tries, fraction), Duration::from_secs_f64(seconds))
        };
        check(0, 0.5, 5.0);
        check(1, 0.5, 5.0);
        check(2, 0.5, 10.0);
        check(4, 0.0, 30.0);
        check(50, 0.5, 900.0);
        check(u32::MAX, 0.0, 675.0);
    }
}
