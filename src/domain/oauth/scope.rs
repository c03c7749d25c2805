//! The scopes that a request is granted.

use super::OAuthError;
use crate::{
    client::{BUILT_IN_SCOPES, Client},
    refusal,
};
use shapes::idp::OAuthFlowType;
use std::collections::BTreeSet;
use wire::oauth::ErrorCode;

/// The scope that asks for a refresh token, which every code gives here. It may be asked for and is never granted: nothing
/// follows from it.
///
/// **Source** OpenID Connect Core §11.
pub const OFFLINE_ACCESS: &str = "offline_access";

/// The scopes that an authorization request grants: the requested ones, in their order and once each; all of the
/// client's if none are named.
///
/// **Errors** `invalid_scope` for one that is not the client's, and for `email`, `phone`, `profile` without `openid`.
/// **Source** developer guide, "Authorize endpoint", `scope`.
pub fn for_user(client: &Client, scope: Option<&str>) -> Result<Vec<String>, OAuthError> {
    let scopes = choose_for_user(client.scopes(), scope)?;
    let has = |name: &str| scopes.iter().any(|scope| scope == name);
    if !has("openid") && ["email", "phone", "profile"].into_iter().any(has) {
        return Err(OAuthError::new(
            ErrorCode::InvalidScope,
            "The scope openid is required for email, phone and profile.",
        ));
    }
    Ok(scopes)
}

/// The scopes of a token for the client itself (`client_credentials`): custom ones only.
///
/// **Errors** `unauthorized_client` if the client may not use the grant, `invalid_scope`.
/// **Source** developer guide, "Token endpoint", client credentials.
pub fn for_client(client: &Client, scope: Option<&str>) -> Result<Vec<String>, OAuthError> {
    if !client.allows_oauth(OAuthFlowType::ClientCredentials) || client.secret.is_none() {
        return Err(OAuthError::new(
            ErrorCode::UnauthorizedClient,
            "This client may not use the grant type client_credentials.",
        ));
    }
    let own = client
        .scopes()
        .iter()
        .filter(|scope| !BUILT_IN_SCOPES.contains(&scope.as_str()))
        .cloned();
    choose(&own.collect::<Vec<_>>(), scope)
}

/// The scopes of the tokens of a refresh: those of the granted ones that the request names, all where it names none.
///
/// **Errors** [`refusal::RefreshToken::ScopeNotGranted`].
/// **Source** RFC 6749 §6.
pub fn for_refresh(
    granted_scopes: &[String],
    scope: Option<&str>,
) -> Result<Vec<String>, refusal::RefreshToken> {
    choose_for_user(granted_scopes, scope).map_err(|_| refusal::RefreshToken::ScopeNotGranted)
}

/// Whether two lists of scopes, as on the wire, name the same ones.
pub fn same(one: &str, other: &str) -> bool {
    fn set(scopes: &str) -> BTreeSet<&str> {
        scopes.split(' ').filter(|name| !name.is_empty()).collect()
    }
    set(one) == set(other)
}

/// Chooses like [`choose`], without [`OFFLINE_ACCESS`]. By itself it asks for nothing that can be granted.
fn choose_for_user(allowed: &[String], scope: Option<&str>) -> Result<Vec<String>, OAuthError> {
    let Some(scope) = scope else {
        return choose(allowed, None);
    };
    let others: Vec<&str> = scope
        .split(' ')
        .filter(|name| *name != OFFLINE_ACCESS)
        .collect();
    if others.iter().all(|name| name.is_empty()) && scope.contains(OFFLINE_ACCESS) {
        return Err(OAuthError::new(
            ErrorCode::InvalidScope,
            "The scope offline_access goes with other scopes.",
        ));
    }
    choose(allowed, Some(&others.join(" ")))
}

fn choose(allowed: &[String], scope: Option<&str>) -> Result<Vec<String>, OAuthError> {
    let Some(scope) = scope else {
        return Ok(allowed.to_vec());
    };
    let mut scopes: Vec<String> = Vec::new();
    for name in scope.split(' ').filter(|name| !name.is_empty()) {
        if !allowed.iter().any(|allowed| allowed == name) {
            return Err(OAuthError::new(
                ErrorCode::InvalidScope,
                format!("The scope {name} is not one of this client's."),
            ));
        }
        if !scopes.iter().any(|scope| scope == name) {
            scopes.push(name.to_owned());
        }
    }
    if scopes.is_empty() {
        Ok(allowed.to_vec())
    } else {
        Ok(scopes)
    }
}

#[cfg(test)]
mod tests {
    use super::super::authorize::tests::{client, machine_client};
    use super::*;

    #[test]
    fn scopes_are_the_clients() {
        let client = client();
        let check = |scope: Option<&str>, expect: Result<&[&str], ErrorCode>| {
            let got = for_user(&client, scope).map_err(|error| error.error);
            assert_eq!(
                got,
                expect.map(|list| list.iter().map(|scope| (*scope).to_owned()).collect()),
                "{scope:?}"
            );
        };
        check(
            None,
            Ok(&[
                "openid",
                "email",
                "notes/read",
                "https://api.example/read",
                "https://files.example/v1/read",
            ]),
        );
        check(Some("openid"), Ok(&["openid"]));
        check(Some("email  openid openid"), Ok(&["email", "openid"]));
        check(Some("notes/read"), Ok(&["notes/read"]));
        check(Some("email"), Err(ErrorCode::InvalidScope));
        check(Some("openid offline_access"), Ok(&["openid"]));
        check(
            Some(" offline_access email openid"),
            Ok(&["email", "openid"]),
        );
        check(Some("offline_access"), Err(ErrorCode::InvalidScope));
        check(Some("openid offline_access2"), Err(ErrorCode::InvalidScope));
        check(Some("openid profile"), Err(ErrorCode::InvalidScope));
    }

    #[test]
    fn a_refresh_narrows_and_never_widens() {
        let family_scopes = ["openid", "email", "notes/read"].map(str::to_owned);
        let check = |scope: Option<&str>, expect: Option<&[&str]>| {
            let scopes = for_refresh(&family_scopes, scope);
            let expect = expect
                .map(|list| list.iter().map(|scope| (*scope).to_owned()).collect())
                .ok_or(refusal::RefreshToken::ScopeNotGranted);
            assert_eq!(scopes, expect, "{scope:?}");
        };
        check(None, Some(&["openid", "email", "notes/read"]));
        check(Some("notes/read openid"), Some(&["notes/read", "openid"]));
        check(Some("email"), Some(&["email"]));
        // One of the client's is not enough: it must have been granted.
        check(Some("openid phone"), None);
        check(Some("openid nonsense"), None);
        check(Some("openid offline_access"), Some(&["openid"]));
        check(Some("offline_access"), None);
    }

    #[test]
    fn lists_are_compared_as_sets() {
        assert!(same("openid email", " email openid  openid"));
        assert!(!same("openid", "openid email"));
        assert!(!same("openid email", "openid"));
    }

    #[test]
    fn machines_get_custom_scopes_only() {
        let check = |client: &Client, scope: Option<&str>, expect: Result<&[&str], ErrorCode>| {
            let got = for_client(client, scope).map_err(|error| error.error);
            assert_eq!(
                got,
                expect.map(|list| list.iter().map(|scope| (*scope).to_owned()).collect()),
                "{scope:?}"
            );
        };
        let of_machine = machine_client();
        check(&of_machine, None, Ok(&["notes/read"]));
        check(&of_machine, Some("notes/read"), Ok(&["notes/read"]));
        check(
            &of_machine,
            Some("notes/write"),
            Err(ErrorCode::InvalidScope),
        );
        check(&of_machine, Some("openid"), Err(ErrorCode::InvalidScope));
        check(
            &of_machine,
            Some("offline_access"),
            Err(ErrorCode::InvalidScope),
        );
        check(&client(), None, Err(ErrorCode::UnauthorizedClient));
    }
}
