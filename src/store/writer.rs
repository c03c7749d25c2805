//! Who writes. On SQLite one task does, and commits what waits as a group: one `BEGIN IMMEDIATE`, a savepoint for each
//! batch, one flush to the disk for all. On PostgreSQL each batch is a transaction of its own, begun again when the
//! database gives it up for another.

use crate::db::{Db, Tx};
use crate::seal::Seal;
use crate::write::Work;
use crate::{Error, Result};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// How many batches may wait before callers wait to hand theirs over.
const WAITING: usize = 1024;
/// A group is closed after this many batches, or this time, so that its first batch is not kept waiting by those behind.
const LARGEST_GROUP: usize = 256;
const LONGEST_GROUP: Duration = Duration::from_millis(2);
/// How often PostgreSQL may give a batch up.
const TRIES: u32 = 10;

/// Batches written and the commits they took; their ratio is what group commit gains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters {
    /// Batches that were written.
    pub batches: u64,
    /// Commits that made them durable.
    pub commits: u64,
}

/// The way to the database for everything that changes it.
pub(crate) struct Writer {
    orders: Option<mpsc::Sender<Order>>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    batches: AtomicU64,
    commits: AtomicU64,
}

enum Order {
    Batch(Batch),
    Stop(oneshot::Sender<()>),
}

struct Batch {
    work: Arc<dyn Work>,
    reply: oneshot::Sender<Result<()>>,
}

impl Writer {
    pub(crate) fn start(db: &Db, seal: &Seal) -> Self {
        let counts = Arc::<Counts>::default();
        let orders = match db {
            Db::Postgres(_) => None,
            Db::Sqlite { .. } => {
                let (orders, waiting) = mpsc::channel(WAITING);
                tokio::spawn(take_orders(
                    db.clone(),
                    seal.clone(),
                    waiting,
                    Arc::clone(&counts),
                ));
                Some(orders)
            }
        };
        Self { orders, counts }
    }

    /// Does `work` in a transaction and makes it durable.
    pub(crate) async fn work(&self, db: &Db, seal: &Seal, work: Arc<dyn Work>) -> Result<()> {
        let closed = || Error::Unavailable("the store is closed".to_owned());
        let Some(orders) = &self.orders else {
            return alone(db, seal, work.as_ref(), &self.counts).await;
        };
        let (reply, answer) = oneshot::channel();
        orders
            .send(Order::Batch(Batch { work, reply }))
            .await
            .map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }

    /// Returns when everything that waited is written; nothing is written afterwards.
    pub(crate) async fn stop(&self) {
        let Some(orders) = &self.orders else { return };
        let (stopped, answer) = oneshot::channel();
        if orders.send(Order::Stop(stopped)).await.is_ok() {
            // An error means that another call has stopped it.
            let _ = answer.await;
        }
    }

    pub(crate) fn counters(&self) -> Counters {
        Counters {
            batches: self.counts.batches.load(Ordering::Relaxed),
            commits: self.counts.commits.load(Ordering::Relaxed),
        }
    }
}

impl Counts {
    fn committed(&self, batches: usize) {
        self.batches.fetch_add(batches as u64, Ordering::Relaxed);
        self.commits.fetch_add(1, Ordering::Relaxed);
    }
}

/// One transaction for one batch, as PostgreSQL likes it.
async fn alone(db: &Db, seal: &Seal, work: &dyn Work, counts: &Counts) -> Result<()> {
    let mut tries = 0;
    loop {
        let mut tx = db.begin(Some(seal)).await?;
        let (error, try_again) = match work.run(&mut tx).await {
            Err(error) => (error, tx.try_again()),
            Ok(()) => match tx.commit().await {
                Err(commit_error) => (commit_error.error, commit_error.try_again),
                Ok(()) => {
                    counts.committed(1);
                    return Ok(());
                }
            },
        };
        tries += 1;
        if !try_again || tries == TRIES {
            return Err(error);
        }
        tokio::time::sleep(Duration::from_millis(1 << tries)).await;
    }
}

/// The one writer of a SQLite database.
async fn take_orders(db: Db, seal: Seal, mut waiting: mpsc::Receiver<Order>, counts: Arc<Counts>) {
    let mut stop = None;
    while stop.is_none() {
        stop = match waiting.recv().await {
            None => break,
            Some(Order::Stop(stopped)) => Some(stopped),
            Some(Order::Batch(first)) => group(&db, &seal, first, &mut waiting, &counts).await,
        };
    }
    drop(waiting);
    if let Some(stopped) = stop {
        // Whoever asked may have stopped waiting.
        let _ = stopped.send(());
    }
}

/// Writes `first` and what waits behind it in one commit. Gives the order to stop, if that is what it met.
async fn group(
    db: &Db,
    seal: &Seal,
    first: Batch,
    waiting: &mut mpsc::Receiver<Order>,
    counts: &Counts,
) -> Option<oneshot::Sender<()>> {
    let mut tx = match db.begin(Some(seal)).await {
        Ok(tx) => tx,
        Err(error) => {
            reply(first.reply, Err(error));
            return None;
        }
    };
    let began = Instant::now();
    let mut next = Some(first);
    let mut stop = None;
    let mut written = 0;
    // Nobody hears of success or conflict before the commit: a conflict may be with a batch of this very group.
    let mut results = Vec::new();
    let mut lost = None;
    while let Some(batch) = next.take() {
        match one(&mut tx, batch.work.as_ref()).await {
            Ok(result) => {
                written += usize::from(result.is_ok());
                results.push((batch.reply, result));
            }
            Err(error) => {
                results.push((batch.reply, Ok(())));
                lost = Some(error);
                break;
            }
        }
        if results.len() < LARGEST_GROUP && began.elapsed() < LONGEST_GROUP {
            match waiting.try_recv() {
                Ok(Order::Batch(batch)) => next = Some(batch),
                Ok(Order::Stop(stopped)) => stop = Some(stopped),
                Err(_) => {}
            }
        }
    }
    let outcome = match lost {
        Some(error) => Err(error),
        None => tx.commit().await.map_err(|commit_error| commit_error.error),
    };
    if outcome.is_ok() && written > 0 {
        counts.committed(written);
    }
    for (to, result) in results {
        reply(to, outcome.clone().and(result));
    }
    stop
}

/// One batch within its savepoint: its own result, with nothing of it left if that is an error. The outer error means that
/// the transaction as a whole is lost.
async fn one(tx: &mut Tx, work: &dyn Work) -> Result<Result<()>> {
    tx.run("SAVEPOINT batch", &[]).await?;
    // A panic is an error in the program; it must not end the only task that writes.
    let result = AssertUnwindSafe(work.run(tx))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| {
            tracing::error!("a write panicked and was undone");
            Err(Error::Unavailable(
                "the write failed by an error in the program".to_owned(),
            ))
        });
    if let Err(error) = &result
        && tx.run("ROLLBACK TO batch", &[]).await.is_err()
    {
        // SQLite has rolled back everything by itself; why is what the batch failed with.
        return Err(error.clone());
    }
    tx.run("RELEASE batch", &[]).await?;
    Ok(result)
}

fn reply(to: oneshot::Sender<Result<()>>, result: Result<()>) {
    // Whoever asked may have stopped waiting; what is written stays written.
    let _ = to.send(result);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Conflict;
    use crate::testing::{Bench, conformance};
    use crate::value::values;
    use crate::{Write, meta};
    use futures_util::future::join_all;

    conformance!(
        a_failing_batch_takes_no_other_with_it,
        a_batch_is_all_or_nothing,
        a_panic_ends_one_batch_only
    );

    fn insert(name: &str) -> Write {
        Write::run(
            "INSERT INTO access_keys (id, created_at, note, secret) VALUES ($1, 0, '', '')",
            values![name],
        )
    }

    async fn names(bench: &Bench) -> usize {
        bench
            .store
            .rows("SELECT id FROM access_keys", values![])
            .await
            .expect("read")
            .len()
    }

    async fn a_failing_batch_takes_no_other_with_it(bench: &Bench) {
        let before = bench.store.counters();
        let batches = (0..300).map(|n| {
            // Every third batch writes something and then fails.
            let name = |part| format!("{n}-{part}");
            let last = if n % 3 == 0 { name("a") } else { name("b") };
            bench.store.write(vec![insert(&name("a")), insert(&last)])
        });
        let results = join_all(batches).await;
        for (n, result) in results.iter().enumerate() {
            match n % 3 {
                0 => assert_eq!(*result, Err(Error::Conflict(Conflict::AccessKey))),
                _ => assert_eq!(*result, Ok(())),
            }
        }
        assert_eq!(names(bench).await, 400);
        let after = bench.store.counters();
        assert_eq!(after.batches - before.batches, 200);
        let commits = after.commits - before.commits;
        let grouped = bench.url.starts_with("sqlite:");
        assert!(
            if grouped {
                commits < 150
            } else {
                commits == 200
            },
            "{commits} commits"
        );
    }

    async fn a_batch_is_all_or_nothing(bench: &Bench) {
        assert!(
            bench
                .store
                .write(vec![insert("a"), insert("b"), insert("a")])
                .await
                .is_err()
        );
        assert_eq!(names(bench).await, 0);
        assert_eq!(bench.store.write(vec![]).await, Ok(()));
        bench
            .store
            .write(vec![insert("a"), insert("b")])
            .await
            .expect("written");
        assert_eq!(names(bench).await, 2);
    }

    async fn a_panic_ends_one_batch_only(bench: &Bench) {
        let store = bench.store.clone();
        let panics = Write::program((), |_, ()| {
            Box::pin(async { panic!("a test of what a panic does") })
        });
        let result =
            tokio::spawn(async move { store.write(vec![insert("a"), panics]).await }).await;
        assert!(!matches!(result, Ok(Ok(()))));
        assert_eq!(names(bench).await, 0);
        bench
            .store
            .write(vec![meta::put("after", b"it works")])
            .await
            .expect("written");
    }
}
