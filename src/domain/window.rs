//! Actions counted in a sliding window.

use crate::time::Timestamp;
use std::time::Duration;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
