//! What a browser sends besides its form: cookies, languages, and how it wants the reply.

use crate::site::Site;
use axum::http::{HeaderMap, HeaderValue, Method, header, request::Parts};
use cookie::{Cookie, SameSite, time::Duration};
use engine::request::RequestId;
use pages::locale;
use std::collections::BTreeMap;

/// The cookie of the chosen language.
pub(super) const LANGUAGE_COOKIE: &str = "loggia_lang";

/// One request's browser.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    cookies: BTreeMap<String, String>,
    https: bool,
    /// Languages, most wanted first, from `Accept-Language`.
    accepted: Vec<String>,
    /// Whether the reply is wanted as data: the form was posted by script.
    pub(super) by_script: bool,
    /// Whether it says that it is a browser that posts a form to show what is answered.
    pub(super) posts_form: bool,
    /// The id under which this request is logged.
    pub(super) request_id: String,
}

impl Browser {
    /// Reads the request's head.
    pub(crate) fn read(site: &Site, parts: &Parts) -> Self {
        let cookies = parts
            .headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
            .collect();
        Self {
            cookies,
            https: site.public_url.is_https(),
            accepted: accepted(&parts.headers),
            by_script: parts
                .headers
                .get(header::ACCEPT)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|accept| accept.starts_with("application/json")),
            posts_form: parts.method == Method::POST
                && parts
                    .headers
                    .get("sec-fetch-mode")
                    .is_some_and(|mode| mode == "navigate"),
            request_id: parts
                .extensions
                .get::<RequestId>()
                .map(|id| id.0.clone())
                .unwrap_or_default(),
        }
    }

    /// The value of our cookie of this name.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(&self.full_name(name)).map(String::as_str)
    }

    /// One language a page load: what the request names, what was chosen, what the browser prefers.
    pub(super) fn language(&self, pairs: &[(String, String)]) -> &'static str {
        let tags_of = |wanted: &'static str| {
            let values = pairs.iter().filter(move |(name, _)| name == wanted);
            values
                .flat_map(|(_, value)| value.split(' '))
                .filter(|tag| !tag.is_empty())
        };
        let wanted: Vec<&str> = tags_of("lang")
            .chain(tags_of("ui_locales"))
            .chain(self.cookie(LANGUAGE_COOKIE))
            .chain(self.accepted.iter().map(String::as_str))
            .collect();
        locale::negotiate(&wanted)
    }

    /// The ends of the names of our cookies that begin so.
    pub(super) fn names<'a>(&'a self, prefix: &str) -> impl Iterator<Item = &'a str> {
        let prefix = self.full_name(prefix);
        self.cookies
            .keys()
            .filter_map(move |name| name.strip_prefix(prefix.as_str()))
    }

    /// `__Host-` binds a cookie to this very host over TLS; plain HTTP, on loopback, cannot have it.
    fn full_name(&self, name: &str) -> String {
        if self.https {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        }
    }

    /// A `Set-Cookie` value: for this host and all its paths, out of reach of script, `SameSite=Lax`.
    pub(super) fn set(&self, name: &str, value: String, lifetime: Option<Duration>) -> HeaderValue {
        let mut cookie = Cookie::build((self.full_name(name), value))
            .path("/")
            .http_only(true)
            .secure(self.https)
            .same_site(SameSite::Lax);
        if let Some(lifetime) = lifetime {
            cookie = cookie.max_age(lifetime);
        }
        // Values are base64url or language tags, so that they are always visible ASCII.
        HeaderValue::from_str(&cookie.build().to_string()).unwrap_or(HeaderValue::from_static(""))
    }

    /// A `Set-Cookie` value that removes a cookie.
    pub(super) fn clear(&self, name: &str) -> HeaderValue {
        self.set(name, String::new(), Some(Duration::ZERO))
    }
}

/// The languages of `Accept-Language` by weight.
///
/// **Source** RFC 9110 §12.5.4.
fn accepted(headers: &HeaderMap) -> Vec<String> {
    let text = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let mut ranges: Vec<(f32, &str)> = text
        .split(',')
        .filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|weight| weight.parse().ok())
                .unwrap_or(0.0);
            (weight > 0.0 && !tag.trim().is_empty()).then(|| (weight, tag.trim()))
        })
        .collect();
    ranges.sort_by(|one, other| other.0.total_cmp(&one.0));
    ranges
        .into_iter()
        .take(16)
        .map(|(_, tag)| tag.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_come_by_weight() {
        let check = |value: &str, expect: &[&str]| {
            let mut headers = HeaderMap::new();
            headers.insert(
                header::ACCEPT_LANGUAGE,
                HeaderValue::from_str(value).expect("a header value"),
            );
            assert_eq!(accepted(&headers), expect, "{value}");
        };
        check("de-AT,de;q=0.9,en;q=0.8", &["de-AT", "de", "en"]);
        check("en;q=0.1, fr;q=0.5 , *;q=0", &["fr", "en"]);
        check(";q=1,de;q=x", &[]);
    }
}
