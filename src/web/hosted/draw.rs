//! How a page leaves the server: as a document with its headers, as data for script, or as a redirect.

use super::{authorize_query::query, browser::Browser};
use crate::site::Site;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use pages::{Boot, Texts, locale};
use wire::{
    screen::{Frame, Language, Link, Page, Reply, Screen},
    text::Text,
    theme::{Brand, Layout},
};

/// A page without a client, which only errors have.
pub(super) fn bare_page(
    site: &Site,
    browser: &Browser,
    pairs: &[(String, String)],
    status: StatusCode,
    screen: Screen,
) -> Response {
    let frame = Frame {
        brand: Brand {
            name: "Loggia".to_owned(),
            logo: None,
            layout: Layout::Centered,
        },
        query: query(pairs),
        csrf: String::new(),
        languages: Vec::new(),
        links: links(site),
        sign_up: false,
    };
    let page = Page { frame, screen };
    if browser.by_script {
        return (status, reply(&Reply::Page(Box::new(page)))).into_response();
    }
    draw(site, status, browser.language(pairs), page, "", Vec::new())
}

pub(super) fn draw(
    site: &Site,
    status: StatusCode,
    lang: &'static str,
    page: Page,
    style: &str,
    form_targets: Vec<String>,
) -> Response {
    let nonce = site.random.opaque_token();
    let asset = |name: &str| site.assets.url(name).unwrap_or_default();
    let (stylesheet, script, wasm, texts) = (
        asset("pages.css"),
        asset("pages.js"),
        asset("pages_bg.wasm"),
        asset(&format!("texts-{lang}.json")),
    );
    let html = pages::render(
        &page,
        Texts {
            lang,
            all: locale::texts(lang),
        },
        &Boot {
            nonce: &nonce,
            stylesheet: &stylesheet,
            style,
            script: &script,
            wasm: &wasm,
            texts: &texts,
            reload: None,
        },
    );
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang));
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language, Cookie"),
    );
    headers.insert(
        header::HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self), otp-credentials=(self)"),
    );
    let own_style = if style.is_empty() {
        String::new()
    } else {
        format!(" 'nonce-{nonce}'")
    };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'{own_style}; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'{}; base-uri 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'",
        form_targets
            .iter()
            .map(|target| format!(" {target}"))
            .collect::<String>()
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

pub(super) fn reply(reply: &Reply) -> Response {
    let mut response = Json(reply).into_response();
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("Accept"));
    response
}

/// A redirect that the browser follows with GET.
pub(crate) fn see_other(url: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(&header_text(url)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// An address as a header may hold it: a registered one may have letters that a header may not.
pub(super) fn header_text(url: &str) -> String {
    percent_encoding::utf8_percent_encode(url, percent_encoding::CONTROLS).to_string()
}

/// The source expression of a registered address: its origin, or its scheme where it is an app's own.
pub(super) fn target(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    match url.origin() {
        origin @ url::Origin::Tuple(..) => Some(origin.ascii_serialization()),
        url::Origin::Opaque(_) => Some(format!("{}:", url.scheme())),
    }
}

pub(super) fn languages() -> Vec<Language> {
    locale::LANGUAGES
        .iter()
        .map(|language| Language {
            tag: language.tag.to_owned(),
            name: language.name.to_owned(),
        })
        .collect()
}

pub(super) fn links(site: &Site) -> Vec<Link> {
    let pages = &site.settings.pages;
    [
        (Text::Privacy, &pages.privacy_url),
        (Text::Terms, &pages.terms_url),
        (Text::Help, &pages.help_url),
    ]
    .into_iter()
    .filter_map(|(text, url)| {
        url.as_ref().map(|url| Link {
            text,
            href: url.to_string(),
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_registered_address_can_be_followed() {
        let check = |url: &str, expect: &str| {
            let response = see_other(url);
            assert_eq!(response.status(), StatusCode::SEE_OTHER);
            assert_eq!(
                response
                    .headers()
                    .get(header::LOCATION)
                    .and_then(|value| value.to_str().ok()),
                Some(expect)
            );
        };
        check(
            "https://a.example/cb?x=%20&y=a+b#",
            "https://a.example/cb?x=%20&y=a+b#",
        );
        check(
            "https://a.example/über?code=1",
            "https://a.example/%C3%BCber?code=1",
        );
        check("/login?a\r\nSet-Cookie: b", "/login?a%0D%0ASet-Cookie: b");
    }
}
