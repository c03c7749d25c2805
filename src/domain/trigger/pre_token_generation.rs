//! Pre token generation: called before tokens are signed; what the function is told of them, and what it may change.
//!
//! **Source** developer guide, "Pre token generation Lambda trigger".

mod answer;

use super::user_attributes;
use crate::{
    client::Client,
    event::{Event, Metadata},
    facts::{Facts, Stop},
    pool::Pool,
    token::Overrides,
    user::User,
};
use serde_json::{Value, json};
use shapes::idp::PreTokenGenerationLambdaVersionType as Version;
use wire::challenge::ChallengeName;

/// What tokens are issued for: `triggerSource`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A code that came of the hosted pages.
    HostedAuth,
    /// A sign-in through the JSON API.
    Authentication,
    /// A sign-in that ended in a new password in place of a temporary one.
    NewPasswordChallenge,
    /// A refresh token.
    RefreshTokens,
    /// A client that asks for itself.
    ClientCredentials,
}

impl Source {
    /// The source of a sign-in through the JSON API whose last answer was to this challenge.
    pub fn after(challenge: ChallengeName) -> Self {
        if challenge == ChallengeName::NewPasswordRequired {
            Self::NewPasswordChallenge
        } else {
            Self::Authentication
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::HostedAuth => "TokenGeneration_HostedAuth",
            Self::Authentication => "TokenGeneration_Authentication",
            Self::NewPasswordChallenge => "TokenGeneration_NewPasswordChallenge",
            Self::RefreshTokens => "TokenGeneration_RefreshTokens",
            Self::ClientCredentials => "TokenGeneration_ClientCredentials",
        }
    }
}

/// Whom tokens are for.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// A person.
    User(&'a User),
    /// The client itself, of which version 3 alone is told.
    Client,
}

/// Calls the pool's function about tokens with these scopes; without one, nothing is changed. `metadata` is what the caller
/// hands through to this trigger.
///
/// **Errors** as [`Facts::call`]. Then nothing may be issued.
pub async fn call<F: Facts>(
    facts: &F,
    (pool, client): (&Pool, &Client),
    source: Source,
    subject: Subject<'_>,
    scopes: &[String],
    metadata: Option<&Metadata>,
) -> Result<Overrides, Stop> {
    let Some((function, version)) = pool.pre_token_generation() else {
        return Ok(Overrides::default());
    };
    let username = match subject {
        Subject::User(user) => user.username.as_str(),
        Subject::Client if version == Version::V30 => "ClientCredentials",
        Subject::Client => return Ok(Overrides::default()),
    };
    let event = Event {
        trigger: "PreTokenGeneration",
        function: function.to_owned(),
        version: number(version),
        source: source.as_str(),
        username: username.to_owned(),
        client: Some(client.id.clone()),
        request: request(version, pool, subject, scopes, metadata),
        response: json!({ details(version): null }),
    };
    let overrides = facts
        .call(&event, |response| answer::read(version, response))
        .await?;
    Ok(match subject {
        Subject::User(_) => overrides,
        // A machine is in no groups.
        Subject::Client => Overrides {
            groups: None,
            ..overrides
        },
    })
}

/// The event's `version`.
const fn number(version: Version) -> &'static str {
    match version {
        Version::V10 => "1",
        Version::V20 => "2",
        Version::V30 => "3",
    }
}

/// The member of `response` that holds the changes.
const fn details(version: Version) -> &'static str {
    match version {
        Version::V10 => "claimsOverrideDetails",
        Version::V20 | Version::V30 => "claimsAndScopeOverrideDetails",
    }
}

/// The event's `request`: all attributes, whether or not the client may read them.
fn request(
    version: Version,
    pool: &Pool,
    subject: Subject<'_>,
    scopes: &[String],
    metadata: Option<&Metadata>,
) -> Value {
    let mut request = match subject {
        Subject::User(user) => json!({
            "userAttributes": user_attributes(pool, user),
            // Users are in no groups here: no operation makes one.
            "groupConfiguration": {
                "groupsToOverride": [],
                "iamRolesToOverride": [],
                "preferredRole": null,
            },
        }),
        Subject::Client => json!({
            "userAttributes": {},
            "groupConfiguration": null,
        }),
    };
    match version {
        Version::V10 => {}
        Version::V20 | Version::V30 => request["scopes"] = json!(scopes),
    }
    if let Some(metadata) = metadata {
        request["clientMetadata"] = json!(metadata);
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{PoolId, Sub},
        time::Timestamp,
        user::Status,
    };

    fn pool(extra: Value) -> Pool {
        let mut settings = json!({"PoolName": "p"});
        settings["AliasAttributes"] = extra;
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        Pool::create(settings, PoolId::from("us-east-1_abc"), Timestamp(0)).expect("sound")
    }

    fn user() -> User {
        let attributes = [
            ("email", "ada@example.com"),
            ("email_verified", "true"),
            ("phone_number", "+12065550100"),
            ("phone_number_verified", "false"),
        ];
        User {
            pool: PoolId::from("us-east-1_abc"),
            sub: Sub::from("sub-1"),
            username: "ada".to_owned(),
            status: Status::Confirmed,
            enabled: true,
            attributes: attributes
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            pending: Default::default(),
            temporary_until: None,
            created_at: Timestamp(0),
            modified_at: Timestamp(0),
            mfa: Default::default(),
            credentials: Default::default(),
            version: 1,
        }
    }

    #[test]
    fn the_request_of_each_version() {
        let (user, scopes) = (user(), ["openid".to_owned(), "a/b".to_owned()]);
        let metadata = Metadata::from([("tenant".to_owned(), "7".to_owned())]);
        let of = |version, metadata| {
            request(
                version,
                &pool(json!([])),
                Subject::User(&user),
                &scopes,
                metadata,
            )
        };
        let attributes = json!({
            "cognito:user_status": "CONFIRMED", "email": "ada@example.com", "email_verified": "true",
            "phone_number": "+12065550100", "phone_number_verified": "false", "sub": "sub-1"});
        let groups =
            json!({"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null});
        let first = json!({"userAttributes": attributes, "groupConfiguration": groups});
        assert_eq!(of(Version::V10, None), first);
        let later = json!({"userAttributes": attributes, "groupConfiguration": groups, "scopes": ["openid", "a/b"]});
        assert_eq!(of(Version::V20, None), later);
        assert_eq!(of(Version::V30, None), later);
        let mut with = later;
        with["clientMetadata"] = json!({"tenant": "7"});
        assert_eq!(of(Version::V30, Some(&metadata)), with);
        let machine = request(
            Version::V30,
            &pool(json!([])),
            Subject::Client,
            &scopes,
            None,
        );
        let expect =
            json!({"userAttributes": {}, "groupConfiguration": null, "scopes": ["openid", "a/b"]});
        assert_eq!(machine, expect);
        let aliases = pool(json!(["email", "phone_number", "preferred_username"]));
        let event = request(Version::V10, &aliases, Subject::User(&user), &scopes, None);
        let attributes = &event["userAttributes"];
        assert_eq!(attributes["cognito:email_alias"], "ada@example.com");
        assert_eq!(
            attributes.get("cognito:phone_number_alias"),
            None,
            "not verified"
        );
    }
}
