//! `Screen::samples()`: every screen in every state, for the gallery, the render tests and the accessibility tests.
//!
//! The states stand beside each screen, in `screen/<screen>.rs`; here is the frame around them. No program of the browser
//! calls it, so that none carries it.

use crate::{
    screen::{Frame, Identifier, Language, Link, Page, Screen, SignIn},
    text::Text,
    theme::{Brand, Layout, Logo},
};

/// One screen in one state, under a name that files and test reports can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Lower-case words joined by hyphens, unique.
    pub name: &'static str,
    /// The page: mostly the plain frame, in some samples a frame that tests its limits.
    pub page: Page,
}

impl Screen {
    /// Every screen in every state.
    pub fn samples() -> Vec<Sample> {
        let mut samples = Vec::new();
        Self::each_sample(&mut |name, screen| {
            samples.push(Sample {
                name,
                page: Page {
                    frame: frame(),
                    screen,
                },
            });
        });
        samples.extend(frames());
        samples
    }
}

/// The plain frame.
fn frame() -> Frame {
    let link = |text, path| Link {
        text,
        href: format!("https://example.com/{path}"),
    };
    Frame {
        brand: Brand { name: "Acme Notes".to_owned(), logo: None, layout: Layout::Centered },
        query: "?client_id=1example&response_type=code&redirect_uri=https%3A%2F%2Fnotes.example.com%2F&state=s".to_owned(),
        csrf: "c5rf".to_owned(),
        languages: [("en", "English"), ("de", "Deutsch")]
            .map(|(tag, name)| Language { tag: tag.to_owned(), name: name.to_owned() })
            .to_vec(),
        links: vec![link(Text::Privacy, "privacy"), link(Text::Terms, "terms"), link(Text::Help, "help")],
        sign_up: true,
    }
}

/// The sign-in page in frames that test their limits.
fn frames() -> Vec<Sample> {
    let screen = Screen::SignIn(SignIn {
        identifier: Identifier::Email,
        username: String::new(),
        identifier_first: false,
        alert: None,
        username_error: None,
        password_error: None,
    });
    let bare = Frame {
        query: String::new(),
        languages: Vec::new(),
        links: Vec::new(),
        sign_up: false,
        ..frame()
    };
    let logo = |width, height| Brand {
        name: "Acme Notes".to_owned(),
        logo: Some(Logo {
            src: "/assets/missing.png".to_owned(),
            width,
            height,
        }),
        layout: Layout::Centered,
    };
    let long = Brand {
        name: "Donaudampfschifffahrtsgesellschaftskapitänsverwaltung <b>&".to_owned(),
        logo: None,
        layout: Layout::Centered,
    };
    let split = |brand| Brand {
        layout: Layout::Split,
        ..brand
    };
    [
        (
            "frame-split",
            Frame {
                brand: split(frame().brand),
                ..frame()
            },
        ),
        (
            "frame-split-logo",
            Frame {
                brand: split(logo(350, 87)),
                ..frame()
            },
        ),
        ("frame-bare", bare),
        (
            "frame-logo",
            Frame {
                brand: logo(96, 96),
                ..frame()
            },
        ),
        (
            "frame-logo-wide",
            Frame {
                brand: logo(350, 87),
                ..frame()
            },
        ),
        (
            "frame-long-name",
            Frame {
                brand: long,
                ..frame()
            },
        ),
    ]
    .map(|(name, frame)| Sample {
        name,
        page: Page {
            frame,
            screen: screen.clone(),
        },
    })
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::PATHS;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_fit_for_files() {
        let names: Vec<_> = Screen::samples().iter().map(|sample| sample.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(
            names
                .iter()
                .all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
        );
    }

    #[test]
    fn every_screen_has_a_sample() {
        let paths: BTreeSet<_> = Screen::samples()
            .iter()
            .map(|sample| sample.page.screen.path())
            .collect();
        assert_eq!(paths, PATHS.iter().copied().collect());
        assert_eq!(paths.len(), PATHS.len(), "each stands at its own path");
    }
}
