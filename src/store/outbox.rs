//! The outbox of the demo mode: messages that were to be sent, kept to be looked at.

use crate::job::random_id;
use crate::sealed_column::{OUTBOX_MESSAGE, Place};
use crate::value::{Row, Value, values};
use crate::{Result, Store, Write};
use domain::id::PoolId;
use domain::message::Channel;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A message as the person would have received it.
#[derive(Clone, Serialize, Deserialize)]
pub struct OutboxMessage {
    /// The pool in whose name.
    pub pool: PoolId,
    /// How it would have travelled.
    pub channel: Channel,
    /// Where to.
    pub to: String,
    /// The subject of an e-mail.
    pub subject: Option<String>,
    /// What it says.
    pub text: String,
    /// The code or temporary password in it, for tests and for the page that shows the outbox.
    pub code: Option<String>,
    /// When.
    pub sent_at: Timestamp,
}

impl std::fmt::Debug for OutboxMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutboxMessage({:?}, ***)", self.channel)
    }
}

/// Keeps a message. Its row is sealed.
pub fn put(message: &OutboxMessage) -> Write {
    Write::program(message.clone(), |tx, message| {
        Box::pin(async move {
            let id = random_id()?;
            let sealed = Value::sealed_json(message_place(&id), message);
            let sql = "INSERT INTO outbox (id, position, recipient, sent_at, message) \
                       SELECT $1, COALESCE(MAX(position), 0) + 1, $2, $3, $4 FROM outbox";
            tx.run(sql, &values![id, &message.to, message.sent_at, sealed])
                .await
                .map(|_| ())
        })
    })
}

/// The messages to one address, or all, newest last.
pub async fn list(store: &Store, to: Option<&str>) -> Result<Vec<OutboxMessage>> {
    let rows = match to {
        None => {
            store
                .rows(
                    "SELECT id, message FROM outbox ORDER BY position, id",
                    values![],
                )
                .await?
        }
        Some(to) => {
            let sql = "SELECT id, message FROM outbox WHERE recipient = $1 ORDER BY position, id";
            store.rows(sql, values![to]).await?
        }
    };
    let read = |row: &Row| {
        store
            .seal()
            .open_json(&message_place(row.text(0)?), row.text(1)?)
    };
    rows.iter().map(read).collect()
}

fn message_place(id: &str) -> Place {
    OUTBOX_MESSAGE.of(&[id])
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::testing::{Bench, at, conformance, pools};

    conformance!(messages_stay_in_their_order);

    pub(crate) fn message(to: &str, text: &str) -> OutboxMessage {
        OutboxMessage {
            pool: pools().0,
            channel: Channel::Email,
            to: to.to_owned(),
            subject: None,
            text: text.to_owned(),
            code: Some("123456".to_owned()),
            sent_at: at(0),
        }
    }

    async fn messages_stay_in_their_order(bench: &Bench) {
        let store = &bench.store;
        for n in 0..12 {
            let to = if n % 2 == 0 {
                "a@example.com"
            } else {
                "b@example.com"
            };
            store
                .write(vec![put(&message(to, &n.to_string()))])
                .await
                .expect("put");
        }
        let texts = async |to| -> Vec<String> {
            list(store, to)
                .await
                .expect("listed")
                .into_iter()
                .map(|message| message.text)
                .collect()
        };
        assert_eq!(
            texts(None).await,
            (0..12).map(|n| n.to_string()).collect::<Vec<_>>()
        );
        assert_eq!(
            texts(Some("b@example.com")).await,
            ["1", "3", "5", "7", "9", "11"]
        );
        let row = store
            .row("SELECT message FROM outbox", values![])
            .await
            .expect("read")
            .expect("a row");
        assert!(!row.text(0).expect("text").contains("123456"));
    }
}
