//! Demo mode's outbox: `/dev/outbox` for people, `/dev/outbox.json` for programs. It shows what was queued, so that a
//! message is there as soon as the call that sends it has answered.

use crate::site::Site;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use domain::message::Channel;
use domain::time::Timestamp;
use engine::deliver::escaped;
use serde::Deserialize;
use serde_json::json;
use store::outbox::{self, OutboxMessage};

/// The routes of the outbox; only in demo mode, and for this machine only.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/dev/outbox", get(page))
        .route("/dev/outbox.json", get(list))
        .route("/dev/outbox.js", get(script))
}

async fn script() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (headers, include_str!("outbox.js")).into_response()
}

#[derive(Deserialize)]
struct Wanted {
    to: Option<String>,
}

/// `GET /dev/outbox.json?to=<address>`.
///
/// **Shape** array, newest last, of `{to, channel, subject, body, code, at}`.
async fn list(State(site): State<Site>, Query(wanted): Query<Wanted>) -> Response {
    match outbox::list(&site.store, wanted.to.as_deref()).await {
        Ok(messages) => Json(messages.iter().map(to_json).collect::<Vec<_>>()).into_response(),
        Err(error) => unavailable(&error),
    }
}

fn to_json(message: &OutboxMessage) -> serde_json::Value {
    json!({
        "to": message.to,
        "channel": message.channel.as_str(),
        "subject": message.subject.as_deref().unwrap_or_default(),
        "body": message.text,
        "code": message.code,
        "at": written(message.sent_at),
    })
}

/// A point in time as RFC 3339.
fn written(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map(|at| at.to_string())
        .unwrap_or_default()
}

fn unavailable(error: &store::Error) -> Response {
    tracing::error!(%error, "the outbox cannot be read");
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        "The outbox cannot be read now. Try again.\n",
    )
        .into_response()
}

/// A point in time as people read it.
fn spoken(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map(|at| at.strftime("%-d %b %Y, %H:%M:%S UTC").to_string())
        .unwrap_or_default()
}

/// `GET /dev/outbox`: newest first; a script loads it anew when there is another message.
async fn page(State(site): State<Site>) -> Response {
    let messages = match outbox::list(&site.store, None).await {
        Ok(messages) => messages,
        Err(error) => return unavailable(&error),
    };
    let sheets = ["pages.css", "outbox.css"]
        .into_iter()
        .filter_map(|name| site.assets.url(name));
    let sheets: String = sheets
        .map(|url| format!("<link rel=\"stylesheet\" href=\"{url}\">"))
        .collect();
    let items: String = messages.iter().rev().map(item).collect();
    let list = if items.is_empty() {
        "<p>Nothing was sent yet. Sign up in the demo app, and the message with the code appears here.</p>".to_owned()
    } else {
        format!("<ul class=\"dev-messages\">{items}</ul>")
    };
    let newest = messages.last().map(|message| written(message.sent_at));
    let newest = newest.unwrap_or_default();
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>Outbox – Loggia</title>{sheets}<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
         <script src=\"/dev/outbox.js\" defer></script>\
         </head><body><main class=\"dev-page\" data-newest=\"{newest}\"><h1>Outbox</h1>\
         <p class=\"dev-lead\">Every message of this server, newest first. Demo mode only.</p>\
         <noscript><p><a href=\"/dev/outbox\">Look for new messages</a></p></noscript>{list}</main></body></html>"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
    ];
    (headers, html).into_response()
}

fn item(message: &OutboxMessage) -> String {
    let channel = match message.channel {
        Channel::Email => "E-mail",
        Channel::Sms => "Text message",
    };
    let to = escaped(&message.to);
    let (at, spoken) = (written(message.sent_at), spoken(message.sent_at));
    let subject = message
        .subject
        .as_deref()
        .map(|subject| format!("<h2>{}</h2>", escaped(subject)))
        .unwrap_or_default();
    let lines = message.text.split('\n').map(|line| match &message.code {
        _ if line.starts_with("http://") || line.starts_with("https://") => {
            let link = escaped(line);
            format!("<a href=\"{link}\">{link}</a>")
        }
        Some(code) => {
            let code = escaped(code);
            let element = format!("<code class=\"dev-code\">{code}</code>");
            escaped(line).replacen(&code, &element, 1)
        }
        None => escaped(line),
    });
    let body = lines.collect::<Vec<_>>().join("\n");
    format!(
        "<li class=\"dev-message\"><p class=\"dev-message-head\"><span>{channel} to {to}</span>\
         <time datetime=\"{at}\">{spoken}</time></p>{subject}<p class=\"dev-message-body\">{body}</p></li>"
    )
}
