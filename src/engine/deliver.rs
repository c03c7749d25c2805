//! E-mail and text messages: written from templates, stored as a job in the transaction that decided them, delivered
//! afterwards.
//!
//! Owns templates, the relay, the webhook, and what counts as delivered. Must not know what a code is for.

mod bound;
#[cfg(test)]
mod delivery_tests;
mod html;
mod link;
mod sender;
mod sms;
mod smtp;
mod template;

pub use html::escaped;
pub use sender::Sender;

use crate::{fault::Fault, jobs::Kind, settings::Settings};
use domain::client::Client;
use domain::message::{Channel, Message};
use domain::pool::Pool;
use domain::secret::Secret;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::outbox::OutboxMessage;
use store::{Store, Write, job, outbox};

/// A message in words, ready to go.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MessageText {
    /// The channel it is sent by.
    pub channel: Channel,
    /// The address or number it is sent to.
    pub to: String,
    /// The subject, which may hold the code; `None` for a text message.
    pub subject: Option<Secret>,
    /// The body as plain text.
    pub text: Secret,
    /// The body as HTML; `None` for a text message.
    pub html: Option<Secret>,
}

/// A message that waits for its delivery, as its job keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct QueuedMessage {
    /// When it was queued.
    pub at: Timestamp,
    /// The message.
    pub message: MessageText,
}

/// Why a message did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryError {
    /// A later try may succeed.
    Later(String),
    /// No later try can succeed.
    Never(String),
}

/// The ways out of this server.
pub struct Delivery {
    smtp: Option<smtp::Relay>,
    sms: Option<sms::Webhook>,
    has_outbox: bool,
    public_url: String,
    pages_domain: Option<String>,
}

impl Delivery {
    /// Prepares what the settings name; connects to nothing yet.
    ///
    /// **Errors** a certificate cannot be read, with the setting.
    pub fn new(settings: &Settings, public_url: &str) -> Result<Self, String> {
        Ok(Self {
            smtp: settings.smtp.as_ref().map(smtp::Relay::new).transpose()?,
            sms: settings.sms.as_ref().map(sms::Webhook::new).transpose()?,
            has_outbox: settings.has_outbox,
            public_url: public_url.to_owned(),
            pages_domain: settings.pages.domain.clone(),
        })
    }

    /// Whether messages of this channel go anywhere: out, or into the outbox of demo mode.
    pub fn reaches(&self, channel: Channel) -> bool {
        self.has_outbox || self.leaves(channel)
    }

    /// Whether messages of this channel leave this server.
    fn leaves(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.smtp.is_some(),
            Channel::Sms => self.sms.is_some(),
        }
    }

    /// Delivers one message. Every try of it has the same `id`, by which mail programs know it again.
    pub async fn deliver(&self, id: &str, message: &MessageText) -> Result<(), DeliveryError> {
        match (message.channel, &self.smtp, &self.sms) {
            (Channel::Email, Some(relay), _) => relay.send(id, message).await,
            (Channel::Sms, _, Some(webhook)) => webhook.send(message).await,
            (Channel::Email, None, _) => Err(DeliveryError::Later(
                "no mail relay is set: set `smtp.host`".to_owned(),
            )),
            (Channel::Sms, _, None) => Err(DeliveryError::Later(
                "no SMS webhook is set: set `sms.webhook_url`".to_owned(),
            )),
        }
    }

    /// The writes that send a message: a job, and in demo mode the outbox. They belong into the transaction of the decision;
    /// afterwards [`crate::jobs::Jobs::wake`] has it leave at once.
    pub fn send(
        &self,
        (pool, sender): (&Pool, &Sender),
        message: &Message,
        now: Timestamp,
    ) -> Vec<Write> {
        let message_text = template::render(pool, sender, message, self.place());
        let mut writes = Vec::new();
        if self.has_outbox {
            let subject = message_text.subject.as_ref();
            writes.push(outbox::put(&OutboxMessage {
                pool: pool.id.clone(),
                channel: message_text.channel,
                to: message_text.to.clone(),
                subject: subject.map(|subject| subject.expose().to_owned()),
                text: message_text.text.expose().to_owned(),
                code: Some(message.code.expose().to_owned()),
                sent_at: now,
            }));
        }
        // In demo mode without a relay the outbox is where messages go. Otherwise the job waits for a relay to be set.
        if self.leaves(message.channel) || !self.has_outbox {
            writes.push(enqueue(Kind::Message, message_text, now));
        }
        writes
    }

    /// The writes of a message to a decoy: the same words and a job of the same size, so that neither the answer nor what
    /// runs after it takes another time than for a user. The demo's outbox, which everybody may read, hides nothing.
    pub fn send_decoy(
        &self,
        (pool, sender): (&Pool, &Sender),
        message: &Message,
        now: Timestamp,
    ) -> Vec<Write> {
        let message_text = template::render(pool, sender, message, self.place());
        if self.leaves(message.channel) {
            vec![enqueue(Kind::Nothing, message_text, now)]
        } else {
            Vec::new()
        }
    }

    /// Whom messages name that this client's requests send, or requests without a client.
    ///
    /// **Errors** its brand cannot be read.
    pub(crate) async fn sender(
        &self,
        store: &Store,
        pool: &Pool,
        client: Option<&Client>,
    ) -> Result<Sender, Fault> {
        Sender::of(store, pool, client, self.place()).await
    }

    fn place(&self) -> link::Place<'_> {
        link::Place {
            public_url: &self.public_url,
            domain: self.pages_domain.as_deref(),
        }
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Delivery")
    }
}

fn enqueue(kind: Kind, message: MessageText, at: Timestamp) -> Write {
    let queued = QueuedMessage { at, message };
    job::enqueue(kind.as_str(), serde_json::json!(queued), at)
}
