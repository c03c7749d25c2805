//! What `loggia serve` tells once it listens: where things are, and the administrator's key.

use crate::tls;
use domain::id::ClientId;
use domain::secret::Secret;
use serde_json::{Value, json};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use store::access_key::AccessKey;
use store::client;
use web::site::Site;
use web::studio;

/// The form of the summary on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// For people.
    Words,
    /// One line of JSON, for programs.
    Json,
}

/// What was started.
pub(crate) struct Summary {
    address: SocketAddr,
    url: String,
    region: String,
    access_key: AccessKey,
    studio: Option<String>,
    authority: Option<PathBuf>,
    demo: Option<DemoSummary>,
}

struct DemoSummary {
    issuer: String,
    pool: String,
    client: String,
    confidential: (String, Secret),
    machine: (String, Secret),
}

impl Summary {
    /// Collects what the summary shows of a server.
    pub(crate) async fn collect(
        site: &Site,
        access_key: &AccessKey,
        authority: Option<&Path>,
        address: SocketAddr,
    ) -> Result<Self, String> {
        let demo = match &site.demo {
            None => None,
            Some(demo) => Some(DemoSummary {
                issuer: site.issuer(&demo.pool),
                pool: demo.pool.to_string(),
                client: demo.client.to_string(),
                confidential: with_secret(site, &demo.confidential).await?,
                machine: with_secret(site, &demo.machine).await?,
            }),
        };
        Ok(Self {
            address,
            url: site.public_url.to_string(),
            region: site.settings.region.clone(),
            access_key: access_key.clone(),
            studio: studio::is_there(site)
                .then(|| format!("{}{}", site.public_url, wire::route::STUDIO)),
            authority: authority
                .map(|path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())),
            demo,
        })
    }

    /// Writes it to standard output; a closed one does not stop the server.
    pub(crate) fn print(&self, say: Say) {
        let text = match say {
            Say::Json => self.json().to_string(),
            Say::Words => self.words(),
        };
        let mut out = std::io::stdout().lock();
        if let Err(error) = writeln!(out, "{text}").and_then(|()| out.flush()) {
            tracing::warn!(%error, "standard output is closed");
        }
    }

    fn json(&self) -> Value {
        let mut all = json!({
            "url": self.url,
            "address": self.address,
            "region": self.region,
            "admin_access_key_id": self.access_key.id,
            "admin_secret_access_key": self.access_key.secret.expose(),
        });
        if let Some(studio) = &self.studio {
            all["studio_url"] = json!(studio);
        }
        if let Some(authority) = &self.authority {
            all["certificate_authority"] = json!(authority.display().to_string());
        }
        if let Some(demo) = &self.demo {
            all["issuer"] = json!(demo.issuer);
            all["pool_id"] = json!(demo.pool);
            all["client_id"] = json!(demo.client);
            all["confidential_client_id"] = json!(demo.confidential.0);
            all["confidential_client_secret"] = json!(demo.confidential.1.expose());
            all["m2m_client_id"] = json!(demo.machine.0);
            all["m2m_client_secret"] = json!(demo.machine.1.expose());
            all["demo_url"] = json!(format!("{}/demo/", self.url));
            all["outbox_url"] = json!(format!("{}/dev/outbox", self.url));
            all["pages_url"] = json!(self.pages_url(demo));
        }
        all
    }

    fn words(&self) -> String {
        let (key, secret) = (&self.access_key.id, self.access_key.secret.expose());
        let mut lines = vec![String::new()];
        match &self.demo {
            Some(demo) => lines.extend([
                format!("  Loggia runs at   {}", self.url),
                format!("  Demo app         {}/demo/", self.url),
                format!("  Sign-in pages    {}", self.pages_url(demo)),
                format!("  Outbox           {}/dev/outbox", self.url),
                format!("  Pool             {} (issuer {})", demo.pool, demo.issuer),
                format!(
                    "  Clients          {} public, {} confidential, {} machine",
                    demo.client, demo.confidential.0, demo.machine.0
                ),
            ]),
            None => lines.extend([
                format!("  Loggia runs at   {}", self.url),
                "  Nothing to try?  Start with --demo for a pool, a demo app and an outbox."
                    .to_owned(),
            ]),
        }
        if let Some(studio) = &self.studio {
            lines.push(format!("  Studio           {studio}"));
        }
        lines.push(format!("  Administrator    {key} / {secret}"));
        let trust = match &self.authority {
            Some(authority) => format!("AWS_CA_BUNDLE='{}' ", authority.display()),
            None => String::new(),
        };
        let (region, url) = (&self.region, &self.url);
        lines.push(format!(
            "\n  {trust}AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret} AWS_DEFAULT_REGION={region} \
             aws --endpoint-url {url} cognito-idp list-user-pools --max-results 10\n"
        ));
        if let Some(authority) = &self.authority {
            lines.push(format!("{}\n", tls::trust(authority)));
        }
        lines.join("\n")
    }

    /// The sign-in page of the demo's client.
    fn pages_url(&self, demo: &DemoSummary) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &demo.client);
        query.append_pair("redirect_uri", &format!("{}/demo/", self.url));
        format!("{}{}?{}", self.url, wire::route::LOGIN, query.finish())
    }
}

async fn with_secret(site: &Site, id: &ClientId) -> Result<(String, Secret), String> {
    let client = client::locate(&site.store, id)
        .await
        .map_err(|error| format!("the demo clients cannot be read: {error}"))?;
    let secret = client.and_then(|client| client.secret).unwrap_or_default();
    Ok((id.to_string(), secret))
}
