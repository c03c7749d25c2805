//! Resource indicators: the API for which an access token is.
//!
//! **Source** RFC 8707; developer guide, "Resource binding".

use crate::{
    client::{BUILT_IN_SCOPES, Client},
    refusal,
};
use url::Url;

/// The audience (`aud`) of access tokens: the `resource` that a request names, or what was granted before.
///
/// A resource is known as the identifier of a resource server of which the client has scopes, character by character. It must
/// be an absolute URI without a fragment, so that an identifier of another form is no resource.
///
/// **Errors** [`refusal::Parameter::ResourceUnknown`], also for another resource than was granted.
pub fn audience(
    client: &Client,
    granted_audience: Option<&str>,
    resource: Option<&str>,
) -> Result<Option<String>, refusal::Parameter> {
    let Some(resource) = resource else {
        return Ok(granted_audience.map(str::to_owned));
    };
    let is_granted = granted_audience.is_none_or(|audience| audience == resource);
    let is_uri = Url::parse(resource).is_ok_and(|uri| uri.fragment().is_none());
    if is_granted && is_uri && identifiers(client).any(|identifier| identifier == resource) {
        Ok(Some(resource.to_owned()))
    } else {
        Err(refusal::Parameter::ResourceUnknown)
    }
}

/// The resource servers of the client's custom scopes, which are `<identifier>/<name>` with no slash in the name.
fn identifiers(client: &Client) -> impl Iterator<Item = &str> {
    client
        .scopes()
        .iter()
        .filter(|scope| !BUILT_IN_SCOPES.contains(&scope.as_str()))
        .filter_map(|scope| scope.rsplit_once('/'))
        .map(|(identifier, _)| identifier)
}

#[cfg(test)]
mod tests {
    use super::super::authorize::tests::client;
    use super::*;

    #[test]
    fn a_resource_is_a_resource_server_of_the_clients() {
        let client = client();
        let check = |before: Option<&str>, resource: Option<&str>, expect: Option<Option<&str>>| {
            let audience = audience(&client, before, resource);
            let expect = expect
                .map(|audience| audience.map(str::to_owned))
                .ok_or(refusal::Parameter::ResourceUnknown);
            assert_eq!(audience, expect, "{before:?} {resource:?}");
        };
        let (api, files) = ("https://api.example", "https://files.example/v1");
        check(None, None, Some(None));
        check(None, Some(api), Some(Some(api)));
        check(None, Some(files), Some(Some(files)));
        check(Some(api), None, Some(Some(api)));
        check(Some(api), Some(api), Some(Some(api)));
        check(Some(api), Some(files), None);
        for unknown in [
            "notes",
            "https://api.example/",
            "https://API.example",
            "https://api.example#a",
            "https://other.example",
            "openid",
            "aws.cognito.signin.user.admin",
        ] {
            check(None, Some(unknown), None);
        }
    }
}
