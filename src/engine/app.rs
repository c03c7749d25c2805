//! The values that every request uses: store, settings, clock, randomness, keys.

use crate::{
    attempt_queue::AttemptQueue,
    clock::Clock,
    deliver::Delivery,
    egress::{Egress, Limits},
    hasher::Hasher,
    jobs::Jobs,
    keys::Keys,
    logo::LogoDrawing,
    master_key::MasterKeys,
    metrics::Metrics,
    public_url::PublicUrl,
    random::Random,
    rate_limiter::RateLimiter,
    secrets::Secrets,
    settings::Settings,
    triggers::{self, Triggers},
};
use domain::id::PoolId;
use domain::time::Timestamp;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use store::{Store, meta};

/// The limits of calls to what callers and remote documents name.
const EGRESS: Limits = Limits {
    timeout: Duration::from_secs(10),
    answer_bytes: 1024 * 1024,
};

/// Everything a request needs; clones share it.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of an [`App`].
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The settings in force.
    pub settings: Arc<Settings>,
    /// The origin under which browsers reach this server.
    pub public_url: PublicUrl,
    /// The time.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Password hashing.
    pub hasher: Hasher,
    /// Who waits to try a secret.
    pub attempts: AttemptQueue,
    /// Recent guesses and code requests by client address.
    pub rate_limiter: RateLimiter,
    /// The pools' signing keys.
    pub keys: Keys,
    /// This instance's own secrets.
    pub secrets: Secrets,
    /// The metrics.
    pub metrics: Metrics,
    /// The jobs that run later.
    pub jobs: Jobs,
    /// The delivery of e-mail and text messages.
    pub delivery: Delivery,
    /// Calls to what callers and remote documents name.
    pub egress: Egress,
    /// The functions of pools.
    pub triggers: Triggers,
    /// The drawing of logos.
    pub logos: LogoDrawing,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Prepares everything that requests need besides the store.
    ///
    /// **Errors** what is wrong, with setting and fix.
    pub async fn open(
        settings: Settings,
        store: Store,
        master: &MasterKeys,
        public_url: &str,
        clock: Clock,
    ) -> Result<Self, String> {
        let random = Random;
        let decoy = meta::put_if_absent(&store, "decoy_key", &random.bytes::<32>()).await;
        let decoy = decoy
            .map_err(|error| format!("the database of `database.url` cannot be used: {error}"))?;
        let decoy = <[u8; 32]>::try_from(decoy.as_slice())
            .map_err(|_| "the stored decoy key is damaged".to_owned())?;
        let metrics = Metrics::default();
        Ok(Self::new(Parts {
            public_url: PublicUrl::new(public_url),
            secrets: Secrets::new(master, decoy, random),
            delivery: Delivery::new(&settings, public_url)?,
            triggers: Triggers::new(&settings.triggers, triggers::PATIENCE, metrics.clone())?,
            hasher: Hasher::start(&settings.passwords, random, metrics.clone())?,
            keys: Keys::new(store.clone(), clock.clone(), random, public_url),
            egress: Egress::to_public(EGRESS, &settings.egress.allowed_networks)?,
            jobs: Jobs::default(),
            attempts: AttemptQueue::default(),
            logos: LogoDrawing::default(),
            rate_limiter: RateLimiter::new(settings.rate_limits),
            store,
            settings: Arc::new(settings),
            clock,
            random,
            metrics,
        }))
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
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("public_url", &self.public_url)
            .finish_non_exhaustive()
    }
}
