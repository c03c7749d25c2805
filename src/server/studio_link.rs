//! `loggia studio`: links that open the studio of a server, and what becomes of them.

use crate::config::{Config, Effective, Origin, Tls};
use crate::database;
use domain::id::PoolId;
use domain::time::Timestamp;
use engine::clock::Clock;
use engine::random::Random;
use store::studio_link::ListedLink;
use store::{Conflict, Store, meta};
use web::studio::{self, LINK_LIVES};
use wire::route;

/// The name under which the store has the URL that the server was last started with.
const PUBLIC_URL: &str = "public-url";

/// Notes under which URL the server answers, for links that are made beside it.
///
/// **Errors** those of the store.
pub(crate) async fn note_public_url(store: &Store, public_url: &str) -> store::Result<()> {
    let write = meta::put(PUBLIC_URL, public_url.as_bytes());
    store.write(vec![write]).await
}

/// Makes a link for these pools, or for all where none is named; `say` is told what it opens, and for how long.
///
/// **Errors** why there can be none, with setting and fix.
pub async fn make_link(
    config: &Config,
    pools: &[PoolId],
    say: impl Fn(&str),
) -> Result<String, String> {
    if !config.engine.has_studio {
        return Err(
            "`studio.enabled` is false: set it to true, here and where the server is started."
                .to_owned(),
        );
    }
    let (url, secret) = with_store(config, async |store| {
        let access_keys = store::access_key::list(store).await.map_err(failed)?;
        if access_keys.is_empty() {
            return Err(
                "no server was ever started with this database: say with --data, --database or --config where it is."
                    .to_owned(),
            );
        }
        for pool in pools {
            let stored = store::pool::find(store, pool).await.map_err(failed)?;
            if stored.is_none() {
                return Err(format!("there is no pool {pool} (--pool) in this database"));
            }
        }
        let url = server_url(config, store).await?;
        let now = Clock::system().now();
        let secret = studio::make_link(store, Random, now, pools).await;
        Ok((url, secret.map_err(failed)?))
    })
    .await?;
    if !studio::is_built() {
        say("The studio was not built into this program: see that it is in the one that serves.");
    }
    say(&format!(
        "Opens the studio once, within {} minutes; then for an hour it may change the pages' look in {}. `loggia studio \
         revoke` ends it sooner.",
        LINK_LIVES.as_secs() / 60,
        match pools {
            [] => "every pool".to_owned(),
            pools => names(pools, ", "),
        }
    ));
    Ok(format!(
        "{url}{}#{}={}",
        route::STUDIO,
        route::STUDIO_LINK,
        secret.expose()
    ))
}

/// The URL of the server: what the command line says, else what the server was last started with, else what the settings
/// say. The server may have been started with a flag that this command was not given.
async fn server_url(config: &Config, store: &Store) -> Result<String, String> {
    let is_flag = |one: &Effective| {
        ["server.listen", "server.public_url"].contains(&one.name.as_str())
            && matches!(one.origin, Origin::Flag(_))
    };
    let is_given_here = config.effective().iter().any(is_flag);
    let takes_any_port = config.server.public_url.is_none() && config.server.listen.port() == 0;
    let noted = meta::find(store, PUBLIC_URL).await.map_err(failed)?;
    let noted = noted.and_then(|url| String::from_utf8(url.to_vec()).ok());
    match noted {
        Some(url) if !is_given_here || takes_any_port => Ok(url),
        None if takes_any_port => Err(
            "`server.listen` takes any free port: say with --listen at which address the server answers, or with \
             --public-url under which URL."
                .to_owned(),
        ),
        _ => Ok(config.public_url(config.server.listen, config.server.tls != Tls::Off)),
    }
}

/// The links of the last days as `loggia studio list` prints them, newest last, a line each.
///
/// **Shape** id, state, until when in UTC, pools.
/// **Errors** the database cannot be used.
pub async fn list(config: &Config) -> Result<Vec<String>, String> {
    let links = with_store(config, async |store| {
        store::studio_link::list(store).await.map_err(failed)
    });
    let (links, now) = (links.await?, Clock::system().now());
    Ok(links.iter().map(|link| line(link, now)).collect())
}

fn line(listed: &ListedLink, now: Timestamp) -> String {
    let link = &listed.link;
    let (state, until) = match &listed.key {
        Some((id, until)) if *until > now => (format!("open by {id}"), *until),
        Some((id, until)) => (format!("over, {id}"), *until),
        None if link.used || link.expires_at <= now => ("never opened".to_owned(), link.expires_at),
        None => ("waits".to_owned(), link.expires_at),
    };
    let until = jiff::Timestamp::from_millisecond(until.0).unwrap_or_default();
    let until = until.strftime("%Y-%m-%dT%H:%M:%SZ");
    let pools = match link.pools.as_slice() {
        [] => "every pool".to_owned(),
        pools => names(pools, " "),
    };
    format!("{}  {state:<28}  until {until}  {pools}", link.id)
}

/// Ends a link and the key that it was redeemed for. The beginning of an id will do where only one has it.
///
/// **Errors** no link or more than one has this id; the database cannot be used.
pub async fn revoke(config: &Config, id: &str) -> Result<String, String> {
    with_store(config, async |store| {
        let links = store::studio_link::list(store).await.map_err(failed)?;
        let mut ids = links.iter().map(|listed| listed.link.id.as_str());
        let mut meant = ids.by_ref().filter(|each| each.starts_with(id));
        let unknown = || format!("there is no link {id}: `loggia studio list` names them");
        let (first, second) = (meant.next().ok_or_else(unknown)?, meant.next());
        if second.is_some() {
            return Err(format!(
                "more than one link begins with {id}: write more of it"
            ));
        }
        let now = Clock::system().now();
        match studio::revoke_link(store, Random, now, first).await {
            Ok(()) => Ok(format!(
                "{first} is revoked; who had it open is refused from the next call on."
            )),
            Err(error) if error.conflict() == Some(&Conflict::StudioLink) => Err(unknown()),
            Err(error) => Err(failed(error)),
        }
    })
    .await
}

async fn with_store<T>(
    config: &Config,
    work: impl AsyncFnOnce(&Store) -> Result<T, String>,
) -> Result<T, String> {
    let (store, _) = database::open(config, Random).await?;
    let result = work(&store).await;
    store.close().await;
    result
}

fn failed(error: store::Error) -> String {
    format!("the database of `database.url` cannot be used: {error}")
}

fn names(pools: &[PoolId], between: &str) -> String {
    let names: Vec<_> = pools.iter().map(PoolId::as_str).collect();
    names.join(between)
}
