//! What a posted form came to, as far as another answer to it must be like the first.

use super::PageRequest;
use serde::{Deserialize, Serialize};
use std::sync::PoisonError;
use wire::screen::Screen;

/// What a posted form came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::hosted) enum Outcome {
    /// This page.
    Page(Box<Screen>),
    /// The browser is signed in, and this address brings its app an answer: another code, for the first may be used up.
    SignedIn(String),
}

impl PageRequest {
    /// The browser's anti-forgery token, if the posted form was drawn for it.
    pub(in crate::hosted) fn form_token(&self) -> Option<&str> {
        self.is_drawn.then_some(&self.csrf)
    }

    /// Notes what the posted form came to.
    pub(in crate::hosted) fn note_outcome(&self, outcome: Outcome) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    }

    /// What the posted form came to; `None` where it came to nothing that may be said again.
    pub(in crate::hosted) fn outcome(&self) -> Option<Outcome> {
        let outcome = self.outcome.lock();
        outcome.unwrap_or_else(PoisonError::into_inner).clone()
    }
}
