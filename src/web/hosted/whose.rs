//! A page that asks whose account it is about before a code is sent: `/forgotPassword` and `/resendcode`.

use super::{
    kept,
    sign_in::{identifier, need},
    visit::Visit,
};
use crate::{
    refusal::{self, Place},
    site::Site,
};
use axum::{extract::Request, http::StatusCode, response::Response};
use domain::refusal::Refusal;
use wire::screen::{Screen, Whose};

/// The form with nothing said.
pub(super) fn asking(visit: &Visit, username: String) -> Whose {
    Whose::new(visit.pool.identifier(), username)
}

/// Shows the page as it was kept, or `screen` of the empty form.
pub(super) async fn get(
    site: &Site,
    request: Request,
    screen: impl Fn(Whose) -> Screen,
) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let visit = Visit::open(site, &parts).await?;
    let asked = visit.sound()?;
    let hint = asked.login_hint.clone().unwrap_or_default();
    let shown = kept::open(&visit).unwrap_or_else(|| screen(asking(&visit, hint)));
    Ok(visit.draw(StatusCode::OK, shown))
}

/// Reads whose account it is about.
///
/// **Errors** the page again, as `screen` of the form, where nobody is named.
pub(super) async fn read(
    site: &Site,
    request: Request,
    screen: impl Fn(Whose) -> Screen,
) -> Result<(Visit, String), Response> {
    let (visit, form) = Visit::post(site, request).await?;
    visit.sound()?;
    let username = identifier(&form);
    if username.is_empty() {
        let mut whose = asking(&visit, username);
        whose.username_error = Some(need(visit.pool.identifier()).into());
        return Err(visit.show(screen(whose)));
    }
    Ok((visit, username))
}

/// The form after a refusal.
pub(super) fn refused(visit: &Visit, username: String, refusal: &Refusal) -> Whose {
    let (place, message) = refusal::to_screen(refusal);
    let mut whose = asking(visit, username);
    match place {
        Place::Username => whose.username_error = Some(message),
        Place::Alert | Place::Password | Place::Code | Place::Attribute => {
            whose.alert = Some(message)
        }
    }
    whose
}
