//! E-mail through a relay: STARTTLS, implicit TLS or plain, over connections that are kept and shared.

use super::{DeliveryError, MessageText};
use crate::settings::{Security, Smtp};
use domain::secret::Secret;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::time::Duration;

/// Connections kept open at most.
const CONNECTIONS: u32 = 8;
/// How long an idle one is kept: less than relays allow.
const IDLE: Duration = Duration::from_secs(50);

/// Says that a program wrote the message, of itself.
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// A mail relay.
pub(super) struct Relay {
    from: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    timeout: Duration,
}

impl Relay {
    /// Prepares the transport; connects to nothing yet.
    ///
    /// **Errors** the certificate of `smtp.certificate_authority` cannot be read.
    pub(super) fn new(settings: &Smtp) -> Result<Self, String> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .timeout(Some(settings.timeout))
            .tls(tls(settings)?)
            .pool_config(PoolConfig::new().max_size(CONNECTIONS).idle_timeout(IDLE));
        if let Some((username, password)) = &settings.credentials {
            builder = builder.credentials(Credentials::new(
                username.clone(),
                password.expose().to_owned(),
            ));
        }
        Ok(Self {
            from: settings.from.clone(),
            transport: builder.build(),
            timeout: settings.timeout,
        })
    }

    /// Hands one message to the relay; whatever it waits for, it waits no longer than twice the timeout.
    pub(super) async fn send(&self, id: &str, message: &MessageText) -> Result<(), DeliveryError> {
        let mail = self.mail(id, message)?;
        match tokio::time::timeout(self.timeout * 2, self.transport.send(mail)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(delivery_error(&error)),
            Err(_) => Err(DeliveryError::Later(
                "the mail relay took too long".to_owned(),
            )),
        }
    }

    /// **Source** RFC 5322 §3.6.4: a Message-ID is unique to its right side, which here is the sender's domain, as receivers
    /// expect; RFC 3834 §5: nobody's absence is to be answered to it.
    fn mail(&self, id: &str, message: &MessageText) -> Result<Message, DeliveryError> {
        // An address that cannot be written into a header never can; the error would quote it.
        let to = message
            .to
            .parse()
            .map_err(|_| DeliveryError::Never("the address is not one of e-mail".to_owned()))?;
        let text = message.text.expose().to_owned();
        let subject = message.subject.as_ref();
        let builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject.map_or("", Secret::expose))
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(AutoSubmitted);
        let mail = match &message.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(
                text,
                html.expose().to_owned(),
            )),
            None => builder.singlepart(SinglePart::plain(text)),
        };
        mail.map_err(|error| {
            DeliveryError::Never(format!("the message cannot be written: {error}"))
        })
    }
}

fn tls(settings: &Smtp) -> Result<Tls, String> {
    if settings.security == Security::Plain {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(settings.host.clone());
    if let Some(file) = &settings.certificate_authority {
        let cannot = |error: String| {
            format!(
                "`smtp.certificate_authority` {} cannot be used: {error}",
                file.display()
            )
        };
        let pem = std::fs::read(file).map_err(|error| cannot(error.to_string()))?;
        parameters = parameters.add_root_certificate(
            Certificate::from_pem(&pem).map_err(|error| cannot(error.to_string()))?,
        );
    }
    let parameters = parameters
        .build()
        .map_err(|error| format!("TLS to `smtp.host` cannot be prepared: {error}"))?;
    Ok(match settings.security {
        Security::StartTls => Tls::Required(parameters),
        Security::Implicit => Tls::Wrapper(parameters),
        Security::Plain => Tls::None,
    })
}

/// A relay's answer quotes the address; for the log its code is enough.
fn delivery_error(error: &Error) -> DeliveryError {
    let code = error.status().map(|code| code.to_string());
    match (error.is_permanent(), code) {
        (true, Some(code)) => {
            DeliveryError::Never(format!("the mail relay refused it for good with {code}"))
        }
        (false, Some(code)) => DeliveryError::Later(format!("the mail relay answered {code}")),
        (true | false, None) if error.is_timeout() => {
            DeliveryError::Later("the mail relay did not answer in time".to_owned())
        }
        (true | false, None) if error.is_tls() => {
            DeliveryError::Later(format!("TLS to the mail relay failed: {error}"))
        }
        (true | false, None) => {
            DeliveryError::Later(format!("the mail relay cannot be used: {error}"))
        }
    }
}
