//! The bell of the jobs: rings for the loop that runs them, and stops it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

/// The kinds of jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Deliver an e-mail or text message.
    Message,
    /// Deliver nothing. A message to a decoy is stored as this, so that it costs as much as one to a user.
    Nothing,
}

impl Kind {
    /// The name under which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Nothing => "nothing",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Message, Self::Nothing]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }
}

/// Rings for the loop, and stops it; clones are one.
#[derive(Debug, Clone, Default)]
pub struct Jobs(Arc<Bell>);

#[derive(Debug, Default)]
struct Bell {
    ring: Notify,
    stopping: AtomicBool,
}

impl Jobs {
    /// Says that a job was enqueued, so that it runs at once.
    pub fn wake(&self) {
        self.0.ring.notify_one();
    }

    /// Ends the loop after the jobs in hand.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
        self.0.ring.notify_one();
    }

    /// Whether the program is on its way out.
    pub fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::SeqCst)
    }

    /// Waits until the bell rings, but no longer than this.
    pub async fn wait(&self, longest: Duration) {
        // Either end of the wait means the same: look again.
        drop(tokio::time::timeout(longest, self.0.ring.notified()).await);
    }
}
