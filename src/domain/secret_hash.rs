//! `SecretHash`: how a confidential client proves its secret without sending it.

use crate::{
    client::Client,
    id::ClientId,
    refusal::{self, Refusal},
    secret::Secret,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The `SecretHash` of a user name for a client: Base64(HMAC-SHA-256(secret, user name ‖ client id)).
///
/// **Source** developer guide, "Computing secret hash values".
pub fn secret_hash(client_secret: &Secret, username: &str, client: &ClientId) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(client_secret.expose().as_bytes())
        .expect("HMAC takes keys of any length");
    mac.update(username.as_bytes());
    mac.update(client.as_str().as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Checks the hash that came with a request against the user name of the same request, in constant time.
///
/// **Errors** [`refusal::Client::SecretHashMissing`], [`refusal::Client::SecretHashWrong`], for a client with a secret;
/// [`refusal::Client::SecretHashUnexpected`] for one without.
pub fn check_secret_hash(
    client: &Client,
    username: &str,
    hash: Option<&str>,
) -> Result<(), Refusal> {
    let Some(secret) = &client.secret else {
        return match hash {
            None => Ok(()),
            Some(_) => Err(refusal::Client::SecretHashUnexpected(client.id.to_string()).into()),
        };
    };
    let hash = hash.ok_or_else(|| refusal::Client::SecretHashMissing(client.id.to_string()))?;
    if Secret::from(secret_hash(secret, username, &client.id)).matches(hash) {
        Ok(())
    } else {
        Err(refusal::Client::SecretHashWrong(client.id.to_string()).into())
    }
}

/// Checks the secret itself, where a request carries it instead of a hash, in constant time.
///
/// A public client has nothing to check.
///
/// **Errors** [`refusal::Client::SecretWrong`] when it is wrong or missing, for a client with a secret.
pub fn check_client_secret(client: &Client, client_secret: Option<&str>) -> Result<(), Refusal> {
    match (&client.secret, client_secret) {
        (None, _) => Ok(()),
        (Some(secret), Some(client_secret)) if secret.matches(client_secret) => Ok(()),
        (Some(_), _) => Err(refusal::Client::SecretWrong.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    fn client(secret: Option<&str>) -> Client {
        Client {
            id: "1example23456789".into(),
            pool: "us-east-1_EXAMPLE1".into(),
            settings: Default::default(),
            requires_pkce: false,
            secret: secret.map(Secret::from),
            created_at: Timestamp(0),
            modified_at: Timestamp(0),
        }
    }

    fn check(
        secret: Option<&str>,
        username: &str,
        value: Option<&str>,
        expect: Result<(), Refusal>,
    ) {
        assert_eq!(check_secret_hash(&client(secret), username, value), expect);
    }

    #[test]
    fn the_secret_itself_passes_and_nothing_else() {
        let check = |secret, value, expect: Result<(), Refusal>| {
            assert_eq!(check_client_secret(&client(secret), value), expect);
        };
        check(Some("s3cret"), Some("s3cret"), Ok(()));
        check(
            Some("s3cret"),
            Some("s3cre"),
            Err(refusal::Client::SecretWrong.into()),
        );
        check(
            Some("s3cret"),
            Some(""),
            Err(refusal::Client::SecretWrong.into()),
        );
        check(
            Some("s3cret"),
            None,
            Err(refusal::Client::SecretWrong.into()),
        );
        check(None, Some("anything"), Ok(()));
        check(None, None, Ok(()));
    }

    #[test]
    fn the_published_vector_passes_and_nothing_else() {
        let secret = Some("abcdef123456789ghijklexample");
        let hash = "lWKLOYqGTDLu3zGxwZbbldmBLKTO+ZDvid2WVyxY74k=";
        let id = "1example23456789".to_owned();
        check(secret, "mary_major", Some(hash), Ok(()));
        check(
            secret,
            "mary_majo",
            Some(hash),
            Err(refusal::Client::SecretHashWrong(id.clone()).into()),
        );
        check(
            secret,
            "mary_major",
            Some(&hash[..43]),
            Err(refusal::Client::SecretHashWrong(id.clone()).into()),
        );
        check(
            secret,
            "mary_major",
            Some(""),
            Err(refusal::Client::SecretHashWrong(id.clone()).into()),
        );
        check(
            secret,
            "mary_major",
            None,
            Err(refusal::Client::SecretHashMissing(id.clone()).into()),
        );
        check(None, "mary_major", None, Ok(()));
        check(
            None,
            "mary_major",
            Some(hash),
            Err(refusal::Client::SecretHashUnexpected(id).into()),
        );
    }

    #[test]
    fn the_secret_itself_is_compared_whole() {
        let client = |secret: Option<&str>| Client {
            id: "1example23456789".into(),
            pool: "us-east-1_EXAMPLE1".into(),
            settings: Default::default(),
            requires_pkce: false,
            secret: secret.map(Secret::from),
            created_at: Timestamp(0),
            modified_at: Timestamp(0),
        };
        let check =
            |secret, value, expect| assert_eq!(check_client_secret(&client(secret), value), expect);
        check(Some("s3cret"), Some("s3cret"), Ok(()));
        check(
            Some("s3cret"),
            Some("s3cre"),
            Err(refusal::Client::SecretWrong.into()),
        );
        check(
            Some("s3cret"),
            None,
            Err(refusal::Client::SecretWrong.into()),
        );
        check(None, Some("anything"), Ok(()));
        check(None, None, Ok(()));
    }
}
