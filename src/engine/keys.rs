//! The pools' signing keys: RS256, one key for each kind of token, rotated while the old ones stay published.
//!
//! Owns making, caching, signing with and publishing keys, and the check of access tokens that callers present. Must
//! not know what a claim means beyond that check.

mod error;
mod pool_keys;
mod signer;
mod stock;
mod verify;

pub use error::Error;
pub use signer::Signer;
pub use verify::{AccessToken, IdTokenHint, TokenError};

use crate::{clock::Clock, random::Random};
use domain::id::PoolId;
use domain::time::Timestamp;
pub use pool_keys::PoolKeys;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use stock::Stock;
use store::signing_key::{self, KeyState, SigningKey};
use store::{Store, Write};
use tokio::time::Instant;

pub use store::signing_key::KeyKind as Kind;

/// How long keys are used before they are read again, so that a rotation by another process is seen.
const FRESH: Duration = Duration::from_secs(5);

/// How long others may keep a published key set.
pub const KEY_SET_MAX_AGE: Duration = Duration::from_secs(10);

/// How long a new key is published before it signs: every process has read it by then, and every copy of the key set
/// without it has expired. Otherwise a token of one process could not be verified with the key set of another.
const LEAD: Duration = FRESH.saturating_add(KEY_SET_MAX_AGE);

/// The longest an access or ID token lives (a day), and an hour for clocks and caches: so long a key that no longer
/// signs stays published.
const PUBLISHED: Duration = Duration::from_hours(25);

/// Signs and checks tokens; clones share keys.
#[derive(Clone)]
pub struct Keys(Arc<KeysInner>);

struct KeysInner {
    store: Store,
    clock: Clock,
    random: Random,
    public_url: String,
    stock: Stock,
    cache: RwLock<HashMap<PoolId, Arc<PoolKeys>>>,
}

impl Keys {
    /// Keys of this store's pools; `public_url` is the first part of every issuer.
    pub fn new(store: Store, clock: Clock, random: Random, public_url: &str) -> Self {
        let public_url = public_url.trim_end_matches('/').to_owned();
        Self(Arc::new(KeysInner {
            store,
            clock,
            random,
            public_url,
            stock: Stock::start(),
            cache: RwLock::default(),
        }))
    }

    /// The issuer of a pool's tokens: `<public URL>/<pool id>`.
    pub fn issuer(&self, pool: &PoolId) -> String {
        format!("{}/{pool}", self.0.public_url)
    }

    /// Signs a token.
    ///
    /// **Shape** compact JWS, header `{"kid":"…","alg":"RS256"}`.
    ///
    /// **Errors** the pool has no key, or the store fails.
    pub async fn sign(
        &self,
        pool: &PoolId,
        kind: Kind,
        claims: &Map<String, Value>,
    ) -> Result<String, Error> {
        let keys = self.of(pool).await?;
        keys.signing(kind, self.0.clock.now())
            .ok_or_else(|| Error::Missing(pool.clone()))?
            .sign(claims)
    }

    /// The public keys of a pool, `{"keys": […]}`, the ID token's first.
    ///
    /// **Source** RFC 7517; Cognito `/.well-known/jwks.json`.
    pub async fn jwks(&self, pool: &PoolId) -> Result<Value, Error> {
        let keys = self.of(pool).await?;
        Ok(
            json!({ "keys": keys.signers.iter().map(|signer| signer.jwk.clone()).collect::<Vec<_>>() }),
        )
    }

    /// The writes that give a new pool its two keys.
    pub async fn create_for(&self, pool: &PoolId) -> Result<Vec<Write>, Error> {
        let (id, access) = (
            self.new_key(pool, Kind::Id).await?,
            self.new_key(pool, Kind::Access).await?,
        );
        Ok(vec![signing_key::put(&id), signing_key::put(&access)])
    }

    /// Gives the pool new keys, which every process publishes at once and signs with a little later (`LEAD`). The old
    /// ones stay published until no token signed by them can be valid.
    pub async fn rotate(&self, pool: &PoolId) -> Result<(), Error> {
        let now = self.0.clock.now();
        let old = signing_key::list(&self.0.store, pool).await?;
        if old.is_empty() {
            return Err(Error::Missing(pool.clone()));
        }
        let mut writes = Vec::new();
        for key in &old {
            let state = match key.state {
                KeyState::Current => KeyState::Published,
                KeyState::Published if replaced_before(key, &old, now - PUBLISHED) => {
                    KeyState::Retired
                }
                KeyState::Published | KeyState::Retired => continue,
            };
            writes.push(signing_key::update(pool, &key.kid, state));
        }
        writes.extend(self.create_for(pool).await?);
        self.0.store.write(writes).await?;
        self.0
            .cache
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(pool);
        Ok(())
    }

    /// The pool's keys, from the cache while they are fresh.
    async fn of(&self, pool: &PoolId) -> Result<Arc<PoolKeys>, Error> {
        match self.cached(pool) {
            Some(keys) if keys.read_at.elapsed() < FRESH => Ok(keys),
            _ => self.read(pool).await,
        }
    }

    fn cached(&self, pool: &PoolId) -> Option<Arc<PoolKeys>> {
        let cache = self.0.cache.read().unwrap_or_else(PoisonError::into_inner);
        cache.get(pool).cloned()
    }

    async fn read(&self, pool: &PoolId) -> Result<Arc<PoolKeys>, Error> {
        let read_at = Instant::now();
        let mut stored_keys = signing_key::list(&self.0.store, pool).await?;
        stored_keys.retain(|key| key.state != KeyState::Retired);
        stored_keys.sort_by_key(|key| {
            (
                key.state != KeyState::Current,
                key.kind != Kind::Id,
                std::cmp::Reverse(key.created_at),
            )
        });
        let cached_keys = self.cached(pool);
        let parsed = stored_keys.iter().map(|key| {
            // A key never changes, and to parse one takes longer than to sign with it.
            let cached_key = cached_keys
                .as_ref()
                .and_then(|keys| keys.published(&key.kid));
            cached_key.map_or_else(
                || Signer::parse(key).map(Arc::new),
                |cached_key| Ok(Arc::clone(cached_key)),
            )
        });
        let signers = parsed.collect::<Result<Vec<_>, _>>()?;
        let keys = Arc::new(PoolKeys { signers, read_at });
        let mut cache = self.0.cache.write().unwrap_or_else(PoisonError::into_inner);
        // A pool that does not exist takes no place, or callers could fill the memory with names.
        if keys.signers.is_empty() {
            cache.remove(pool);
        } else {
            cache.insert(pool.clone(), Arc::clone(&keys));
        }
        Ok(keys)
    }

    async fn new_key(&self, pool: &PoolId, kind: Kind) -> Result<SigningKey, Error> {
        let pkcs8 = self.0.stock.take().await.map_err(Error::Broken)?;
        let kid = base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            self.0.random.bytes::<32>(),
        );
        Ok(SigningKey {
            pool: pool.clone(),
            kid,
            kind,
            pkcs8,
            created_at: self.0.clock.now(),
            state: KeyState::Current,
        })
    }
}

/// Whether another key of the same kind had taken this one's place by then.
fn replaced_before(key: &SigningKey, all: &[SigningKey], then: Timestamp) -> bool {
    all.iter().any(|other| {
        other.kind == key.kind && other.created_at > key.created_at && other.created_at < then
    })
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, NOW};
    use store::Seal;

    struct Fixture {
        keys: Keys,
        clock: Clock,
        pool: PoolId,
    }

    async fn fixture() -> Fixture {
        crate::cryptography::choose();
        let (store, clock) = (testing::store().await, Clock::standing(NOW));
        let keys = Keys::new(
            store.clone(),
            clock.clone(),
            Random,
            "https://id.example.com/",
        );
        let pool = PoolId::from("us-east-1_AbCdEfGhI");
        store
            .write(keys.create_for(&pool).await.expect("keys are made"))
            .await
            .expect("the store works");
        Fixture { keys, clock, pool }
    }

    fn claims(extra: Value) -> Map<String, Value> {
        let mut claims = json!({
            "iss": "https://id.example.com/us-east-1_AbCdEfGhI", "sub": "s", "token_use": "access",
            "scope": "openid email", "exp": NOW.seconds() + 3600,
        });
        for (name, value) in extra.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        claims.as_object().cloned().expect("an object")
    }

    fn kids(jwks: &Value) -> Vec<String> {
        let keys = jwks["keys"].as_array().expect("a list");
        keys.iter()
            .map(|key| key["kid"].as_str().expect("a text").to_owned())
            .collect()
    }

    #[tokio::test]
    async fn a_token_has_cognitos_header_and_verifies() {
        let Fixture { keys, pool, .. } = fixture().await;
        let token = keys
            .sign(&pool, Kind::Access, &claims(json!({})))
            .await
            .expect("signed");
        let header = jsonwebtoken::decode_header(&token).expect("a header");
        let jwks = keys.jwks(&pool).await.expect("published");
        assert_eq!(
            header.kid,
            Some(kids(&jwks)[1].clone()),
            "the ID token's key comes first"
        );
        assert_eq!(
            (header.alg, header.typ),
            (jsonwebtoken::Algorithm::RS256, None)
        );
        let verified = keys.verify_access(&token).await.expect("it is right");
        assert_eq!(
            (verified.pool, verified.claims["sub"].as_str()),
            (pool, Some("s"))
        );
        assert_eq!(
            keys.verify_access(&token)
                .await
                .expect("it is right")
                .scopes()
                .collect::<Vec<_>>(),
            ["openid", "email"]
        );
        assert_eq!(kids(&jwks)[0].len(), 44);
    }

    #[tokio::test]
    async fn what_is_not_a_right_access_token_is_refused() {
        let Fixture {
            keys, clock, pool, ..
        } = fixture().await;
        let sign = async |kind, extra| {
            keys.sign(&pool, kind, &claims(extra))
                .await
                .expect("signed")
        };
        let right = sign(Kind::Access, json!({})).await;
        let (head, rest) = right.split_once('.').expect("three parts");
        let (body, signature) = rest.split_once('.').expect("three parts");
        let encode = |text: &str| {
            base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text)
        };
        let kid = jsonwebtoken::decode_header(&right)
            .expect("a header")
            .kid
            .expect("a kid");
        let wrong = [
            String::new(),
            "a.b.c".to_owned(),
            format!("{head}.{body}."),
            format!(
                "{head}.{}.{signature}",
                encode(&json!(claims(json!({"sub": "other"}))).to_string())
            ),
            format!("{}.{body}.", encode(r#"{"alg":"none"}"#)),
            format!(
                "{}.{body}.{signature}",
                encode(&json!({"alg": "HS256", "kid": kid}).to_string())
            ),
            format!(
                "{}.{body}.{signature}",
                encode(r#"{"alg":"RS256","kid":"other"}"#)
            ),
            sign(Kind::Access, json!({"token_use": "id"})).await,
            sign(
                Kind::Access,
                json!({"iss": "https://evil.example/us-east-1_AbCdEfGhI"}),
            )
            .await,
            sign(
                Kind::Access,
                json!({"iss": "https://id.example.com/us-east-1_Another00"}),
            )
            .await,
            sign(Kind::Access, json!({"exp": null})).await,
            sign(Kind::Id, json!({})).await,
        ];
        for token in wrong {
            let result = keys.verify_access(&token).await;
            assert!(
                matches!(result, Err(TokenError::Invalid)),
                "{token}: {result:?}"
            );
        }
        clock.advance(Duration::from_secs(3600));
        assert!(matches!(
            keys.verify_access(&right).await,
            Err(TokenError::Expired)
        ));
    }

    #[tokio::test]
    async fn rotation_signs_anew_and_keeps_old_tokens_good_while_they_live() {
        let Fixture { keys, clock, pool } = fixture().await;
        let long = claims(json!({"exp": NOW.seconds() + 400_000}));
        let old = keys.sign(&pool, Kind::Access, &long).await.expect("signed");
        let before = kids(&keys.jwks(&pool).await.expect("published"));
        clock.advance(Duration::from_secs(1));
        keys.rotate(&pool).await.expect("rotated");
        let after = kids(&keys.jwks(&pool).await.expect("published"));
        assert_eq!(after.len(), 4);
        assert!(
            before.iter().all(|kid| after[2..].contains(kid)),
            "the new keys come first, the old are published"
        );
        let signed_by = async || {
            let token = keys.sign(&pool, Kind::Access, &long).await.expect("signed");
            let header = jsonwebtoken::decode_header(&token).expect("a header");
            (token, header.kid.expect("a kid"))
        };
        clock.advance(LEAD - Duration::from_millis(1));
        assert_eq!(
            signed_by().await.1,
            before[1],
            "somebody may have the key set without the new key"
        );
        clock.advance(Duration::from_millis(1));
        let (new, kid) = signed_by().await;
        assert_eq!(kid, after[1]);
        keys.verify_access(&old)
            .await
            .expect("the old key is published");
        clock.advance(PUBLISHED + Duration::from_secs(2));
        keys.rotate(&pool).await.expect("rotated");
        assert_eq!(
            kids(&keys.jwks(&pool).await.expect("published")).len(),
            4,
            "the oldest two are retired"
        );
        assert!(matches!(
            keys.verify_access(&old).await,
            Err(TokenError::Invalid)
        ));
        keys.verify_access(&new)
            .await
            .expect("its key is published");
        let unknown = keys.rotate(&PoolId::from("us-east-1_Another00")).await;
        assert!(matches!(unknown, Err(Error::Missing(_))), "{unknown:?}");
    }

    #[tokio::test]
    async fn keys_are_sealed_and_shared_by_everyone_who_opens_the_store() {
        let folder = testing::folder("keys");
        let url = format!("sqlite:{}", folder.join("keys.db").display());
        crate::cryptography::choose();
        let open = async || {
            let seal = Seal::new(vec![("a".to_owned(), [1; 32])]).expect("one key is a ring");
            let store = Store::open(&url, seal).await.expect("the folder is ours");
            Keys::new(
                store,
                Clock::standing(NOW),
                Random,
                "https://id.example.com",
            )
        };
        let (one, two) = (open().await, open().await);
        let pool = PoolId::from("us-east-1_AbCdEfGhI");
        let writes = one.create_for(&pool).await.expect("keys are made");
        one.0.store.write(writes).await.expect("the store works");
        let token = one
            .sign(&pool, Kind::Access, &claims(json!({})))
            .await
            .expect("signed");
        two.verify_access(&token)
            .await
            .expect("the other reads the same keys");
    }
}
