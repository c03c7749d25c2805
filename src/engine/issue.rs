//! Tokens from a grant, from a refresh token, and their revocation.
//!
//! Owns: signing what `domain::token` and the pool's function say, and the race of refreshes. Must not know: who may ask
//! (flows, secrets, scopes are the caller's), nor how an answer is written.
//!
//! The function is called before anything is signed or written, and its changes are to tokens only: the family keeps the
//! scopes that were granted, every refresh begins with those, and an access token may do what its own `scope` says.

use crate::{
    app::App,
    decide::{Attempt, StoreFacts, TRIES, retry},
    fault::Fault,
    keys::{Kind, TokenError},
    request::RequestContext,
};
use domain::{
    client::Client,
    event::Metadata,
    id::EventId,
    oauth::{resource, scope},
    pool::Pool,
    refusal::{self, Refusal},
    sign_in::Grant,
    token::{self, AccessToken, Family, Issue, NewFamily, Overrides, Refresh},
    trigger::pre_token_generation::{self, Source, Subject},
    user::User,
};
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use store::Write;

/// How often a refresh is decided again because another one of the same family came first. Callers that share a token
/// lose a race once at most, since the later one gets what the first one wrote; so many different tokens of one family are
/// not refreshed at once.
const REFRESH_TRIES: u32 = 32;

/// For what tokens are issued.
#[derive(Debug, Clone)]
pub struct Terms<'a> {
    /// The pool.
    pub pool: &'a Pool,
    /// The app client.
    pub client: &'a Client,
    /// The scopes granted, in the order of the request.
    pub scopes: Vec<String>,
    /// The audience of the access tokens, if the request names a resource.
    pub audience: Option<String>,
    /// The `nonce` of the authorization request, for the ID token that answers it and no later one.
    pub nonce: Option<String>,
    /// Whether they go out through the OAuth endpoints.
    pub oauth: bool,
    /// The reason for the tokens, as the pool's function reads it.
    pub source: Source,
    /// What the caller hands through to that function.
    pub metadata: Option<&'a Metadata>,
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
    /// The scopes that were asked of the pool's function, as on the wire: those of the sign-in, or a refresh's part of
    /// them.
    pub granted_scope: String,
    /// The scopes of the access token, as on the wire.
    pub scope: String,
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
    facts: &StoreFacts<'_>,
    terms: &Terms<'_>,
    grant: &Grant,
) -> Result<(Tokens, Vec<Write>), Fault> {
    let app = facts.app();
    let Terms { pool, client, .. } = *terms;
    let overrides = pre_token_generation::call(
        facts,
        (pool, client),
        terms.source,
        Subject::User(&grant.user),
        &terms.scopes,
        terms.metadata,
    )
    .await?;
    let refresh_token = app.random.opaque_token();
    let new = NewFamily {
        event: EventId(app.random.uuid()),
        origin_jti: app.random.uuid(),
        scopes: terms.scopes.clone(),
        audience: terms.audience.clone(),
        oauth: terms.oauth,
        refresh_hash: Some(token::hash(&refresh_token)),
    };
    let family = Family::new(
        terms.client,
        grant.user.sub.clone(),
        grant.auth_time,
        new,
        app.now(),
    );
    let issue = Issue {
        pool,
        client,
        user: &grant.user,
        family: &family,
        scopes: &family.scopes,
        audience: family.audience.as_deref(),
        nonce: terms.nonce.as_deref(),
        issuer: &app.issuer(&pool.id),
        now: app.now(),
    };
    let tokens = sign(app, &issue, &overrides).await?;
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
/// **Errors** the refusals of [`Family::refresh`]; [`refusal::RefreshToken::Invalid`] for a token nobody knows or whose
/// user is gone; those of the trigger.
pub async fn refresh(
    cx: &RequestContext,
    pool: &Pool,
    client: &Client,
    refresh_token: &str,
    metadata: Option<&Metadata>,
) -> Result<Tokens, Fault> {
    let narrowing = Narrowing::default();
    refresh_of(cx, pool, client, refresh_token, metadata, narrowing, |_| {
        Ok(())
    })
    .await
}

/// The part of what was granted that the tokens of a refresh are for; by default all of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrowing<'a> {
    /// The scopes, as on the wire.
    pub scope: Option<&'a str>,
    /// The resource for which the access token is.
    pub resource: Option<&'a str>,
}

/// Refreshes like [`refresh`], narrowed, and after `prove` has accepted the user who owns the token. The next refresh begins
/// with all that was granted again.
///
/// **Errors** also those of `prove`, [`refusal::RefreshToken::ScopeNotGranted`], and [`refusal::Parameter::ResourceUnknown`].
pub async fn refresh_of(
    cx: &RequestContext,
    pool: &Pool,
    client: &Client,
    refresh_token: &str,
    metadata: Option<&Metadata>,
    narrowing: Narrowing<'_>,
    prove: impl Fn(&User) -> Result<(), Refusal>,
) -> Result<Tokens, Fault> {
    let app = &cx.app;
    let presented = token::hash(refresh_token);
    let facts = StoreFacts::new(cx, pool);
    // Rotation changes nothing that is signed, so that a lost race costs no second signature.
    let signed = Mutex::new(None::<(i64, Tokens)>);
    let signed = || signed.lock().unwrap_or_else(PoisonError::into_inner);
    let refreshed = retry(REFRESH_TRIES, || async {
        let (family, user) = holder(app, pool, &presented).await?;
        if family.client == client.id {
            prove(&user)?;
        }
        let key = &app.secrets.rotation_key;
        let (family, next, rotated) =
            match family.refresh(refresh_token, client, &user, key, app.now())? {
                Refresh::Unchanged(family) => (family, None, false),
                Refresh::WithinGrace(family, current) => (family, Some(current), false),
                Refresh::Rotated(family, next) => (family, Some(next), true),
                Refresh::Reused(family) => {
                    return match app.store.write(vec![store::family::update(&family)]).await {
                        Ok(()) => Err(refusal::RefreshToken::Reused.into()),
                        Err(error) => Ok(Attempt::Lost(error)),
                    };
                }
            };
        let scopes = scope::for_refresh(&family.scopes, narrowing.scope)?;
        let audience = resource::audience(client, family.audience.as_deref(), narrowing.resource)?;
        let calls = facts.calls();
        let overrides = pre_token_generation::call(
            &facts,
            (pool, client),
            Source::RefreshTokens,
            Subject::User(&user),
            &scopes,
            metadata,
        )
        .await?;
        if facts.calls() > calls {
            // The function took its time: what holds now decides, and it is told of nothing that it was told already.
            return Ok(Attempt::Outdated);
        }
        let same = signed().take_if(|(version, _)| *version == user.version);
        let tokens = match same {
            Some((_, tokens)) => tokens,
            None => {
                let issue = Issue {
                    pool,
                    client,
                    user: &user,
                    family: &family,
                    scopes: &scopes,
                    audience: audience.as_deref(),
                    // What a refresh gives answers no authorization request (OpenID Connect Core §12.2), and a client
                    // that has forgotten its nonce takes one for somebody else's.
                    nonce: None,
                    issuer: &app.issuer(&pool.id),
                    now: app.now(),
                };
                sign(app, &issue, &overrides).await?
            }
        };
        let write = rotated.then(|| store::family::update(&family));
        if let Err(error) = app.store.write(write.into_iter().collect()).await {
            *signed() = Some((user.version, tokens));
            return Ok(Attempt::Lost(error));
        }
        Ok(Attempt::Written(Tokens {
            refresh_token: next.map(|token| token.expose().to_owned()),
            ..tokens
        }))
    });
    refreshed.await
}

/// The family of a refresh token and its user.
async fn holder(app: &App, pool: &Pool, presented: &str) -> Result<(Family, User), Fault> {
    let (family, _) = store::family::by_refresh_hash(&app.store, &pool.id, presented)
        .await?
        .ok_or(refusal::RefreshToken::Invalid)?;
    let user = store::user::find(&app.store, &pool.id, &family.sub)
        .await?
        .ok_or(refusal::RefreshToken::Invalid)?;
    Ok((family, user))
}

/// Signs the access token and, where one is due, the ID token.
async fn sign(app: &App, issue: &Issue<'_>, overrides: &Overrides) -> Result<Tokens, Fault> {
    let Issue {
        pool,
        client,
        family,
        ..
    } = *issue;
    let mut access = token::access_claims(issue, &app.random.uuid());
    overrides.apply_to_access(&mut access);
    let scope = access
        .get("scope")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let access_token = app.keys.sign(&pool.id, Kind::Access, &access).await?;
    let id_token = if !family.oauth || issue.has_scope("openid") {
        let at_hash = family.oauth.then(|| token::at_hash(&access_token));
        let mut claims = token::id_claims(issue, &app.random.uuid(), at_hash.as_deref());
        overrides.apply_to_id(&mut claims);
        Some(app.keys.sign(&pool.id, Kind::Id, &claims).await?)
    } else {
        None
    };
    Ok(Tokens {
        access_token,
        id_token,
        refresh_token: None,
        granted_scope: issue.scopes.join(" "),
        scope: scope.to_owned(),
        expires_in_seconds: client.access_lifetime().as_secs(),
        event: family.event.clone(),
    })
}

/// Revokes a refresh token and everything that came of the same authentication. An unknown token counts as revoked.
///
/// **Errors** [`refusal::RefreshToken::RevocationDisabled`]; [`refusal::RefreshToken::NotRevocable`] for access and ID
/// tokens; [`refusal::RefreshToken::OtherClient`].
pub async fn revoke(app: &App, pool: &Pool, client: &Client, token: &str) -> Result<(), Fault> {
    if !client.revocable() {
        return Err(refusal::RefreshToken::RevocationDisabled.into());
    }
    if is_signed(token) {
        return Err(refusal::RefreshToken::NotRevocable.into());
    }
    let hash = token::hash(token);
    let revoked = retry(TRIES, || async {
        let stored = store::family::by_refresh_hash(&app.store, &pool.id, &hash).await?;
        let revoked = match stored {
            Some((family, _)) => family.revoke(client, app.now())?,
            None => None,
        };
        Ok(write_revoked(app, revoked).await)
    });
    revoked.await
}

/// Writes a family that was revoked, if one was.
async fn write_revoked(app: &App, revoked: Option<Family>) -> Attempt<()> {
    let writes = revoked.as_ref().map(store::family::update);
    match app.store.write(writes.into_iter().collect()).await {
        Ok(()) => Attempt::Written(()),
        Err(error) => Attempt::Lost(error),
    }
}

/// Whether it is an access or ID token, which have three parts; refresh tokens are opaque here.
fn is_signed(token: &str) -> bool {
    token.split('.').count() == 3
}

/// Revokes a refresh token as [`revoke`] does, or an access token of a user, which takes its sign-in along: its refresh token
/// would give the next one. What is no token of ours, or has expired, counts as revoked.
///
/// **Errors** those of [`revoke`]; [`refusal::RefreshToken::NotRevocable`] for ID tokens and the tokens of machines.
/// **Source** RFC 7009 §2.1.
pub async fn revoke_any(app: &App, pool: &Pool, client: &Client, token: &str) -> Result<(), Fault> {
    if !is_signed(token) || !client.revocable() {
        return revoke(app, pool, client, token).await;
    }
    let verified = match app.keys.verify_access(token).await {
        Ok(verified) => verified,
        Err(TokenError::Invalid) if app.keys.id_token_hint(token).await.is_some() => {
            return Err(refusal::RefreshToken::NotRevocable.into());
        }
        Err(TokenError::Invalid | TokenError::Expired) => return Ok(()),
        Err(TokenError::Failed(error)) => return Err(error.into()),
    };
    let access =
        AccessToken::read(&verified.claims).map_err(|_| refusal::RefreshToken::NotRevocable)?;
    if verified.pool != pool.id || access.client != client.id {
        return Err(refusal::RefreshToken::OtherClient.into());
    }
    revoke_event(app, client, &access.event).await
}

/// Revokes the tokens that one authentication gave this client, because its code was redeemed twice or the client gives
/// them back. Tokens of other clients stay, or any client could end the sign-ins of all by old codes.
pub async fn revoke_event(app: &App, client: &Client, event: &EventId) -> Result<(), Fault> {
    let revoked = retry(TRIES, || async {
        let stored = store::family::find(&app.store, &client.pool, event).await?;
        let revoked = stored.and_then(|family| family.revoke_reused(client, app.now()));
        Ok(write_revoked(app, revoked).await)
    });
    revoked.await
}
