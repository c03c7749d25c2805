//! The keys of one pool, as they are held in memory.

use super::{Kind, LEAD, Signer};
use domain::time::Timestamp;
use std::sync::Arc;
use tokio::time::Instant;

/// The published keys of one pool, parsed; of each kind the newest first.
pub struct PoolKeys {
    pub(super) signers: Vec<Arc<Signer>>,
    pub(super) read_at: Instant,
}

impl PoolKeys {
    /// The key that signs tokens of this kind now: the newest that was published for long enough. A new pool's first
    /// key signs at once, since nobody can have its key set yet.
    pub(super) fn signing(&self, kind: Kind, now: Timestamp) -> Option<&Signer> {
        let mut first = None;
        for signer in self.signers.iter().filter(|signer| signer.kind == kind) {
            if signer.created_at + LEAD <= now {
                return Some(signer);
            }
            first = Some(&**signer);
        }
        first
    }

    /// The key of this id, if it is published.
    pub(super) fn published(&self, kid: &str) -> Option<&Arc<Signer>> {
        self.signers.iter().find(|signer| signer.kid == kid)
    }
}
