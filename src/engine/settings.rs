//! What the operator of a server chooses of this crate's work. Where it is written, and its defaults, is `server`'s.

use crate::network::Network;
use domain::secret::Secret;
use lettre::message::Mailbox;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// The settings of everything that requests need.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The region in pool ids and signatures.
    pub region: String,
    /// The account in resource names: twelve digits.
    pub account_id: String,
    /// What a password hash costs.
    pub passwords: Passwords,
    /// How much one client address may try.
    pub rate_limits: RateLimits,
    /// How e-mail leaves; `None` when no relay is set.
    pub smtp: Option<Smtp>,
    /// How text messages leave; `None` when no webhook is set.
    pub sms: Option<Sms>,
    /// Whether every message is shown in the outbox of demo mode.
    pub has_outbox: bool,
    /// Where the functions of pools are.
    pub triggers: Triggers,
    /// What may be called besides public addresses.
    pub egress: Egress,
    /// The OAuth endpoints.
    pub oauth: OAuth,
    /// The hosted pages.
    pub pages: Pages,
    /// Whether the studio is served at `/studio/`, and links of `loggia studio` can be redeemed. Without it brands are
    /// still set by the API and by `loggia theme`.
    pub has_studio: bool,
}

/// The cost of Argon2id and the size of the pool that computes it.
///
/// **Source** RFC 9106 §4: 64 MiB and three passes where memory is dear; in one lane, since the threads of the pool share
/// the cores already. A hash takes less than 250 ms on one core (`cargo xtask bench`).
#[derive(Debug, Clone)]
pub struct Passwords {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
    /// Threads that hash; 0 is one for each core.
    pub threads: u32,
    /// How many hashes may wait for a thread before the next is refused.
    pub queue: u32,
}

/// How much one client address may do in any stretch of time; an IPv6 address counts as its /64 network.
///
/// The defaults leave room for an office or a university behind one address, and for an app's own server that signs
/// people in for them: what succeeds is not counted. Each account has its own, far narrower limits whatever the address.
#[derive(Debug, Clone, Copy)]
pub struct RateLimits {
    /// How many guesses may fail: passwords, codes, client secrets. 0 is any number.
    pub failed_guesses: u32,
    /// How many sign-ups and codes an address may request. 0 is any number.
    pub code_requests: u32,
    /// The time over which they are counted.
    pub window: Duration,
}

/// How the connection to the relay is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Plain first, then STARTTLS; refused when the relay does not offer it.
    StartTls,
    /// TLS from the first byte.
    Implicit,
    /// No TLS.
    Plain,
}

/// A mail relay.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Its host name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User name and password, if it asks for them.
    pub credentials: Option<(String, Secret)>,
    /// The sender of every message.
    pub from: Mailbox,
    /// A PEM file of an authority to trust besides the system's.
    pub certificate_authority: Option<PathBuf>,
    /// The longest one exchange may take.
    pub timeout: Duration,
}

/// A webhook that sends text messages.
#[derive(Debug, Clone)]
pub struct Sms {
    /// Where each message is posted, as JSON `{"to", "body"}`.
    pub webhook_url: Url,
    /// The complete value of the `Authorization` header, if it asks for one.
    pub authorization: Option<Secret>,
    /// The longest one call may take.
    pub timeout: Duration,
}

/// Where the functions of pools are.
#[derive(Debug, Clone, Default)]
pub struct Triggers {
    /// Each function's place, by its ARN.
    pub functions: BTreeMap<String, Place>,
    /// The complete value of the `Authorization` header for functions behind plain HTTP, if they ask for one.
    pub authorization: Option<Secret>,
    /// The key that signs calls of the Lambda Invoke API.
    pub access_key: Option<AccessKey>,
    /// The region that such calls are signed for; left out, each function's own.
    pub region: Option<String>,
}

/// Where a function is.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// Behind plain HTTP: the event is posted there, the answer is the event.
    Http(Url),
    /// Behind the Lambda Invoke API of this endpoint.
    Lambda(Url),
}

/// Kind and host: paths and queries may hold a token.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, url) = match self {
            Self::Http(url) => ("Http", url),
            Self::Lambda(url) => ("Lambda", url),
        };
        write!(f, "{kind}({})", url.host_str().unwrap_or_default())
    }
}

/// An access key of the Lambda Invoke API.
#[derive(Debug, Clone)]
pub struct AccessKey {
    /// Its public half.
    pub id: String,
    /// Its secret half.
    pub secret: Secret,
}

/// What may be called besides public addresses.
#[derive(Debug, Clone, Default)]
pub struct Egress {
    /// Networks that are not public, yet may be called where a caller or a remote document names an address in them. What
    /// these settings name themselves, such as webhooks and functions, may be anywhere.
    pub allowed_networks: Vec<Network>,
}

/// The OAuth endpoints.
#[derive(Debug, Clone, Default)]
pub struct OAuth {
    /// Whether userInfo answers `email_verified` and `phone_number_verified` as the booleans of OpenID Connect, where Cognito
    /// has them as text.
    pub user_info_booleans: bool,
}

/// The hosted pages.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// The domain below which pools' domain prefixes answer: `<prefix>.<domain>`.
    pub domain: Option<String>,
    /// Where the footer's "Privacy" leads; left out, there is no such link.
    pub privacy_url: Option<Url>,
    /// Where the footer's "Terms" leads.
    pub terms_url: Option<Url>,
    /// Where the footer's "Help" leads.
    pub help_url: Option<Url>,
}

/// An access key that signs administrators' requests.
#[derive(Debug, Clone)]
pub struct Admin {
    /// Its public half.
    pub access_key_id: String,
    /// Its secret half.
    pub secret_access_key: Secret,
}

/// Where the master key is.
#[derive(Debug, Clone)]
pub struct MasterKey {
    /// The file that holds it, made at first start.
    pub file: PathBuf,
    /// The keys themselves, in the words of the file; wins over the file.
    pub value: Option<Secret>,
}
