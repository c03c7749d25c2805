//! The counts of the limits, by address.

use crate::{network::Network, settings};
use domain::{time::Timestamp, window::Window};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// How many addresses are remembered at most. One takes about 64 bytes.
const REMEMBERED: usize = 65_536;

/// Which limit of its address a request counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateLimit {
    /// It tries a secret; if that is right, it does not count.
    Guess,
    /// It registers somebody, may send a code, or makes the key of an authenticator app.
    CodeRequest,
}

/// Recent guesses and code requests by client address.
#[derive(Debug)]
pub struct RateLimiter {
    settings: settings::RateLimits,
    counts: Mutex<HashMap<(RateLimit, Network), Window>>,
}

impl RateLimiter {
    /// A limiter that has counted nothing.
    pub fn new(settings: settings::RateLimits) -> Self {
        Self {
            settings,
            counts: Mutex::default(),
        }
    }

    const fn max(&self, limit: RateLimit) -> u32 {
        match limit {
            RateLimit::Guess => self.settings.failed_guesses,
            RateLimit::CodeRequest => self.settings.code_requests,
        }
    }

    /// Counts a request before it is answered, so that racing ones gain nothing.
    ///
    /// **Errors** the address did too much: how long it must wait.
    pub fn count(&self, limit: RateLimit, address: IpAddr, now: Timestamp) -> Result<(), Duration> {
        let (max, length) = (self.max(limit), self.settings.window);
        if max == 0 {
            return Ok(());
        }
        let mut counts = self.lock();
        if counts.len() >= REMEMBERED {
            forget(&mut counts, now, length);
        }
        let key = (limit, Network::of_client(address));
        let next = Window::count(counts.get(&key).copied(), now, max, length)?;
        counts.insert(key, next);
        Ok(())
    }

    /// Takes back a guess that was right, or none.
    pub fn give_back(&self, limit: RateLimit, address: IpAddr, now: Timestamp) {
        let length = self.settings.window;
        let (mut counts, key) = (self.lock(), (limit, Network::of_client(address)));
        let Some(count) = counts.get(&key).copied() else {
            return;
        };
        let left = count.give_back(now, length);
        if left.weight(now, length) == 0 {
            counts.remove(&key);
        } else {
            counts.insert(key, left);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(RateLimit, Network), Window>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room: drops windows that no longer count, then the half of the addresses with the fewest requests. So an address
/// with many requests cannot have itself forgotten by a few requests from many others.
fn forget(counts: &mut HashMap<(RateLimit, Network), Window>, now: Timestamp, length: Duration) {
    let mut weights: Vec<u32> = counts
        .values()
        .map(|window| window.weight(now, length))
        .collect();
    let middle = weights.len() / 2;
    let (_, median, _) = weights.select_nth_unstable(middle);
    let least = *median;
    let mut excess = middle;
    counts.retain(|_, window| {
        let weight = window.weight(now, length);
        let keep = weight > least || (weight == least && weight > 0 && excess == 0);
        if !keep {
            excess = excess.saturating_sub(1);
        }
        keep
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_of_nought_is_none_and_networks_count_as_one() {
        let limits = |failed_guesses| {
            RateLimiter::new(settings::RateLimits {
                failed_guesses,
                code_requests: 1,
                window: Duration::from_mins(1),
            })
        };
        let now = Timestamp::from_seconds(0);
        let count = |limits: &RateLimiter, address: &str| {
            limits
                .count(RateLimit::Guess, address.parse().expect("an address"), now)
                .is_ok()
        };
        let two = limits(2);
        assert!(count(&two, "2001:db8::1") && count(&two, "2001:db8::ffff:2"));
        assert!(!count(&two, "2001:db8:0:0:9::3"), "the same /64");
        assert!(count(&two, "2001:db8:0:1::1"), "another");
        assert!(count(&two, "192.0.2.1") && count(&two, "::ffff:192.0.2.1"));
        assert!(!count(&two, "192.0.2.1"));
        let none = limits(0);
        assert!((0..100).all(|_| count(&none, "192.0.2.1")));
    }

    #[test]
    fn memory_is_bounded_and_forgets_who_did_the_least() {
        let limiter = RateLimiter::new(settings::RateLimits {
            failed_guesses: 2,
            code_requests: 1,
            window: Duration::from_mins(1),
        });
        let now = Timestamp::from_seconds(0);
        let busy: IpAddr = "192.0.2.1".parse().expect("an address");
        let count = |address| limiter.count(RateLimit::Guess, address, now);
        assert!(count(busy).is_ok() && count(busy).is_ok());
        for number in 0..100_000_u32 {
            assert_eq!(count(IpAddr::V4((0x0a00_0000 + number).into())), Ok(()));
            assert!(limiter.lock().len() <= REMEMBERED);
        }
        assert!(count(busy).is_err(), "others cannot make it forgotten");
        limiter.give_back(RateLimit::Guess, busy, now);
        assert!(count(busy).is_ok());
    }
}
