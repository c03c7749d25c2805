//! What is published for a client, or for all clients of a pool: as the server answers it, as a draft, and as requests.

use crate::draft::{Draft, Logo};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use theme::Theme;

/// What stands for all clients that have no brand of their own.
pub const ALL: &str = "ALL";

/// The owner of a brand, at its server.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Goal {
    /// The user pool's id.
    pub pool: String,
    /// The app client's id, or `ALL`.
    pub client: String,
}

impl Goal {
    /// What every request about it begins with.
    pub fn request(&self) -> Value {
        json!({ "UserPoolId": self.pool, "ClientId": self.client })
    }

    /// The region in which the pool is: the first part of its id.
    pub fn region(&self) -> &str {
        self.pool.split('_').next().unwrap_or_default()
    }
}

/// What the pages of a goal show now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// The theme document.
    pub theme: Option<String>,
    /// The classic sheet.
    pub sheet: Option<String>,
    /// The path at which the logo is served.
    pub logo: Option<String>,
    /// Whether the theme is the goal's own; if not, it is that of all clients.
    pub own_theme: bool,
    /// The same of sheet and logo.
    pub own_branding: bool,
    /// Changes with each publication.
    pub version: String,
}

impl Published {
    /// From the answers of `GetTheme` and `GetUICustomization`.
    pub fn read(goal: &Goal, theme: &Value, branding: &Value) -> Self {
        let branding = &branding["UICustomization"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let own = |value: &Value| value["ClientId"].as_str() == Some(&goal.client);
        let path = branding["ImageUrl"].as_str();
        // It is served at any name of the server; the address may be one that this browser does not reach.
        let path = path.and_then(|url| url.splitn(4, '/').nth(3));
        Self {
            theme: text(&theme["Theme"]),
            sheet: text(&branding["CSS"]),
            logo: path.map(|path| format!("/{path}")),
            own_theme: own(theme),
            own_branding: own(branding),
            version: format!("{} {}", theme["LastModifiedDate"], branding["CSSVersion"]),
        }
    }

    /// Makes a draft of it, with its logo.
    pub fn draft(&self, logo: Option<Logo>) -> Draft {
        let sheet = self.sheet.clone().unwrap_or_default();
        let theme = match &self.theme {
            Some(document) => Theme::read(document).0,
            None if !sheet.is_empty() => Theme::of_classic(),
            None => Theme::default(),
        };
        Draft { theme, sheet, logo }
    }

    /// The logo that publishing without one takes away.
    pub fn own_logo(&self) -> Option<&str> {
        self.logo.as_deref().filter(|_| self.own_branding)
    }

    /// In a sentence.
    pub fn words(&self, goal: &Goal) -> String {
        let parts = [
            ("a theme", self.theme.is_some(), self.own_theme),
            ("a style sheet", self.sheet.is_some(), self.own_branding),
            ("a logo", self.logo.is_some(), self.own_branding),
        ];
        let there = parts.iter().filter(|(_, there, _)| *there);
        let names = there.map(|(name, _, own)| match *own || goal.client == ALL {
            true => (*name).to_owned(),
            false => format!("{name} (that of all clients)"),
        });
        let names: Vec<_> = names.collect();
        match names.as_slice() {
            [] => "Nothing is published there yet.".to_owned(),
            names => format!("Published there: {}.", names.join(", ")),
        }
    }
}

/// What a draft began with: a goal, and its version then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The owner of the brand that was opened.
    pub goal: Goal,
    /// [`Published::version`].
    pub version: String,
}

/// The name of a domain that goes with a pool's name: lower-case letters, digits and inner hyphens.
pub fn domain_name(pool: &str) -> String {
    let lower = pool.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").chars().take(40).collect()
}

/// The request of `SetUICustomization`.
pub fn branding(goal: &Goal, draft: &Draft) -> Value {
    let mut request = goal.request();
    if !draft.sheet.trim().is_empty() {
        request["CSS"] = draft.sheet.as_str().into();
    }
    if let Some(logo) = &draft.logo {
        request["ImageFile"] = logo.base64.as_str().into();
    }
    request
}

/// The request of `SetTheme`.
pub fn theme(goal: &Goal, draft: &Draft) -> Value {
    let mut request = goal.request();
    request["Theme"] = draft.theme.write().into();
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use theme::{Layout, Mode};

    fn goal() -> Goal {
        Goal {
            pool: "eu-west-1_AbC".to_owned(),
            client: "1client".to_owned(),
        }
    }

    fn logo() -> Logo {
        Logo {
            name: "logo".to_owned(),
            kind: "image/png".to_owned(),
            base64: "AA==".to_owned(),
            width: 1,
            height: 1,
        }
    }

    #[test]
    fn a_domain_is_proposed_by_the_pools_name() {
        assert_eq!(domain_name("Acme & Söhne, 2nd pool"), "acme-s-hne-2nd-pool");
        assert_eq!(domain_name("--"), "");
    }

    #[test]
    fn what_is_published_comes_back_as_a_draft_and_goes_out_as_it_came() {
        let theme_answer =
            json!({"ClientId": "ALL", "Theme": "{\"layout\": \"split\"}", "LastModifiedDate": 7});
        let look_answer = json!({"UICustomization": {
            "ClientId": "1client", "CSS": ".label-customizable{}", "CSSVersion": "2026",
            "ImageUrl": "https://id.example.com/eu-west-1_AbC/1client/2026/assets/images/image.jpg",
        }});
        let published = Published::read(&goal(), &theme_answer, &look_answer);
        let path = "/eu-west-1_AbC/1client/2026/assets/images/image.jpg";
        assert_eq!(published.own_logo(), Some(path));
        assert_eq!(
            published.words(&goal()),
            "Published there: a theme (that of all clients), a style sheet, a logo."
        );
        let draft = published.draft(Some(logo()));
        assert_eq!(draft.theme.layout, Layout::Split);
        assert_eq!(
            branding(&goal(), &draft),
            json!({"UserPoolId": "eu-west-1_AbC", "ClientId": "1client", "CSS": ".label-customizable{}", "ImageFile": "AA=="})
        );
        let sent = theme(&goal(), &draft);
        let sent = sent["Theme"].as_str().map(|text| Theme::read(text).0);
        assert_eq!(sent, Some(draft.theme));
        let later = json!({"LastModifiedDate": 8});
        let later = Published::read(&goal(), &later, &look_answer);
        assert_ne!(later.version, published.version);
        assert_eq!(goal().region(), "eu-west-1");
    }

    #[test]
    fn nothing_published_is_the_default_and_a_lone_sheet_is_light() {
        let none = Published::read(&goal(), &json!({}), &json!({"UICustomization": {}}));
        assert_eq!(none.draft(None), Draft::default());
        assert_eq!(none.words(&goal()), "Nothing is published there yet.");
        assert_eq!(
            branding(&goal(), &Draft::default()),
            json!({"UserPoolId": "eu-west-1_AbC", "ClientId": "1client"})
        );
        let branding = json!({"UICustomization": {"ClientId": "ALL", "CSS": "a", "ImageUrl": "http://localhost/x"}});
        let lone = Published::read(&goal(), &json!({}), &branding);
        assert_eq!(lone.draft(None).theme.mode, Mode::Light);
        assert_eq!(lone.own_logo(), None, "it is the pool's, and stays there");
    }
}
