//! A mail relay that speaks SMTP: it can refuse for a while, and can ask for STARTTLS.
//!
//! **Source** RFC 5321, RFC 3207.

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_rustls::TlsAcceptor;

/// What the relay saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// It refused a message, with "try later".
    Refused,
    /// It took one.
    Taken {
        /// To whom.
        to: String,
        /// Headers and body.
        text: String,
        /// Whether it came over TLS.
        tls: bool,
    },
}

/// A running relay.
#[derive(Debug)]
pub struct Relay {
    /// Its port, on the loopback.
    pub port: u16,
    /// Its certificate as PEM.
    pub certificate: String,
    refusing: Arc<AtomicBool>,
    seen: UnboundedReceiver<Seen>,
}

#[derive(Clone)]
struct Desk {
    refusing: Arc<AtomicBool>,
    seen: UnboundedSender<Seen>,
}

impl Relay {
    /// One that takes messages in the clear.
    pub async fn plain() -> Self {
        Self::start(false).await
    }

    /// One that wants STARTTLS first, with a certificate for `localhost`.
    pub async fn starttls() -> Self {
        Self::start(true).await
    }

    async fn start(starttls: bool) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has them")
            .with_no_client_auth()
            .with_single_cert(
                vec![cert.der().clone()],
                PrivateKeyDer::Pkcs8(signing_key.serialize_der().into()),
            )
            .expect("certificate and key fit");
        let acceptor = starttls.then(|| TlsAcceptor::from(Arc::new(config)));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (sender, seen) = unbounded_channel();
        let desk = Desk {
            refusing: Arc::new(AtomicBool::new(false)),
            seen: sender,
        };
        let refusing = desk.refusing.clone();
        // It ends with the runtime of its test.
        drop(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A client that goes away in the middle is its own business.
                drop(tokio::spawn(desk.clone().attend(stream, acceptor.clone())));
            }
        }));
        Self {
            port,
            certificate: cert.pem(),
            refusing,
            seen,
        }
    }

    /// From now on answers every message with "try later", or takes them again.
    pub fn refuse(&self, refuse: bool) {
        self.refusing.store(refuse, Ordering::SeqCst);
    }

    /// What it sees next.
    pub async fn next(&mut self) -> Seen {
        let next = tokio::time::timeout(crate::server::PATIENCE, self.seen.recv()).await;
        next.expect("a message comes in time")
            .expect("the relay runs")
    }

    /// Whether nothing happened that [`Relay::next`] has not told.
    pub fn has_seen_nothing(&mut self) -> bool {
        self.seen.try_recv().is_err()
    }
}

impl Desk {
    async fn attend(
        self,
        mut stream: tokio::net::TcpStream,
        acceptor: Option<TlsAcceptor>,
    ) -> std::io::Result<()> {
        stream.write_all(b"220 localhost ready\r\n").await?;
        let wants_tls = self.talk(&mut stream, acceptor.is_some(), false).await?;
        if let (true, Some(acceptor)) = (wants_tls, acceptor) {
            let mut stream = acceptor.accept(stream).await?;
            self.talk(&mut stream, false, true).await?;
        }
        Ok(())
    }

    /// One conversation; true when it is to go on over TLS.
    async fn talk(
        &self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
        offer: bool,
        tls: bool,
    ) -> std::io::Result<bool> {
        let mut stream = BufReader::new(stream);
        let mut to = String::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(false);
            }
            let verb = line.trim_end().to_ascii_uppercase();
            let answer = match verb.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" if offer => "250-localhost\r\n250 STARTTLS\r\n",
                "EHLO" => "250-localhost\r\n250 8BITMIME\r\n",
                "STARTTLS" => {
                    stream.write_all(b"220 go on\r\n").await?;
                    return Ok(true);
                }
                "MAIL" if offer => "530 STARTTLS first\r\n",
                "MAIL" if self.refusing.load(Ordering::SeqCst) => {
                    drop(self.seen.send(Seen::Refused));
                    "451 try later\r\n"
                }
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1);
                    to = address.unwrap_or_default().to_owned();
                    "250 ok\r\n"
                }
                "DATA" => {
                    stream.write_all(b"354 go on\r\n").await?;
                    let text = Self::data(&mut stream).await?;
                    let to = std::mem::take(&mut to);
                    drop(self.seen.send(Seen::Taken { to, text, tls }));
                    "250 taken\r\n"
                }
                "QUIT" => {
                    stream.write_all(b"221 bye\r\n").await?;
                    return Ok(false);
                }
                _ => "250 ok\r\n",
            };
            stream.write_all(answer.as_bytes()).await?;
        }
    }

    async fn data(stream: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<String> {
        let mut text = String::new();
        loop {
            let mut line = String::new();
            let read = stream.read_line(&mut line).await?;
            if read == 0 || line == ".\r\n" {
                return Ok(text);
            }
            text.push_str(&line);
        }
    }
}
