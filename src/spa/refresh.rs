//! A usable access token at any time: refreshed when it must be, once for all who ask at the same time.
//!
//! **Source** RFC 6749 §6, RFC 9700 §2.2.2 and §4.14, OpenID Connect Core §12.2.

use crate::{
    browser,
    client::Client,
    error::{Code, Refused},
    form::form,
    grant::Grant,
    json::Json,
    keep::Tokens,
    token::{Origin, claims_of},
};

/// How much life a token handed out has left unless the caller says otherwise, in seconds.
const MIN_VALIDITY_SECONDS: f64 = 30.0;

/// Whether the token ends later than `seconds` from now.
fn lasts(tokens: &Tokens, now: u64, seconds: f64) -> bool {
    tokens.expires_at.saturating_sub(now) as f64 > seconds * 1000.0
}

/// The access token, when it lasts `min_validity` seconds; otherwise a refresh is due.
///
/// **Errors** [`Code::LoginRequired`] when nobody is signed in.
pub(crate) fn usable(
    client: &Client,
    min_validity: Option<f64>,
) -> Result<Option<String>, Refused> {
    let tokens = client.keep.tokens()?.ok_or(Code::LoginRequired)?;
    let enough = lasts(
        &tokens,
        browser::now(),
        min_validity.unwrap_or(MIN_VALIDITY_SECONDS),
    );
    Ok(enough.then_some(tokens.access))
}

/// A refresh of what was kept when it was asked for.
pub(crate) struct Refresh {
    tokens: Tokens,
    claims: Json,
}

impl Refresh {
    /// **Errors** [`Code::LoginRequired`] when nobody is signed in, or no refresh token prolongs it: then that is over.
    pub(crate) fn new(client: &Client) -> Result<Self, Refused> {
        let tokens = client.keep.tokens()?.ok_or(Code::LoginRequired)?;
        if tokens.refresh.is_empty() {
            client.keep.clear()?;
            return Err(Code::LoginRequired.into());
        }
        let claims = claims_of(&tokens.id)?.1;
        Ok(Self { tokens, claims })
    }

    /// The access token of another tab or call that refreshed while this one waited for its turn.
    pub(crate) fn overtaken(&self, client: &Client) -> Result<Option<String>, Refused> {
        let now = client.keep.tokens()?.ok_or(Code::LoginRequired)?;
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

    /// What a refresh token that is refused means: the session is over. All else leaves it as it is.
    pub(crate) fn judge(
        &self,
        client: &Client,
        answer: Result<Grant, Refused>,
    ) -> Result<Grant, Refused> {
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

    fn end(&self, client: &Client) -> Result<(), Refused> {
        if self.is_current(client)? {
            client.keep.clear()
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

    /// Keeps what was issued.
    ///
    /// **Errors** [`Code::LoginRequired`] when the person has signed out meanwhile.
    pub(crate) fn finish(
        &self,
        client: &Client,
        grant: &Grant,
        asked_at: u64,
    ) -> Result<(), Refused> {
        if !self.is_current(client)? {
            return Err(Code::LoginRequired.into());
        }
        client
            .keep
            .put(grant.tokens(&self.tokens.id, &self.tokens.refresh, asked_at))
    }

    /// While the server answers, the person may sign out, or in again: then the answer concerns nobody here.
    fn is_current(&self, client: &Client) -> Result<bool, Refused> {
        Ok(client.keep.tokens()?.as_ref() == Some(&self.tokens))
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
