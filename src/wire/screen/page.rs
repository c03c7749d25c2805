//! A page: what surrounds a screen, and how it comes to the browser.

use super::Screen;
use crate::{text::Text, theme::Brand};
use serde::{Deserialize, Serialize};

/// What the page's data block holds on load: the first page, and the texts that it can show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// BCP 47 tag of the language of `texts`.
    pub lang: String,
    /// The texts that the page can show, and no others.
    pub texts: Vec<(Text, String)>,
    /// Address of the file with all texts of the language: a JSON array in the order of [`Text::ALL`]. None where no form
    /// leads to another screen.
    pub all_texts: Option<String>,
    /// The page to draw.
    pub page: Page,
}

/// The answer to a form that was posted by script (`Accept: application/json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Draw this page and put its path in the address bar.
    Page(Box<Page>),
    /// Leave: the browser goes to this URL.
    Location(String),
}

/// One page: what surrounds the screen, and the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What surrounds the screen.
    pub frame: Frame,
    /// The screen.
    pub screen: Screen,
}

/// What every page needs besides its screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The app client's name and logo.
    pub brand: Brand,
    /// The authorization request, as the query that every link and form keeps: empty or `?…`.
    pub query: String,
    /// The value of the hidden `_csrf` field.
    pub csrf: String,
    /// The languages one can switch to, in the order to show; the current one among them.
    pub languages: Vec<Language>,
    /// Privacy, terms, help: whatever the operator set.
    pub links: Vec<Link>,
    /// Whether people may register themselves.
    pub sign_up: bool,
}

/// One language of the switcher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Language {
    /// BCP 47 tag.
    pub tag: String,
    /// The language's name in itself.
    pub name: String,
}

/// A link below the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The words of the link.
    pub text: Text,
    /// Where it leads: an `https:` URL.
    pub href: String,
}
