//! Tries that are counted before they are made, so that racing gains nothing, and actions that are limited in number.

use crate::db::Tx;
use crate::job::random_id;
use crate::key::key;
use crate::value::{Value, values};
use crate::{Error, Result, Store, Write};
use domain::attempt::{Attempts, Begin, Curve, InFlight};
use domain::id::PoolId;
use domain::time::Timestamp;
use std::time::Duration;

/// How often a count is read again because another try was counted in between. Each such try fills the key or brings the
/// lock nearer, so that this is met only if the curve locks hardly at all.
const TRIES: u32 = 1000;

/// What a try that was begun is known by until it is judged.
///
/// **Shape** as it is stored: `<id>@<milliseconds>;`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket(String);

/// What beginning a try came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BeginResult {
    /// It is counted and may be made. It is judged by [`fail`], [`clear`] or [`withdraw`], or has failed after a while.
    Counted(Ticket),
    /// The key is locked.
    Locked,
    /// As many as may fail are being judged.
    Full,
}

/// Counts one more try at `name` and says whether it may be made now.
pub async fn begin(
    store: &Store,
    pool: &PoolId,
    name: &str,
    now: Timestamp,
    curve: &Curve,
) -> Result<BeginResult> {
    let data = (pool.clone(), key(name), now, *curve, random_id()?);
    let begun = store.transact(data, |tx, (pool, name, now, curve, id)| {
        Box::pin(async move {
            for _ in 0..TRIES {
                let stored = find(tx, pool, name).await?;
                let next = match curve.begin(stored.clone(), *now, id.clone()) {
                    Begin::Counted(next) => next,
                    Begin::Locked => return Ok(BeginResult::Locked),
                    Begin::Full => return Ok(BeginResult::Full),
                };
                if replace(tx, (pool, name), stored.as_ref(), &next, curve).await? {
                    let began_at = *now;
                    let id = id.clone();
                    return Ok(BeginResult::Counted(Ticket(text(&InFlight {
                        id,
                        began_at,
                    }))));
                }
            }
            Err(Error::Unavailable(
                "too many tries were counted at the same time".to_owned(),
            ))
        })
    });
    begun.await
}

/// Counts a try as failed.
pub async fn fail(
    store: &Store,
    pool: &PoolId,
    (name, ticket): (&str, &Ticket),
    now: Timestamp,
    curve: &Curve,
) -> Result<()> {
    let data = (pool.clone(), key(name), now, *curve, read(&ticket.0)?);
    let failed = store.transact(data, |tx, (pool, name, now, curve, tickets)| {
        Box::pin(async move {
            let Some(ticket) = tickets.first() else {
                return Ok(());
            };
            for _ in 0..TRIES {
                let Some(stored) = find(tx, pool, name).await? else {
                    return Ok(());
                };
                let Some(next) = curve.fail(stored.clone(), *now, &ticket.id) else {
                    return Ok(());
                };
                if replace(tx, (pool, name), Some(&stored), &next, curve).await? {
                    return Ok(());
                }
            }
            Err(Error::Unavailable(
                "too many tries were counted at the same time".to_owned(),
            ))
        })
    });
    failed.await
}

/// Forgets the failed tries at `name`, and this one, which was right. Others that are being judged still count.
pub fn clear(pool: &PoolId, name: &str, ticket: Option<&Ticket>) -> Write {
    let ticket = ticket.map_or("", |ticket| ticket.0.as_str());
    take_out(
        (pool, name, ticket),
        "DELETE FROM attempts WHERE pool = $1 AND name = $2 AND in_flight = $3",
        "UPDATE attempts SET failures = 0, failed_window = '[]', locked_until = 0, in_flight = replace(in_flight, $3, '') \
         WHERE pool = $1 AND name = $2",
    )
}

/// Takes back one try at `name`, which was right or could not be judged. What failed before still counts.
pub fn withdraw(pool: &PoolId, name: &str, ticket: &Ticket) -> Write {
    take_out(
        (pool, name, &ticket.0),
        "DELETE FROM attempts WHERE pool = $1 AND name = $2 AND in_flight = $3 AND failures = 0",
        "UPDATE attempts SET in_flight = replace(in_flight, $3, '') WHERE pool = $1 AND name = $2",
    )
}

/// Deletes the row of a name if nothing else is in it; else takes the ticket out of it.
fn take_out(
    (pool, name, ticket): (&PoolId, &str, &str),
    delete: &'static str,
    update: &'static str,
) -> Write {
    let data = (pool.clone(), key(name), ticket.to_owned(), [delete, update]);
    Write::program(data, |tx, (pool, name, ticket, [delete, update])| {
        Box::pin(async move {
            let values = values![pool, name, ticket];
            if tx.run(delete, &values).await? == 0 {
                tx.run(update, &values).await?;
            }
            Ok(())
        })
    })
}

async fn find(tx: &mut Tx, pool: &PoolId, name: &str) -> Result<Option<Attempts>> {
    let sql = "SELECT failures, counted_at, locked_until, in_flight, failed_window FROM attempts WHERE pool = $1 AND name = $2";
    let row = tx.row(sql, &values![pool, name]).await?;
    let stored = row.map(|row| {
        Ok(Attempts {
            failures: u32::try_from(row.int(0)?).unwrap_or(u32::MAX),
            failed_at: row.time(1)?,
            locked_until: row.time(2)?,
            in_flight: read(row.text(3)?)?,
            window: row
                .json::<Vec<i64>>(4)?
                .into_iter()
                .map(Timestamp)
                .collect(),
        })
    });
    stored.transpose()
}

/// Stores the tries at a name; `false` if they are no more what they were.
async fn replace(
    tx: &mut Tx,
    (pool, name): (&PoolId, &str),
    stored: Option<&Attempts>,
    next: &Attempts,
    curve: &Curve,
) -> Result<bool> {
    let mut values = values![
        pool,
        name,
        next.failures,
        next.failed_at,
        next.locked_until,
        texts(&next.in_flight),
        times(&next.window),
        curve.forgotten_at(next),
    ];
    let sql = match stored {
        None => {
            "INSERT INTO attempts \
             (pool, name, failures, counted_at, locked_until, in_flight, failed_window, forgotten_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (pool, name) DO NOTHING"
        }
        Some(stored) => {
            values.extend(values![
                stored.failures,
                stored.failed_at,
                stored.locked_until,
                texts(&stored.in_flight),
                times(&stored.window),
            ]);
            "UPDATE attempts SET failures = $3, counted_at = $4, locked_until = $5, in_flight = $6, \
             failed_window = $7, forgotten_at = $8 \
             WHERE pool = $1 AND name = $2 AND failures = $9 AND counted_at = $10 AND locked_until = $11 \
             AND in_flight = $12 AND failed_window = $13"
        }
    };
    Ok(tx.run(sql, &values).await? == 1)
}

fn times(window: &[Timestamp]) -> Value {
    let times: Vec<i64> = window.iter().map(|time| time.0).collect();
    Value::json(&times)
}

fn texts(in_flight: &[InFlight]) -> String {
    in_flight.iter().map(text).collect()
}

fn text(one: &InFlight) -> String {
    format!("{}@{};", one.id, one.began_at.0)
}

fn read(in_flight: &str) -> Result<Vec<InFlight>> {
    let entries = in_flight.split_terminator(';').map(|entry| {
        let (id, began_at) = entry.split_once('@')?;
        let (id, began_at) = (id.to_owned(), Timestamp(began_at.parse().ok()?));
        Some(InFlight { id, began_at })
    });
    let read: Option<Vec<InFlight>> = entries.collect();
    read.ok_or_else(|| Error::Corrupt("a row of attempts holds a try that is none".to_owned()))
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
                let mut values = values![pool, name, Value::json(&times), *now + *window];
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    conformance!(
        of_many_guesses_at_once_five_are_made,
        only_failures_lock_whoever_else_tries,
        success_forgets_failures_and_leaves_what_is_judged,
        what_is_taken_back_leaves_the_failures,
        actions_are_limited_in_any_window
    );

    const NAME: &str = "password:1";

    /// Begins so many tries at once; the tickets of those that are counted.
    async fn begun(store: &Store, pool: &PoolId, now: Timestamp, tries: usize) -> Vec<Ticket> {
        let begun = join_all((0..tries).map(|_| begin(store, pool, NAME, now, &PASSWORD))).await;
        let counted = begun.into_iter().filter_map(|begun| match begun {
            Ok(BeginResult::Counted(ticket)) => Some(ticket),
            Ok(BeginResult::Locked | BeginResult::Full) => None,
            Err(error) => panic!("{error}"),
        });
        counted.collect()
    }

    /// Makes so many wrong guesses at once; how many are made.
    async fn made(store: &Store, pool: &PoolId, now: Timestamp, guesses: usize) -> usize {
        let tickets = begun(store, pool, now, guesses).await;
        join_all(tickets.iter().map(|ticket| async move {
            let failed = fail(store, pool, (NAME, ticket), now, &PASSWORD);
            failed.await.expect("counted");
        }))
        .await;
        tickets.len()
    }

    async fn write(bench: &Bench, write: Write) {
        bench.store.write(vec![write]).await.expect("written");
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

    /// Right and wrong tries, each made as soon as there is room, through two stores of one database where there can be.
    async fn only_failures_lock_whoever_else_tries(bench: &Bench) {
        let (pool, _) = pools();
        let second = match bench.outlives_its_store() {
            true => Store::open(&bench.url, crate::testing::seal())
                .await
                .expect("it opens"),
            false => bench.store.clone(),
        };
        let judged = AtomicUsize::new(0);
        let try_one = async |number: usize, is_right: bool| {
            let store = if number.is_multiple_of(2) {
                &bench.store
            } else {
                &second
            };
            loop {
                match begin(store, &pool, NAME, at(0), &PASSWORD)
                    .await
                    .expect("counted")
                {
                    BeginResult::Counted(ticket) if is_right => {
                        let cleared = vec![withdraw(&pool, NAME, &ticket)];
                        return store.write(cleared).await.map(|()| true).expect("written");
                    }
                    BeginResult::Counted(ticket) => {
                        judged.fetch_add(1, Ordering::Relaxed);
                        let failed = fail(store, &pool, (NAME, &ticket), at(0), &PASSWORD);
                        failed.await.expect("counted");
                        return true;
                    }
                    BeginResult::Locked => return false,
                    BeginResult::Full => tokio::time::sleep(Duration::from_millis(5)).await,
                }
            }
        };
        let right = join_all((0..200).map(|number| try_one(number, true))).await;
        assert!(right.into_iter().all(|made| made), "nobody is turned away");
        let mixed = join_all((0..200).map(|number| try_one(number, number % 4 < 2))).await;
        assert!(mixed.iter().any(|made| !made), "it is locked in the end");
        assert_eq!(judged.load(Ordering::Relaxed), 5, "and five were wrong");
        if bench.outlives_its_store() {
            second.close().await;
        }
    }

    async fn success_forgets_failures_and_leaves_what_is_judged(bench: &Bench) {
        let (pool, _) = pools();
        assert_eq!(made(&bench.store, &pool, at(0), 4).await, 4);
        write(bench, clear(&pool, NAME, None)).await;
        assert_eq!(made(&bench.store, &pool, at(0), 4).await, 4);
        let [ticket] = begun(&bench.store, &pool, at(0), 9)
            .await
            .try_into()
            .expect("one may fail");
        write(bench, clear(&pool, NAME, Some(&ticket))).await;
        let tickets = begun(&bench.store, &pool, at(0), 9).await;
        assert_eq!(tickets.len(), 5);
        write(bench, clear(&pool, NAME, Some(&tickets[0]))).await;
        assert_eq!(
            begun(&bench.store, &pool, at(0), 9).await.len(),
            1,
            "four are being judged"
        );
        let long = "x".repeat(100_000);
        assert!(
            matches!(
                begin(&bench.store, &pool, &long, at(0), &PASSWORD).await,
                Ok(BeginResult::Counted(_))
            ),
            "any name can be counted"
        );
    }

    async fn what_is_taken_back_leaves_the_failures(bench: &Bench) {
        let (pool, _) = pools();
        let rows = async || {
            let rows = bench
                .store
                .rows("SELECT failures FROM attempts", values![])
                .await;
            rows.expect("read").len()
        };
        let [ticket] = begun(&bench.store, &pool, at(0), 1)
            .await
            .try_into()
            .expect("the first");
        write(bench, withdraw(&pool, NAME, &ticket)).await;
        assert_eq!(rows().await, 0, "nothing stays behind");
        assert_eq!(made(&bench.store, &pool, at(0), 4).await, 4);
        for _ in 0..3 {
            let [ticket] = begun(&bench.store, &pool, at(0), 9)
                .await
                .try_into()
                .expect("one may fail");
            write(bench, withdraw(&pool, NAME, &ticket)).await;
        }
        assert_eq!(made(&bench.store, &pool, at(0), 9).await, 1);
        assert_eq!(
            begin(&bench.store, &pool, NAME, at(0), &PASSWORD).await,
            Ok(BeginResult::Locked)
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
