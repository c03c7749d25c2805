//! Jobs: work that is written down with the decision and done afterwards, again and again until it succeeds.

use crate::sealed_column::{JOB_PAYLOAD, Place};
use crate::value::{Row, Value, values};
use crate::{Error, Result, Store, Write};
use domain::time::Timestamp;
use std::fmt;
use std::time::Duration;

/// A claimed job. Whoever claimed it has it until the lease ends; then another may.
#[derive(Clone)]
#[cfg_attr(test, derive(PartialEq))]
pub struct Job {
    /// Its id.
    pub id: String,
    /// The kind of work.
    pub kind: String,
    /// The input of its kind; stored sealed.
    pub payload: serde_json::Value,
    /// How often it was claimed, this time included.
    pub tries: u32,
    /// What went wrong the last time.
    pub error: Option<String>,
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Job({} {}, try {}, ***)", self.kind, self.id, self.tries)
    }
}

/// Writes down a job, to be done from `run_at` on.
pub fn enqueue(kind: &str, payload: serde_json::Value, run_at: Timestamp) -> Write {
    Write::program(
        (kind.to_owned(), payload, run_at),
        |tx, (kind, payload, run_at)| {
            Box::pin(async move {
                let id = random_id()?;
                let sealed = Value::sealed_json(payload_place(&id), payload);
                let sql = "INSERT INTO jobs (id, kind, run_at, leased_until, tries, payload) VALUES ($1, $2, $3, 0, 0, $4)";
                tx.run(sql, &values![id, kind, *run_at, sealed])
                    .await
                    .map(|_| ())
            })
        },
    )
}

/// Claims up to `limit` jobs that are due, those due longest first, each for the time of `lease`.
pub async fn claim(
    store: &Store,
    now: Timestamp,
    limit: usize,
    lease: Duration,
) -> Result<Vec<Job>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let claimed = store.transact((now, limit, now + lease), |tx, (now, limit, until)| {
        Box::pin(async move {
            let due = tx.either(DUE, DUE_UNLOCKED);
            let mut claimed = Vec::new();
            for row in tx.rows(due, &values![*now, *limit]).await? {
                let sql = "UPDATE jobs SET leased_until = $3, tries = tries + 1 WHERE id = $1 AND leased_until <= $2 \
                           RETURNING id, kind, tries, error, payload";
                claimed.extend(tx.row(sql, &values![row.text(0)?, *now, *until]).await?);
            }
            Ok(claimed)
        })
    });
    claimed.await?.iter().map(|row| read(store, row)).collect()
}

/// Forgets a job that is done. If its lease had ended and another claimed it, it is left to that one.
pub fn finish(job: &Job) -> Write {
    Write::run(
        "DELETE FROM jobs WHERE id = $1 AND tries = $2",
        values![&job.id, job.tries],
    )
}

/// Puts a job off until `run_at`, with what went wrong. If its lease had ended and another claimed it, nothing changes.
pub fn retry(job: &Job, run_at: Timestamp, error: &str) -> Write {
    let sql =
        "UPDATE jobs SET run_at = $3, leased_until = 0, error = $4 WHERE id = $1 AND tries = $2";
    Write::run(sql, values![&job.id, job.tries, run_at, error])
}

/// How many jobs there are, due or not.
pub async fn count(store: &Store) -> Result<u64> {
    let row = store.row("SELECT COUNT(*) FROM jobs", values![]).await?;
    row.map_or(Ok(0), |row| {
        row.int(0).map(|count| u64::try_from(count).unwrap_or(0))
    })
}

const DUE: &str =
    "SELECT id FROM jobs WHERE run_at <= $1 AND leased_until <= $1 ORDER BY run_at, id LIMIT $2";
/// The same, past the jobs that another program is claiming at this moment.
const DUE_UNLOCKED: &str = "SELECT id FROM jobs WHERE run_at <= $1 AND leased_until <= $1 ORDER BY run_at, id LIMIT $2 \
                            FOR UPDATE SKIP LOCKED";

/// An id that nobody else makes.
pub(crate) fn random_id() -> Result<String> {
    let mut bytes = [0_u8; 16];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| Error::Unavailable("the system gives no random bytes".to_owned()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn payload_place(id: &str) -> Place {
    JOB_PAYLOAD.of(&[id])
}

fn read(store: &Store, row: &Row) -> Result<Job> {
    let id = row.text(0)?.to_owned();
    Ok(Job {
        kind: row.text(1)?.to_owned(),
        tries: u32::try_from(row.int(2)?).unwrap_or(u32::MAX),
        error: row.optional_text(3)?.map(str::to_owned),
        payload: store.seal().open_json(&payload_place(&id), row.text(4)?)?,
        id,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, seal};
    use serde_json::json;

    const LEASE: Duration = Duration::from_secs(30);

    conformance!(
        each_job_is_claimed_once,
        a_lease_ends_and_an_old_worker_changes_nothing,
        jobs_survive_a_restart
    );

    async fn each_job_is_claimed_once(bench: &Bench) {
        let store = &bench.store;
        store
            .write((0..20).map(|n| enqueue("mail", json!(n), at(n))).collect())
            .await
            .expect("written");
        let claims =
            futures_util::future::join_all((0..10).map(|_| claim(store, at(9), 3, LEASE))).await;
        let mut claimed: Vec<i64> = claims
            .into_iter()
            .flat_map(|jobs| jobs.expect("claimed"))
            .filter_map(|job| job.payload.as_i64())
            .collect();
        claimed.sort_unstable();
        let rest = claim(store, at(9), 20, LEASE).await.expect("claimed");
        claimed.extend(rest.iter().filter_map(|job| job.payload.as_i64()));
        claimed.sort_unstable();
        assert_eq!(
            claimed,
            (0..10).collect::<Vec<_>>(),
            "those that are due, each once"
        );
        assert_eq!(count(store).await, Ok(20));
    }

    async fn a_lease_ends_and_an_old_worker_changes_nothing(bench: &Bench) {
        let store = &bench.store;
        store
            .write(vec![enqueue("mail", json!("code 123456"), at(0))])
            .await
            .expect("written");
        let first = claim(store, at(0), 9, LEASE)
            .await
            .expect("claimed")
            .remove(0);
        assert_eq!(claim(store, at(29), 9, LEASE).await, Ok(vec![]));
        let second = claim(store, at(30), 9, LEASE)
            .await
            .expect("claimed")
            .remove(0);
        assert_eq!((first.tries, second.tries, &second.id), (1, 2, &first.id));
        store
            .write(vec![retry(&first, at(0), "too late"), finish(&first)])
            .await
            .expect("nothing");
        assert_eq!(claim(store, at(31), 9, LEASE).await, Ok(vec![]));
        store
            .write(vec![retry(&second, at(50), "refused")])
            .await
            .expect("put off");
        assert_eq!(claim(store, at(49), 9, LEASE).await, Ok(vec![]));
        let third = claim(store, at(50), 9, LEASE)
            .await
            .expect("claimed")
            .remove(0);
        assert_eq!(
            (third.tries, third.error.as_deref(), &third.payload),
            (3, Some("refused"), &json!("code 123456"))
        );
        store.write(vec![finish(&third)]).await.expect("done");
        assert_eq!(count(store).await, Ok(0));
        assert!(!format!("{third:?}").contains("123456"));
    }

    async fn jobs_survive_a_restart(bench: &Bench) {
        if !bench.outlives_its_store() {
            return; // A database in memory ends with its store, and says so by its name.
        }
        let url = bench.another_database().await;
        let store = Store::open(&url, seal()).await.expect("opened");
        store
            .write(vec![
                enqueue("mail", json!(1), at(0)),
                enqueue("mail", json!(2), at(1)),
            ])
            .await
            .expect("written");
        assert_eq!(
            claim(&store, at(0), 1, LEASE).await.expect("claimed").len(),
            1
        );
        store.close().await;
        assert!(matches!(
            store.write(vec![enqueue("mail", json!(3), at(0))]).await,
            Err(Error::Unavailable(_))
        ));
        let store = Store::open(&url, seal()).await.expect("opened again");
        let again = claim(&store, at(30), 9, LEASE).await.expect("claimed");
        let tries: Vec<_> = again
            .iter()
            .map(|job| (job.payload.clone(), job.tries))
            .collect();
        assert_eq!(
            tries,
            [(json!(1), 2), (json!(2), 1)],
            "also the one whose worker died"
        );
        store.close().await;
    }
}
