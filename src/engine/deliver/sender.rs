//! Whom a message names as its sender, and what its HTML looks like: the app and its brand.

use super::link::{self, Place};
use crate::{brand, fault::Fault, logo::display_size};
use domain::{brand::Owner, client::Client, pool::Pool};
use store::Store;
use theme::{Role, Scheme, Theme};

/// The sender of messages, as people see it.
#[derive(Debug, Clone)]
pub struct Sender {
    /// What the app is called.
    pub(super) name: String,
    /// The app's logo, where mail programs can load it.
    pub(super) logo: Option<Logo>,
    theme: Theme,
}

/// A logo as an e-mail shows it.
#[derive(Debug, Clone)]
pub(super) struct Logo {
    /// Where it is loaded from.
    pub(super) url: String,
    /// **Units** CSS pixels, as of `height`.
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Sender {
    /// A pool where no app sends for it, in the default look.
    pub(crate) fn of_pool(pool: &Pool) -> Self {
        Self {
            name: pool.settings.pool_name.clone(),
            logo: None,
            theme: Theme::default(),
        }
    }

    /// The app of this client, or the pool where no app sends for it.
    ///
    /// **Errors** the brand cannot be read; what is damaged counts as what was never set.
    pub(super) async fn of(
        store: &Store,
        pool: &Pool,
        client: Option<&Client>,
        place: Place<'_>,
    ) -> Result<Self, Fault> {
        let owner = client.map_or(Owner::All, |client| Owner::Client(client.id.clone()));
        let theme = brand::answering(store, &pool.id, &owner, |brand| {
            brand.parts.theme.as_ref().map(|set| set.document.clone())
        });
        let customization = brand::answering(store, &pool.id, &owner, |brand| {
            brand.parts.customization.clone()
        });
        let (theme, customization) = (theme.await?, customization.await?);
        let origin = link::origin(pool, place);
        let logo = customization.and_then(|(owner, set)| {
            let (width, height) = display_size(set.logo?);
            let path = brand::image_path(&pool.id, &owner, &set);
            // No mail program loads what is not there for everybody.
            origin.starts_with("https://").then(|| Logo {
                url: format!("{origin}{path}"),
                width,
                height,
            })
        });
        let plain = Self::of_pool(pool);
        Ok(Self {
            name: client.map_or(plain.name, |client| client.settings.client_name.clone()),
            logo,
            theme: theme.map_or(plain.theme, |(_, document)| Theme::read(&document).0),
        })
    }

    /// A colour of the side that people see first.
    ///
    /// **Shape** `#` and six hexadecimal digits.
    pub(super) fn color(&self, role: Role) -> String {
        let scheme = self.theme.schemes().first().unwrap_or(&Scheme::Light);
        self.theme.color(*scheme, role).hex()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        deliver::template::render,
        testing::{self, NOW},
    };
    use domain::{
        brand::{Brand, Customization, Format, Logo as StoredLogo, Theme as StoredTheme},
        id::{ClientId, PoolId, Sub},
        message::{Channel, Message, Purpose},
    };
    use serde_json::json;

    const PLACE: Place<'_> = Place {
        public_url: "https://id.example.com",
        domain: None,
    };

    fn words(pool: &Pool, sender: &Sender, channel: Channel) -> (String, String, String) {
        let message = Message {
            pool: pool.id.clone(),
            client: None,
            sub: Sub::from("sub"),
            username: "ann".to_owned(),
            channel,
            to: "to".to_owned(),
            purpose: Purpose::SignUp,
            code: "123456".into(),
        };
        let sent = render(pool, sender, &message, PLACE);
        let text = |secret: Option<domain::secret::Secret>| {
            secret.map_or(String::new(), |secret| secret.expose().to_owned())
        };
        (text(sent.subject), text(Some(sent.text)), text(sent.html))
    }

    #[tokio::test]
    async fn a_message_names_the_app_and_looks_like_its_pages() {
        let app = testing::app(|_| {}).await;
        let settings = serde_json::from_value(json!({"PoolName": "customers-eu"}));
        let settings = settings.expect("Cognito's shape");
        let pool = Pool::create(settings, PoolId::from("us-east-1_a"), NOW).expect("sound");
        let settings = json!({"UserPoolId": "us-east-1_a", "ClientName": "Acme & Notes"});
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let id = ClientId::from("c1");
        let client = Client::create(settings, &pool, id, "s".into(), &[], NOW).expect("sound");
        let of = async |client| Sender::of(&app.store, &pool, client, PLACE).await;

        let sender = of(None).await.expect("the store works");
        let (subject, text, html) = words(&pool, &sender, Channel::Email);
        assert_eq!(subject, "123456 is your customers-eu verification code");
        assert!(text.contains("customers-eu"), "{text}");
        let default = Theme::default().color(Scheme::Light, Role::Page).hex();
        assert!(html.contains(&default), "{html}");

        let mut own = Brand::new(pool.id.clone(), Owner::Client(client.id.clone()));
        own.parts.theme = Some(StoredTheme {
            document: json!({"light": {"page": "#fafa01"}}).to_string(),
            created_at: NOW,
            modified_at: NOW,
        });
        own.parts.customization = Some(Customization {
            css: None,
            logo: Some(StoredLogo {
                format: Format::Png,
                width: 120,
                height: 40,
            }),
            created_at: NOW,
            modified_at: NOW,
        });
        let put = store::brand::put(&own, Some(b"logo"));
        app.store.write(vec![put]).await.expect("the store works");
        let sender = of(Some(&client)).await.expect("the store works");
        let (subject, text, html) = words(&pool, &sender, Channel::Email);
        assert_eq!(subject, "123456 is your Acme & Notes verification code");
        assert!(text.starts_with("Your Acme & Notes verification"), "{text}");
        let logo = "<img src=\"https://id.example.com/us-east-1_a/c1/";
        for part in [
            "#fafa01",
            logo,
            "alt=\"Acme &amp; Notes\"",
            "width=\"120\" height=\"40\"",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        let (_, text, _) = words(&pool, &sender, Channel::Sms);
        assert!(
            text.starts_with("Your Acme & Notes verification code is 123456."),
            "{text}"
        );
    }
}
