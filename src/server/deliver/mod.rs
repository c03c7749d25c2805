//! E-mail and text messages: put into words, kept as a job in the transaction that decided them, delivered afterwards.
//!
//! Owns templates, the relay, the webhook, and what counts as delivered. Must not know why a code was asked for.

mod bound;
#[cfg(test)]
mod delivery_tests;
mod html;
mod link;
mod sms;
mod smtp;
mod template;

pub(crate) use html::escaped;

use crate::{app::App, config::Config, jobs::Kind};
use domain::message::{Channel, Message};
use domain::pool::Pool;
use domain::secret::Secret;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::outbox::OutboxMessage;
use store::{Write, job, outbox};

/// A message in words, ready to go.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rendered {
    /// How it travels.
    pub channel: Channel,
    /// Where to.
    pub to: String,
    /// The subject; `None` for a text message.
    pub subject: Option<String>,
    /// The words.
    pub text: Secret,
    /// The same as HTML; `None` for a text message.
    pub html: Option<Secret>,
}

/// A message that waits for its delivery, as its job keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Queued {
    /// Since when.
    pub(crate) at: Timestamp,
    /// The message.
    pub(crate) message: Rendered,
}

/// Why a message did not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Trying later may help.
    Later(String),
    /// It never will.
    Never(String),
}

/// The ways out of this server.
pub struct Delivery {
    smtp: Option<smtp::Relay>,
    sms: Option<sms::Webhook>,
    outbox: bool,
}

impl Delivery {
    /// Prepares what the settings name; connects to nothing yet.
    ///
    /// **Errors** a certificate cannot be read, with the setting.
    pub fn new(config: &Config) -> Result<Self, String> {
        Ok(Self {
            smtp: config.smtp.as_ref().map(smtp::Relay::new).transpose()?,
            sms: config.sms.as_ref().map(sms::Webhook::new).transpose()?,
            outbox: config.demo.enabled,
        })
    }

    /// Whether messages of this channel go anywhere: out, or into the outbox of demo mode.
    pub fn reaches(&self, channel: Channel) -> bool {
        self.outbox || self.leaves(channel)
    }

    /// Whether messages of this channel leave this server.
    fn leaves(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.smtp.is_some(),
            Channel::Sms => self.sms.is_some(),
        }
    }

    /// Delivers one message.
    pub async fn deliver(&self, message: &Rendered) -> Result<(), Failure> {
        match (message.channel, &self.smtp, &self.sms) {
            (Channel::Email, Some(relay), _) => relay.send(message).await,
            (Channel::Sms, _, Some(webhook)) => webhook.send(message).await,
            (Channel::Email, None, _) => Err(Failure::Later(
                "no mail relay is set: set `smtp.host`".to_owned(),
            )),
            (Channel::Sms, _, None) => Err(Failure::Later(
                "no SMS webhook is set: set `sms.webhook_url`".to_owned(),
            )),
        }
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Delivery")
    }
}

/// The writes that send a message: a job, and in demo mode the outbox. They belong into the transaction of the decision;
/// afterwards [`crate::jobs::Jobs::wake`] has it leave at once.
pub fn send(app: &App, pool: &Pool, message: &Message) -> Vec<Write> {
    let rendered = render(app, pool, message);
    let now = app.clock.now();
    let mut writes = Vec::new();
    if app.config.demo.enabled {
        writes.push(outbox::put(&OutboxMessage {
            pool: pool.id.clone(),
            channel: rendered.channel,
            to: rendered.to.clone(),
            subject: rendered.subject.clone(),
            text: rendered.text.expose().to_owned(),
            code: Some(message.code.expose().to_owned()),
            sent_at: now,
        }));
    }
    // In demo mode without a relay the outbox is where messages go. Otherwise the job waits for a relay to be set.
    if app.delivery.leaves(message.channel) || !app.config.demo.enabled {
        writes.push(enqueue(Kind::Message, rendered, now));
    }
    writes
}

/// The writes of a message to nobody: the same words and a job of the same size, so that neither the answer nor what
/// runs after it takes another time than for a user. The demo's outbox, which everybody may read, hides nothing.
pub(crate) fn send_nothing(app: &App, pool: &Pool, message: &Message) -> Vec<Write> {
    let rendered = render(app, pool, message);
    if app.delivery.leaves(message.channel) {
        vec![enqueue(Kind::Nothing, rendered, app.clock.now())]
    } else {
        Vec::new()
    }
}

fn render(app: &App, pool: &Pool, message: &Message) -> Rendered {
    let place = link::Place {
        public_url: &app.public_url,
        domain: app.config.pages.domain.as_deref(),
    };
    template::render(pool, message, place)
}

fn enqueue(kind: Kind, message: Rendered, at: Timestamp) -> Write {
    let queued = Queued { at, message };
    job::enqueue(kind.as_str(), serde_json::json!(queued), at)
}
