//! A sign-in on the pages, and the page that follows its outcome.

use super::{
    admission::SignedInBrowser,
    challenge_screen, identifier_form,
    page_request::{Form, PageRequest},
    resend_code, sign_in_form, sign_up,
};
use axum::response::Response;
use domain::refusal::{self, Refusal};
use engine::{
    fault::Fault,
    refusal::{Place, mask, words},
    sign_in::{EntryPoint, PendingChallenge, SignIn as PagesSignIn, SignInResult},
};
use wire::{screen::Screen, text::Text};

/// A sign-in on the pages.
pub(super) fn sign_in(page_request: &PageRequest) -> PagesSignIn<'_> {
    PagesSignIn {
        cx: &page_request.cx,
        pool: &page_request.pool,
        client: &page_request.client,
        entry_point: EntryPoint::Pages,
    }
}

/// The screen or redirect that follows an outcome of what was `typed`.
pub(super) fn conclude(
    page_request: &PageRequest,
    username: &str,
    typed: &Form,
    outcome: Result<SignInResult<SignedInBrowser>, Fault>,
) -> Response {
    let challenge = |pending: PendingChallenge, last_answer| {
        page_request.show(challenge_screen::screen(
            page_request,
            &pending.challenge,
            username,
            pending.flow_token,
            last_answer,
        ))
    };
    match outcome {
        Ok(SignInResult::Ask(pending)) => challenge(pending, None),
        Ok(SignInResult::Refused { refusal, retry }) => {
            page_request.note(&refusal);
            match retry {
                Some(pending) => challenge(pending, Some((&refusal, typed))),
                None => page_request.show(refusal_screen(page_request, username, &refusal)),
            }
        }
        Ok(SignInResult::Done(admitted)) => admitted.leave(page_request),
        Err(Fault::Refused(refusal)) => {
            page_request.show(refusal_screen(page_request, username, &refusal))
        }
        // The user changed meanwhile: nothing is wrong, and signing in once more shows what holds now.
        Err(Fault::Store(lost)) if lost.conflict().is_some() => page_request.show(
            sign_in_form::with_alert(page_request, username, Text::AlertBusy.into()),
        ),
        Err(fault) => page_request.failed(&fault),
    }
}

/// What a person sees who may not sign in.
fn refusal_screen(page_request: &PageRequest, username: &str, refusal: &Refusal) -> Screen {
    // Who was sent a link has no code to type: another link can be sent.
    if *refusal == Refusal::User(refusal::User::Unconfirmed)
        && sign_up::confirms_by_link(&page_request.pool)
    {
        return resend_code::screen(identifier_form::asking(page_request, username.to_owned()));
    }
    if *refusal == Refusal::User(refusal::User::Unconfirmed) {
        return Screen::ConfirmSignUp(sign_up::asking(username.to_owned()));
    }
    let masked = mask(refusal.clone(), true);
    let words = words(&masked);
    let mut screen = sign_in_form::screen(page_request, username.to_owned());
    match words.place {
        Place::Username => screen.username_error = Some(words.text),
        Place::Password => screen.password_error = Some(words.text),
        Place::Alert | Place::Code | Place::Attribute => screen.alert = Some(words.text),
    }
    Screen::SignIn(screen)
}
