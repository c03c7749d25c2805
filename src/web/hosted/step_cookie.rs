//! The screen that a browser showed last, sealed in its cookie `page-data`, so that a step survives a redirect, a
//! reload and the way back, and so that no step's state is in the address bar.

use super::page_request::{self, PageRequest};
use domain::{time::Timestamp, token};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use wire::screen::Screen;

/// The cookie's name.
pub(super) const COOKIE: &str = "page-data";
/// How long a step may wait for the person.
///
/// **Source** developer guide: hosted pages keep a reset for eight minutes; ten leave room to find the mail.
pub(super) const LIFETIME: Duration = Duration::from_mins(10);
/// What browsers keep of one cookie, name and attributes included.
const ROOM: usize = 3900;

#[derive(Serialize, Deserialize)]
struct StoredStep {
    /// The authorization request it belongs to, whatever the language.
    course: String,
    until: Timestamp,
    screen: Screen,
}

/// The cookie's value for a screen; `None` if it is too long for a cookie.
pub(super) fn seal(page_request: &PageRequest, screen: &Screen) -> Option<String> {
    let stored = StoredStep {
        course: course(page_request),
        until: page_request.site.now() + LIFETIME,
        screen: screen.clone(),
    };
    let plain = serde_json::to_vec(&stored).ok()?;
    Some(page_request.site.secrets.cookie_seal(&plain, COOKIE)).filter(|sealed| sealed.len() < ROOM)
}

/// The stored screen of the requested path, in the course of the same authorization request.
pub(super) fn open(page_request: &PageRequest) -> Option<Screen> {
    last(page_request).filter(|screen| screen.path() == page_request.path)
}

/// The screen stored last in the course of the same authorization request, its countdown as far as it is now.
pub(super) fn last(page_request: &PageRequest) -> Option<Screen> {
    let plain = page_request
        .site
        .secrets
        .cookie_open(page_request.browser.cookie(COOKIE)?, COOKIE)?;
    let mut stored: StoredStep = serde_json::from_slice(&plain).ok()?;
    let now = page_request.site.now();
    if stored.until <= now || stored.course != course(page_request) {
        return None;
    }
    let waited = u32::try_from(now.since(stored.until - LIFETIME).as_secs()).unwrap_or(u32::MAX);
    if let Some(seconds) = stored.screen.resend_in_seconds() {
        *seconds = seconds.saturating_sub(waited);
    }
    Some(stored.screen)
}

/// The authorization request without its language, which may change on the way.
fn course(page_request: &PageRequest) -> String {
    let pairs = page_request
        .pairs
        .iter()
        .filter(|(name, _)| name != "lang" && name != "ui_locales")
        .cloned();
    token::hash(&page_request::query(&pairs.collect::<Vec<_>>()))
}
