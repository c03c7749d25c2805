//! The set-up of a second factor in the midst of a sign-in, by operations that are given its flow token and nothing else.

use super::{
    outcome::Outcome,
    sign_in::{Door, Setting},
};
use crate::{fault::Fault, request::RequestContext};
use domain::{
    flow_token,
    refusal::Refusal,
    sign_in::{Input, SetUp},
    token,
};
use wire::challenge::Challenge;

/// Does this about the challenge that waits under the flow token; the challenge, and the flow token from now on.
///
/// **Errors** [`Refusal::FlowTokenInvalid`] for a token that is not of a sign-in of programs; what the sign-in says no to.
pub async fn set_up(
    cx: &RequestContext,
    session: &str,
    act: SetUp,
) -> Result<(Challenge, String), Fault> {
    let unknown = Refusal::FlowTokenInvalid;
    let Some(id) = flow_token::client(session) else {
        return Err(unknown.into());
    };
    let Some(client) = store::client::locate(&cx.app.store, &id).await? else {
        return Err(unknown.into());
    };
    let Some(pool) = store::pool::find(&cx.app.store, &client.pool).await? else {
        return Err(unknown.into());
    };
    let row = store::flow::find(&cx.app.store, &pool.id, &token::hash(session)).await?;
    let doors = [Door::Api, Door::Admin].into_iter();
    let door = row.and_then(|row| doors.into_iter().find(|door| row.kind == door.kind()));
    let setting = Setting {
        cx,
        pool: &pool,
        client: &client,
        door: door.ok_or(unknown)?,
    };
    match setting.go_on(session, &Input::SetUp(act)).await? {
        Outcome::Ask { challenge, session } => Ok((challenge, session)),
        Outcome::Refused { refusal, .. } => Err(refusal.into()),
        Outcome::Done(_) => Err(Fault::Internal(
            "a sign-in ended before its challenge was answered".to_owned(),
        )),
    }
}
