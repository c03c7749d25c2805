//! Redirect URIs of requests: which match a registration.

use crate::client::Client;

/// The callback URL of a request: the requested one if it is registered, character by character (loopback ports too);
/// without one, the client's default or its only callback URL.
pub fn callback<'a>(client: &'a Client, redirect_uri: Option<&str>) -> Option<&'a str> {
    let urls = client.callback_urls();
    match (redirect_uri, &client.settings.default_redirect_uri, urls) {
        (Some(redirect_uri), _, urls) => urls
            .iter()
            .find(|url| *url == redirect_uri)
            .map(String::as_str),
        (None, Some(default), _) => Some(default),
        (None, None, [only]) => Some(only),
        (None, None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_must_be_registered_and_what_is_not_asked_must_be_clear() {
        let check = |urls: &[&str],
                     default: Option<&str>,
                     redirect_uri: Option<&str>,
                     expect: Option<&str>| {
            let mut client = crate::testing::alice::client(false);
            client.settings.callback_urls =
                Some(urls.iter().map(|url| (*url).to_owned()).collect());
            client.settings.default_redirect_uri = default.map(str::to_owned);
            assert_eq!(callback(&client, redirect_uri), expect, "{redirect_uri:?}");
        };
        let (one, two) = ("https://a.example/cb", "https://b.example/cb");
        check(&[one, two], None, Some(two), Some(two));
        check(&[one, two], None, Some("https://b.example/cb?x"), None);
        check(&[one, two], None, None, None);
        check(&[one, two], Some(two), None, Some(two));
        check(&[one], None, None, Some(one));
        check(&[], None, None, None);
    }
}
