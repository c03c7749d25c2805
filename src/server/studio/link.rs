//! One-time links: made by who has the store, redeemed by who opens them, for a key that is good for brands only.
//!
//! The secret of a link stands behind the `#` of its address, which browsers send to nobody; the studio takes it out of
//! the address and posts it. The store keeps the hash.

use crate::{
    api::{self, Fault},
    app::App,
    audit::{Action, Entry},
    clock::Clock,
    config::{Config, Tls},
    http::RequestId,
    random::{MIXED, Random, UPPER},
    start,
};
use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::Extensions,
    response::{IntoResponse, Response},
};
use domain::{secret::Secret, time::Timestamp, token};
use serde::{Deserialize, Serialize};
use shapes::{exception, idp};
use std::time::Duration;
use store::{
    Store,
    studio_key::{self, StudioKey},
    studio_link,
};
use wire::route;

/// How long a link waits to be opened.
const LINK_LIVES: Duration = Duration::from_mins(15);
/// How long a key is good that a link was redeemed for.
const KEY_LIVES: Duration = Duration::from_hours(1);
/// Who makes links, in the audit log.
const COMMAND: &str = "loggia studio";

/// Makes a link for the server of these settings; `say` is told what it opens, and for how long.
///
/// **Errors** why there can be none, with setting and fix.
pub async fn make_link(config: &Config, say: impl Fn(&str)) -> Result<String, String> {
    if !config.studio.enabled {
        return Err(
            "`studio.enabled` is false: set it to true, here and where the server is started."
                .to_owned(),
        );
    }
    if config.server.public_url.is_none() && config.server.listen.port() == 0 {
        return Err(
            "`server.listen` takes any free port: say with --listen at which address the server answers, or with \
             --public-url under which URL."
                .to_owned(),
        );
    }
    let url = start::public_url(config, config.server.listen, config.server.tls != Tls::Off);
    let (store, _) = start::open_store(config, Random).await?;
    let known = store::access_key::list(&store).await;
    let made = match known.as_deref() {
        Ok([]) => {
            return Err(
                "no server was ever started with this database: say with --data, --database or --config where it is."
                    .to_owned(),
            );
        }
        Ok([..]) => make(&store, Random, Clock::system().now()).await,
        Err(error) => Err(error.clone()),
    };
    store.close().await;
    let secret = made.map_err(|error| format!("the link was not made: {error}"))?;
    if !super::is_built() {
        say("The studio was not built into this program: see that it is in the one that serves.");
    }
    say(&format!(
        "Opens the studio once, within {} minutes; then for an hour it may change the pages' look in every pool.",
        LINK_LIVES.as_secs() / 60
    ));
    Ok(format!(
        "{url}{}#{}={}",
        route::STUDIO,
        route::STUDIO_LINK,
        secret.expose()
    ))
}

/// Makes a link; gives its secret.
async fn make(store: &Store, random: Random, now: Timestamp) -> store::Result<Secret> {
    let (id, secret) = (random.uuid(), random.opaque_token());
    let entry = Entry::new(Action::CreateStudioLink, COMMAND, random, now).about(&id);
    let link = studio_link::insert(&id, &token::hash(&secret), now + LINK_LIVES);
    store.write(vec![link, entry.write()]).await?;
    entry.say();
    Ok(secret.into())
}

/// What opens a link.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Redeem {
    link: Secret,
}

/// What a link gives, in the words of temporary credentials.
///
/// **Source** `Credentials` of AWS STS.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials {
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Secret,
    /// **Units** seconds since 1970.
    expiration: i64,
    /// The region of this server.
    region: String,
}

/// `POST /studio/session`: takes a link, once, and answers temporary credentials.
pub(super) async fn redeem(
    State(app): State<App>,
    extensions: Extensions,
    body: Bytes,
) -> Response {
    let request = RequestId::of(&extensions);
    let given = serde_json::from_slice::<Redeem>(&body).map_err(|_| {
        let text = "Send the link's secret: {\"Link\": \"…\"}.";
        Fault::Protocol(exception::SERIALIZATION, text.to_owned())
    });
    let outcome = match given {
        Ok(given) => credentials(&app, &given.link, request).await,
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(credentials) => Json(credentials).into_response(),
        Err(fault) => api::error(&fault),
    }
}

async fn credentials(
    app: &App,
    link: &Secret,
    request: Option<String>,
) -> Result<Credentials, Fault> {
    let (hash, now) = (token::hash(link.expose()), app.now());
    // Looked at first, so that a link that is none costs no write.
    let found = studio_link::find(&app.store, &hash).await?;
    let found = found.ok_or_else(|| {
        refused("This link is not known here: it is incomplete, it is another server's, or it is long over.")
    })?;
    if found.used {
        return Err(used());
    }
    if found.expires_at <= now {
        return Err(refused(
            "This link has expired. `loggia studio` prints another.",
        ));
    }
    let session_token = app.random.opaque_token();
    let key = StudioKey {
        id: format!("ASIA{}", app.random.letters(16, UPPER)),
        secret: app.random.letters(40, MIXED).into(),
        token_hash: token::hash(&session_token),
        expires_at: now + KEY_LIVES,
    };
    let entry = Entry::new(Action::RedeemStudioLink, &key.id, app.random, now);
    let entry = entry.about(&found.id).asked(request);
    let writes = vec![
        studio_link::redeem(&hash, now),
        studio_key::insert(&key),
        entry.write(),
    ];
    match app.store.write(writes).await {
        // Somebody was faster.
        Err(error) if error.conflict() == Some("studio_link") => return Err(used()),
        written => written?,
    }
    entry.say();
    Ok(Credentials {
        access_key_id: key.id,
        secret_access_key: key.secret,
        session_token: session_token.into(),
        expiration: key.expires_at.seconds(),
        region: app.config.server.region.clone(),
    })
}

fn used() -> Fault {
    refused(
        "This link was used already; each opens the studio once. `loggia studio` prints another.",
    )
}

fn refused(text: &str) -> Fault {
    Fault::Protocol(idp::exception::NOT_AUTHORIZED, text.to_owned())
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
