//! Where tokens and begun sign-ins are kept.
//!
//! Begun sign-ins always lie in sessionStorage, each under its own state, because the page is left and loaded again before
//! the answer comes, and because two may be under way. Tokens lie in memory or in sessionStorage. Both are written as
//! form-encoded text.

use crate::{
    browser,
    error::Refused,
    form::{form, join, text},
    json::Json,
};
use std::cell::Cell;

/// How long a begun sign-in is remembered, in milliseconds.
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

/// A sign-in that was begun: what its answer will be held against.
pub(crate) struct Attempt {
    /// PKCE code verifier.
    pub(crate) verifier: String,
    /// The nonce that was sent.
    pub(crate) nonce: String,
    /// Where the app wants to go on; perhaps empty.
    pub(crate) return_to: String,
    /// When, in milliseconds since 1970.
    began: u64,
}

impl Attempt {
    /// **Units** `began` in milliseconds since 1970; `return_to` may be empty.
    pub(crate) fn new(verifier: String, nonce: String, return_to: String, began: u64) -> Self {
        Self {
            verifier,
            nonce,
            return_to,
            began,
        }
    }

    /// Reads what [`Attempt::write`] wrote; what is missing is empty, and of long ago.
    fn read(stored: &str) -> Self {
        Self {
            verifier: text(stored, "verifier"),
            nonce: text(stored, "nonce"),
            return_to: text(stored, "return_to"),
            began: when(stored, "began").unwrap_or(0),
        }
    }

    fn write(&self) -> String {
        form(&[
            ("verifier", &self.verifier),
            ("nonce", &self.nonce),
            ("return_to", &self.return_to),
            ("began", &decimal(self.began)),
        ])
    }

    /// Whether it is too old by now, or of a clock that has been set back.
    fn is_over(&self, now: u64) -> bool {
        let age = now.checked_sub(self.began);
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
            None => browser::stored(&self.name)?.map(|stored| Tokens::read(&stored)),
        })
    }

    /// Keeps new tokens.
    pub(crate) fn put(&self, tokens: Tokens) -> Result<(), Refused> {
        match &self.memory {
            Some(memory) => {
                memory.set(Some(tokens));
                Ok(())
            }
            None => browser::store(&self.name, &tokens.write()),
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
        browser::store(&self.attempt(state), &attempt.write())
    }

    /// The sign-in begun with `state`, once.
    pub(crate) fn finish(&self, state: &str, now: u64) -> Result<Option<Attempt>, Refused> {
        let key = self.attempt(state);
        let attempt = browser::stored(&key)?.map(|stored| Attempt::read(&stored));
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
        let attempt = Attempt::new(verifier, nonce, return_to, began);
        let attempt = Attempt::read(&attempt.write());
        assert_eq!(
            (
                attempt.verifier.as_str(),
                attempt.nonce.as_str(),
                attempt.return_to.as_str()
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
        assert!(Attempt::read("").is_over(began));
    }
}
