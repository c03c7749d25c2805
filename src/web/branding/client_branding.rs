//! What a brand gives the pages of a client, compiled once a version.

use domain::{
    brand::{Brand, Owner},
    client::Client,
    id::PoolId,
};
use engine::brand::image_path;
use engine::logo::display_size;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};
use store::{Error, Store};
use theme::{Severity, Theme, css};
use wire::theme::{Layout, Logo};

/// How many compiled brands are held; with a sheet of the usual size each takes a few kilobytes.
const CAPACITY: usize = 128;

/// The style of a classic sheet that has no theme beside it.
static CLASSIC: LazyLock<String> = LazyLock::new(|| Theme::of_classic().css());

/// What the pages of a client look like, besides the client's name.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClientBranding {
    /// The logo.
    pub(crate) logo: Option<Logo>,
    /// Where the form stands.
    pub(crate) layout: Layout,
    /// CSS in the layers `theme` and `classic`; empty for the default look.
    pub(crate) style: Arc<str>,
}

/// The compiled brands of this server.
#[derive(Debug, Default)]
pub(crate) struct Brands(Mutex<HashMap<(PoolId, Owner), Compiled>>);

/// A brand that was read, at one version.
#[derive(Debug, Clone, Default)]
struct Compiled {
    version: i64,
    customization: Option<Arc<Customization>>,
    theme: Option<Arc<Tokens>>,
}

/// The values of a theme, as a page needs them.
#[derive(Debug)]
struct Tokens {
    layout: Layout,
    style: String,
}

#[derive(Debug)]
struct Customization {
    logo: Option<Logo>,
    sheet: String,
}

impl ClientBranding {
    /// What the pages of `client` look like now.
    ///
    /// **Errors** Unavailable; what is damaged looks like what was never set.
    pub(crate) async fn of(brands: &Brands, store: &Store, client: &Client) -> store::Result<Self> {
        let (mut customization, mut theme) = (None, None);
        let versions = store::brand::versions(store, &client.pool, &client.id).await?;
        // A client's own before that of all.
        for own in [true, false] {
            for (owner, version) in &versions {
                if own == (*owner != Owner::All) {
                    let stored = brands.at(store, &client.pool, owner, *version).await?;
                    customization = customization.or(stored.customization);
                    theme = theme.or(stored.theme);
                }
            }
        }
        let sheet = customization.as_ref().map_or("", |set| &set.sheet);
        let (layout, colors) = match &theme {
            Some(theme) => (theme.layout, theme.style.as_str()),
            None if !sheet.is_empty() => (Layout::default(), CLASSIC.as_str()),
            None => (Layout::default(), ""),
        };
        Ok(Self {
            logo: customization.as_ref().and_then(|set| set.logo.clone()),
            layout,
            style: [colors, sheet].concat().into(),
        })
    }
}

impl Brands {
    /// The brand of an owner, which has this version now.
    async fn at(
        &self,
        store: &Store,
        pool: &PoolId,
        owner: &Owner,
        version: i64,
    ) -> store::Result<Compiled> {
        let key = (pool.clone(), owner.clone());
        let cached = self.lock().get(&key).cloned();
        if let Some(cached) = cached.filter(|cached| cached.version == version) {
            return Ok(cached);
        }
        let compiled = match store::brand::find(store, pool, owner).await {
            Ok(Some(brand)) => compile(&brand),
            Ok(None) => return Ok(Compiled::default()),
            Err(Error::Corrupt(reason)) => {
                tracing::error!(%pool, client = %owner, reason, "a damaged brand is not shown");
                Compiled {
                    version,
                    ..Compiled::default()
                }
            }
            Err(error) => return Err(error),
        };
        let mut stored = self.lock();
        if stored.len() >= CAPACITY && !stored.contains_key(&key) {
            stored.clear();
        }
        stored.insert(key, compiled.clone());
        Ok(compiled)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(PoolId, Owner), Compiled>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn compile(brand: &Brand) -> Compiled {
    let customization = brand.parts.customization.as_ref().map(|set| {
        let logo = set.logo.map(|stored| {
            let (width, height) = display_size(stored);
            let src = image_path(&brand.pool, &brand.owner, set);
            Logo { src, width, height }
        });
        let sheet = css::check(set.css.as_deref().unwrap_or_default());
        let sheet = sheet.map(|sheet| sheet.write()).unwrap_or_else(|problems| {
            say(brand, "the style sheet of a brand is not shown", &problems);
            String::new()
        });
        Arc::new(Customization { logo, sheet })
    });
    let theme = brand.parts.theme.as_ref().map(|set| {
        let (theme, mut problems) = Theme::read(&set.document);
        problems.retain(|problem| problem.severity == Severity::Error);
        if !problems.is_empty() {
            say(brand, "parts of a theme fell to their defaults", &problems);
        }
        Arc::new(Tokens {
            layout: theme.layout,
            style: theme.css(),
        })
    });
    Compiled {
        version: brand.version,
        customization,
        theme,
    }
}

fn say(brand: &Brand, what: &str, problems: &[theme::Problem]) {
    let first = problems.first().map(ToString::to_string);
    let count = problems.len();
    tracing::warn!(pool = %brand.pool, client = %brand.owner, count, first, "{what}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;
    use api::testing::World;
    use axum::{
        body::Body,
        http::{HeaderMap, Request},
    };
    use domain::time::Timestamp;

    async fn login(world: &World) -> (HeaderMap, String) {
        let query = format!(
            "client_id={}&response_type=code&redirect_uri=https%3A%2F%2Fa.example%2F",
            world.client.id
        );
        let request = Request::get(format!("/login?{query}")).header("host", "localhost");
        let request = request.body(Body::empty()).expect("a request");
        let (parts, body) = testing::ask(&world.app, request).await;
        assert_eq!(parts.status, 200);
        let html = String::from_utf8(body).expect("text");
        (parts.headers, html)
    }

    async fn world() -> World {
        let client = serde_json::json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://a.example/"],
            "SupportedIdentityProviders": ["COGNITO"],
        });
        World::with(serde_json::json!({}), client).await
    }

    /// Keeps a brand as no operation would let it be.
    async fn keep(world: &World, owner: Owner, css: Option<&str>, theme: Option<&str>) {
        let pool = &world.pool.id;
        let now = Timestamp::from_seconds(1_700_000_000);
        let stored = store::brand::find(&world.app.store, pool, &owner).await;
        let mut brand = stored
            .expect("the store answers")
            .unwrap_or_else(|| Brand::new(pool.clone(), owner));
        brand.customize(css.map(str::to_owned), None, now);
        brand.set_theme(theme.map(str::to_owned), now);
        let write = store::brand::put(&brand, None);
        world.app.store.write(vec![write]).await.expect("kept");
    }

    fn style(html: &str) -> Option<(&str, &str)> {
        let (_, rest) = html.split_once("<style nonce=\"")?;
        let (nonce, rest) = rest.split_once("\">")?;
        Some((nonce, rest.split_once("</style>")?.0))
    }

    #[tokio::test]
    async fn a_style_comes_with_the_page_and_only_then_may_styles_stand_in_it() {
        let world = world().await;
        let (headers, html) = login(&world).await;
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("style-src 'self';"), "{policy}");
        assert_eq!(style(&html), None);
        let theme = r##"{"layout": "split", "radius": "none", "light": {"accent": "#3b2a8c"}}"##;
        let css = ".label-customizable{color:#123456}";
        keep(&world, Owner::All, Some(css), Some(theme)).await;
        let (headers, html) = login(&world).await;
        let (nonce, css) = style(&html).expect("a style");
        let policy = headers["content-security-policy"].to_str().expect("text");
        assert!(
            policy.contains(&format!("style-src 'self' 'nonce-{nonce}';")),
            "{policy}"
        );
        let (theme, sheet) = css.split_once("@layer classic").expect("both");
        assert!(theme.starts_with("@layer theme{:root{") && theme.contains("--lg-accent:#3b2a8c"));
        assert_eq!(sheet, "{.label-customizable{color:#123456}}");
        assert!(html.contains("class=\"lg-page lg-split\""));
        assert!(
            html.find("pages.css")
                .is_none_or(|at| at < html.find("<style").expect("there"))
        );
        let (_, again) = login(&world).await;
        assert_ne!(
            style(&again).expect("a style").0,
            nonce,
            "a nonce is used once"
        );
    }

    #[tokio::test]
    async fn each_part_is_the_clients_own_before_that_of_all() {
        let world = world().await;
        let own = Owner::Client(world.client.id.clone());
        let site = testing::site(&world.app);
        let branding = async || {
            ClientBranding::of(&site.brands, &site.store, &world.client)
                .await
                .expect("answers")
        };
        assert_eq!(&*branding().await.style, "");
        keep(
            &world,
            Owner::All,
            Some(".legalText-customizable{color:red}"),
            None,
        )
        .await;
        let all = branding().await;
        assert!(all.style.contains("color:#f00"));
        assert!(
            all.style
                .starts_with("@layer theme{:root{color-scheme:light;"),
            "a classic sheet alone is shown on the light side: {}",
            all.style
        );
        keep(&world, own.clone(), None, Some(r#"{"layout": "split"}"#)).await;
        let mixed = branding().await;
        assert_eq!(mixed.layout, Layout::Split);
        assert_eq!(
            &*mixed.style,
            "@layer classic{.legalText-customizable{color:#f00}}"
        );
        keep(&world, own, Some("/* nothing */"), None).await;
        let bare = branding().await;
        assert_eq!((&*bare.style, bare.layout), ("", Layout::Centered));
    }

    #[tokio::test]
    async fn a_broken_brand_shows_what_is_sound_of_it() {
        let world = world().await;
        let theme = r##"{"version": 99, "layout": "diagonal", "radius": 900, "later": {"x": 1},
            "light": {"accent": "url(https://evil.example)", "page": "#fafafa"}}"##;
        let css = "@import 'https://evil.example';</style><script>alert(1)</script>";
        keep(&world, Owner::All, Some(css), Some(theme)).await;
        let (_, html) = login(&world).await;
        let (_, style) = style(&html).expect("a style");
        assert!(style.contains("--lg-page:#fafafa"), "{style}");
        assert!(!html.contains("evil.example") && !html.contains("alert(1)"));
        assert!(html.contains("class=\"lg-page\""));
        keep(&world, Owner::All, None, Some("not JSON at all {")).await;
        let (_, html) = login(&world).await;
        assert!(html.contains("name=\"cognitoSignInForm\"") && !html.contains("<style"));
    }

    #[tokio::test]
    async fn brands_of_many_owners_do_not_pile_up() {
        let world = world().await;
        let site = testing::site(&world.app);
        for n in 0..CAPACITY + 9 {
            let client = Client {
                id: format!("client{n}").into(),
                ..world.client.clone()
            };
            keep(&world, Owner::Client(client.id.clone()), None, Some("{}")).await;
            ClientBranding::of(&site.brands, &site.store, &client)
                .await
                .expect("answers");
        }
        assert!(site.brands.lock().len() <= CAPACITY);
    }
}
