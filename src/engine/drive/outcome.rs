//! What steps of a sign-in come to, and the commit that a success leaves to its caller.

use super::failed;
use crate::{app::App, fault::Fault};
use domain::{pool::Pool, refusal::Refusal, sign_in::Grant};
use store::Write;
use wire::challenge::Challenge;

/// What one step of a sign-in came to.
#[derive(Debug)]
pub enum Outcome {
    /// A challenge to answer; written down.
    Ask {
        /// The challenge.
        challenge: Challenge,
        /// The flow token under which it is answered.
        session: String,
    },
    /// The person is who they say. Nothing is written down before [`Done::commit`].
    Done(Box<Done>),
    /// No; written down.
    Refused {
        /// Why.
        refusal: Refusal,
        /// What still waits for another answer, if the refused one could be put right.
        again: Option<Again>,
    },
}

/// A challenge that waits for another answer under the same flow token.
#[derive(Debug)]
pub struct Again {
    /// The challenge.
    pub challenge: Challenge,
    /// The flow token.
    pub session: String,
}

/// A sign-in that succeeded and is not written down yet.
#[derive(Debug)]
pub struct Done {
    pub(super) grant: Grant,
    pub(super) pool: Pool,
    pub(super) writes: Vec<Write>,
    /// The tries of secrets that proved right, forgotten whatever comes of it.
    pub(super) cleared: Vec<Write>,
    /// Puts the flow back if nothing comes of it.
    pub(super) restore: Option<Write>,
}

impl Done {
    /// What was granted.
    pub fn grant(&self) -> &Grant {
        &self.grant
    }

    /// Gives the sign-in up because nothing can be made of it: nothing of it is written, and the flow waits for the same
    /// answer again. That the secret was right stays true: its tries do not lock anybody out.
    pub async fn abandon(self, app: &App) {
        app.metrics.sign_in(false);
        put_back(app, self.restore).await;
        if let Err(error) = app.store.write(self.cleared).await {
            tracing::warn!(%error, "the tries of a secret were not forgotten");
        }
    }

    /// Writes down the sign-in together with what the caller makes of it.
    ///
    /// **Errors** the refusal of a name that another user took meanwhile; the store's failures, and among them a conflict
    /// if the user changed since this was decided, for the password may be another one. Then nothing is written and the
    /// flow waits for the same answer again.
    pub async fn commit(self, app: &App, extra: Vec<Write>) -> Result<Grant, Fault> {
        let Self {
            grant,
            pool,
            writes,
            restore,
            cleared: _,
        } = self;
        let mut all = vec![store::user::unchanged(&grant.user)];
        all.extend(writes);
        all.extend(extra);
        let Err(error) = app.store.write(all).await else {
            app.metrics.sign_in(true);
            return Ok(grant);
        };
        put_back(app, restore).await;
        Err(failed(&pool, error))
    }
}

/// Puts a taken flow back after something failed that is not its fault; failing at that too costs one sign-in begun anew.
pub(super) async fn put_back(app: &App, restore: Option<Write>) {
    if let Some(write) = restore
        && let Err(error) = app.store.write(vec![write]).await
    {
        tracing::warn!(%error, "a flow was not put back");
    }
}
