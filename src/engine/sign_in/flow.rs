//! Flows in the store: taken once, put back if nothing came of them.

use super::{PendingChallenge, SignIn};
use crate::fault::Fault;
use domain::{
    refusal::{self, Refusal},
    sign_in::StoredFlow,
    time::Timestamp,
    token,
};
use store::{Write, flow::FlowRow};
use wire::challenge::Challenge;

/// A flow that was taken out of the store.
pub(super) struct TakenFlow {
    pub(super) flow: StoredFlow,
    token: String,
    row: FlowRow,
}

impl TakenFlow {
    /// The challenge of the flow, as it waits for another answer.
    pub(super) fn pending(&self) -> PendingChallenge {
        PendingChallenge {
            challenge: self.flow.challenge().clone(),
            flow_token: self.token.clone(),
        }
    }
}

impl SignIn<'_> {
    /// The challenge that waits under this flow token, which is not used up by looking.
    ///
    /// **Errors** [`refusal::Flow::TokenInvalid`], [`refusal::Flow::TokenExpired`].
    pub async fn challenge(self, flow_token: &str) -> Result<Challenge, Fault> {
        let hash = token::hash(flow_token);
        let row = store::flow::find(&self.app().store, &self.pool.id, &hash).await?;
        let row = row
            .filter(|row| self.owns(row))
            .ok_or(refusal::Flow::TokenInvalid)?;
        if row.expires_at <= self.app().now() {
            return Err(refusal::Flow::TokenExpired.into());
        }
        Ok(read(&row)?.challenge().clone())
    }

    /// Takes the flow that waits under this token; nobody can take it a second time.
    pub(super) async fn take(self, flow_token: &str) -> Result<Result<TakenFlow, Refusal>, Fault> {
        let hash = token::hash(flow_token);
        let Some(row) = store::flow::take(&self.app().store, &self.pool.id, &hash).await? else {
            return Ok(Err(refusal::Flow::TokenInvalid.into()));
        };
        let taken_flow = TakenFlow {
            flow: read(&row)?,
            token: flow_token.to_owned(),
            row,
        };
        if !self.owns(&taken_flow.row) {
            self.put_back(&taken_flow).await;
            return Ok(Err(refusal::Flow::TokenInvalid.into()));
        }
        if taken_flow.row.expires_at <= self.app().now() {
            return Ok(Err(refusal::Flow::TokenExpired.into()));
        }
        Ok(Ok(taken_flow))
    }

    /// Puts a taken flow back as it was, after something failed that is not its fault; failing at that too costs one sign-in
    /// begun anew.
    pub(super) async fn put_back(self, taken_flow: &TakenFlow) {
        let write = store::flow::put(
            &self.pool.id,
            &token::hash(&taken_flow.token),
            &taken_flow.row,
        );
        if let Err(error) = self.app().store.write(vec![write]).await {
            tracing::warn!(%error, "a flow was not put back");
        }
    }

    /// The write that stores a flow under a new token.
    pub(super) fn put(self, flow: &StoredFlow, flow_token: &str) -> Result<Write, Fault> {
        let row = self.row(flow, self.app().now() + self.client.auth_session())?;
        let hash = token::hash(flow_token);
        Ok(store::flow::put(&self.pool.id, &hash, &row))
    }

    /// The write that stores a flow for another answer: under the same token, until the same time.
    pub(super) fn put_again(
        self,
        flow: &StoredFlow,
        taken_flow: &TakenFlow,
    ) -> Result<Write, Fault> {
        let row = self.row(flow, taken_flow.row.expires_at)?;
        let hash = token::hash(&taken_flow.token);
        Ok(store::flow::put(&self.pool.id, &hash, &row))
    }

    fn owns(self, row: &FlowRow) -> bool {
        row.kind == self.entry_point.kind() && row.client == self.client.id
    }

    fn row(self, flow: &StoredFlow, expires_at: Timestamp) -> Result<FlowRow, Fault> {
        let value = serde_json::to_value(flow)
            .map_err(|error| Fault::Internal(format!("a flow cannot be stored: {error}")))?;
        Ok(FlowRow {
            kind: self.entry_point.kind().to_owned(),
            client: self.client.id.clone(),
            value,
            expires_at,
        })
    }
}

fn read(row: &FlowRow) -> Result<StoredFlow, Fault> {
    serde_json::from_value(row.value.clone())
        .map_err(|error| Fault::Internal(format!("a stored flow cannot be read: {error}")))
}
