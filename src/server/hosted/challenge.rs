//! The challenges of a sign-in as pages: where each stands, and what its screen shows. Answers travel under Cognito's own
//! keys, so that posting one knows nothing of any challenge.

use super::{
    field,
    sign_in::{conclude, setting},
    visit::Visit,
};
use crate::{
    app::App,
    refusal::{self, Place},
};
use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{password, refusal::Refusal};
use wire::{
    challenge::{Answers, Challenge, ChallengeName},
    route,
    screen::{Field, Message, NewPasswordRequired, Password, Screen},
    text::Text,
};

/// Where a challenge's page stands; `None` for challenges that only programs answer.
pub(super) const fn path(name: ChallengeName) -> Option<&'static str> {
    match name {
        ChallengeName::Password => Some(route::PASSWORD),
        ChallengeName::NewPasswordRequired => Some(route::NEW_PASSWORD),
        ChallengeName::PasswordVerifier => None,
    }
}

/// Takes the answer to a challenge.
pub(super) async fn post(
    name: ChallengeName,
    State(app): State<App>,
    request: Request,
) -> Result<Response, Response> {
    let (visit, mut form) = Visit::post(&app, request).await?;
    let asked = visit.sound()?;
    let session = form.remove("session").unwrap_or_default();
    let username = form.get("USERNAME").cloned().unwrap_or_default();
    let empty = form
        .iter()
        .find(|(key, value)| is_answer(key) && value.is_empty())
        .map(|(key, _)| key.clone());
    if let Some(key) = empty {
        // Nothing was answered, so the flow is not touched: the same page again.
        return match setting(&visit).asked(&session).await {
            Ok(challenge) => {
                let refusal = Refusal::ParameterMissing(key);
                Ok(visit.show(screen(
                    &visit,
                    &challenge,
                    &username,
                    session,
                    Some(&refusal),
                )))
            }
            Err(crate::api::Fault::Refused(refusal)) => Ok(visit.show(super::sign_in::with_alert(
                &visit,
                &username,
                refusal::to_screen(&refusal).1,
            ))),
            Err(fault) => Err(visit.failed(&fault)),
        };
    }
    form.retain(|key, _| is_answer(key));
    let outcome = setting(&visit)
        .answer(
            Some(&session),
            Answers {
                name,
                responses: form,
            },
        )
        .await;
    conclude(&visit, asked, &username, outcome).await
}

/// Whether a form field is an answer: Cognito's keys are upper case, attributes are prefixed.
fn is_answer(key: &str) -> bool {
    key.starts_with("userAttributes.")
        || (!key.is_empty()
            && key
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b == b'_' && key != "_csrf"))
}

/// The screen of a challenge to `username`, as typed, with what was wrong with the last answer.
pub(super) fn screen(
    visit: &Visit,
    challenge: &Challenge,
    username: &str,
    session: String,
    refusal: Option<&Refusal>,
) -> Screen {
    let said = refusal.map(|refusal| refusal::to_screen(&refusal::mask(refusal.clone(), true)));
    let at = |place: Place| {
        said.as_ref()
            .filter(|(stands, _)| *stands == place)
            .map(|(_, message)| message.clone())
    };
    match challenge.name {
        ChallengeName::Password => Screen::Password(Password {
            session,
            username: username.to_owned(),
            alert: at(Place::Alert).or(at(Place::Username)),
            password_error: at(Place::Password),
        }),
        ChallengeName::NewPasswordRequired => {
            let fields = missing_attributes(visit, challenge, refusal, at(Place::Attribute));
            Screen::NewPasswordRequired(NewPasswordRequired {
                session,
                username: shown_name(visit, challenge),
                fields,
                rules: password::rules(&visit.pool),
                alert: at(Place::Alert).or(at(Place::Username)),
                password_error: at(Place::Password),
            })
        }
        // Pages never begin a flow that asks for it.
        ChallengeName::PasswordVerifier => {
            super::sign_in::with_alert(visit, "", Text::AlertSessionExpired.into())
        }
    }
}

/// The name people know themselves by: the address where that is the user name.
fn shown_name(visit: &Visit, challenge: &Challenge) -> String {
    let attributes = json_object(challenge, "userAttributes");
    let shown = visit
        .pool
        .username_attributes()
        .into_iter()
        .find_map(|name| attributes.get(name)?.as_str().map(str::to_owned));
    shown.unwrap_or_else(|| {
        challenge
            .parameters
            .get("USER_ID_FOR_SRP")
            .cloned()
            .unwrap_or_default()
    })
}

fn json_object(challenge: &Challenge, name: &str) -> serde_json::Map<String, serde_json::Value> {
    let text = challenge
        .parameters
        .get(name)
        .map(String::as_str)
        .unwrap_or("{}");
    serde_json::from_str(text).unwrap_or_default()
}

fn missing_attributes(
    visit: &Visit,
    challenge: &Challenge,
    refusal: Option<&Refusal>,
    error: Option<Message>,
) -> Vec<Field> {
    let list = challenge
        .parameters
        .get("requiredAttributes")
        .map(String::as_str)
        .unwrap_or("[]");
    let names: Vec<String> = serde_json::from_str(list).unwrap_or_default();
    names
        .into_iter()
        .map(|key| {
            let attribute = key
                .strip_prefix("userAttributes.")
                .unwrap_or(&key)
                .to_owned();
            let mut field = field::field(&visit.pool, &attribute, key.clone(), String::new());
            field.error = match refusal {
                Some(Refusal::AttributeInvalid(name, _)) if *name == attribute => error.clone(),
                Some(Refusal::ParameterMissing(name)) if *name == key => {
                    Some(field::missing(field.kind))
                }
                Some(_) | None => None,
            };
            field
        })
        .collect()
}
