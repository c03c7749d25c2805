//! The scopes that a request is granted.

use super::OAuthError;
use crate::client::{BUILT_IN_SCOPES, Client};
use shapes::idp::OAuthFlowType;
use wire::oauth::ErrorCode;

/// The scopes that an authorization request grants: the requested ones, in their order and once each; all of the
/// client's if none are named.
///
/// **Errors** `invalid_scope` for one that is not the client's, and for `email`, `phone`, `profile` without `openid`.
/// **Source** developer guide, "Authorize endpoint", `scope`.
pub fn for_user(client: &Client, scope: Option<&str>) -> Result<Vec<String>, OAuthError> {
    let scopes = choose(client.scopes(), scope)?;
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
        check(None, Ok(&["openid", "email", "notes/read"]));
        check(Some("openid"), Ok(&["openid"]));
        check(Some("email  openid openid"), Ok(&["email", "openid"]));
        check(Some("notes/read"), Ok(&["notes/read"]));
        check(Some("email"), Err(ErrorCode::InvalidScope));
        check(Some("openid offline_access"), Err(ErrorCode::InvalidScope));
        check(Some("openid profile"), Err(ErrorCode::InvalidScope));
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
        check(&client(), None, Err(ErrorCode::UnauthorizedClient));
    }
}
