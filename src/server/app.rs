//! What a request is given: store, settings, clock, randomness, keys.

use crate::rate_limit::RateLimiter;
use crate::triggers::Triggers;
use crate::{
    assets::Assets, brand::Brands, clock::Clock, config::Config, deliver::Delivery, demo::Demo,
    hasher::Hasher, jobs::Jobs, keys::Keys, metrics::Metrics, random::Random, secrets::Secrets,
};
use domain::id::PoolId;
use domain::time::Timestamp;
use std::ops::Deref;
use std::sync::Arc;
use store::Store;

/// Everything a request needs; clones share it.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
    asked: Arc<Asked>,
}

/// What is known of the request in hand besides what it asks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// The SDK by which it came.
    pub(crate) sdk: Option<String>,
    /// The access key that signed it.
    pub(crate) access_key_id: Option<String>,
    /// The id under which it is logged and answered.
    pub(crate) request_id: Option<String>,
}

/// The parts of an [`App`].
pub struct Parts {
    /// Everything kept.
    pub store: Store,
    /// The settings in force.
    pub config: Config,
    /// The origin under which browsers reach this server, without a slash at its end.
    pub public_url: String,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Password hashing.
    pub hasher: Hasher,
    /// What each client address did of late.
    pub rate_limiter: RateLimiter,
    /// The pools' signing keys.
    pub keys: Keys,
    /// This instance's own secrets.
    pub secrets: Secrets,
    /// Counts.
    pub metrics: Metrics,
    /// Work that is done later.
    pub jobs: Jobs,
    /// E-mail and text messages.
    pub delivery: Delivery,
    /// The functions of pools.
    pub triggers: Triggers,
    /// Scripts, wasm, styles.
    pub assets: Assets,
    /// What the clients' pages look like.
    pub brands: Brands,
    /// The demo's pool and clients, in demo mode.
    pub demo: Option<Demo>,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self {
            parts: Arc::new(parts),
            asked: Arc::default(),
        }
    }

    /// The same for one request.
    pub(crate) fn asked_by(&self, asked: Asked) -> Self {
        Self {
            parts: self.parts.clone(),
            asked: Arc::new(asked),
        }
    }

    /// What is known of the request in hand.
    pub(crate) fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The SDK by which the request came, as events name it: `aws-sdk-<language>-<version>`.
    pub(crate) fn sdk(&self) -> &str {
        let sdk = self.asked.sdk.as_deref();
        sdk.unwrap_or("aws-sdk-unknown-unknown")
    }
}

impl Parts {
    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The issuer of a pool's tokens: `<public URL>/<pool id>`.
    pub fn issuer(&self, pool: &PoolId) -> String {
        self.keys.issuer(pool)
    }

    /// Whether browsers reach this server by https, so that cookies may be `Secure` and `__Host-`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}
