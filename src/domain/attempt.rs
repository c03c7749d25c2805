//! Attempts at secrets, and how long wrong ones lock. An attempt is counted before its secret is checked, so that racing
//! attempts gain nothing; until it is judged it takes up one of those that are allowed, and only failures lock.

use crate::{id::Sub, time::Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long failed attempts lock a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Curve {
    /// The number of the first failure that locks.
    pub first_locking: u32,
    /// How long it locks.
    pub lock: Lock,
    /// How long after a failure it is forgotten, or all are after the last one.
    pub forgotten_after: Duration,
}

/// How long a failure locks that locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// The first one this long, each further one twice as long; all failures are forgotten together.
    Doubling {
        /// How long the first one locks.
        first: Duration,
        /// The longest lock.
        longest: Duration,
    },
    /// Until so many are forgotten, each by itself, that another one may fail.
    Window,
}

/// The curve of passwords and SRP proofs.
///
/// **Source** developer guide, "Lockout behavior for failed sign-in attempts": after five failures a second, doubling
/// with each further one up to about 15 minutes; tries during a lock are not counted.
pub const PASSWORD: Curve = Curve {
    first_locking: 5,
    lock: Lock::Doubling {
        first: Duration::from_secs(1),
        longest: Duration::from_mins(15),
    },
    forgotten_after: Duration::from_mins(15),
};

/// The curve of six-digit codes of a second factor: at most five wrong ones in any ten minutes.
pub const CODE: Curve = Curve {
    first_locking: 5,
    lock: Lock::Window,
    forgotten_after: Duration::from_mins(10),
};

/// How long an attempt may take to be judged; then it counts as failed, since whoever began it may have died.
pub const JUDGED_WITHIN: Duration = Duration::from_secs(30);

/// What attempts are counted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AttemptKey {
    /// The password of a user, by whichever flow. A decoy has a `sub` too, so that it is locked alike.
    Password(Sub),
    /// The codes of a user's authenticator app.
    SoftwareToken(Sub),
    /// The codes that are said to have been sent to a user's e-mail address to sign in.
    EmailOtp(Sub),
}

impl AttemptKey {
    /// The name under which attempts are stored.
    pub fn name(&self) -> String {
        match self {
            Self::Password(sub) => format!("password:{sub}"),
            Self::SoftwareToken(sub) => format!("totp:{sub}"),
            Self::EmailOtp(sub) => format!("email_otp:{sub}"),
        }
    }

    /// How long failures lock.
    pub const fn curve(&self) -> &'static Curve {
        match self {
            Self::Password(_) => &PASSWORD,
            Self::SoftwareToken(_) | Self::EmailOtp(_) => &CODE,
        }
    }
}

/// The attempts of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempts {
    /// How many failed and are not forgotten.
    pub failures: u32,
    /// When the last one failed.
    pub failed_at: Timestamp,
    /// When each of them failed, oldest first, where each is forgotten by itself.
    pub window: Vec<Timestamp>,
    /// Until when the key is locked.
    pub locked_until: Timestamp,
    /// Those that are being judged.
    pub in_flight: Vec<InFlight>,
}

/// An attempt that is being judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InFlight {
    /// What tells it from the others of its key.
    pub id: String,
    /// When it was counted.
    pub began_at: Timestamp,
}

/// What counting one more attempt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// It is counted, and its secret may be checked: the attempts to store.
    Counted(Attempts),
    /// The key is locked: the secret must not be checked.
    Locked,
    /// As many as may fail are being judged: it must wait until one of them is.
    Full,
}

impl Curve {
    /// Counts one more attempt, which is known by `id` until it is judged.
    pub fn begin(&self, attempts: Option<Attempts>, now: Timestamp, id: String) -> Begin {
        let none = || Attempts {
            failures: 0,
            failed_at: now,
            window: Vec::new(),
            locked_until: Timestamp(0),
            in_flight: Vec::new(),
        };
        let mut attempts = self.at(attempts.unwrap_or_else(none), now);
        if now < attempts.locked_until {
            return Begin::Locked;
        }
        let may_fail = self.first_locking.saturating_sub(attempts.failures).max(1);
        if attempts.in_flight.len() >= usize::try_from(may_fail).unwrap_or(usize::MAX) {
            return Begin::Full;
        }
        let began_at = now;
        attempts.in_flight.push(InFlight { id, began_at });
        Begin::Counted(attempts)
    }

    /// Counts the attempt of this `id` as failed: the attempts to store, or `None` if it is counted already.
    pub fn fail(&self, attempts: Attempts, now: Timestamp, id: &str) -> Option<Attempts> {
        let mut attempts = self.at(attempts, now);
        let index = attempts.in_flight.iter().position(|one| one.id == id)?;
        attempts.in_flight.remove(index);
        Some(self.with_failure(attempts, now))
    }

    /// From when on these attempts need not be stored.
    pub fn forgotten_at(&self, attempts: &Attempts) -> Timestamp {
        let failed = attempts
            .locked_until
            .max(attempts.failed_at + self.forgotten_after);
        let longest = match self.lock {
            Lock::Doubling { longest, .. } => longest.max(self.forgotten_after),
            Lock::Window => self.forgotten_after,
        };
        let last_began = attempts.in_flight.iter().map(|one| one.began_at).max();
        last_began.map_or(failed, |began_at| {
            failed.max(began_at + JUDGED_WITHIN + longest)
        })
    }

    /// The attempts as they stand now: what was not judged in time has failed, and old failures are forgotten.
    fn at(&self, mut attempts: Attempts, now: Timestamp) -> Attempts {
        let is_late = |one: &InFlight| now.since(one.began_at) >= JUDGED_WITHIN;
        let (late, in_flight) = attempts.in_flight.into_iter().partition(is_late);
        attempts.in_flight = in_flight;
        let late: Vec<InFlight> = late;
        let failed = late.into_iter().fold(attempts, |attempts, one| {
            self.with_failure(attempts, one.began_at + JUDGED_WITHIN)
        });
        self.without_old(failed, now)
    }

    fn with_failure(&self, attempts: Attempts, failed_at: Timestamp) -> Attempts {
        let mut attempts = self.without_old(attempts, failed_at);
        attempts.failures = attempts.failures.saturating_add(1);
        attempts.failed_at = attempts.failed_at.max(failed_at);
        let until = match self.lock {
            Lock::Doubling { first, longest } => {
                failed_at + self.doubled(attempts.failures, first, longest)
            }
            Lock::Window => {
                attempts.window.push(failed_at);
                attempts.window.sort();
                let most = usize::try_from(self.first_locking).unwrap_or(usize::MAX);
                let next_forgotten = attempts.window.iter().rev().nth(most.saturating_sub(1));
                next_forgotten.map_or(Timestamp(0), |failed_at| *failed_at + self.forgotten_after)
            }
        };
        attempts.locked_until = attempts.locked_until.max(until);
        attempts
    }

    fn without_old(&self, mut attempts: Attempts, now: Timestamp) -> Attempts {
        let is_old = |failed_at: Timestamp| now.since(failed_at) >= self.forgotten_after;
        match self.lock {
            Lock::Doubling { .. } => {
                if is_old(attempts.failed_at) && now >= attempts.locked_until {
                    attempts.failures = 0;
                }
            }
            Lock::Window => {
                attempts.window.retain(|failed_at| !is_old(*failed_at));
                attempts.failures = u32::try_from(attempts.window.len()).unwrap_or(u32::MAX);
            }
        }
        attempts
    }

    /// How long the n-th failure locks.
    fn doubled(&self, failures: u32, first: Duration, longest: Duration) -> Duration {
        match failures.checked_sub(self.first_locking) {
            None => Duration::ZERO,
            Some(doublings) => {
                let factor = 2_u32.checked_pow(doublings).unwrap_or(u32::MAX);
                first.saturating_mul(factor).min(longest)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locks_double_from_the_fifth_failure_to_a_quarter_of_an_hour() {
        let check = |failures, seconds| {
            let Lock::Doubling { first, longest } = PASSWORD.lock else {
                panic!("it doubles")
            };
            let lock = PASSWORD.doubled(failures, first, longest);
            assert_eq!(lock, Duration::from_secs(seconds), "{failures}");
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

    fn second(second: i64) -> Timestamp {
        Timestamp::from_seconds(second)
    }

    /// Begins an attempt at this second; whether it may be made.
    fn begin(attempts: &mut Option<Attempts>, curve: &Curve, at: i64, id: &str) -> Option<bool> {
        match curve.begin(attempts.clone(), second(at), id.to_owned()) {
            Begin::Counted(next) => {
                *attempts = Some(next);
                Some(true)
            }
            Begin::Locked => Some(false),
            Begin::Full => None,
        }
    }

    /// The attempt of this id fails at this second.
    fn fail(attempts: &mut Option<Attempts>, curve: &Curve, at: i64, id: &str) {
        let stored = attempts.take().expect("one began");
        *attempts = Some(match curve.fail(stored.clone(), second(at), id) {
            Some(next) => next,
            None => stored,
        });
    }

    /// Checks which of the attempts at these seconds, which all fail at once, are counted.
    fn check_curve(curve: &Curve, at: &[i64], expect: &[bool]) {
        let mut attempts = None;
        let results = at.iter().map(|at| {
            let is_counted = begin(&mut attempts, curve, *at, "id") == Some(true);
            if is_counted {
                fail(&mut attempts, curve, *at, "id");
            }
            is_counted
        });
        assert_eq!(results.collect::<Vec<_>>(), expect);
    }

    fn check(at: &[i64], expect: &[bool]) {
        check_curve(&PASSWORD, at, expect);
    }

    #[test]
    fn of_codes_five_are_wrong_in_any_ten_minutes() {
        let five = [true; 5];
        let check = |at: &[i64], after: &[bool]| {
            check_curve(&CODE, at, &[five.as_slice(), after].concat());
        };
        check(&[0, 0, 0, 0, 0, 0, 599, 600], &[false, false, true]);
        // Five at the end of one ten minutes and five at the beginning of the next would be ten within ten minutes.
        check(
            &[0, 599, 599, 599, 599, 599, 600, 600, 1198, 1199],
            &[false, true, false, false, true],
        );
        // Each is forgotten by itself: who is wrong now and then is never locked out.
        check(&[0, 150, 300, 450, 599, 600, 750, 900], &[true; 3]);
        check(&[0, 500, 1000, 1500, 2000, 2500, 3000], &[true; 2]);
        let mut attempts = None;
        let mut failed_at = Vec::new();
        for at in 0..10_000 {
            if begin(&mut attempts, &CODE, at, "id") == Some(true) {
                fail(&mut attempts, &CODE, at, "id");
                failed_at.push(at);
            }
        }
        assert!(failed_at.len() > 50);
        assert!(
            failed_at.windows(6).all(|six| six[5] - six[0] >= 600),
            "{failed_at:?}"
        );
    }

    #[test]
    fn only_so_many_are_judged_at_once_as_may_fail() {
        let mut attempts = None;
        for id in ["1", "2", "3", "4", "5"] {
            assert_eq!(begin(&mut attempts, &PASSWORD, 0, id), Some(true));
        }
        assert_eq!(begin(&mut attempts, &PASSWORD, 0, "6"), None, "it waits");
        fail(&mut attempts, &PASSWORD, 0, "1");
        assert_eq!(
            begin(&mut attempts, &PASSWORD, 0, "6"),
            None,
            "a failure makes no room"
        );
        fail(&mut attempts, &PASSWORD, 0, "1");
        assert_eq!(
            attempts.as_ref().map(|attempts| attempts.failures),
            Some(1),
            "it fails once"
        );
        for id in ["2", "3", "4", "5"] {
            fail(&mut attempts, &PASSWORD, 0, id);
        }
        assert_eq!(
            begin(&mut attempts, &PASSWORD, 0, "6"),
            Some(false),
            "it is locked"
        );
        assert_eq!(begin(&mut attempts, &PASSWORD, 1, "6"), Some(true));
        assert_eq!(
            begin(&mut attempts, &PASSWORD, 1, "7"),
            None,
            "after a lock it is one by one"
        );
    }

    #[test]
    fn what_is_not_judged_in_time_has_failed() {
        let late = i64::try_from(JUDGED_WITHIN.as_secs()).expect("a short time");
        let mut attempts = None;
        for id in ["1", "2", "3", "4", "5"] {
            assert_eq!(begin(&mut attempts, &PASSWORD, 0, id), Some(true));
        }
        assert_eq!(begin(&mut attempts, &PASSWORD, late - 1, "6"), None);
        assert_eq!(
            begin(&mut attempts, &PASSWORD, late, "6"),
            Some(false),
            "all five failed"
        );
        assert_eq!(begin(&mut attempts, &PASSWORD, late + 1, "6"), Some(true));
        fail(&mut attempts, &PASSWORD, late + 1, "1");
        assert_eq!(
            attempts.as_ref().map(|attempts| attempts.failures),
            Some(5),
            "not once more"
        );
        let forgotten_at = PASSWORD.forgotten_at(&attempts.expect("they are stored"));
        assert!(
            forgotten_at >= second(late + 1) + JUDGED_WITHIN,
            "it is stored until it has failed"
        );
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
