//! Tokens from a grant, from a refresh token, and their revocation.
//!
//! Owns: signing what `domain::token` and the pool's function say, and the race of refreshes. Must not know: who may ask
//! (flows, secrets, scopes are the caller's), nor how an answer is written.
//!
//! The function is called before anything is signed or written, and its changes are to tokens only: the family keeps the
//! scopes that were granted, every refresh begins with those, and an access token may do what its own `scope` says.

use crate::{
    app::App,
    fault::Fault,
    keys::Kind,
    request::RequestContext,
    triggers::pre_token_generation::{PreTokenGeneration, Source, Subject},
};
use domain::{
    client::Client,
    id::{EventId, PoolId, Sub},
    pool::Pool,
    refusal::Refusal,
    sign_in::Grant,
    token::{self, Family, Founding, Issue, Overrides, Refreshed},
    trigger::Metadata,
    user::User,
};
use store::Write;

/// How often a refresh is decided again because another one of the same family came first. Callers of one token meet
/// once, as whoever comes second is given what the first one wrote; this many different tokens of a family do not race.
const TRIES: usize = 32;

/// For what tokens are issued.
#[derive(Debug, Clone)]
pub struct Terms<'a> {
    /// The pool.
    pub pool: &'a Pool,
    /// The app client.
    pub client: &'a Client,
    /// The scopes granted, in the order of the request.
    pub scopes: Vec<String>,
    /// The `nonce` of the authorization request.
    pub nonce: Option<String>,
    /// Whether they go out through the OAuth endpoints.
    pub oauth: bool,
}

/// Tokens as they are handed out.
#[derive(Clone)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// The ID token; on the OAuth endpoints only with the scope `openid`.
    pub id_token: Option<String>,
    /// The refresh token, where a new one is handed out.
    pub refresh_token: Option<String>,
    /// How long the access token lives.
    pub expires_in_seconds: u64,
    /// The authentication they came of.
    pub event: EventId,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

/// The tokens of a new family, and the writes that make them count.
///
/// **Errors** those of the trigger; the pool's keys cannot be used.
pub async fn issue(
    cx: &RequestContext,
    terms: &Terms<'_>,
    grant: &Grant,
    trigger: &mut PreTokenGeneration<'_>,
) -> Result<(Tokens, Vec<Write>), Fault> {
    let (pool, client, subject) = (terms.pool, terms.client, Subject::User(&grant.user));
    trigger
        .ask(cx.invoker(), pool, client, subject, &terms.scopes)
        .await?;
    let now = cx.app.now();
    let refresh_token = cx.app.random.opaque_token();
    let founding = Founding {
        event: EventId(cx.app.random.uuid()),
        origin_jti: cx.app.random.uuid(),
        scopes: terms.scopes.clone(),
        oauth: terms.oauth,
        nonce: terms.nonce.clone(),
        refresh_hash: Some(token::hash(&refresh_token)),
    };
    let family = Family::found(
        terms.client,
        grant.user.sub.clone(),
        grant.auth_time,
        founding,
        now,
    );
    let overrides = trigger.overrides();
    let tokens = sign(&cx.app, pool, client, &grant.user, &family, overrides).await?;
    let tokens = Tokens {
        refresh_token: Some(refresh_token),
        ..tokens
    };
    Ok((tokens, vec![store::family::insert(&family)]))
}

/// New tokens for a refresh token; a new refresh token is among them only where the client rotates.
///
/// Whether the client is who it says and may refresh at all was checked before.
///
/// **Errors** the refusals of [`Family::refresh`]; [`Refusal::RefreshTokenInvalid`] for a token nobody knows or whose
/// user is gone; those of the trigger.
pub async fn refresh(
    cx: &RequestContext,
    pool: &Pool,
    client: &Client,
    refresh_token: &str,
    metadata: Option<&Metadata>,
) -> Result<Tokens, Fault> {
    refresh_of(cx, pool, client, refresh_token, metadata, |_| Ok(())).await
}

/// As [`refresh`], after `prove` has accepted the user whose token it is.
///
/// **Errors** also those of `prove`.
pub async fn refresh_of(
    cx: &RequestContext,
    pool: &Pool,
    client: &Client,
    refresh_token: &str,
    metadata: Option<&Metadata>,
    prove: impl Fn(&User) -> Result<(), Refusal>,
) -> Result<Tokens, Fault> {
    let presented = token::hash(refresh_token);
    let mut trigger = PreTokenGeneration::new(Source::RefreshTokens, metadata);
    // Rotation changes nothing that is signed, so that a lost race costs no second signature.
    let mut signed: Option<(i64, Tokens)> = None;
    let mut lost = None;
    for _ in 0..TRIES {
        let (family, user) = holder(&cx.app, pool, &presented).await?;
        if family.client == client.id {
            prove(&user)?;
        }
        let key = &cx.app.secrets.rotation_key;
        let (family, next, rotated) =
            match family.refresh(refresh_token, client, &user, key, cx.app.now())? {
                Refreshed::Kept(family) => (family, None, false),
                Refreshed::Joined(family, current) => (family, Some(current), false),
                Refreshed::Rotated(family, next) => (family, Some(next), true),
                Refreshed::Reused(family) => {
                    match cx
                        .app
                        .store
                        .write(vec![store::family::update(&family)])
                        .await
                    {
                        Err(error) if error.conflict().is_some() => {
                            lost = Some(error);
                            continue;
                        }
                        written => {
                            return written
                                .map_err(Fault::Store)
                                .and(Err(Refusal::RefreshTokenReused.into()));
                        }
                    }
                }
            };
        let subject = Subject::User(&user);
        if trigger
            .ask(cx.invoker(), pool, client, subject, &family.scopes)
            .await?
        {
            // That took its time: what holds now decides, and is told of nothing it was told of already.
            continue;
        }
        let tokens = match signed.take_if(|(version, _)| *version == user.version) {
            Some((_, tokens)) => tokens,
            None => sign(&cx.app, pool, client, &user, &family, trigger.overrides()).await?,
        };
        let changed = rotated.then(|| store::family::update(&family));
        match cx.app.store.write(changed.into_iter().collect()).await {
            Ok(()) => {
                return Ok(Tokens {
                    refresh_token: next.map(|token| token.expose().to_owned()),
                    ..tokens
                });
            }
            Err(error) if error.conflict().is_some() => {
                signed = Some((user.version, tokens));
                lost = Some(error);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(lost.map_or_else(|| Refusal::Busy.into(), Fault::Store))
}

/// The family of a refresh token and its user.
async fn holder(app: &App, pool: &Pool, presented: &str) -> Result<(Family, User), Fault> {
    let (family, _) = store::family::by_refresh_hash(&app.store, &pool.id, presented)
        .await?
        .ok_or(Refusal::RefreshTokenInvalid)?;
    let user = store::user::find(&app.store, &pool.id, &family.sub)
        .await?
        .ok_or(Refusal::RefreshTokenInvalid)?;
    Ok((family, user))
}

/// Signs the access token and, where one is due, the ID token of a family.
async fn sign(
    app: &App,
    pool: &Pool,
    client: &Client,
    user: &User,
    family: &Family,
    overrides: &Overrides,
) -> Result<Tokens, Fault> {
    let issuer = app.issuer(&pool.id);
    let issue = Issue {
        pool,
        client,
        user,
        family,
        issuer: &issuer,
        now: app.now(),
    };
    let mut access = token::access_claims(&issue, &app.random.uuid());
    overrides.apply_to_access(&mut access);
    let access_token = app.keys.sign(&pool.id, Kind::Access, &access).await?;
    let id_token = if !family.oauth || family.has_scope("openid") {
        let at_hash = family.oauth.then(|| token::at_hash(&access_token));
        let mut claims = token::id_claims(&issue, &app.random.uuid(), at_hash.as_deref());
        overrides.apply_to_id(&mut claims);
        Some(app.keys.sign(&pool.id, Kind::Id, &claims).await?)
    } else {
        None
    };
    Ok(Tokens {
        access_token,
        id_token,
        refresh_token: None,
        expires_in_seconds: client.access_lifetime().as_secs(),
        event: family.event.clone(),
    })
}

/// Revokes a refresh token and everything that came of the same authentication; one that nobody knows is revoked already.
///
/// **Errors** [`Refusal::RevocationDisabled`]; [`Refusal::TokenNotRevocable`] for access and ID tokens;
/// [`Refusal::TokenNotYours`].
pub async fn revoke(app: &App, pool: &Pool, client: &Client, token: &str) -> Result<(), Fault> {
    if !client.revocable() {
        return Err(Refusal::RevocationDisabled.into());
    }
    // Refresh tokens are opaque here; what has three parts is an access or ID token.
    if token.split('.').count() == 3 {
        return Err(Refusal::TokenNotRevocable.into());
    }
    let hash = token::hash(token);
    let mut lost = None;
    for _ in 0..TRIES {
        let Some((family, _)) = store::family::by_refresh_hash(&app.store, &pool.id, &hash).await?
        else {
            return Ok(());
        };
        let Some(revoked) = family.revoke(client, app.now())? else {
            return Ok(());
        };
        match app.store.write(vec![store::family::update(&revoked)]).await {
            Err(error) if error.conflict().is_some() => lost = Some(error),
            written => return Ok(written?),
        }
    }
    Err(lost.map_or_else(
        || Fault::Internal("no revocation was decided".to_owned()),
        Fault::Store,
    ))
}

/// Revokes what one authentication gave this client: its code was redeemed twice. What another client was given stays,
/// or any client could end the sign-ins of all by old codes.
pub async fn revoke_event(app: &App, client: &Client, event: &EventId) -> Result<(), Fault> {
    let pool = &client.pool;
    let mut lost = None;
    for _ in 0..TRIES {
        let Some(family) = store::family::find(&app.store, pool, event).await? else {
            return Ok(());
        };
        if family.revoked_at.is_some() || family.client != client.id {
            return Ok(());
        }
        let revoked = Family {
            revoked_at: Some(app.now()),
            ..family
        };
        match app.store.write(vec![store::family::update(&revoked)]).await {
            Err(error) if error.conflict().is_some() => lost = Some(error),
            written => return Ok(written?),
        }
    }
    Err(lost.map_or_else(
        || Fault::Internal("no revocation was decided".to_owned()),
        Fault::Store,
    ))
}

/// The writes that revoke everything that was ever issued to a user, codes that wait to be redeemed too: those first, so
/// that the family is there of one that is being redeemed.
pub fn revoke_all(app: &App, pool: &PoolId, sub: &Sub) -> [Write; 2] {
    [
        store::authorization::delete_fresh_of(pool, sub),
        store::family::revoke_all_of(pool, sub, app.now()),
    ]
}
