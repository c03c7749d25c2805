//! A usable access token at any time: refreshed when it must be, once for all who ask at the same time.
//!
//! **Source** RFC 6749 §6, RFC 9700 §2.2.2 and §4.14, OpenID Connect Core §12.2.

use crate::{
    browser,
    client::Client,
    error::{BoxedRefusal, Code},
    form::form,
    grant::Grant,
    json::Json,
    token::{Origin, claims_of},
    token_store::Tokens,
};
use alloc::string::String;

/// How much life a token handed out has left unless the caller says otherwise, in seconds.
const MIN_VALIDITY_SECONDS: f64 = 30.0;

/// Whether the token ends later than `seconds` from now.
fn lasts(tokens: &Tokens, now: u64, seconds: f64) -> bool {
    tokens.expires_at.saturating_sub(now) as f64 > seconds * 1000.0
}

/// The access token, when it lasts `min_validity` seconds; otherwise a refresh is due. Without a refresh token none comes that
/// lasts longer, so that this one is handed out until its end.
pub(crate) fn usable(tokens: &Tokens, min_validity: Option<f64>) -> Option<&str> {
    let least = if tokens.refresh.is_empty() {
        0.0
    } else {
        min_validity.unwrap_or(MIN_VALIDITY_SECONDS)
    };
    lasts(tokens, browser::now(), least).then_some(&tokens.access)
}

/// A refresh of the tokens that were stored when it was requested.
pub(crate) struct Refresh {
    tokens: Tokens,
    claims: Json,
}

impl Refresh {
    /// **Errors** [`Code::LoginRequired`] when nobody is signed in, or there is no refresh token: then the tokens are removed.
    pub(crate) fn new(client: &Client) -> Result<Self, BoxedRefusal> {
        let tokens = client.store.tokens()?.ok_or(Code::LoginRequired)?;
        if tokens.refresh.is_empty() {
            client.store.clear()?;
            return Err(Code::LoginRequired.into());
        }
        let claims = claims_of(&tokens.id)?.1;
        Ok(Self { tokens, claims })
    }

    /// The access token of another tab or call that refreshed while this one waited for the lock.
    pub(crate) fn newer_access_token(
        &self,
        client: &Client,
    ) -> Result<Option<String>, BoxedRefusal> {
        let now = client.store.tokens()?.ok_or(Code::LoginRequired)?;
        Ok((now != self.tokens).then_some(now.access))
    }

    /// What to send to the token endpoint.
    pub(crate) fn form(&self, client: &Client) -> String {
        form(&[
            ("grant_type", "refresh_token"),
            ("client_id", client.settings.client_id()),
            ("refresh_token", &self.tokens.refresh),
        ])
    }

    /// Ends the session when the refresh token is refused; any other refusal leaves it as it is.
    pub(crate) fn after_answer(
        &self,
        client: &Client,
        answer: Result<Grant, BoxedRefusal>,
    ) -> Result<Grant, BoxedRefusal> {
        answer.map_err(|mut refusal| {
            if refusal.error == wire::oauth::ErrorCode::InvalidGrant.as_str() {
                refusal.code = Code::LoginRequired;
                if let Err(worse) = self.end(client) {
                    return worse;
                }
            }
            refusal
        })
    }

    fn end(&self, client: &Client) -> Result<(), BoxedRefusal> {
        if self.is_current(client)? {
            client.store.clear()
        } else {
            Ok(())
        }
    }

    /// What the new ID token must continue.
    pub(crate) fn origin(&self) -> Origin<'_> {
        let text = |name| self.claims.text(name).ok().flatten();
        Origin::Refresh {
            sub: text("sub").unwrap_or_default(),
            nonce: text("nonce"),
        }
    }

    /// Stores the issued tokens.
    ///
    /// **Errors** [`Code::LoginRequired`] when the person has signed out in the meantime.
    pub(crate) fn finish(
        &self,
        client: &Client,
        grant: &Grant,
        requested_at: u64,
    ) -> Result<(), BoxedRefusal> {
        if !self.is_current(client)? {
            return Err(Code::LoginRequired.into());
        }
        client
            .store
            .put(grant.tokens(&self.tokens.id, &self.tokens.refresh, requested_at))
    }

    /// Whether the stored tokens are still those that are refreshed: the person may have signed out, or in again.
    fn is_current(&self, client: &Client) -> Result<bool, BoxedRefusal> {
        Ok(client.store.tokens()?.as_ref() == Some(&self.tokens))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_lasts_until_the_asked_time_before_its_end() {
        let tokens = Tokens::new("a", "i", "", 100_000);
        for (now, seconds, expect) in [
            (0, 30.0, true),
            (69_999, 30.0, true),
            (70_000, 30.0, false),
            (99_999, 0.0, true),
            (100_000, 0.0, false),
            (200_000, 0.0, false),
            (0, f64::INFINITY, false),
            (0, f64::NAN, false),
        ] {
            assert_eq!(lasts(&tokens, now, seconds), expect, "{now} {seconds}");
        }
    }
}
