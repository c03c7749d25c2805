//! Delivery over real sockets: a small SMTP receiver, a webhook, a restart.

use super::*;
use crate::{
    app::App,
    settings::{Security, Sms, Smtp},
    testing::{self, NOW},
};
use domain::id::{PoolId, Sub};
use domain::message::Purpose;
use domain::time::Timestamp;
use http::StatusCode;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What the receiver heard.
#[derive(Debug, PartialEq)]
enum Heard {
    Refused(String),
    Mail(String),
}

/// A mail relay that answers this to the first messages, and takes every later one.
async fn relay(refusals: &'static [&'static str]) -> (u16, UnboundedReceiver<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let (heard, hear) = unbounded_channel();
    tokio::spawn(async move {
        let mut refusals = refusals.iter();
        while let Ok((stream, _)) = listener.accept().await {
            // One connection after the other, so that the refusals come in their order.
            drop(converse(stream, &mut refusals, &heard).await);
        }
    });
    (port, hear)
}

async fn converse<'a>(
    stream: TcpStream,
    refusals: &mut impl Iterator<Item = &'a &'static str>,
    heard: &UnboundedSender<Heard>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 relay.test\r\n").await?;
    let mut line = String::new();
    while {
        line.clear();
        stream.read_line(&mut line).await?
    } > 0
    {
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250 relay.test\r\n",
            "QUIT" => "221 bye\r\n",
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut mail).await?;
                }
                match refusals.next() {
                    Some(refusal) => {
                        stream.write_all(refusal.as_bytes()).await?;
                        drop(heard.send(Heard::Refused(mail)));
                        continue;
                    }
                    None => {
                        drop(heard.send(Heard::Mail(mail)));
                        "250 taken\r\n"
                    }
                }
            }
            _ => "250 fine\r\n",
        };
        stream.write_all(answer.as_bytes()).await?;
        if verb == "QUIT" {
            break;
        }
    }
    Ok(())
}

/// The value of a header that stands there once.
fn header<'a>(mail: &'a str, name: &str) -> Option<&'a str> {
    let lines = mail.split("\r\n").take_while(|line| !line.is_empty());
    let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    values.next().filter(|_| values.next().is_none())
}

fn pool() -> Pool {
    let settings =
        serde_json::from_value(serde_json::json!({"PoolName": "Acme"})).expect("Cognito's shape");
    Pool {
        id: PoolId::from("us-east-1_AbCdEfGhI"),
        settings,
        domain: None,
        mfa: Default::default(),
        created_at: NOW,
        modified_at: NOW,
        uses_srp: true,
    }
}

fn message(channel: Channel, to: &str) -> Message {
    Message {
        pool: PoolId::from("us-east-1_AbCdEfGhI"),
        client: None,
        sub: Sub::from("sub"),
        username: "ann".to_owned(),
        channel,
        to: to.to_owned(),
        purpose: Purpose::SignUp,
        code: "123456".into(),
    }
}

fn settings(port: u16) -> Settings {
    Settings {
        smtp: Some(Smtp {
            host: "127.0.0.1".to_owned(),
            port,
            security: Security::Plain,
            from: "Acme <no-reply@acme.example>".parse().expect("an address"),
            ..testing::relay()
        }),
        ..testing::settings()
    }
}

async fn app(port: u16) -> App {
    testing::app(|all| *all = settings(port)).await
}

/// The writes that send a message.
fn send(app: &App, pool: &Pool, message: &Message) -> Vec<Write> {
    app.delivery
        .send((pool, &Sender::of_pool(pool)), message, app.now())
}

/// Runs jobs, letting time pass so that retries become due, until something is heard.
async fn next<T>(app: &App, hear: &mut UnboundedReceiver<T>) -> T {
    let jobs = tokio::spawn(crate::worker::run(app.clone()));
    let patience = async {
        loop {
            match tokio::time::timeout(Duration::from_millis(20), hear.recv()).await {
                Ok(heard) => break heard.expect("the receiver lives as long as the test"),
                Err(_) => {
                    app.clock.advance(Duration::from_secs(20));
                    app.jobs.wake();
                }
            }
        }
    };
    let heard = tokio::time::timeout(Duration::from_secs(30), patience)
        .await
        .expect("something is heard");
    jobs.abort();
    heard
}

#[tokio::test]
async fn a_mail_leaves_in_words_and_as_html() {
    let (port, mut hear) = relay(&[]).await;
    let app = app(port).await;
    app.store
        .write(send(
            &app,
            &pool(),
            &message(Channel::Email, "ann@example.com"),
        ))
        .await
        .expect("the store works");
    let Heard::Mail(mail) = next(&app, &mut hear).await else {
        panic!("nothing was refused")
    };
    for part in [
        "From: Acme <no-reply@acme.example>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "MIME-Version: 1.0\r\n",
        "\r\nDate: ",
        "To: ann@example.com\r\n",
        "Subject: 123456 is your Acme verification code\r\n",
        "\r\n\r\n123456\r\n\r\n",
        "Content-Type: text/html",
    ] {
        assert!(mail.contains(part), "{part:?} is not in\n{mail}");
    }
}

#[tokio::test]
async fn what_a_relay_puts_off_is_tried_again_and_what_it_refuses_is_given_up() {
    let (port, mut hear) = relay(&["451 later\r\n", "451 later\r\n"]).await;
    let patient = app(port).await;
    patient
        .store
        .write(send(
            &patient,
            &pool(),
            &message(Channel::Email, "ann@example.com"),
        ))
        .await
        .expect("the store works");
    let mut ids = Vec::new();
    for is_refused in [true, true, false] {
        // The try was broken off with the loop: its lease ends like that of a program that was killed.
        let mail = match next(&patient, &mut hear).await {
            Heard::Refused(mail) if is_refused => mail,
            Heard::Mail(mail) if !is_refused => mail,
            other => panic!("{other:?}"),
        };
        ids.extend(header(&mail, "Message-ID").map(str::to_owned));
    }
    ids.dedup();
    let [id] = ids.as_slice() else {
        panic!("each try of one message has the same id: {ids:?}")
    };
    assert!(id.ends_with("@acme.example>"), "{id}");

    let (port, mut hear) = relay(&["550 nobody\r\n"]).await;
    let app = app(port).await;
    let jobs = tokio::spawn(crate::worker::run(app.clone()));
    for (to, expect_mail) in [("gone@example.com", false), ("ann@example.com", true)] {
        app.store
            .write(send(&app, &pool(), &message(Channel::Email, to)))
            .await
            .expect("the store works");
        app.jobs.wake();
        let heard = hear
            .recv()
            .await
            .expect("the receiver lives as long as the test");
        assert_eq!(matches!(heard, Heard::Mail(_)), expect_mail, "{to}");
    }
    app.jobs.stop();
    jobs.await.expect("the loop ends after the job in hand");
    assert_eq!(job::count(&app.store).await, Ok(0));
    let count = "loggia_jobs_total{kind=\"message\",result=\"given up\"} 1";
    assert!(app.metrics.text().contains(count), "{}", app.metrics.text());
}

#[tokio::test]
async fn a_message_survives_a_restart() {
    let folder = testing::folder("restart");
    let url = format!("sqlite:{}", folder.join("loggia.db").display());
    let open =
        async |port: u16| testing::app_with(settings(port), testing::store_at(&url).await).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let closed = listener.local_addr().expect("it is bound").port();
    drop(listener);
    let before = open(closed).await;
    before
        .store
        .write(send(
            &before,
            &pool(),
            &message(Channel::Email, "ann@example.com"),
        ))
        .await
        .expect("the store works");
    before.store.close().await;
    drop(before);
    let (port, mut hear) = relay(&[]).await;
    let after = open(port).await;
    let Heard::Mail(mail) = next(&after, &mut hear).await else {
        panic!("nothing was refused")
    };
    assert!(mail.contains("123456"), "{mail}");
}

#[tokio::test]
async fn a_text_message_is_posted_to_the_webhook() {
    let (heard, mut hear) = unbounded_channel();
    let hook = move |headers: http::HeaderMap, body: String| {
        let authorization = headers
            .get("authorization")
            .map(|value| value.to_str().unwrap_or_default().to_owned());
        drop(heard.send((authorization, body)));
        async { StatusCode::ACCEPTED }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/sms", listener.local_addr().expect("it is bound"));
    let routes = axum::Router::new().route("/sms", axum::routing::post(hook));
    tokio::spawn(
        axum_server::from_tcp(listener.into_std().expect("a socket"))
            .expect("a socket")
            .serve(routes.into_make_service()),
    );
    let app = testing::app(|settings| {
        settings.sms = Some(Sms {
            webhook_url: url.parse().expect("a URL"),
            authorization: Some("Bearer hush".into()),
            timeout: Duration::from_secs(10),
        });
    })
    .await;
    app.store
        .write(send(&app, &pool(), &message(Channel::Sms, "+15550100")))
        .await
        .expect("the store works");
    let (authorization, body) = next(&app, &mut hear).await;
    assert_eq!(authorization.as_deref(), Some("Bearer hush"));
    assert_eq!(
        body,
        r#"{"to":"+15550100","body":"Your Acme verification code is 123456."}"#
    );
}

#[tokio::test]
async fn demo_mode_shows_a_message_as_soon_as_it_is_queued() {
    let app = testing::app(|settings| settings.has_outbox = true).await;
    assert!(app.delivery.reaches(Channel::Email) && app.delivery.reaches(Channel::Sms));
    app.store
        .write(send(
            &app,
            &pool(),
            &message(Channel::Email, "ann@example.com"),
        ))
        .await
        .expect("the store works");
    app.store
        .write(send(&app, &pool(), &message(Channel::Sms, "+15550100")))
        .await
        .expect("the store works");
    let messages = outbox::list(&app.store, Some("ann@example.com"))
        .await
        .expect("the store works");
    let actual: Vec<_> = messages
        .iter()
        .map(|message| {
            (
                message.to.as_str(),
                message.code.as_deref(),
                message.sent_at,
            )
        })
        .collect();
    assert_eq!(
        actual,
        [("ann@example.com", Some("123456"), Timestamp(NOW.0))]
    );
    assert_eq!(
        job::count(&app.store).await,
        Ok(0),
        "nothing waits for a relay that nobody set"
    );
    let quiet = testing::app(|_| {}).await;
    assert!(!quiet.delivery.reaches(Channel::Email));
    quiet
        .store
        .write(send(
            &quiet,
            &pool(),
            &message(Channel::Email, "ann@example.com"),
        ))
        .await
        .expect("the store works");
    assert_eq!(
        job::count(&quiet.store).await,
        Ok(1),
        "it waits for a relay"
    );
}
