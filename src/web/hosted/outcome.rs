//! A sign-in on the pages, and the page that follows its outcome.

use super::{
    admission::SignedInBrowser,
    challenge_screen,
    page_request::{Form, PageRequest},
    sign_in_form, unconfirmed,
};
use axum::response::Response;
use domain::refusal::{self, Refusal};
use engine::{
    fault::Fault,
    sign_in::{EntryPoint, PendingChallenge, SignIn as PagesSignIn, SignInResult},
};
use wire::text::Text;

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
pub(super) async fn conclude(
    page_request: &PageRequest,
    username: &str,
    typed: &Form,
    outcome: Result<SignInResult<SignedInBrowser>, Fault>,
) -> Result<Response, Response> {
    if let Ok(SignInResult::Refused {
        refusal: Refusal::User(refusal::User::Unconfirmed),
        ..
    }) = outcome
    {
        return unconfirmed::remind(page_request, username).await;
    }
    let challenge = |pending: PendingChallenge, last_answer| {
        page_request.show(challenge_screen::screen(
            page_request,
            &pending.challenge,
            username,
            pending.flow_token,
            last_answer,
        ))
    };
    Ok(match outcome {
        Ok(SignInResult::Ask(pending)) => challenge(pending, None),
        Ok(SignInResult::Refused { refusal, retry }) => {
            page_request.note(&refusal);
            match retry {
                Some(pending) => challenge(pending, Some((&refusal, typed))),
                None => {
                    page_request.show(sign_in_form::with_refusal(page_request, username, &refusal))
                }
            }
        }
        Ok(SignInResult::Done(admitted)) => admitted.leave(page_request),
        Err(Fault::Refused(refusal)) => {
            page_request.show(sign_in_form::with_refusal(page_request, username, &refusal))
        }
        // The user changed meanwhile: nothing is wrong, and signing in once more shows what holds now.
        Err(Fault::Store(lost)) if lost.conflict().is_some() => page_request.show(
            sign_in_form::with_alert(page_request, username, Text::AlertBusy.into()),
        ),
        Err(fault) => page_request.failed(&fault),
    })
}
