//! One app client of one issuer: its settings, and what the issuer publishes.

use crate::{
    error::{BoxedRefusal, Code, Refusal},
    json::Json,
    token_store::TokenStore,
};
use alloc::string::String;
use core::cell::{Cell, OnceCell};

/// How far the clocks of browser and server may be apart unless the app says otherwise, in seconds.
const LEEWAY_SECONDS: u64 = 60;

/// The scopes that are requested unless the app sets others.
const SCOPE: &str = "openid email profile";

/// `text` without the slash at its end.
pub(crate) fn without_slash(text: &str) -> &str {
    text.strip_suffix('/').unwrap_or(text)
}

/// What the app sets, as the JSON it wrote.
#[derive(Debug)]
pub(crate) struct Settings {
    json: Json,
    /// How far the clocks may be apart, in seconds.
    pub(crate) leeway: u64,
}

impl Settings {
    /// Reads the settings: `issuer`, `clientId`, `redirectUri`; optionally `postLogoutRedirectUri`, `scope`, `store`, `leeway`.
    pub(crate) fn read(text: &str) -> Result<Self, BoxedRefusal> {
        let refuse = |name| Refusal::because(Code::InvalidOptions, name);
        let json = Json::parse(text, &[]).map_err(|_| refuse("the settings"))?;
        for (name, is_required) in [
            ("issuer", true),
            ("clientId", true),
            ("redirectUri", true),
            ("postLogoutRedirectUri", false),
            ("scope", false),
            ("store", false),
        ] {
            match json.text(name) {
                Ok(Some(text)) if !text.is_empty() => {}
                Ok(None) if !is_required => {}
                Ok(_) | Err(_) => return Err(refuse(name)),
            }
        }
        let issuer = json.text("issuer").ok().flatten().unwrap_or_default();
        if !issuer.starts_with("http") {
            return Err(refuse("issuer must begin with https:"));
        }
        let leeway = match json.member("leeway") {
            Ok(None) => LEEWAY_SECONDS,
            Ok(Some(Json::Whole(seconds))) => *seconds,
            Ok(Some(_)) | Err(_) => return Err(refuse("leeway")),
        };
        let settings = Self { json, leeway };
        if !matches!(settings.text("store"), "" | "memory" | "session") {
            return Err(refuse("store"));
        }
        if !settings
            .scope()
            .as_bytes()
            .split(|byte| *byte == b' ')
            .any(|scope| scope == b"openid")
        {
            return Err(refuse("scope must contain openid"));
        }
        Ok(settings)
    }

    fn text(&self, name: &str) -> &str {
        self.json.text(name).ok().flatten().unwrap_or_default()
    }

    /// `<public URL>/<pool id>`, as it stands in the tokens.
    pub(crate) fn issuer(&self) -> &str {
        self.text("issuer")
    }

    /// Where the issuer describes itself.
    ///
    /// **Source** OpenID Connect Discovery §4.1: a slash at the issuer's end is not doubled.
    pub(crate) fn discovery(&self) -> String {
        [without_slash(self.issuer()), wire::route::DISCOVERY].concat()
    }

    /// The app client's id.
    pub(crate) fn client_id(&self) -> &str {
        self.text("clientId")
    }

    /// Where the server sends the answer.
    pub(crate) fn redirect_uri(&self) -> &str {
        self.text("redirectUri")
    }

    /// Where the server goes on after sign-out; may be empty.
    pub(crate) fn post_logout_redirect_uri(&self) -> &str {
        self.text("postLogoutRedirectUri")
    }

    /// Space-separated; `openid` among them.
    pub(crate) fn scope(&self) -> &str {
        match self.text("scope") {
            "" => SCOPE,
            scope => scope,
        }
    }

    /// Whether tokens lie in sessionStorage.
    pub(crate) fn in_session_storage(&self) -> bool {
        self.text("store") == "session"
    }
}

/// The discovery document.
#[derive(Debug)]
pub(crate) struct Provider(Json);

impl Provider {
    /// Reads a discovery document, which must be the issuer's own.
    ///
    /// **Source** OpenID Connect Discovery §4.3.
    pub(crate) fn read(text: &str, issuer: &str) -> Result<Self, BoxedRefusal> {
        let document = Json::parse(text, &["issuer"])?;
        match document.text("issuer")? {
            Some(own) if own == issuer => Ok(Self(document)),
            own => Err(Refusal::because(
                Code::DiscoveryFailed,
                &["issuer must be ", own.unwrap_or_default()].concat(),
            )),
        }
    }

    /// Whether the issuer says of its answers that they name it.
    ///
    /// **Source** RFC 9207 §3.
    pub(crate) fn names_itself(&self) -> Result<bool, BoxedRefusal> {
        let flag = self
            .0
            .member("authorization_response_iss_parameter_supported");
        Ok(flag? == Some(&Json::Bool(true)))
    }

    /// The URL that the document has under `name`.
    pub(crate) fn url(&self, name: &str) -> Result<&str, BoxedRefusal> {
        self.0
            .text(name)?
            .ok_or_else(|| Refusal::because(Code::DiscoveryFailed, name))
    }
}

/// One app client of one issuer.
pub(crate) struct Client {
    /// What the app set.
    pub(crate) settings: Settings,
    /// Where tokens and sign-in attempts are stored.
    pub(crate) store: TokenStore,
    /// What the issuer says of itself, once it is known.
    pub(crate) provider: OnceCell<Provider>,
    /// The issuer's keys as they were last seen.
    pub(crate) keys: Cell<Option<Json>>,
}

impl Client {
    /// A client with the app's settings as JSON text.
    pub(crate) fn new(settings: &str) -> Result<Self, BoxedRefusal> {
        let settings = Settings::read(settings)?;
        Ok(Self {
            store: TokenStore::new(
                settings.issuer(),
                settings.client_id(),
                settings.in_session_storage(),
            ),
            settings,
            provider: OnceCell::new(),
            keys: Cell::default(),
        })
    }

    /// The URL that the issuer published under `name`, once a flow has fetched the document.
    pub(crate) fn url(&self, name: &str) -> Result<&str, BoxedRefusal> {
        self.provider.get().ok_or(Code::DiscoveryFailed)?.url(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_or_refused() {
        let with = |more: &str| {
            Settings::read(&format!(r#"{{"issuer":"https://id.example/p","clientId":"c","redirectUri":"https://app.example/"{more}}}"#))
                .map_err(|refusal| refusal.description)
        };
        let plain = with("").expect("these are enough");
        assert_eq!(
            (plain.scope(), plain.leeway, plain.in_session_storage()),
            (SCOPE, 60, false)
        );
        let full = with(r#","store":"session","scope":"openid api/read","leeway":0,"postLogoutRedirectUri":"https://app.example/bye""#)
            .expect("these are right");
        assert_eq!(
            (full.scope(), full.leeway, full.in_session_storage()),
            ("openid api/read", 0, true)
        );
        assert_eq!(full.post_logout_redirect_uri(), "https://app.example/bye");
        for (more, reason) in [
            (r#","store":"local""#, "store"),
            (r#","leeway":-1"#, "leeway"),
            (r#","leeway":"60""#, "leeway"),
            (r#","scope":"email""#, "scope must contain openid"),
            (r#","scope":7"#, "scope"),
        ] {
            assert_eq!(with(more).expect_err(more), reason);
        }
        let issuer = |issuer: &str| {
            let text = format!(r#"{{"issuer":"{issuer}","clientId":"c","redirectUri":"r"}}"#);
            Settings::read(&text).map(|settings| settings.discovery())
        };
        let discovery = "https://id.example/p/.well-known/openid-configuration";
        for right in ["https://id.example/p", "https://id.example/p/"] {
            assert_eq!(issuer(right).as_deref(), Ok(discovery));
        }
        let refusal = issuer("id.example/p").expect_err("it has no scheme");
        assert_eq!(refusal.description, "issuer must begin with https:");
        for text in [
            "",
            "[]",
            "{}",
            r#"{"issuer":"","clientId":"c","redirectUri":"r"}"#,
        ] {
            assert_eq!(
                Settings::read(text).expect_err(text).code,
                Code::InvalidOptions
            );
        }
    }

    #[test]
    fn a_discovery_document_must_be_the_issuers_and_whole() {
        let document = |issuer: &str| {
            format!(
                r#"{{"issuer":"{issuer}","authorization_endpoint":"a","token_endpoint":"t","jwks_uri":"j","end_session_endpoint":"e"}}"#
            )
        };
        let provider = Provider::read(&document("https://id.example/p"), "https://id.example/p")
            .expect("it is whole");
        assert_eq!(provider.url("end_session_endpoint"), Ok("e"));
        assert_eq!(
            provider
                .url("revocation_endpoint")
                .expect_err("there is none")
                .code,
            Code::DiscoveryFailed
        );
        for issuer in [
            "https://id.example/p/",
            "https://id.example/P",
            "https://id.example",
            "",
        ] {
            let refusal = Provider::read(&document(issuer), "https://id.example/p")
                .expect_err("it is another's");
            assert_eq!(refusal.description, format!("issuer must be {issuer}"));
        }
        assert!(Provider::read("<html>", "i").is_err());
    }
}
