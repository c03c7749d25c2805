//! Which scopes a request gets.

use super::OAuthError;
use crate::client::{BUILT_IN_SCOPES, Client};
use shapes::idp::OAuthFlowType;
use wire::oauth::ErrorCode;

/// The scopes of an authorization request: those asked for, in that order and once each; all of the client's if none
/// are named.
///
/// **Errors** `invalid_scope` for one that is not the client's, and for `email`, `phone`, `profile` without `openid`.
/// **Source** developer guide, "Authorize endpoint", `scope`.
pub fn granted(client: &Client, asked: Option<&str>) -> Result<Vec<String>, OAuthError> {
    let scopes = chosen(client.scopes(), asked)?;
    let has = |scope: &str| scopes.iter().any(|granted| granted == scope);
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
pub fn machine(client: &Client, asked: Option<&str>) -> Result<Vec<String>, OAuthError> {
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
    chosen(&own.collect::<Vec<_>>(), asked)
}

fn chosen(allowed: &[String], asked: Option<&str>) -> Result<Vec<String>, OAuthError> {
    let Some(asked) = asked else {
        return Ok(allowed.to_vec());
    };
    let mut scopes: Vec<String> = Vec::new();
    for scope in asked.split(' ').filter(|scope| !scope.is_empty()) {
        if !allowed.iter().any(|allowed| allowed == scope) {
            return Err(OAuthError::new(
                ErrorCode::InvalidScope,
                format!("The scope {scope} is not one of this client's."),
            ));
        }
        if !scopes.iter().any(|chosen| chosen == scope) {
            scopes.push(scope.to_owned());
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
        let check = |asked: Option<&str>, expect: Result<&[&str], ErrorCode>| {
            let got = granted(&client, asked).map_err(|error| error.error);
            assert_eq!(
                got,
                expect.map(|list| list.iter().map(|scope| (*scope).to_owned()).collect()),
                "{asked:?}"
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
        let check = |client: &Client, asked: Option<&str>, expect: Result<&[&str], ErrorCode>| {
            let got = machine(client, asked).map_err(|error| error.error);
            assert_eq!(
                got,
                expect.map(|list| list.iter().map(|scope| (*scope).to_owned()).collect()),
                "{asked:?}"
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
