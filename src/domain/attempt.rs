//! Attempts at secrets, and how long wrong ones lock. An attempt is counted before the secret is checked, so that
//! racing attempts gain nothing.

use crate::{id::Sub, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long failed attempts lock a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curve {
    /// The number of the first failure that locks.
    pub first_locking: u32,
    /// How long that failure locks; each further one locks twice as long.
    pub first_lock: Duration,
    /// The longest lock.
    pub longest_lock: Duration,
    /// How long after the last counted attempt all are forgotten.
    pub forgotten_after: Duration,
}

/// The curve of passwords, SRP proofs and the codes of authenticator apps.
///
/// **Source** developer guide, "Lockout behavior for failed sign-in attempts": after five failures a second, doubling
/// with each further one up to about 15 minutes; tries during a lock are not counted.
pub const PASSWORD: Curve = Curve {
    first_locking: 5,
    first_lock: Duration::from_secs(1),
    longest_lock: Duration::from_mins(15),
    forgotten_after: Duration::from_mins(15),
};

/// The attempts of one key since its last success, each counted as a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// Their number.
    pub failures: u32,
    /// When the last one was counted.
    pub counted_at: Timestamp,
    /// Until when the key is locked.
    pub locked_until: Timestamp,
}

impl Curve {
    /// Counts one more attempt: the attempts to store, or `None` if the key is locked and the secret must not be
    /// checked.
    pub fn begin(&self, attempts: Option<Attempts>, now: Timestamp) -> Option<Attempts> {
        let attempts = attempts.filter(|attempts| {
            now < attempts.locked_until || now.since(attempts.counted_at) < self.forgotten_after
        });
        if attempts.is_some_and(|attempts| now < attempts.locked_until) {
            return None;
        }
        let failures = attempts
            .map_or(0, |attempts| attempts.failures)
            .saturating_add(1);
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

/// The actions of one key in a sliding window, as two counts: those of the current stretch, and those of the stretch
/// before, weighted by how much of it still lies in the window.
///
/// It takes the same memory whatever the limit, and assumes that the earlier actions were spread evenly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    began_at: Timestamp,
    before: u32,
    current: u32,
}

impl Window {
    /// Counts one more action: the window to store.
    ///
    /// **Errors** if `max` is reached, how long until the next action may be counted; this one is not.
    pub fn count(
        window: Option<Self>,
        now: Timestamp,
        max: u32,
        length: Duration,
    ) -> Result<Self, Duration> {
        let window = Self::advance(window, now, length);
        let wait = window.wait(now, max, length);
        if wait.is_zero() {
            Ok(Self {
                current: window.current.saturating_add(1),
                ..window
            })
        } else {
            Err(wait)
        }
    }

    /// Takes back one counted action.
    pub fn give_back(self, now: Timestamp, length: Duration) -> Self {
        let mut window = Self::advance(Some(self), now, length);
        if window.current > 0 {
            window.current -= 1;
        } else {
            window.before = window.before.saturating_sub(1);
        }
        window
    }

    /// The most actions that may still count, so that the windows that count least can be forgotten first; 0 if none
    /// does.
    pub fn weight(self, now: Timestamp, length: Duration) -> u32 {
        let window = Self::advance(Some(self), now, length);
        window.before.saturating_add(window.current)
    }

    fn advance(window: Option<Self>, now: Timestamp, length: Duration) -> Self {
        let fresh = |before| Self {
            began_at: now,
            before,
            current: 0,
        };
        let Some(window) = window else {
            return fresh(0);
        };
        let past = now.since(window.began_at);
        if past < length {
            window
        } else if past < length * 2 {
            Self {
                began_at: window.began_at + length,
                ..fresh(window.current)
            }
        } else {
            fresh(0)
        }
    }

    /// How long until one more action fits, if none is counted meanwhile; zero if it fits now.
    fn wait(self, now: Timestamp, max: u32, length: Duration) -> Duration {
        let past = now.since(self.began_at).min(length);
        // So much of a stretch must be over for `before` of it to weigh no more than `room`.
        let over = |before: u32, room: u32| {
            let length = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
            let excess = u64::from(before.saturating_sub(room));
            let share = length.saturating_mul(excess).div_ceil(before.max(1).into());
            Duration::from_millis(share)
        };
        match max
            .checked_sub(1)
            .and_then(|max| max.checked_sub(self.current))
        {
            Some(room) => over(self.before, room).saturating_sub(past),
            None => length.saturating_sub(past) + over(self.current, max.saturating_sub(1)),
        }
    }
}

/// The key under which attempts at a user's password are counted, by whichever flow.
///
/// A decoy has a `sub` too, so that it is locked alike.
pub fn password_key(sub: &Sub) -> String {
    format!("password:{sub}")
}

/// The key under which attempts at the codes of a user's authenticator app are counted.
pub fn software_token_key(sub: &Sub) -> String {
    format!("totp:{sub}")
}

/// The key under which the codes are counted that are said to have been sent to a user's e-mail address to sign in.
pub fn email_otp_key(sub: &Sub) -> String {
    format!("email_otp:{sub}")
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

    /// Checks which of the attempts at these seconds are counted.
    fn check(at: &[i64], expect: &[bool]) {
        let mut attempts = None;
        let results = at.iter().map(|second| {
            let next = PASSWORD.begin(attempts, Timestamp::from_seconds(*second));
            attempts = next.or(attempts);
            next.is_some()
        });
        assert_eq!(results.collect::<Vec<_>>(), expect);
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

    /// Checks how long, in milliseconds, each action at these seconds must wait, at three in any ten seconds.
    fn slide(at: &[i64], expect: &[u64]) {
        let mut window = None;
        let waits = at.iter().map(|second| {
            let now = Timestamp::from_seconds(*second);
            match Window::count(window, now, 3, Duration::from_secs(10)) {
                Ok(next) => {
                    window = Some(next);
                    Duration::ZERO
                }
                Err(wait) => wait,
            }
        });
        let expect: Vec<Duration> = expect.iter().copied().map(Duration::from_millis).collect();
        assert_eq!(waits.collect::<Vec<_>>(), expect, "{at:?}");
    }

    #[test]
    fn a_window_slides_and_says_how_long_to_wait() {
        slide(&[0, 0, 0, 0], &[0, 0, 0, 13_334]);
        // A third of the three has left after a third of the next stretch, rounded up to a millisecond.
        slide(&[0, 0, 0, 13, 14, 14], &[0, 0, 0, 334, 0, 2_667]);
        slide(&[0, 0, 0, 20, 20, 20], &[0; 6]);
        // The earlier two count as if they had been spread over their ten seconds.
        slide(&[0, 9, 10, 12], &[0, 0, 0, 3_000]);
        slide(&[100, 100, 100, 50], &[0, 0, 0, 13_334]);
    }

    #[test]
    fn what_is_given_back_makes_room() {
        let (now, length) = (Timestamp::from_seconds(0), Duration::from_secs(10));
        let one = Window::count(None, now, 1, length).expect("there is room");
        Window::count(Some(one), now, 1, length).expect_err("there is none");
        let none = one.give_back(now, length);
        assert_eq!(none.weight(now, length), 0);
        assert_eq!(Window::count(Some(none), now, 1, length), Ok(one));
        let later = now + length;
        assert_eq!(one.give_back(later, length).weight(later, length), 0);
        assert_eq!(one.weight(now + length * 2, length), 0, "it is forgotten");
    }

    #[test]
    fn a_clock_set_back_neither_locks_for_ever_nor_opens() {
        check(
            &[100, 100, 100, 100, 100, 50, 101],
            &[true, true, true, true, true, false, true],
        );
    }
}
