//! Password hashing: Argon2id on its own few threads, off the async ones, behind a queue with an end.

use crate::{metrics::Metrics, random::Random, settings::Passwords};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use domain::{facts::PasswordCheck, secret::Secret, user::PasswordHash};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use subtle::ConstantTimeEq;
use tokio::sync::oneshot;

/// The refusal of a hash because too many are waiting; the caller gets it at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueFull;

/// Computes password hashes, a few at a time.
#[derive(Clone)]
pub struct Hasher {
    jobs: SyncSender<Job>,
    params: Params,
    random: Random,
    metrics: Metrics,
    decoy: Arc<PasswordHash>,
}

/// One hash to compute.
struct Job {
    password: Secret,
    salt: Vec<u8>,
    params: Params,
    answer: oneshot::Sender<Option<Vec<u8>>>,
}

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

impl Hasher {
    /// Starts the threads. They end when the last clone is dropped.
    ///
    /// **Errors** the parameters are none that Argon2 knows, or a thread cannot start.
    pub fn start(settings: &Passwords, random: Random, metrics: Metrics) -> Result<Self, String> {
        let params = Params::new(
            settings.memory_kib,
            settings.iterations,
            settings.parallelism,
            Some(HASH_BYTES),
        )
        .map_err(|error| {
            format!("the settings of [passwords] are none that Argon2 knows: {error}")
        })?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = if settings.threads == 0 {
            cores
        } else {
            settings.threads as usize
        };
        let (jobs, waiting) = sync_channel(settings.queue as usize);
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..threads {
            let (waiting, metrics) = (Arc::clone(&waiting), metrics.clone());
            std::thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || work(&waiting, &metrics))
                .map_err(|error| format!("a hashing thread cannot start: {error}"))?;
        }
        // Its hash is random bytes: no password has it, and checking one costs what a real check costs.
        let decoy = written(
            &params,
            &random.bytes::<SALT_BYTES>(),
            &random.bytes::<HASH_BYTES>(),
        );
        Ok(Self {
            jobs,
            params,
            random,
            metrics,
            decoy: Arc::new(decoy),
        })
    }

    /// Whether `password` has this hash. Without a hash the work is the same and the answer [`PasswordCheck::Wrong`].
    ///
    /// **Errors** [`QueueFull`] when the queue is full.
    pub async fn check(
        &self,
        password: Secret,
        hash: Option<PasswordHash>,
    ) -> Result<PasswordCheck, QueueFull> {
        let read = hash.as_ref().and_then(read).or_else(|| read(&self.decoy));
        let Some((params, salt, expected)) = read else {
            return Ok(PasswordCheck::Wrong);
        };
        let outdated = self.is_stronger_than(&params);
        let rest = self.rest(&params);
        let computed = self.compute(password.clone(), salt.clone(), params).await?;
        let right = hash.is_some()
            && computed.is_some_and(|computed| bool::from(computed.ct_eq(&expected)));
        if let (false, Some(rest)) = (right, rest) {
            // The password is known to be wrong: a full queue must not make it a try that was not made.
            self.compute(password, salt, rest).await.ok();
        }
        Ok(match (right, outdated) {
            (false, _) => PasswordCheck::Wrong,
            (true, false) => PasswordCheck::Right,
            (true, true) => PasswordCheck::Outdated,
        })
    }

    /// Whether hashes made now cost more memory or more passes than one with these parameters.
    fn is_stronger_than(&self, params: &Params) -> bool {
        self.params.m_cost() > params.m_cost() || self.params.t_cost() > params.t_cost()
    }

    /// What there is to compute besides a cheaper hash, so that whoever has one is not told from nobody by the time that a
    /// wrong password takes.
    fn rest(&self, cheaper: &Params) -> Option<Params> {
        let cost = |params: &Params| u64::from(params.m_cost()) * u64::from(params.t_cost());
        let (passes, lanes) = (self.params.t_cost(), self.params.p_cost());
        let rest = cost(&self.params).checked_sub(cost(cheaper))? / u64::from(passes);
        Params::new(u32::try_from(rest).ok()?, passes, lanes, Some(HASH_BYTES)).ok()
    }

    /// The hash of a new password.
    ///
    /// **Errors** [`QueueFull`] when the queue is full.
    pub async fn hash(&self, password: Secret) -> Result<PasswordHash, QueueFull> {
        let salt = self.random.bytes::<SALT_BYTES>();
        let computed = self
            .compute(password, salt.to_vec(), self.params.clone())
            .await?;
        computed
            .map(|computed| written(&self.params, &salt, &computed))
            .ok_or(QueueFull)
    }

    async fn compute(
        &self,
        password: Secret,
        salt: Vec<u8>,
        params: Params,
    ) -> Result<Option<Vec<u8>>, QueueFull> {
        let (answer, computed) = oneshot::channel();
        match self.jobs.try_send(Job {
            password,
            salt,
            params,
            answer,
        }) {
            Ok(()) => self.metrics.hashes_waiting(1),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.metrics.hash_refused();
                return Err(QueueFull);
            }
        }
        computed.await.map_err(|_| QueueFull)
    }
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher")
    }
}

/// What one thread does: take a job, compute it in memory that is kept, answer.
fn work(waiting: &Mutex<Receiver<Job>>, metrics: &Metrics) {
    let mut memory: Vec<Block> = Vec::new();
    loop {
        let job = waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(Job {
            password,
            salt,
            params,
            answer,
        }) = job
        else {
            return;
        };
        metrics.hashes_waiting(-1);
        // Nobody waits any more: the connection is gone.
        if answer.is_closed() {
            continue;
        }
        if memory.len() < params.block_count() {
            memory.resize(params.block_count(), Block::default());
        }
        let mut computed = vec![0; params.output_len().unwrap_or(HASH_BYTES)];
        let blocks = params.block_count();
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let result = argon.hash_password_into_with_memory(
            password.expose().as_bytes(),
            &salt,
            &mut computed,
            &mut memory[..blocks],
        );
        metrics.hash_computed();
        // The receiver may have gone meanwhile; then nobody needs the answer.
        drop(answer.send(result.is_ok().then_some(computed)));
    }
}

/// A hash in PHC string form.
fn written(params: &Params, salt: &[u8], hash: &[u8]) -> PasswordHash {
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    PasswordHash(format!(
        "$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}"
    ))
}

/// The parameters, salt and hash of a PHC string of Argon2id; `None` for any other text.
fn read(hash: &PasswordHash) -> Option<(Params, Vec<u8>, Vec<u8>)> {
    let mut parts = hash.0.strip_prefix("$argon2id$v=19$")?.split('$');
    let (costs, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
    let mut costs = costs.split(',');
    let mut cost = |name: &str| costs.next()?.strip_prefix(name)?.parse::<u32>().ok();
    let (memory, passes, lanes) = (cost("m=")?, cost("t=")?, cost("p=")?);
    let (salt, hash) = (
        STANDARD_NO_PAD.decode(salt).ok()?,
        STANDARD_NO_PAD.decode(hash).ok()?,
    );
    let params = Params::new(memory, passes, lanes, Some(hash.len())).ok()?;
    Some((params, salt, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher(memory_kib: u32, iterations: u32, queue: u32) -> Hasher {
        let settings = Passwords {
            memory_kib,
            iterations,
            parallelism: 1,
            threads: 1,
            queue,
        };
        Hasher::start(&settings, Random, Metrics::default()).expect("the threads start")
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hasher = hasher(64, 1, 8);
        let hash = hasher
            .hash("Correct horse 1!".into())
            .await
            .expect("the queue is empty");
        assert!(
            hash.0.starts_with("$argon2id$v=19$m=64,t=1,p=1$"),
            "{}",
            hash.0
        );
        let check =
            |password: &str, hash: Option<PasswordHash>| hasher.check(password.into(), hash);
        assert_eq!(
            check("Correct horse 1!", Some(hash.clone())).await,
            Ok(PasswordCheck::Right)
        );
        assert_eq!(
            check("correct horse 1!", Some(hash.clone())).await,
            Ok(PasswordCheck::Wrong)
        );
        assert_eq!(
            check("Correct horse 1!", None).await,
            Ok(PasswordCheck::Wrong)
        );
        assert_eq!(
            check("Correct horse 1!", Some(PasswordHash("nonsense".into()))).await,
            Ok(PasswordCheck::Wrong)
        );
        assert_ne!(
            hasher
                .hash("Correct horse 1!".into())
                .await
                .expect("the queue is empty"),
            hash
        );
    }

    #[tokio::test]
    async fn hashes_of_other_parameters_still_check_and_weaker_ones_are_told() {
        let check = async |old: (u32, u32), new: (u32, u32), expect: PasswordCheck| {
            let hash = hasher(old.0, old.1, 8).hash("old".into()).await;
            let hash = hash.expect("the queue is empty");
            let hasher = hasher(new.0, new.1, 8);
            let checked = hasher.check("old".into(), Some(hash.clone())).await;
            assert_eq!(checked, Ok(expect), "{old:?} {new:?}");
            let checked = hasher.check("other".into(), Some(hash)).await;
            assert_eq!(checked, Ok(PasswordCheck::Wrong), "{old:?} {new:?}");
        };
        check((64, 1), (64, 1), PasswordCheck::Right).await;
        check((256, 2), (64, 1), PasswordCheck::Right).await;
        check((64, 1), (256, 1), PasswordCheck::Outdated).await;
        check((64, 1), (64, 2), PasswordCheck::Outdated).await;
        check((256, 1), (64, 2), PasswordCheck::Outdated).await;
    }

    #[tokio::test]
    async fn a_wrong_password_costs_the_same_whichever_hash_it_meets() {
        let costs = |hasher: &Hasher, memory: u32, passes: u32| {
            let rest = hasher.rest(&Params::new(memory, passes, 1, None).expect("sound"));
            rest.map(|rest| (rest.m_cost(), rest.t_cost()))
        };
        let hasher = hasher(256, 3, 8);
        assert_eq!(costs(&hasher, 64, 1), Some(((256 * 3 - 64) / 3, 3)));
        assert_eq!(costs(&hasher, 256, 3), None);
        assert_eq!(costs(&hasher, 512, 3), None);
        let computed = async |password: &str, hash: Option<PasswordHash>| {
            let before = hasher.metrics.hashes();
            let checked = hasher.check(password.into(), hash).await;
            (checked, hasher.metrics.hashes() - before)
        };
        let old = self::hasher(64, 1, 8).hash("old".into()).await.ok();
        let new = hasher.hash("new".into()).await.ok();
        assert_eq!(computed("x", None).await, (Ok(PasswordCheck::Wrong), 1));
        assert_eq!(computed("x", new).await, (Ok(PasswordCheck::Wrong), 1));
        assert_eq!(
            computed("x", old.clone()).await,
            (Ok(PasswordCheck::Wrong), 2)
        );
        assert_eq!(computed("old", old).await, (Ok(PasswordCheck::Outdated), 1));
    }

    #[tokio::test]
    async fn a_full_queue_answers_at_once() {
        // One thread, one place to wait: of ten hashes that each take long, at most two are accepted.
        let hasher = hasher(64 * 1024, 4, 1);
        let all = (0..10).map(|_| hasher.hash("x".into()));
        let answers = futures_util::future::join_all(all).await;
        let busy = answers
            .iter()
            .filter(|answer| **answer == Err(QueueFull))
            .count();
        assert!((8..=9).contains(&busy), "{busy} of 10 were refused");
    }

    #[tokio::test]
    async fn a_known_hash_of_another_program_is_understood() {
        // argon2 reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32
        let reference =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        let checked = hasher(64, 1, 8)
            .check("password".into(), Some(PasswordHash(reference.into())))
            .await;
        assert_eq!(checked, Ok(PasswordCheck::Right));
    }
}
