//! The screen that a browser showed last, sealed in its cookie `loggia_step`, so that a step survives a redirect, a
//! reload and the way back, and so that no step's state is in the address bar.

use super::{authorize_query::query, browser::Browser};
use crate::site::Site;
use domain::{time::Timestamp, token};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use wire::screen::Screen;

/// The cookie's name.
pub(super) const COOKIE: &str = "loggia_step";
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
pub(super) fn seal(site: &Site, pairs: &[(String, String)], screen: &Screen) -> Option<String> {
    let stored = StoredStep {
        course: course(pairs),
        until: site.now() + LIFETIME,
        screen: screen.clone(),
    };
    let plain = serde_json::to_vec(&stored).ok()?;
    Some(site.secrets.cookie_seal(&plain, COOKIE)).filter(|sealed| sealed.len() < ROOM)
}

/// The screen stored last in the course of the same authorization request, its countdown as far as it is now.
pub(super) fn open(site: &Site, browser: &Browser, pairs: &[(String, String)]) -> Option<Screen> {
    let plain = site.secrets.cookie_open(browser.cookie(COOKIE)?, COOKIE)?;
    let mut stored: StoredStep = serde_json::from_slice(&plain).ok()?;
    let now = site.now();
    if stored.until <= now || stored.course != course(pairs) {
        return None;
    }
    let waited = u32::try_from(now.since(stored.until - LIFETIME).as_secs()).unwrap_or(u32::MAX);
    if let Some(seconds) = stored.screen.resend_in_seconds() {
        *seconds = seconds.saturating_sub(waited);
    }
    Some(stored.screen)
}

/// The authorization request without its language, which may change on the way.
fn course(pairs: &[(String, String)]) -> String {
    let pairs = pairs
        .iter()
        .filter(|(name, _)| name != "lang" && name != "ui_locales")
        .cloned();
    token::hash(&query(&pairs.collect::<Vec<_>>()))
}
