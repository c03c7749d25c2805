//! The token endpoint's answer: tokens for a code or a refresh token.
//!
//! **Source** RFC 6749 §5.

use crate::{
    action::ActionResult,
    error::{BoxedRefusal, Code, Refusal},
    form::utf8,
    json::{Json, JsonError},
    token_store::Tokens,
};
use alloc::{borrow::ToOwned, boxed::Box};

/// The members of an answer that are read.
const MEMBERS: &[&str] = &[
    "access_token",
    "id_token",
    "refresh_token",
    "token_type",
    "expires_in",
    "error",
    "error_description",
];

/// What the token endpoint issued. Nothing here is verified yet.
pub(crate) struct Grant {
    answer: Json,
    /// How long the access token lasts; for ever, where the answer does not say, until a server refuses it.
    expires_in_seconds: u64,
}

impl Grant {
    /// Reads the endpoint's answer.
    ///
    /// **Errors** [`Code::TemporarilyUnavailable`], or [`Code::TokenRefused`] with the server's words.
    pub(crate) fn read(result: ActionResult) -> Result<Self, BoxedRefusal> {
        if result.is_unavailable() {
            return Err(Code::TemporarilyUnavailable.into());
        }
        let text = utf8(&result.body).unwrap_or_default();
        let answer = Json::parse(&text, MEMBERS).unwrap_or(Json::Null);
        if result.status == 200 {
            Self::of(answer).map_err(|JsonError| {
                Refusal::because(Code::TokenRefused, "the answer is not a token response")
            })
        } else {
            let text = |name| {
                answer
                    .text(name)
                    .ok()
                    .flatten()
                    .unwrap_or_default()
                    .to_owned()
            };
            Err(Box::new(Refusal {
                code: Code::TokenRefused,
                error: text("error"),
                description: text("error_description"),
            }))
        }
    }

    fn of(answer: Json) -> Result<Self, JsonError> {
        let expires_in_seconds = match answer.member("expires_in")? {
            Some(Json::Whole(seconds)) => *seconds,
            Some(_) => return Err(JsonError),
            None => u64::MAX,
        };
        let bearer = answer
            .text("token_type")?
            .is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
        for name in ["id_token", "refresh_token"] {
            answer.text(name)?;
        }
        if bearer && answer.text("access_token")?.is_some() {
            Ok(Self {
                answer,
                expires_in_seconds,
            })
        } else {
            Err(JsonError)
        }
    }

    fn text(&self, name: &str) -> &str {
        self.answer.text(name).ok().flatten().unwrap_or_default()
    }

    /// The access token.
    pub(crate) fn access(&self) -> &str {
        self.text("access_token")
    }

    /// The ID token; empty when there is none.
    pub(crate) fn id(&self) -> &str {
        self.text("id_token")
    }

    /// The tokens to store, with the earlier ID and refresh token where no new one came.
    pub(crate) fn tokens(&self, id: &str, refresh: &str, requested_at: u64) -> Tokens {
        let or = |new, old| if str::is_empty(new) { old } else { new };
        let expires_at = requested_at.saturating_add(self.expires_in_seconds.saturating_mul(1000));
        Tokens::new(
            self.access(),
            or(self.id(), id),
            or(self.text("refresh_token"), refresh),
            expires_at,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> Result<Grant, BoxedRefusal> {
        Grant::read(ActionResult {
            status,
            body: body.as_bytes().to_vec(),
            date: 0,
        })
    }

    fn refusal(status: u16, body: &str) -> BoxedRefusal {
        read(status, body).err().expect("it is refused")
    }

    #[test]
    fn a_token_response_is_read_or_refused() {
        let whole = r#"{"access_token":"a","token_type":"bearer","expires_in":300,"refresh_token":"r2","id_token":"i"}"#;
        let tokens = read(200, whole)
            .unwrap_or_else(|_| panic!("it is whole"))
            .tokens("", "r1", 1000);
        assert!(tokens == Tokens::new("a", "i", "r2", 301_000));
        let least =
            r#"{"access_token":"a","token_type":"Bearer","expires_in":18446744073709551615}"#;
        let tokens = read(200, least)
            .unwrap_or_else(|_| panic!("it is enough after a refresh"))
            .tokens("i1", "r1", 1000);
        assert!(tokens == Tokens::new("a", "i1", "r1", u64::MAX));
        let endless = r#"{"access_token":"a","token_type":"Bearer"}"#;
        let tokens = read(200, endless)
            .unwrap_or_else(|_| panic!("RFC 6749 only recommends expires_in"))
            .tokens("i1", "r1", 1000);
        assert!(tokens == Tokens::new("a", "i1", "r1", u64::MAX));
        for text in [
            "",
            "{}",
            "[]",
            r#"{"access_token":"a","token_type":"DPoP","expires_in":300}"#,
            r#"{"access_token":"a","expires_in":300}"#,
            r#"{"access_token":"a","token_type":"Bearer","expires_in":"300"}"#,
            r#"{"access_token":"a","access_token":"b","token_type":"Bearer","expires_in":300}"#,
            r#"{"access_token":"a","token_type":"Bearer","expires_in":300,"id_token":{}}"#,
        ] {
            assert_eq!(refusal(200, text).code, Code::TokenRefused, "{text}");
        }
    }

    #[test]
    fn a_refusal_carries_the_servers_words() {
        let words = refusal(
            400,
            r#"{"error":"invalid_grant","error_description":"used"}"#,
        );
        assert_eq!(
            (words.error.as_str(), words.description.as_str()),
            ("invalid_grant", "used")
        );
        assert_eq!(refusal(403, "<html>"), Code::TokenRefused.into());
        for status in [0, 408, 429, 500, 503, 599] {
            assert_eq!(
                refusal(status, "").code,
                Code::TemporarilyUnavailable,
                "{status}"
            );
        }
    }
}
