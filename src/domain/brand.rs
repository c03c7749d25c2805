//! Brands: the customization (`SetUICustomization`) and theme (`SetTheme`) of an app client, or of all clients of a
//! pool.
//!
//! The two parts are set and taken away apart from each other, and each is looked for by itself: at the client, else at
//! the pool. From the first one of its own on, a client no longer sees the pool's.

use crate::{
    id::{ClientId, PoolId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The owner of a brand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Every client of the pool that has none of its own.
    All,
    /// One app client.
    Client(ClientId),
}

impl Owner {
    /// The text of [`Owner::All`] in requests, addresses and the store; no client has this id.
    pub const ALL: &'static str = "ALL";

    /// The owner that a request names; [`Owner::All`] where it names none.
    pub fn of(client: Option<&str>) -> Self {
        match client {
            None | Some(Self::ALL) => Self::All,
            Some(id) => Self::Client(id.into()),
        }
    }

    /// `ALL`, or the client's id.
    pub fn as_str(&self) -> &str {
        match self {
            Self::All => Self::ALL,
            Self::Client(id) => id.as_str(),
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A brand of one owner.
#[derive(Debug, Clone, PartialEq)]
pub struct Brand {
    /// The pool.
    pub pool: PoolId,
    /// Its owner.
    pub owner: Owner,
    /// How often it was changed; 0 for one that was never stored.
    pub version: i64,
    /// Its customization and theme.
    pub parts: Parts,
}

/// The parts of a brand. A brand whose parts were all removed stays stored, so that no version is used twice.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Parts {
    /// The customization of `SetUICustomization`.
    #[serde(default)]
    pub customization: Option<Customization>,
    /// When that was last set or removed.
    #[serde(default)]
    pub customized_at: Option<Timestamp>,
    /// The theme of `SetTheme`.
    #[serde(default)]
    pub theme: Option<Theme>,
}

/// A classic style sheet, a logo, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Customization {
    /// The style sheet, as it was uploaded.
    pub css: Option<String>,
    /// The logo; its bytes are stored apart.
    pub logo: Option<Logo>,
    /// When a customization was first set.
    pub created_at: Timestamp,
    /// When it was last set. **Units**: whole seconds, later than each one before: it is its `CSSVersion`.
    pub modified_at: Timestamp,
}

/// A logo without its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// Its encoding.
    pub format: Format,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// The encodings of a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    /// Lossless.
    Png,
    /// For photographs.
    Jpeg,
}

impl Format {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// A theme document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// The document, as it was uploaded.
    pub document: String,
    /// When one was first set.
    pub created_at: Timestamp,
    /// When it was last set.
    pub modified_at: Timestamp,
}

impl Brand {
    /// A brand without customization and theme.
    pub fn new(pool: PoolId, owner: Owner) -> Self {
        Self {
            pool,
            owner,
            version: 0,
            parts: Parts::default(),
        }
    }

    /// Replaces sheet and logo together; without both, the customization ends.
    pub fn customize(&mut self, css: Option<String>, logo: Option<Logo>, now: Timestamp) {
        let now = Timestamp::from_seconds(now.seconds());
        let last = self.parts.customized_at;
        let at = last.map_or(now, |last| {
            now.max(Timestamp::from_seconds(last.seconds() + 1))
        });
        let before = self.parts.customization.take();
        if css.is_some() || logo.is_some() {
            self.parts.customization = Some(Customization {
                css,
                logo,
                created_at: before.map_or(at, |before| before.created_at),
                modified_at: at,
            });
        }
        self.parts.customized_at = Some(at);
    }

    /// Replaces the theme document; `None` removes it.
    pub fn set_theme(&mut self, document: Option<String>, now: Timestamp) {
        let before = self.parts.theme.take();
        self.parts.theme = document.map(|document| Theme {
            document,
            created_at: before.map_or(now, |before| before.created_at),
            modified_at: now,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand() -> Brand {
        Brand::new("eu-central-1_AAAAAAAAA".into(), Owner::All)
    }

    #[test]
    fn no_version_of_a_customization_is_given_twice() {
        let now = Timestamp(1_800_000_000_700);
        let mut brand = brand();
        let mut set = |css: Option<&str>| {
            brand.customize(css.map(str::to_owned), None, now);
            let customization = brand.parts.customization.clone();
            customization.map(|each| (each.created_at.0, each.modified_at.0))
        };
        let second = 1_800_000_000_000;
        assert_eq!(set(Some("a")), Some((second, second)));
        assert_eq!(set(Some("a")), Some((second, second + 1000)));
        assert_eq!(set(None), None);
        assert_eq!(set(Some("a")), Some((second + 3000, second + 3000)));
    }

    #[test]
    fn sheet_and_logo_are_replaced_together_and_the_theme_by_itself() {
        let logo = Logo {
            format: Format::Png,
            width: 1,
            height: 1,
        };
        let (first, later) = (Timestamp::from_seconds(10), Timestamp::from_seconds(20));
        let mut brand = brand();
        brand.set_theme(Some("{}".to_owned()), first);
        brand.customize(None, Some(logo), first);
        brand.customize(Some("css".to_owned()), None, later);
        let customization = brand.parts.customization.clone().expect("one is set");
        assert_eq!(customization.logo, None);
        brand.set_theme(Some("{ }".to_owned()), later);
        assert_eq!(brand.parts.customization, Some(customization));
        let theme = brand.parts.theme.clone().expect("one is set");
        assert_eq!((theme.created_at, theme.modified_at), (first, later));
        brand.set_theme(None, later);
        assert_eq!(brand.parts.theme, None);
    }

    #[test]
    fn who_names_no_client_means_all() {
        for (name, owner) in [
            (None, Owner::All),
            (Some("ALL"), Owner::All),
            (Some("all"), Owner::Client("all".into())),
        ] {
            assert_eq!(Owner::of(name), owner);
        }
    }
}
