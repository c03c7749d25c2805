//! Wrong tries, and how long they lock. A try is counted before it is checked, so that racing tries gain nothing.

use crate::{id::Sub, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How wrong tries lock a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curve {
    /// The first failure that locks.
    pub first_locking: u32,
    /// How long that one locks; each further one twice as long.
    pub first_lock: Duration,
    /// The longest lock.
    pub longest_lock: Duration,
    /// After how long without a counted try all is forgotten.
    pub forgotten_after: Duration,
}

/// Passwords and their proofs.
///
/// **Source** developer guide, "Lockout behavior for failed sign-in attempts": after five failures a second, doubling
/// with each further one up to about 15 minutes; tries during a lock are not counted.
pub const PASSWORD: Curve = Curve {
    first_locking: 5,
    first_lock: Duration::from_secs(1),
    longest_lock: Duration::from_mins(15),
    forgotten_after: Duration::from_mins(15),
};

/// The tries of one key so far: each counted as a failure until a success clears them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// How many since the last success.
    pub failures: u32,
    /// When the last one was counted.
    pub counted_at: Timestamp,
    /// Until when the key is locked.
    pub locked_until: Timestamp,
}

impl Curve {
    /// Counts one more try: what to keep from now on, or `None` if the key is locked and the try must not be made.
    pub fn begin(&self, kept: Option<Attempts>, now: Timestamp) -> Option<Attempts> {
        let kept = kept.filter(|kept| {
            now < kept.locked_until || now.since(kept.counted_at) < self.forgotten_after
        });
        if kept.is_some_and(|kept| now < kept.locked_until) {
            return None;
        }
        let failures = kept.map_or(0, |kept| kept.failures).saturating_add(1);
        Some(Attempts {
            failures,
            counted_at: now,
            locked_until: now + self.lock(failures),
        })
    }

    /// How long the n-th failure locks.
    pub fn lock(&self, failures: u32) -> Duration {
        match failures.checked_sub(self.first_locking) {
            None => Duration::ZERO,
            Some(doublings) => {
                let factor = 2_u32.checked_pow(doublings).unwrap_or(u32::MAX);
                self.first_lock
                    .saturating_mul(factor)
                    .min(self.longest_lock)
            }
        }
    }
}

/// The key under which a user's password tries are counted, whichever way the password is tried.
///
/// A name that is nobody's has a `sub` too, a decoy's, so that it is locked alike.
pub fn password_key(sub: &Sub) -> String {
    format!("password:{sub}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_double_from_the_fifth_failure_to_a_quarter_of_an_hour() {
        let check = |failures, seconds| {
            assert_eq!(
                PASSWORD.lock(failures),
                Duration::from_secs(seconds),
                "{failures}"
            )
        };
        check(0, 0);
        check(1, 0);
        check(4, 0);
        check(5, 1);
        check(6, 2);
        check(7, 4);
        check(14, 512);
        check(15, 900);
        check(40, 900);
        check(u32::MAX, 900);
    }

    /// Tries at these seconds; which of them are counted.
    fn check(at: &[i64], expect: &[bool]) {
        let mut kept = None;
        let counted = at.iter().map(|second| {
            let next = PASSWORD.begin(kept, Timestamp::from_seconds(*second));
            kept = next.or(kept);
            next.is_some()
        });
        assert_eq!(counted.collect::<Vec<_>>(), expect);
    }

    #[test]
    fn tries_during_a_lock_are_not_made_and_not_counted() {
        check(
            &[0, 0, 0, 0, 0, 0, 0],
            &[true, true, true, true, true, false, false],
        );
        check(
            &[0, 0, 0, 0, 0, 1, 2, 3],
            &[true, true, true, true, true, true, false, true],
        );
    }

    #[test]
    fn a_quarter_of_an_hour_without_tries_forgets() {
        check(
            &[0, 0, 0, 0, 899, 899],
            &[true, true, true, true, true, false],
        );
        check(&[0, 0, 0, 0, 900, 900], &[true; 6]);
    }

    #[test]
    fn a_clock_set_back_neither_locks_for_ever_nor_opens() {
        check(
            &[100, 100, 100, 100, 100, 50, 101],
            &[true, true, true, true, true, false, true],
        );
    }
}
