//! What demo mode makes at its first start: a pool, a public client, a confidential client, a client for machines.
//!
//! The ids are made once and stored; callback URLs follow the public URL.

use domain::client::Client;
use domain::id::{ClientId, PoolId};
use domain::pool::{Pool, attach_domain};
use domain::time::Timestamp;
use engine::{app::App, keys::Keys, random};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shapes::idp::CreateUserPoolDomainRequest;
use store::{Store, client, meta, pool};

/// The name under which the store has the ids.
const IDS: &str = "demo";
/// The domain of the demo's pool, unless another pool has it already.
const DOMAIN: &str = "demo";
/// The scope of the client for machines, of the demo's own API.
const SCOPE: &str = "demo/read";

/// The demo's pool and clients.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Demo {
    /// The pool "Demo".
    pub pool: PoolId,
    /// The public client "Acme Notes", of the demo app.
    pub client: ClientId,
    /// The confidential client.
    pub confidential: ClientId,
    /// The client for machines: `client_credentials` only.
    pub machine: ClientId,
}

/// The parts of a server in which the demo is made.
pub struct Place<'a> {
    /// The store.
    pub store: &'a Store,
    /// The pools' signing keys.
    pub keys: &'a Keys,
    /// Randomness.
    pub random: random::Random,
    /// The region in the pool's id.
    pub region: &'a str,
    /// The origin of the demo app.
    pub public_url: &'a str,
    /// The time.
    pub now: Timestamp,
}

impl<'a> Place<'a> {
    /// The parts of this app.
    pub fn of(app: &'a App) -> Self {
        Self {
            store: &app.store,
            keys: &app.keys,
            random: app.random,
            region: &app.settings.region,
            public_url: &app.public_url,
            now: app.now(),
        }
    }
}

/// Sees to it that the demo's pool and clients are there. Several programs may do so at once.
///
/// **Errors** the store fails, or the pool's rules refuse what is written here.
pub async fn ensure(place: &Place<'_>) -> Result<Demo, String> {
    let store = place.store;
    let message_of = |error: store::Error| format!("the demo pool cannot be made: {error}");
    let new_client = || ClientId(place.random.letters(26, random::LOWER));
    let new = Demo {
        pool: PoolId(format!(
            "{}_{}",
            place.region,
            place.random.letters(9, random::MIXED)
        )),
        client: new_client(),
        confidential: new_client(),
        machine: new_client(),
    };
    let bytes = json!(new).to_string();
    let stored = meta::put_if_absent(store, IDS, bytes.as_bytes())
        .await
        .map_err(message_of)?;
    let demo: Demo = serde_json::from_slice(&stored)
        .map_err(|_| "the kept ids of the demo cannot be read".to_owned())?;
    if pool::find(store, &demo.pool)
        .await
        .map_err(message_of)?
        .is_none()
    {
        make(place, &demo).await?;
    }
    loop {
        match follow_public_url(place, &demo).await {
            // Another program wrote the same at the same time: it is there now.
            Err(error) if error.conflict().is_some() => {}
            outcome => return outcome.map(|()| demo).map_err(message_of),
        }
    }
}

async fn make(place: &Place<'_>, demo: &Demo) -> Result<(), String> {
    let message_of =
        |error: &dyn std::fmt::Display| format!("the demo pool cannot be made: {error}");
    let refusal_message = |refusal| format!("the demo pool cannot be made: {refusal:?}");
    let settings = serde_json::from_value(pool_settings()).map_err(|error| message_of(&error))?;
    let made = Pool::create(settings, demo.pool.clone(), place.now).map_err(refusal_message)?;
    let domain = pool::by_domain(place.store, DOMAIN).await;
    let made = match domain.map_err(|error| message_of(&error))? {
        // Without a domain nothing with a sheet or a logo could be published in the demo.
        None => {
            attach_domain(&made, &domain_request(&demo.pool), place.now).map_err(refusal_message)?
        }
        Some(_) => made,
    };
    let mut writes = vec![pool::insert(&made)];
    writes.extend(
        place
            .keys
            .create_for(&demo.pool)
            .await
            .map_err(|error| message_of(&error))?,
    );
    let scopes = [SCOPE.to_owned()];
    for (id, settings) in [
        (&demo.client, public_client(place.public_url)),
        (&demo.confidential, confidential_client(place.public_url)),
        (&demo.machine, machine_client()),
    ] {
        let mut settings: shapes::idp::CreateUserPoolClientRequest =
            serde_json::from_value(settings).map_err(|error| message_of(&error))?;
        settings.user_pool_id = demo.pool.0.clone();
        let secret = place.random.letters(51, random::LOWER).into();
        let mut made = Client::create(settings, &made, id.clone(), secret, &scopes, place.now)
            .map_err(refusal_message)?;
        made.requires_pkce = made.secret.is_none();
        writes.push(client::insert(&made));
    }
    match place.store.write(writes).await {
        // Another program made the same at the same time.
        Err(error) if error.conflict().is_some() => Ok(()),
        outcome => outcome.map_err(|error| message_of(&error)),
    }
}

/// The server may have moved to another port or name since the clients were made.
async fn follow_public_url(place: &Place<'_>, demo: &Demo) -> store::Result<()> {
    let home = Some(vec![format!("{}/demo/", place.public_url)]);
    let mut writes = Vec::new();
    for id in [&demo.client, &demo.confidential] {
        let Some(mut stored) = client::find(place.store, &demo.pool, id).await? else {
            continue;
        };
        if stored.settings.callback_urls == home && stored.settings.logout_urls == home {
            continue;
        }
        let read = stored.modified_at;
        (stored.settings.callback_urls, stored.settings.logout_urls) = (home.clone(), home.clone());
        stored.modified_at = place.now;
        writes.push(client::update(&stored, read));
    }
    place.store.write(writes).await
}

fn pool_settings() -> Value {
    json!({
        "PoolName": "Demo",
        "UsernameAttributes": ["email"],
        "AutoVerifiedAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": false},
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        "Schema": [{"Name": "email", "Required": true, "Mutable": true, "AttributeDataType": "String"}],
    })
}

fn domain_request(pool: &PoolId) -> CreateUserPoolDomainRequest {
    CreateUserPoolDomainRequest {
        user_pool_id: pool.0.clone(),
        domain: DOMAIN.to_owned(),
        ..CreateUserPoolDomainRequest::default()
    }
}

fn public_client(public_url: &str) -> Value {
    let home = format!("{public_url}/demo/");
    json!({
        "UserPoolId": "",
        "ClientName": "Acme Notes",
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
        "CallbackURLs": [home],
        "LogoutURLs": [home],
        "SupportedIdentityProviders": ["COGNITO"],
        "PreventUserExistenceErrors": "ENABLED",
    })
}

fn confidential_client(public_url: &str) -> Value {
    let home = format!("{public_url}/demo/");
    json!({
        "UserPoolId": "",
        "ClientName": "Acme Backend",
        "GenerateSecret": true,
        "ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
        "CallbackURLs": [home],
        "LogoutURLs": [home],
        "SupportedIdentityProviders": ["COGNITO"],
        "PreventUserExistenceErrors": "ENABLED",
    })
}

fn machine_client() -> Value {
    json!({
        "UserPoolId": "",
        "ClientName": "Acme Nightly Export",
        "GenerateSecret": true,
        "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": [SCOPE],
    })
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;
    use engine::testing;

    #[tokio::test]
    async fn ids_are_made_once_and_callbacks_follow_the_public_url() {
        let store = testing::store().await;
        let make = |public_url: &'static str| {
            let store = store.clone();
            async move {
                let clock = engine::clock::Clock::standing(Timestamp::from_seconds(1_700_000_000));
                let keys = engine::keys::Keys::new(
                    store.clone(),
                    clock.clone(),
                    engine::random::Random,
                    public_url,
                );
                let place = super::Place {
                    store: &store,
                    keys: &keys,
                    random: engine::random::Random,
                    region: "eu-west-1",
                    public_url,
                    now: clock.now(),
                };
                super::ensure(&place).await.expect("the demo is made")
            }
        };
        let first = make("http://localhost:1").await;
        assert!(
            first.pool.as_str().starts_with("eu-west-1_") && first.pool.name().len() == 9,
            "{}",
            first.pool
        );
        let second = make("http://localhost:2").await;
        assert_eq!((&first.pool, &first.client), (&second.pool, &second.client));
        let client = store::client::find(&store, &first.pool, &first.client)
            .await
            .expect("the store works");
        let client = client.expect("it is kept");
        assert_eq!(
            client.settings.callback_urls,
            Some(vec!["http://localhost:2/demo/".to_owned()])
        );
        assert!(client.secret.is_none(), "the demo app is a public client");
        assert!(client.requires_pkce, "as a public client should");
        let pool = store::pool::find(&store, &first.pool).await.expect("read");
        let domain = pool.and_then(|pool| pool.domain).map(|domain| domain.name);
        assert_eq!(domain.as_deref(), Some("demo"), "its pages can be branded");
        let machine = store::client::find(&store, &first.pool, &first.machine)
            .await
            .expect("the store works");
        let machine = machine.expect("it is kept");
        assert!(machine.secret.is_some() && !machine.requires_pkce);
    }

    #[tokio::test]
    async fn many_programs_may_make_and_move_the_demo_at_once() {
        let store = testing::store().await;
        let clock = engine::clock::Clock::standing(testing::NOW);
        for public_url in ["http://localhost:1", "http://localhost:2"] {
            let random = engine::random::Random;
            let keys = engine::keys::Keys::new(store.clone(), clock.clone(), random, public_url);
            let place = super::Place {
                store: &store,
                keys: &keys,
                random,
                region: "eu-west-1",
                public_url,
                now: clock.now(),
            };
            let made = futures_util::future::join_all((0..4).map(|_| super::ensure(&place))).await;
            let pools: Vec<_> = made
                .into_iter()
                .map(|demo| demo.expect("the demo is made").pool)
                .collect();
            assert!(pools.iter().all(|pool| *pool == pools[0]), "{pools:?}");
            clock.advance(std::time::Duration::from_secs(1));
        }
    }
}
