//! One-time links: made by who has the store, redeemed by who opens them, for a key that is good for brands only.
//!
//! The secret of a link stands behind the `#` of its address, which browsers send to nobody; the studio takes it out of
//! the address and posts it. The store keeps the hash.

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::Extensions,
    response::{IntoResponse, Response},
};
use domain::{id::PoolId, secret::Secret, time::Timestamp, token};
use engine::{
    audit::{Action, Entry},
    clock::Clock,
    fault::Fault,
    random::{MIXED, Random, UPPER},
    request::RequestId,
    settings::Settings,
};
use serde::{Deserialize, Serialize};
use shapes::{exception, idp};
use std::{sync::Arc, time::Duration};
use store::{
    Store,
    studio_key::{self, StudioKey},
    studio_link::{self, StudioLink},
};

/// How long a link waits to be opened.
pub const LINK_LIVES: Duration = Duration::from_mins(15);
/// How long a key is good that a link was redeemed for.
pub const KEY_LIVES: Duration = Duration::from_hours(1);
/// Who makes links, in the audit log.
const COMMAND: &str = "loggia studio";

/// Makes a link for these pools, or for all where there are none; gives its secret.
///
/// **Errors** those of the store.
pub async fn make(
    store: &Store,
    random: Random,
    now: Timestamp,
    pools: &[PoolId],
) -> store::Result<Secret> {
    let (id, secret) = (random.uuid(), random.opaque_token());
    let entry = Entry::new(Action::CreateStudioLink, COMMAND, random, now).about(&id);
    let link = StudioLink {
        id,
        used: false,
        created_at: now,
        expires_at: now + LINK_LIVES,
        pools: pools.to_vec(),
    };
    let link = studio_link::insert(&link, &token::hash(&secret));
    store.write(vec![link, entry.write()]).await?;
    entry.say();
    Ok(secret.into())
}

/// Ends a link and its key.
///
/// **Errors** [`store::Conflict::StudioLink`] when there is none of this id; those of the store.
pub async fn revoke(store: &Store, random: Random, now: Timestamp, id: &str) -> store::Result<()> {
    let entry = Entry::new(Action::RevokeStudioLink, COMMAND, random, now).about(id);
    let writes = vec![studio_link::revoke(id), entry.write()];
    store.write(writes).await?;
    entry.say();
    Ok(())
}

/// The request that redeems a link.
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
    State(store): State<Store>,
    State(clock): State<Clock>,
    State(random): State<Random>,
    State(settings): State<Arc<Settings>>,
    extensions: Extensions,
    body: Bytes,
) -> Response {
    let request = RequestId::of(&extensions);
    let redeem = serde_json::from_slice::<Redeem>(&body).map_err(|_| {
        let text = "Send the link's secret: {\"Link\": \"…\"}.";
        Fault::Protocol(exception::SERIALIZATION, text.to_owned())
    });
    let outcome = match redeem {
        Ok(redeem) => {
            let (now, region) = (clock.now(), &settings.region);
            credentials(&store, random, now, region, &redeem.link, request).await
        }
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(credentials) => Json(credentials).into_response(),
        Err(fault) => super::answer::failed(&fault),
    }
}

async fn credentials(
    store: &Store,
    random: Random,
    now: Timestamp,
    region: &str,
    link: &Secret,
    request: Option<String>,
) -> Result<Credentials, Fault> {
    let hash = token::hash(link.expose());
    // Looked at first, so that a link that is none costs no write.
    let stored_link = studio_link::find(store, &hash).await?;
    let stored_link = stored_link.ok_or_else(|| {
        refuse("This link is not known here: it is incomplete, it is another server's, or it is long over.")
    })?;
    if stored_link.used {
        return Err(used());
    }
    if stored_link.expires_at <= now {
        return Err(refuse(
            "This link has expired. `loggia studio` prints another.",
        ));
    }
    let session_token = random.opaque_token();
    let key = StudioKey {
        id: format!("ASIA{}", random.letters(16, UPPER)),
        secret: random.letters(40, MIXED).into(),
        token_hash: token::hash(&session_token),
        expires_at: now + KEY_LIVES,
        pools: stored_link.pools,
        link: stored_link.id.clone(),
    };
    let entry = Entry::new(Action::RedeemStudioLink, &key.id, random, now);
    let entry = entry.about(&stored_link.id).by_request(request);
    let writes = vec![
        studio_link::redeem(&hash, now),
        studio_key::insert(&key),
        entry.write(),
    ];
    match store.write(writes).await {
        // Somebody was faster.
        Err(error) if error.conflict() == Some(&store::Conflict::StudioLink) => return Err(used()),
        written => written?,
    }
    entry.say();
    Ok(Credentials {
        access_key_id: key.id,
        secret_access_key: key.secret,
        session_token: session_token.into(),
        expiration: key.expires_at.seconds(),
        region: region.to_owned(),
    })
}

fn used() -> Fault {
    refuse(
        "This link was used already; each opens the studio once. `loggia studio` prints another.",
    )
}

fn refuse(text: &str) -> Fault {
    Fault::Protocol(idp::exception::NOT_AUTHORIZED, text.to_owned())
}
