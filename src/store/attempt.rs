//! Tries that are counted before they are made, so that racing gains nothing, and actions that are limited in number.

use crate::key::key;
use crate::value::values;
use crate::{Error, Result, Store, Write};
use domain::attempt::{Attempts, Curve};
use domain::id::PoolId;
use domain::time::Timestamp;
use std::time::Duration;

/// How often a count is read again because another try was counted in between. Each such try brings the lock nearer, so
/// that this is met only if the curve locks hardly at all.
const TRIES: u32 = 1000;

/// Counts one more try at `name` as failed and says whether it may be made. Call [`clear`] when it succeeds.
pub async fn begin(
    store: &Store,
    pool: &PoolId,
    name: &str,
    now: Timestamp,
    curve: &Curve,
) -> Result<bool> {
    let data = (pool.clone(), key(name), now, *curve);
    let begun = store.transact(data, |tx, (pool, name, now, curve)| {
        Box::pin(async move {
            for _ in 0..TRIES {
                let sql = "SELECT failures, counted_at, locked_until FROM attempts WHERE pool = $1 AND name = $2";
                let row = tx.row(sql, &values![pool, name]).await?;
                let stored = row.map(|row| {
                    let failures = u32::try_from(row.int(0)?).unwrap_or(u32::MAX);
                    Ok::<_, Error>(Attempts { failures, counted_at: row.time(1)?, locked_until: row.time(2)? })
                });
                let stored = stored.transpose()?;
                let Some(next) = curve.begin(stored, *now) else { return Ok(false) };
                let forgotten_at = next.locked_until.max(next.counted_at + curve.forgotten_after);
                let mut values =
                    values![pool, name, next.failures, next.counted_at, next.locked_until, forgotten_at];
                let sql = match stored {
                    None => {
                        "INSERT INTO attempts (pool, name, failures, counted_at, locked_until, forgotten_at) \
                         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (pool, name) DO NOTHING"
                    }
                    Some(stored) => {
                        values.extend(values![stored.failures, stored.counted_at, stored.locked_until]);
                        "UPDATE attempts SET failures = $3, counted_at = $4, locked_until = $5, forgotten_at = $6 \
                         WHERE pool = $1 AND name = $2 AND failures = $7 AND counted_at = $8 AND locked_until = $9"
                    }
                };
                if tx.run(sql, &values).await? == 1 {
                    return Ok(true);
                }
            }
            Err(Error::Unavailable("too many tries were counted at the same time".to_owned()))
        })
    });
    begun.await
}

/// Forgets the failed tries at `name`.
pub fn clear(pool: &PoolId, name: &str) -> Write {
    Write::run(
        "DELETE FROM attempts WHERE pool = $1 AND name = $2",
        values![pool, key(name)],
    )
}

/// Counts one more action `name` and says whether it may be done: at most `max` in any stretch of `window`. What may not be
/// done is not counted.
pub async fn limit(
    store: &Store,
    pool: &PoolId,
    name: &str,
    now: Timestamp,
    max: u32,
    window: Duration,
) -> Result<bool> {
    let data = (pool.clone(), key(name), now, max, window);
    let within = store.transact(data, |tx, (pool, name, now, max, window)| {
        Box::pin(async move {
            for _ in 0..TRIES {
                let sql = "SELECT times, version FROM limits WHERE pool = $1 AND name = $2";
                let row = tx.row(sql, &values![pool, name]).await?;
                let mut times: Vec<i64> = row.as_ref().map_or(Ok(Vec::new()), |row| row.json(0))?;
                times.retain(|time| now.since(Timestamp(*time)) < *window);
                if times.len() >= usize::try_from(*max).unwrap_or(usize::MAX) {
                    return Ok(false);
                }
                times.push(now.0);
                let mut values = values![pool, name, crate::value::Value::json(&times), *now + *window];
                let sql = match row {
                    None => {
                        "INSERT INTO limits (pool, name, version, times, forgotten_at) VALUES ($1, $2, 1, $3, $4) \
                         ON CONFLICT (pool, name) DO NOTHING"
                    }
                    Some(row) => {
                        values.extend(values![row.int(1)?]);
                        "UPDATE limits SET version = version + 1, times = $3, forgotten_at = $4 \
                         WHERE pool = $1 AND name = $2 AND version = $5"
                    }
                };
                if tx.run(sql, &values).await? == 1 {
                    return Ok(true);
                }
            }
            Err(Error::Unavailable("too many actions were counted at the same time".to_owned()))
        })
    });
    within.await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, pools};
    use domain::attempt::PASSWORD;
    use futures_util::future::join_all;

    conformance!(
        of_many_guesses_at_once_five_are_made,
        success_forgets,
        actions_are_limited_in_any_window
    );

    async fn made(store: &Store, pool: &PoolId, now: Timestamp, guesses: usize) -> usize {
        let begun =
            join_all((0..guesses).map(|_| begin(store, pool, "password:1", now, &PASSWORD))).await;
        begun.into_iter().filter(|begun| *begun == Ok(true)).count()
    }

    async fn of_many_guesses_at_once_five_are_made(bench: &Bench) {
        let (pool, other) = pools();
        assert_eq!(made(&bench.store, &pool, at(0), 500).await, 5);
        assert_eq!(
            made(&bench.store, &pool, at(1), 100).await,
            1,
            "then one, which locks two seconds"
        );
        assert_eq!(made(&bench.store, &pool, at(2), 100).await, 0);
        assert_eq!(made(&bench.store, &pool, at(3), 100).await, 1);
        assert_eq!(
            made(&bench.store, &other, at(3), 9).await,
            5,
            "a pool is a wall"
        );
    }

    async fn success_forgets(bench: &Bench) {
        let (pool, _) = pools();
        assert_eq!(made(&bench.store, &pool, at(0), 4).await, 4);
        bench
            .store
            .write(vec![clear(&pool, "password:1")])
            .await
            .expect("cleared");
        assert_eq!(made(&bench.store, &pool, at(0), 9).await, 5);
        let long = "x".repeat(100_000);
        assert_eq!(
            begin(&bench.store, &pool, &long, at(0), &PASSWORD).await,
            Ok(true),
            "any name can be counted"
        );
    }

    async fn actions_are_limited_in_any_window(bench: &Bench) {
        let (pool, _) = pools();
        let check = async |now, actions: usize, expect: usize| {
            let window = Duration::from_secs(60);
            let results = join_all(
                (0..actions).map(|_| limit(&bench.store, &pool, "code", at(now), 3, window)),
            )
            .await;
            assert_eq!(
                results
                    .into_iter()
                    .filter(|result| *result == Ok(true))
                    .count(),
                expect,
                "at {now}"
            );
        };
        check(0, 2, 2).await;
        check(59, 50, 1).await;
        check(60, 50, 2).await;
        check(61, 1, 0).await;
        check(119, 2, 1).await;
        assert_eq!(
            limit(
                &bench.store,
                &pool,
                "never",
                at(0),
                0,
                Duration::from_secs(1)
            )
            .await,
            Ok(false)
        );
    }
}
