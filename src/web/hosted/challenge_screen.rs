//! The screen of a challenge, with what was wrong with its last answer.

use super::{
    page_request::{Form, PageRequest},
    sign_in_form, step,
};
use domain::refusal::{Credentials, Refusal};
use engine::refusal::{Place, mask, words};
use wire::{
    challenge::{Challenge, ChallengeName},
    screen::Screen,
    text::Text,
};

/// The screen of a challenge to `username`, as typed, with what was wrong with the last answer and what was typed then.
pub(super) fn screen(
    page_request: &PageRequest,
    challenge: &Challenge,
    username: &str,
    flow_token: String,
    last_answer: Option<(&Refusal, &Form)>,
) -> Screen {
    let refusal = last_answer.map(|(refusal, _)| refusal);
    let said = refusal.map(|refusal| {
        let masked = mask(refusal.clone(), true);
        let mut words = words(&masked);
        if masked == Credentials::Wrong.into() {
            // Of what was typed, this page asks for the password at most.
            let asks_password = challenge.name == ChallengeName::Password;
            words.text = if asks_password {
                Text::AlertPassword.into()
            } else {
                Text::AlertNoSignIn.into()
            };
        }
        words
    });
    let at = |place: Place| {
        said.as_ref()
            .filter(|said| said.place == place)
            .map(|said| said.text.clone())
    };
    let cx = domain::sign_in::ScreenContext {
        pool: &page_request.pool,
        username: username.to_owned(),
        flow_token,
        refusal,
        alert: at(Place::Alert).or(at(Place::Username)),
        password_error: at(Place::Password),
        code_error: at(Place::Code),
        attribute_error: at(Place::Attribute),
    };
    // Pages never begin a flow that asks what only programs answer.
    let mut screen = domain::sign_in::screen(challenge, cx).unwrap_or_else(|| {
        sign_in_form::with_alert(page_request, "", Text::AlertSessionExpired.into())
    });
    if let Some((_, typed)) = last_answer {
        step::retype(&mut screen, typed);
    }
    screen
}
