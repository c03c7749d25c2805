//! Where tokens and begun sign-ins are kept.
//!
//! Begun sign-ins always lie in sessionStorage, each under its own state, because the page is left and loaded again before
//! the answer comes, and because two may be under way. Tokens lie in memory or in sessionStorage. Both are written as
//! form-encoded text.

use crate::{
    base64url, browser,
    error::Refused,
    form::{field, form, join, text},
};
use std::cell::Cell;

/// How long a begun sign-in is remembered, in milliseconds.
const ATTEMPT_MILLISECONDS: u64 = 10 * 60 * 1000;

/// The tokens of the person who is signed in, form-encoded. The ID token was verified before it came here.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Tokens(String);

impl Tokens {
    /// **Units** `expires_at` in milliseconds since 1970 by this device's clock; `refresh` may be empty.
    pub(crate) fn new(access: &str, id: &str, refresh: &str, expires_at: u64) -> Self {
        Self(form(&[
            ("access", access),
            ("id", id),
            ("refresh", refresh),
            ("expires_at", &time(expires_at)),
        ]))
    }

    /// For calling APIs.
    pub(crate) fn access(&self) -> String {
        text(&self.0, "access")
    }

    /// Who signed in.
    pub(crate) fn id(&self) -> String {
        text(&self.0, "id")
    }

    /// For new tokens; empty when the client has none.
    pub(crate) fn refresh(&self) -> String {
        text(&self.0, "refresh")
    }

    /// When the access token ends, in milliseconds since 1970 by this device's clock.
    pub(crate) fn expires_at(&self) -> u64 {
        when(&self.0, "expires_at").unwrap_or(0)
    }
}

/// A sign-in that was begun, form-encoded: what its answer will be held against.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Attempt(String);

impl Attempt {
    /// **Units** `began` in milliseconds since 1970; `return_to` may be empty.
    pub(crate) fn new(verifier: &str, nonce: &str, return_to: &str, began: u64) -> Self {
        Self(form(&[
            ("verifier", verifier),
            ("nonce", nonce),
            ("return_to", return_to),
            ("began", &time(began)),
        ]))
    }

    /// PKCE code verifier.
    pub(crate) fn verifier(&self) -> String {
        text(&self.0, "verifier")
    }

    /// The nonce that was sent.
    pub(crate) fn nonce(&self) -> String {
        text(&self.0, "nonce")
    }

    /// Where the app wants to go on; perhaps empty.
    pub(crate) fn return_to(&self) -> String {
        text(&self.0, "return_to")
    }

    /// Whether it is too old by now, or of a clock that has been set back.
    fn is_over(&self, now: u64) -> bool {
        let age = when(&self.0, "began").and_then(|began| now.checked_sub(began));
        age.is_none_or(|age| age > ATTEMPT_MILLISECONDS)
    }
}

fn time(milliseconds: u64) -> String {
    base64url::encode(&milliseconds.to_be_bytes())
}

fn when(form: &str, name: &str) -> Option<u64> {
    Some(u64::from_be_bytes(
        base64url::decode(&field(form, name)?)?.try_into().ok()?,
    ))
}

/// What one client keeps.
pub(crate) struct Keep {
    /// The key of the tokens; with a colon and a state, of a begun sign-in.
    name: String,
    /// The tokens, when they are kept in memory.
    memory: Option<Cell<Option<Tokens>>>,
}

impl Keep {
    /// What the app client `client_id` of `issuer` keeps; its tokens in sessionStorage or in memory.
    pub(crate) fn new(issuer: &str, client_id: &str, in_session_storage: bool) -> Self {
        let memory = (!in_session_storage).then(Cell::default);
        Self {
            name: join(&["loggia:", issuer, ":", client_id]),
            memory,
        }
    }

    /// The tokens, when somebody is signed in.
    pub(crate) fn tokens(&self) -> Result<Option<Tokens>, Refused> {
        Ok(match &self.memory {
            Some(memory) => {
                let tokens = memory.take();
                memory.set(tokens.clone());
                tokens
            }
            None => browser::stored(&self.name)?.map(Tokens),
        })
    }

    /// Keeps new tokens.
    pub(crate) fn put(&self, tokens: Tokens) -> Result<(), Refused> {
        match &self.memory {
            Some(memory) => {
                memory.set(Some(tokens));
                Ok(())
            }
            None => browser::store(&self.name, &tokens.0),
        }
    }

    /// Forgets the tokens.
    pub(crate) fn clear(&self) -> Result<(), Refused> {
        match &self.memory {
            Some(memory) => {
                memory.set(None);
                Ok(())
            }
            None => browser::forget(&self.name),
        }
    }

    /// Remembers a begun sign-in. Those that are never finished end with the tab.
    pub(crate) fn begin(&self, state: &str, attempt: &Attempt) -> Result<(), Refused> {
        browser::store(&self.attempt(state), &attempt.0)
    }

    /// The sign-in begun with `state`, once.
    pub(crate) fn finish(&self, state: &str, now: u64) -> Result<Option<Attempt>, Refused> {
        let key = self.attempt(state);
        let attempt = browser::stored(&key)?.map(Attempt);
        browser::forget(&key)?;
        Ok(attempt.filter(|attempt| !attempt.is_over(now)))
    }

    fn attempt(&self, state: &str) -> String {
        join(&[&self.name, ":", state])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_as_they_were_kept() {
        for refresh in ["", "r&e=f+r e%sh\u{e9}"] {
            let tokens = Tokens::new("a.b-c_d", "i=&", refresh, 1_763_700_000_123);
            assert_eq!(
                (
                    tokens.access().as_str(),
                    tokens.id().as_str(),
                    tokens.refresh().as_str()
                ),
                ("a.b-c_d", "i=&", refresh)
            );
            assert_eq!(tokens.expires_at(), 1_763_700_000_123);
        }
        for foreign in ["", "access=a", "{}", "expires_at=AAAA"] {
            assert_eq!(Tokens(foreign.to_owned()).expires_at(), 0, "{foreign}");
        }
    }

    #[test]
    fn an_attempt_lasts_ten_minutes() {
        let began = 1_763_700_000_000;
        let attempt = Attempt::new("v", "n", "/a?b=c&d#e", began);
        assert_eq!(
            (
                attempt.verifier().as_str(),
                attempt.nonce().as_str(),
                attempt.return_to().as_str()
            ),
            ("v", "n", "/a?b=c&d#e")
        );
        for (now, is_over) in [
            (began, false),
            (began + 600_000, false),
            (began + 600_001, true),
            (began - 1, true),
        ] {
            assert_eq!(attempt.is_over(now), is_over, "{now}");
        }
        assert!(Attempt(String::new()).is_over(began));
    }
}
