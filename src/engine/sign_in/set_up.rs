//! The set-up of a second factor in the midst of a sign-in, by operations that are given its flow token and nothing else.

use super::{EntryPoint, PendingChallenge, Recipient, SignIn, SignInResult};
use crate::{decide::StoreFacts, fault::Fault, request::RequestContext};
use domain::{
    flow_token, refusal,
    sign_in::{Grant, SetUp, SetUpAct},
    token,
};
use store::Write;

/// Performs `act` on the waiting challenge; returns it with its new flow token.
///
/// **Errors** [`refusal::Flow::TokenInvalid`] for a token that is not of a sign-in of programs; what the sign-in
/// refuses.
pub async fn set_up(
    cx: &RequestContext,
    flow_token: &str,
    act: SetUpAct,
) -> Result<PendingChallenge, Fault> {
    let store = &cx.app.store;
    let unknown = refusal::Flow::TokenInvalid;
    let Some(id) = flow_token::client(flow_token) else {
        return Err(unknown.into());
    };
    let Some(client) = store::client::locate(store, &id).await? else {
        return Err(unknown.into());
    };
    let Some(pool) = store::pool::find(store, &client.pool).await? else {
        return Err(unknown.into());
    };
    let row = store::flow::find(store, &pool.id, &token::hash(flow_token)).await?;
    let mut programs = [EntryPoint::Api, EntryPoint::Admin].into_iter();
    let entry_point = row.and_then(|row| programs.find(|entry| row.kind == entry.kind()));
    let sign_in = SignIn {
        cx,
        pool: &pool,
        client: &client,
        entry_point: entry_point.ok_or(unknown)?,
    };
    let decision = |flow| SetUp { flow, act };
    match sign_in.resume(flow_token, decision, &NoRecipient).await? {
        SignInResult::Ask(pending) => Ok(pending),
        SignInResult::Refused { refusal, .. } => Err(refusal.into()),
        SignInResult::Done(()) => Err(no_answer()),
    }
}

/// The recipient of a set-up, which never ends a sign-in.
struct NoRecipient;

impl Recipient for NoRecipient {
    type Output = ();

    async fn receive(&self, _: &Grant, _: &StoreFacts<'_>) -> Result<((), Vec<Write>), Fault> {
        Err(no_answer())
    }
}

fn no_answer() -> Fault {
    Fault::Internal("a sign-in ended before its challenge was answered".to_owned())
}
