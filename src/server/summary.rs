//! What `loggia serve` tells once it listens: where things are, and the administrator's key.

use crate::tls;
use domain::id::ClientId;
use domain::secret::Secret;
use engine::admin::{Administrator, Origin};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
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
    access_key_id: String,
    /// `None` where nobody needs to be told.
    secret: Option<Secret>,
    /// Whether the key came from the settings.
    is_from_settings: bool,
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
        administrator: &Administrator,
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
            access_key_id: administrator.key.id.clone(),
            secret: Some(administrator.key.secret.clone()).filter(|_| {
                let at_terminal = site.demo.is_some() && std::io::stdout().is_terminal();
                administrator.origin == Origin::New || at_terminal
            }),
            is_from_settings: administrator.origin == Origin::Settings,
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
            "admin_access_key_id": self.access_key_id,
        });
        if let Some(secret) = &self.secret {
            all["admin_secret_access_key"] = json!(secret.expose());
        }
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
        let key = &self.access_key_id;
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
        lines.push(match &self.secret {
            Some(secret) => format!("  Administrator    {key} / {}", secret.expose()),
            None if self.is_from_settings => {
                format!("  Administrator    {key}, whose secret is in `admin.secret_access_key`")
            }
            None => format!(
                "  Administrator    {key}, whose secret was printed when it was made. If it is lost, set \
                 `admin.access_key_id` and `admin.secret_access_key` to a key of your own"
            ),
        });
        let secret = self.secret.as_ref().map_or("…", Secret::expose);
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
        // The client demands PKCE; nobody redeems the code of a page that is only looked at.
        query
            .append_pair("code_challenge", EXAMPLE_CHALLENGE)
            .append_pair("code_challenge_method", wire::pkce::METHOD);
        format!("{}{}?{}", self.url, wire::route::LOGIN, query.finish())
    }
}

/// **Source** RFC 7636, appendix B.
const EXAMPLE_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn with_secret(site: &Site, id: &ClientId) -> Result<(String, Secret), String> {
    let client = client::locate(&site.store, id)
        .await
        .map_err(|error| format!("the demo clients cannot be read: {error}"))?;
    let secret = client.and_then(|client| client.secret).unwrap_or_default();
    Ok((id.to_string(), secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use store::access_key::AccessKey;

    async fn summary(origin: Origin, settings: &[(&str, &str)]) -> (String, Value) {
        let app = testing::app(settings).await;
        let administrator = Administrator {
            key: AccessKey {
                id: "AKIAEXAMPLE".to_owned(),
                secret: "s3cret-of-the-administrator".into(),
                created_at: app.now(),
                note: String::new(),
            },
            origin,
        };
        let address = SocketAddr::from(([127, 0, 0, 1], 9229));
        let summary = Summary::collect(&app, &administrator, None, address).await;
        let summary = summary.expect("collected");
        (summary.words(), summary.json())
    }

    #[tokio::test]
    async fn the_secret_is_printed_by_the_start_that_made_it_and_no_other() {
        for settings in [[("demo.enabled", "false")], [("demo.enabled", "true")]] {
            for (origin, word) in [
                (Origin::New, "AKIAEXAMPLE / s3cret"),
                (Origin::Earlier, "printed when it was made"),
                (Origin::Settings, "`admin.secret_access_key`"),
            ] {
                let (words, json) = summary(origin, &settings).await;
                assert!(words.contains(word), "{words}");
                let all = format!("{words}{json}");
                let is_shown = all.contains("s3cret-of-the-administrator");
                assert_eq!(is_shown, origin == Origin::New, "{all}");
                assert_eq!(json["admin_access_key_id"], "AKIAEXAMPLE");
            }
        }
    }
}
