//! The queues in which tries at a secret wait in this program, one for each key, so that many right tries at once come one
//! after another instead of asking the store again and again.
//!
//! It only orders. How many may be judged is decided where attempts are counted, for all programs on one database.

use domain::{attempt::AttemptKey, id::PoolId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

/// How many of one queue may ask the store at once: as many as any curve lets be judged.
const AT_ONCE: usize = 5;

/// The queues of the keys at which somebody tries; clones are one.
#[derive(Debug, Clone, Default)]
pub struct AttemptQueue(Arc<Mutex<Queues>>);

type Queues = HashMap<(PoolId, AttemptKey), Arc<Semaphore>>;

/// A place at the head of a queue, until it is dropped.
#[derive(Debug)]
pub struct Place {
    queue: AttemptQueue,
    key: (PoolId, AttemptKey),
    /// `None` only while it is dropped.
    semaphore: Option<Arc<Semaphore>>,
    permit: Option<OwnedSemaphorePermit>,
}

impl AttemptQueue {
    /// Waits at the end of the queue until the place is at its head; `None` if that takes too long.
    pub async fn enter(&self, pool: &PoolId, key: &AttemptKey, until: Instant) -> Option<Place> {
        let key = (pool.clone(), key.clone());
        let semaphore = {
            let mut queues = self.lock();
            let queue = queues.entry(key.clone());
            Arc::clone(queue.or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
        };
        let mut place = Place {
            queue: self.clone(),
            key,
            semaphore: Some(Arc::clone(&semaphore)),
            permit: None,
        };
        let permit = timeout_at(until, semaphore.acquire_owned()).await;
        place.permit = permit.ok().and_then(Result::ok);
        place.permit.is_some().then_some(place)
    }

    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut queues = self.queue.lock();
        drop(self.permit.take());
        drop(self.semaphore.take());
        let left = queues.get(&self.key).map(Arc::strong_count);
        if left == Some(1) {
            queues.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test]
    async fn places_are_taken_in_order_and_nothing_stays_behind() {
        let queue = AttemptQueue::default();
        let (pool, key) = (
            PoolId::from("eu-central-1_AAAAAAAAA"),
            AttemptKey::Password("1".into()),
        );
        let soon = || Instant::now() + Duration::from_millis(100);
        let mut places = Vec::new();
        for _ in 0..AT_ONCE {
            places.push(
                queue
                    .enter(&pool, &key, soon())
                    .await
                    .expect("there is room"),
            );
        }
        assert!(
            queue.enter(&pool, &key, soon()).await.is_none(),
            "it is full"
        );
        let other = AttemptKey::SoftwareToken("1".into());
        let of_other = queue.enter(&pool, &other, soon()).await;
        assert!(of_other.is_some(), "each key has its own queue");
        let (next, ()) = tokio::join!(queue.enter(&pool, &key, soon()), async {
            drop(places.pop());
        });
        assert!(next.is_some(), "whoever waits comes when one goes");
        drop((next, of_other, places));
        assert!(queue.lock().is_empty());
    }
}
