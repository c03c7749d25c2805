//! `[metrics]`: who may read `/metrics`.

use super::reader::{Reader, secret};
use domain::secret::Secret;

/// Who may read `/metrics`.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// The bearer token that a scraper must send; without one everybody may read.
    pub token: Option<Secret>,
}

impl Metrics {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            token: reader.secret("metrics.token", secret),
        }
    }
}
