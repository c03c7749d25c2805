//! Where tokens and sign-in attempts are stored.
//!
//! Attempts always lie in sessionStorage, each under its own state, because the page is left and loaded again before
//! the answer comes, and because two may be under way. Tokens lie in memory or in sessionStorage. Both are written as
//! form-encoded text.

use crate::{
    browser,
    error::BoxedRefusal,
    form::{form, text},
    json::Json,
};
use alloc::{borrow::ToOwned, string::String};
use core::cell::Cell;

/// How long a sign-in attempt is remembered, in milliseconds.
const ATTEMPT_MILLISECONDS: u64 = 10 * 60 * 1000;

/// The tokens of the person who is signed in. The ID token was verified before it came here.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Tokens {
    /// For calling APIs.
    pub(crate) access: String,
    /// Who signed in.
    pub(crate) id: String,
    /// For new tokens; empty when the client has none.
    pub(crate) refresh: String,
    /// When the access token ends, in milliseconds since 1970 by this device's clock.
    pub(crate) expires_at: u64,
}

impl Tokens {
    /// **Units** `expires_at` in milliseconds since 1970 by this device's clock; `refresh` may be empty.
    pub(crate) fn new(access: &str, id: &str, refresh: &str, expires_at: u64) -> Self {
        Self {
            access: access.to_owned(),
            id: id.to_owned(),
            refresh: refresh.to_owned(),
            expires_at,
        }
    }

    /// Reads what [`Tokens::write`] wrote; what is missing is empty, and expired.
    fn read(stored: &str) -> Self {
        Self {
            access: text(stored, "access"),
            id: text(stored, "id"),
            refresh: text(stored, "refresh"),
            expires_at: when(stored, "expires_at").unwrap_or(0),
        }
    }

    fn write(&self) -> String {
        form(&[
            ("access", &self.access),
            ("id", &self.id),
            ("refresh", &self.refresh),
            ("expires_at", &decimal(self.expires_at)),
        ])
    }
}

/// A sign-in that has been started, with what its answer is checked against.
pub(crate) struct SignInAttempt {
    /// PKCE code verifier.
    pub(crate) verifier: String,
    /// The nonce that was sent.
    pub(crate) nonce: String,
    /// Where the app goes on after the sign-in; may be empty.
    pub(crate) return_to: String,
    /// When, in milliseconds since 1970.
    started_at: u64,
}

impl SignInAttempt {
    /// **Units** `began` in milliseconds since 1970; `return_to` may be empty.
    pub(crate) fn new(verifier: String, nonce: String, return_to: String, started_at: u64) -> Self {
        Self {
            verifier,
            nonce,
            return_to,
            started_at,
        }
    }

    /// Reads what [`SignInAttempt::write`] wrote; what is missing is empty, and of long ago.
    fn read(stored: &str) -> Self {
        Self {
            verifier: text(stored, "verifier"),
            nonce: text(stored, "nonce"),
            return_to: text(stored, "return_to"),
            started_at: when(stored, "began").unwrap_or(0),
        }
    }

    fn write(&self) -> String {
        form(&[
            ("verifier", &self.verifier),
            ("nonce", &self.nonce),
            ("return_to", &self.return_to),
            ("began", &decimal(self.started_at)),
        ])
    }

    /// Whether it is too old, or the clock has been set back since.
    fn is_expired(&self, now: u64) -> bool {
        let age = now.checked_sub(self.started_at);
        age.is_none_or(|age| age > ATTEMPT_MILLISECONDS)
    }
}

/// The digits of a number. `to_string` brings a table of its own, 0.3 KB of the package.
fn decimal(number: u64) -> String {
    let mut digits = match number / 10 {
        0 => String::new(),
        rest => decimal(rest),
    };
    digits.push(char::from(b'0' + (number % 10) as u8));
    digits
}

fn when(stored: &str, name: &str) -> Option<u64> {
    match Json::parse(&text(stored, name), &[]) {
        Ok(Json::Whole(milliseconds)) => Some(milliseconds),
        Ok(_) | Err(_) => None,
    }
}

/// The tokens and sign-in attempts of one client.
pub(crate) struct TokenStore {
    /// The key of the tokens; with a colon and a state, of an attempt.
    name: String,
    /// The tokens, when they lie in memory.
    memory: Option<Cell<Option<Tokens>>>,
}

impl TokenStore {
    /// The store of the app client `client_id` of `issuer`, its tokens in sessionStorage or in memory.
    pub(crate) fn new(issuer: &str, client_id: &str, in_session_storage: bool) -> Self {
        let memory = (!in_session_storage).then(Cell::default);
        Self {
            name: ["loggia:", issuer, ":", client_id].concat(),
            memory,
        }
    }

    /// The tokens, when somebody is signed in.
    pub(crate) fn tokens(&self) -> Result<Option<Tokens>, BoxedRefusal> {
        Ok(match &self.memory {
            Some(memory) => {
                let tokens = memory.take();
                memory.set(tokens.clone());
                tokens
            }
            None => browser::stored(&self.name)?.map(|stored| Tokens::read(&stored)),
        })
    }

    /// Stores new tokens.
    pub(crate) fn put(&self, tokens: Tokens) -> Result<(), BoxedRefusal> {
        match &self.memory {
            Some(memory) => {
                memory.set(Some(tokens));
                Ok(())
            }
            None => browser::store(&self.name, &tokens.write()),
        }
    }

    /// Removes the tokens.
    pub(crate) fn clear(&self) -> Result<(), BoxedRefusal> {
        match &self.memory {
            Some(memory) => {
                memory.set(None);
                Ok(())
            }
            None => browser::forget(&self.name),
        }
    }

    /// Stores an attempt. One that is never answered ends with the tab.
    pub(crate) fn remember(
        &self,
        state: &str,
        attempt: &SignInAttempt,
    ) -> Result<(), BoxedRefusal> {
        browser::store(&self.attempt(state), &attempt.write())
    }

    /// Takes out the attempt with `state`, unless it has expired.
    pub(crate) fn take(
        &self,
        state: &str,
        now: u64,
    ) -> Result<Option<SignInAttempt>, BoxedRefusal> {
        let key = self.attempt(state);
        let attempt = browser::stored(&key)?.map(|stored| SignInAttempt::read(&stored));
        browser::forget(&key)?;
        Ok(attempt.filter(|attempt| !attempt.is_expired(now)))
    }

    fn attempt(&self, state: &str) -> String {
        [&self.name, ":", state].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_as_they_were_kept() {
        for refresh in ["", "r&e=f+r e%sh\u{e9}"] {
            let tokens = Tokens::new("a.b-c_d", "i=&", refresh, 1_763_700_000_123);
            let tokens = Tokens::read(&tokens.write());
            assert_eq!(
                (
                    tokens.access.as_str(),
                    tokens.id.as_str(),
                    tokens.refresh.as_str()
                ),
                ("a.b-c_d", "i=&", refresh)
            );
            assert_eq!(tokens.expires_at, 1_763_700_000_123);
        }
        for foreign in ["", "access=a", "{}", "expires_at=AAAA"] {
            assert_eq!(Tokens::read(foreign).expires_at, 0, "{foreign}");
        }
    }

    #[test]
    fn an_attempt_lasts_ten_minutes() {
        let began = 1_763_700_000_000;
        let [verifier, nonce, return_to] = ["v", "n", "/a?b=c&d#e"].map(str::to_owned);
        let attempt = SignInAttempt::new(verifier, nonce, return_to, began);
        let attempt = SignInAttempt::read(&attempt.write());
        assert_eq!(
            (
                attempt.verifier.as_str(),
                attempt.nonce.as_str(),
                attempt.return_to.as_str()
            ),
            ("v", "n", "/a?b=c&d#e")
        );
        for (now, is_expired) in [
            (began, false),
            (began + 600_000, false),
            (began + 600_001, true),
            (began - 1, true),
        ] {
            assert_eq!(attempt.is_expired(now), is_expired, "{now}");
        }
        assert!(SignInAttempt::read("").is_expired(began));
    }
}
