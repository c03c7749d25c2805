//! Delivers one message; gives up when its code has long expired.

use crate::{
    app::App,
    deliver::{DeliveryError, QueuedMessage},
};
use std::time::Duration;
use store::job::Job;

/// The age at which a message is dropped. The longest-lived code lives a day, so that a later message would be of no use.
const OLDEST: Duration = Duration::from_hours(24);

/// Tries once to deliver the message of a job.
pub(super) async fn run(app: &App, job: &Job) -> Result<(), DeliveryError> {
    let queued: QueuedMessage = serde_json::from_value(job.payload.clone())
        .map_err(|_| DeliveryError::Never("the kept message cannot be read".to_owned()))?;
    match app.delivery.deliver(&job.id, &queued.message).await {
        Err(DeliveryError::Later(reason)) if app.clock.now().since(queued.at) > OLDEST => Err(
            DeliveryError::Never(format!("it is older than a day; last: {reason}")),
        ),
        outcome => outcome,
    }
}
