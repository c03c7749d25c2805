//! `/confirmUser`: the target of the link in a confirmation e-mail, `?client_id&user_name&confirmation_code`.
//!
//! Mail programs fetch links before people do; a confirmation repeated is therefore as good as the first.

use super::visit::Visit;
use crate::site::Site;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use domain::{refusal::Refusal, secret::Secret, sign_up::Confirm};
use engine::{drive, fault::Fault};
use wire::{
    route,
    screen::{Done, Failure, Screen},
    text::Text,
};

/// Confirms by link.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let visit = Visit::open(&site, &parts).await?;
    if visit.request.is_ok()
        && let Some(screen) = super::kept::open(&visit)
    {
        return Ok(visit.draw(StatusCode::OK, screen));
    }
    let value = |wanted: &str| {
        let found = visit
            .pairs
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.clone());
        found.unwrap_or_default()
    };
    let machine = Confirm::new(
        value("user_name"),
        Secret::from(value("confirmation_code")),
        false,
    );
    match drive::run(&visit.cx, &visit.pool, Some(&visit.client), machine).await {
        Ok(_) | Err(Fault::Refused(Refusal::AlreadyConfirmed | Refusal::CannotConfirm(_))) => {
            // The mail does not know which request the registration was part of: the app begins a new one.
            let next = visit
                .request
                .is_ok()
                .then(|| visit.at(route::LOGIN))
                .or_else(|| home(&visit));
            let (heading, lead) = (Text::ConfirmedTitle.into(), Text::ConfirmedLead.into());
            Ok(visit.draw(
                StatusCode::OK,
                Screen::Done(Done {
                    heading,
                    lead,
                    next,
                }),
            ))
        }
        Err(Fault::Refused(refused)) => {
            visit.note(&refused);
            let screen = Screen::Error(Failure {
                heading: Text::ErrorTitle.into(),
                lead: Text::ErrorLinkUsed.into(),
                code: "invalid_link".to_owned(),
                request_id: visit.browser.request_id.clone(),
                restart: None,
            });
            Ok(visit.draw(StatusCode::BAD_REQUEST, screen))
        }
        Err(fault) => Err(visit.failed(&fault)),
    }
}

/// Where the app is: the origin of its first registered address.
pub(super) fn home(visit: &Visit) -> Option<String> {
    let default = visit.client.settings.default_redirect_uri.as_ref();
    let url = default.or_else(|| visit.client.callback_urls().first())?;
    let url = url::Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https")
        .then(|| format!("{}/", url.origin().ascii_serialization()))
}
