//! What tests expect of answers.

use super::{CallResult, World};
use serde_json::Value;
use std::time::Duration;

/// What a test expects of an answer, so that it reads as a sentence.
pub trait Expect {
    /// The call succeeds, and this is its whole answer.
    fn gives(self, answer: Value);

    /// The call is refused with this exception and this message.
    fn refuses(self, kind: &str, message: &str);

    /// The call is refused with this exception, whatever it says.
    fn refuses_as(self, kind: &str);
}

impl Expect for CallResult {
    #[track_caller]
    fn gives(self, answer: Value) {
        assert_eq!(self, Ok(answer));
    }

    #[track_caller]
    fn refuses(self, kind: &str, message: &str) {
        assert_eq!(self, Err((kind.to_owned(), message.to_owned())));
    }

    #[track_caller]
    fn refuses_as(self, kind: &str) {
        assert_eq!(self.map_err(|(kind, _)| kind), Err(kind.to_owned()));
    }
}

/// Checks that an operation refuses a token that is none, one that lacks the scope of the JSON API, and one that expired.
pub async fn check_caller(operation: &str, body: Value) {
    let (world, token) = World::signed_in("ada").await;
    let call = async |token: &str| world.call_as(token, operation, body.clone()).await;
    let made_up = call("made.up.token").await;
    made_up.refuses("NotAuthorized", "Invalid Access Token");
    let scopeless = call(&world.token_without_scope("ada").await).await;
    scopeless.refuses(
        "NotAuthorized",
        "Access Token does not have required scopes",
    );
    world.app.clock.advance(Duration::from_hours(1));
    call(&token)
        .await
        .refuses("NotAuthorized", "Access Token has expired");
}
