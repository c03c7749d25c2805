//! The browser session: who is signed in here, so that the next app does not ask again.
//!
//! One cookie a pool, so that signing in to one pool never touches another; a new id at every sign-in.
//! **Source** Cognito developer guide, "Managed login sessions": one hour from the last fresh authentication.

use super::browser::Browser;
use crate::site::Site;
use axum::http::HeaderValue;
use cookie::time::Duration as CookieAge;
use domain::{
    id::{ClientId, PoolId},
    oauth::authorize::Session,
    pool::Pool,
    time::Timestamp,
    token,
    user::{Status, User},
};
use std::time::Duration;
use store::{Write, browser_session::BrowserSession};

const LIFETIME: Duration = Duration::from_hours(1);

/// A live session and its user.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    /// The user who is signed in.
    pub(crate) user: User,
    /// When they proved it.
    pub(crate) auth_time: Timestamp,
    /// The hash of the session's cookie, which is its key in the store.
    hash: String,
}

impl Live {
    /// What the authorization rules need of it.
    pub(crate) fn session(&self) -> Session {
        Session {
            sub: self.user.sub.clone(),
            auth_time: self.auth_time,
        }
    }

    /// What is to be written before anything that depends on the session.
    ///
    /// **Errors** Conflict, when it was ended meanwhile.
    pub(super) fn alive(&self) -> Write {
        store::browser_session::alive(&self.user.pool, &self.hash)
    }
}

const COOKIE_PREFIX: &str = "loggia-";
/// How many sessions one request ends at most: more cookies than this are none of ours.
const MOST: usize = 16;

fn cookie_name(pool: &PoolId) -> String {
    format!("{COOKIE_PREFIX}{pool}")
}

/// The pools to which this browser says it is signed in.
pub(crate) fn pools(browser: &Browser) -> Vec<PoolId> {
    let sound = |name: &&str| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    browser
        .names(COOKIE_PREFIX)
        .filter(sound)
        .take(MOST)
        .map(PoolId::from)
        .collect()
}

/// The session of this browser, if it lives and its user may still sign in.
pub(crate) async fn find(
    site: &Site,
    browser: &Browser,
    pool: &Pool,
) -> store::Result<Option<Live>> {
    let Some(id) = browser.cookie(&cookie_name(&pool.id)) else {
        return Ok(None);
    };
    let hash = token::hash(id);
    let Some(stored) = store::browser_session::find(&site.store, &pool.id, &hash).await? else {
        return Ok(None);
    };
    if stored.expires_at <= site.now() {
        return Ok(None);
    }
    let user = store::user::find(&site.store, &pool.id, &stored.sub).await?;
    let may = |user: &User| {
        user.enabled && matches!(user.status, Status::Confirmed | Status::ExternalProvider)
    };
    Ok(user.filter(may).map(|user| Live {
        user,
        auth_time: stored.auth_time,
        hash,
    }))
}

/// The clients for which this browser signed in, of its sessions that live.
pub(crate) async fn clients(
    site: &Site,
    browser: &Browser,
) -> store::Result<Vec<(PoolId, ClientId)>> {
    let mut clients = Vec::new();
    for pool in pools(browser) {
        let Some(id) = browser.cookie(&cookie_name(&pool)) else {
            continue;
        };
        let stored = store::browser_session::find(&site.store, &pool, &token::hash(id)).await?;
        if let Some(stored) = stored.filter(|stored| stored.expires_at > site.now()) {
            clients.push((pool, stored.client));
        }
    }
    Ok(clients)
}

/// The writes and the cookie of a new session, in place of the browser's old one.
pub(crate) fn begin(
    site: &Site,
    browser: &Browser,
    pool: &Pool,
    client: &ClientId,
    user: &User,
    auth_time: Timestamp,
) -> (Vec<Write>, HeaderValue) {
    let id = site.random.opaque_token();
    let session = BrowserSession {
        pool: pool.id.clone(),
        sub: user.sub.clone(),
        client: client.clone(),
        auth_time,
        expires_at: site.now() + LIFETIME,
    };
    let mut writes = vec![store::browser_session::insert(&token::hash(&id), &session)];
    writes.extend(end(browser, &pool.id).0);
    let age = CookieAge::seconds(i64::try_from(LIFETIME.as_secs()).unwrap_or(0));
    (writes, browser.set(&cookie_name(&pool.id), id, Some(age)))
}

/// The write and the cookie that end this browser's session of a pool.
pub(crate) fn end(browser: &Browser, pool: &PoolId) -> (Option<Write>, HeaderValue) {
    let name = cookie_name(pool);
    let write = browser
        .cookie(&name)
        .map(|id| store::browser_session::delete(pool, &token::hash(id)));
    (write, browser.clear(&name))
}
