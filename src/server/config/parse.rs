//! The rules of single settings: each turns a text into a value, or says what it must be.

use super::reader::Rule;
use engine::network::Network;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// Any text that is not empty.
pub(super) fn text(text: &str) -> Result<String, Rule> {
    if text.is_empty() {
        Err("not empty".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

/// A path.
pub(super) fn path(text: &str) -> Result<PathBuf, Rule> {
    if text.is_empty() {
        Err("a path".to_owned())
    } else {
        Ok(PathBuf::from(text))
    }
}

/// An address to listen on.
pub(super) fn address(text: &str) -> Result<SocketAddr, Rule> {
    text.parse()
        .map_err(|_| "an IP address and a port, such as 127.0.0.1:9229".to_owned())
}

/// Addresses and networks, separated by commas; none is fine.
pub(super) fn networks(text: &str) -> Result<Vec<Network>, Rule> {
    let items = text
        .split(',')
        .map(str::trim)
        .filter(|item| !item.is_empty());
    let networks: Option<Vec<Network>> = items.map(Network::read).collect();
    networks.ok_or_else(|| {
        "addresses and networks, separated by commas, such as 10.0.0.0/8, ::1".to_owned()
    })
}

/// A whole number of a range.
pub(super) fn number(range: RangeInclusive<u32>) -> impl Fn(&str) -> Result<u32, Rule> {
    move |text| match text.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(format!(
            "a whole number from {} to {}",
            range.start(),
            range.end()
        )),
    }
}

/// Whole seconds of a range.
pub(super) fn seconds(range: RangeInclusive<u32>) -> impl Fn(&str) -> Result<Duration, Rule> {
    move |text| number(range.clone())(text).map(|number| Duration::from_secs(number.into()))
}

/// `true` or `false`.
pub(super) fn truth(text: &str) -> Result<bool, Rule> {
    text.parse().map_err(|_| "true or false".to_owned())
}

/// One of these words.
pub(super) fn one_of<T: Copy>(choices: &[(&str, T)]) -> impl Fn(&str) -> Result<T, Rule> {
    move |text| match choices.iter().find(|(name, _)| *name == text) {
        Some((_, choice)) => Ok(*choice),
        None => {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            Err(format!("one of: {}", names.join(", ")))
        }
    }
}

/// An `http:` or `https:` URL of an origin alone, without path, query or credentials.
pub(super) fn origin(text: &str) -> Result<Url, Rule> {
    let rule = || "an http or https URL without a path, such as https://id.example.com".to_owned();
    let url = web(text).map_err(|_| rule())?;
    let bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty();
    if bare && url.password().is_none() {
        Ok(url)
    } else {
        Err(rule())
    }
}

/// An `http:` or `https:` URL.
pub(super) fn web(text: &str) -> Result<Url, Rule> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err("an http or https URL".to_owned()),
    }
}

/// A region name such as `us-east-1`, which becomes the first part of every pool id.
pub(super) fn region(text: &str) -> Result<String, Rule> {
    let parts: Vec<&str> = text.split('-').collect();
    let word = |part: &&str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    // The length leaves room for `_` and nine letters within the 55 characters of a pool id.
    if parts.len() >= 3 && parts.iter().all(word) && text.len() <= 45 {
        Ok(text.to_owned())
    } else {
        Err("a region name such as us-east-1".to_owned())
    }
}

/// The number of an account, which is in resource names.
pub(super) fn account_id(text: &str) -> Result<String, Rule> {
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err("twelve digits, such as 123456789012".to_owned())
    }
}

/// A host name.
pub(super) fn host(text: &str) -> Result<String, Rule> {
    match url::Host::parse(text) {
        Ok(host) => Ok(host.to_string()),
        Err(_) => Err("a host name".to_owned()),
    }
}
