//! The page that a browser was last shown, kept sealed in its cookie `page-data`, so that a step survives a redirect, a
//! reload and the way back, and so that no step's state is in the address bar.

use super::visit::{self, Visit};
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
struct Kept {
    /// Of which authorization request, whatever its language.
    course: String,
    until: Timestamp,
    screen: Screen,
}

/// The cookie's value for a screen; `None` if it is too long to be kept.
pub(super) fn seal(visit: &Visit, screen: &Screen) -> Option<String> {
    let kept = Kept {
        course: course(visit),
        until: visit.site.now() + LIFETIME,
        screen: screen.clone(),
    };
    let plain = serde_json::to_vec(&kept).ok()?;
    Some(visit.site.secrets.cookie_seal(&plain, COOKIE)).filter(|sealed| sealed.len() < ROOM)
}

/// The screen that was kept for the path that is visited, in the course of the same authorization request.
pub(super) fn open(visit: &Visit) -> Option<Screen> {
    last(visit).filter(|screen| screen.path() == visit.path)
}

/// The screen that was kept last in the course of the same authorization request, its countdown as far as it is now.
pub(super) fn last(visit: &Visit) -> Option<Screen> {
    let plain = visit
        .site
        .secrets
        .cookie_open(visit.browser.cookie(COOKIE)?, COOKIE)?;
    let mut kept: Kept = serde_json::from_slice(&plain).ok()?;
    let now = visit.site.now();
    if kept.until <= now || kept.course != course(visit) {
        return None;
    }
    let waited = u32::try_from(now.since(kept.until - LIFETIME).as_secs()).unwrap_or(u32::MAX);
    if let Some(seconds) = kept.screen.resend_in_seconds() {
        *seconds = seconds.saturating_sub(waited);
    }
    Some(kept.screen)
}

/// The authorization request without its language, which may change on the way.
fn course(visit: &Visit) -> String {
    let pairs = visit
        .pairs
        .iter()
        .filter(|(name, _)| name != "lang" && name != "ui_locales")
        .cloned();
    token::hash(&visit::query(&pairs.collect::<Vec<_>>()))
}
