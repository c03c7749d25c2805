//! The state of the studio: the draft with its history, what follows from it, and what is looked at.

use crate::{
    css::forced,
    draft::{Draft, Logo},
    history::{History, read_steps, write_steps},
    token::Token,
    ui::browser::TextStorage,
};
use leptos::prelude::*;
use pages::Texts;
use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};
use theme::{Pair, Problem, Scheme, Side, Theme, contrast, css};
use wire::{
    sample::Sample,
    screen::{Page, Screen},
    theme::Layout,
};

/// Where the browser keeps the draft, and what it was when it was last put somewhere.
const DRAFT_KEYS: [&str; 2] = ["loggia-studio-draft", "loggia-studio-saved"];

/// Where the browser keeps the steps before and after the draft.
const HISTORY_KEY: &str = "loggia-studio-history";

/// How large what is kept of the steps may be in bytes: browsers give an origin 5 MB.
const LARGEST_HISTORY: usize = 1_500_000;

/// How long nothing must change before the draft is written down.
const PAUSE: Duration = Duration::from_millis(250);

/// Which sides are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sides {
    /// Light and dark beside each other.
    Both,
    /// One.
    One(Scheme),
}

impl Sides {
    /// In the order to show.
    pub(crate) fn schemes(self) -> Vec<Scheme> {
        match self {
            Self::Both => Scheme::ALL.to_vec(),
            Self::One(scheme) => vec![scheme],
        }
    }
}

/// A part of the inspector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panel {
    /// The colours of both sides.
    Colors,
    /// What is no colour.
    Shape,
    /// The logo.
    Logo,
    /// The classic sheet.
    Sheet,
    /// Contrast and problems.
    Checks,
}

/// What moves the parts of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShapeInput {
    shape: Theme,
    sheet: String,
    logo: Option<[u32; 2]>,
}

/// Everything that the parts of the studio share.
#[derive(Clone, Copy)]
pub(crate) struct Studio {
    /// The draft and what it was before.
    pub(crate) history: RwSignal<History<Draft>>,
    /// The draft now.
    pub(crate) draft: Memo<Draft>,
    /// The draft as it was last exported, published or opened.
    pub(crate) saved: RwSignal<Draft>,
    /// The theme now.
    pub(crate) theme: Memo<Theme>,
    /// Where the form stands now.
    pub(crate) layout: Memo<Layout>,
    /// The logo now.
    pub(crate) logo: Memo<Option<Logo>>,
    /// The classic sheet as it would be served, or what is wrong with it.
    pub(crate) checked: Memo<Result<String, Vec<Problem>>>,
    /// The last classic sheet that was right.
    pub(crate) sheet: Memo<String>,
    /// The style sheets of the light and of the dark side, with that sheet.
    pub(crate) styles: Memo<[String; 2]>,
    /// What of the draft moves the parts of a page: all but its colours.
    pub(crate) moved: Memo<ShapeInput>,
    /// How well the colours can be told apart.
    pub(crate) pairs: Memo<Vec<Pair>>,
    /// What was wrong with the document that was opened last.
    pub(crate) opened: RwSignal<Vec<Problem>>,
    /// The language of the previews: a BCP 47 tag.
    pub(crate) lang: RwSignal<&'static str>,
    /// The width of the previews' windows in CSS pixels.
    pub(crate) width: RwSignal<u32>,
    /// The sides that are shown.
    pub(crate) sides: RwSignal<Sides>,
    /// The sample that is looked at alone.
    pub(crate) zoomed: RwSignal<Option<usize>>,
    /// The words that a sample's name must hold.
    pub(crate) filter: RwSignal<String>,
    /// The open part of the inspector.
    pub(crate) panel: RwSignal<Panel>,
    /// The side whose colours are edited.
    pub(crate) editing: RwSignal<Scheme>,
    /// The token whose control is open in the inspector.
    pub(crate) selected: RwSignal<Option<Token>>,
    /// The line of the sheet to which its editor goes next.
    pub(crate) line: RwSignal<Option<u32>>,
    /// What was wrong with a file that was opened or exported last.
    pub(crate) refusal: RwSignal<Option<String>>,
    /// Whether the browser stores the draft.
    pub(crate) is_stored: RwSignal<bool>,
    /// The status line that screen readers announce.
    pub(crate) status: RwSignal<String>,
}

impl Studio {
    /// The studio with the draft that the browser stores.
    pub(crate) fn open() -> Self {
        let [draft, saved] = DRAFT_KEYS.map(|key| {
            let stored = TextStorage::Browser.get(key);
            stored
                .and_then(|stored| Draft::read(&stored))
                .unwrap_or_default()
        });
        let steps = TextStorage::Browser.get(HISTORY_KEY).unwrap_or_default();
        let steps = read_steps(&steps, Draft::read);
        let history = History::from_steps(steps, draft);
        let history = RwSignal::new(history);
        let draft = Memo::new(move |_| history.with(|history| history.now().clone()));
        let theme = Memo::new(move |_| draft.with(|draft| draft.theme.clone()));
        let typed = Memo::new(move |_| draft.with(|draft| draft.sheet.clone()));
        let checked =
            Memo::new(move |_| typed.with(|typed| css::check(typed).map(|sheet| sheet.write())));
        let sheet = Memo::new(move |last: Option<&String>| {
            checked
                .get()
                .unwrap_or_else(|_| last.cloned().unwrap_or_default())
        });
        let styles = Memo::new(move |_| {
            theme.with(|theme| Scheme::ALL.map(|scheme| forced(theme, scheme).css() + &sheet.get()))
        });
        let studio = Self {
            history,
            draft,
            saved: RwSignal::new(saved),
            theme,
            layout: Memo::new(move |_| theme.with(|theme| theme.layout)),
            logo: Memo::new(move |_| draft.with(|draft| draft.logo.clone())),
            checked,
            sheet,
            styles,
            moved: Memo::new(move |_| {
                draft.with(|draft| ShapeInput {
                    shape: Theme {
                        light: Side::default(),
                        dark: Side::default(),
                        ..draft.theme.clone()
                    },
                    sheet: sheet.get(),
                    logo: draft.logo.as_ref().map(|logo| [logo.width, logo.height]),
                })
            }),
            pairs: Memo::new(move |_| theme.with(contrast)),
            opened: RwSignal::new(Vec::new()),
            lang: RwSignal::new("en"),
            width: RwSignal::new(320),
            sides: RwSignal::new(Sides::Both),
            zoomed: RwSignal::new(None),
            filter: RwSignal::new(String::new()),
            panel: RwSignal::new(Panel::Colors),
            editing: RwSignal::new(Scheme::Light),
            selected: RwSignal::new(None),
            line: RwSignal::new(None),
            refusal: RwSignal::new(None),
            is_stored: RwSignal::new(true),
            status: RwSignal::new(String::new()),
        };
        // While a colour is dragged, writing each of its shades down would take the time that painting needs.
        let keep = move || {
            let history = studio.history.with_untracked(|history| {
                write_steps(&history.steps(), Draft::write, LARGEST_HISTORY)
            });
            let stored = [
                (DRAFT_KEYS[0], draft.with_untracked(Draft::write)),
                (DRAFT_KEYS[1], studio.saved.with_untracked(Draft::write)),
                (HISTORY_KEY, history),
            ]
            .map(|(key, text)| TextStorage::Browser.set(key, &text));
            // Without its history the draft is still whole.
            studio.is_stored.try_set(stored[0] && stored[1]);
        };
        let mut later = leptos::leptos_dom::helpers::debounce(PAUSE, move |()| keep());
        Effect::new(move |_| {
            draft.track();
            studio.saved.track();
            later(());
        });
        window_event_listener_untyped("pagehide", move |_| keep());
        studio
    }

    /// Announces what was done.
    pub(crate) fn tell(self, words: String) {
        self.refusal.set(None);
        self.status.set(words);
    }

    /// Says why something was not done.
    pub(crate) fn refuse(self, words: String) {
        self.refusal.set(Some(words));
    }

    /// Changes `what` of the draft.
    pub(crate) fn edit(self, what: &str, change: impl FnOnce(&mut Draft)) {
        let theme = self.theme.get_untracked();
        self.history.update(|history| history.edit(what, change));
        self.forget_problems(&theme);
    }

    /// Ends a gesture: what comes next is a step of its own.
    pub(crate) fn settle(self) {
        self.history.update_untracked(History::settle);
    }

    /// Takes a step back.
    pub(crate) fn undo(self) {
        let theme = self.theme.get_untracked();
        self.history.update(History::undo);
        self.forget_problems(&theme);
    }

    /// Takes a step again.
    pub(crate) fn redo(self) {
        let theme = self.theme.get_untracked();
        self.history.update(History::redo);
        self.forget_problems(&theme);
    }

    /// The problems of a document that was opened are not those of another theme.
    fn forget_problems(self, before: &Theme) {
        let is_other = self.theme.with_untracked(|theme| theme != before);
        if is_other && self.opened.with_untracked(|opened| !opened.is_empty()) {
            self.opened.set(Vec::new());
        }
    }

    /// Whether something would be lost with the browser's own storage.
    pub(crate) fn unsaved(self) -> bool {
        self.draft
            .with(|draft| self.saved.with(|saved| draft != saved))
    }

    /// Marks the draft as saved.
    pub(crate) fn mark_saved(self) {
        self.saved.set(self.draft.get_untracked());
    }

    /// Opens the control of a token.
    pub(crate) fn select(self, token: Token) {
        self.panel.set(match token {
            Token::Color(_) => Panel::Colors,
            Token::Setting(_) => Panel::Shape,
        });
        self.selected.set(Some(token));
    }

    /// The page that a preview draws for a sample, and its language.
    pub(crate) fn page(self, sample: usize) -> (Page, Texts<'static>) {
        let lang = self.lang.get();
        let mut page = samples()[sample].page.clone();
        page.frame.brand.layout = self.layout.get();
        // The samples name a file that is nowhere.
        if let Some(logo) = &mut page.frame.brand.logo {
            logo.src = blank(logo.width, logo.height);
        }
        self.logo.with(|logo| {
            if let Some(logo) = logo {
                page.frame.brand.logo = Some(wire::theme::Logo {
                    src: logo.src(),
                    width: logo.width,
                    height: logo.height,
                });
            }
        });
        (page, texts(lang))
    }
}

/// All texts of the language `lang`.
fn texts(lang: &'static str) -> Texts<'static> {
    let all = pages::locale::texts(lang);
    Texts { lang, all }
}

/// A logo that stands for one of this size.
fn blank(width: u32, height: u32) -> String {
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'%3E%3Crect width='100%25' \
         height='100%25' rx='8' fill='%23888' fill-opacity='.45'/%3E%3C/svg%3E"
    )
}

/// Every screen in every state.
pub(crate) fn samples() -> &'static [Sample] {
    static SAMPLES: OnceLock<Vec<Sample>> = OnceLock::new();
    SAMPLES.get_or_init(Screen::samples)
}

/// The samples of one screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The path at which the screen stands.
    pub(crate) path: &'static str,
    /// Its heading in the language of the previews.
    pub(crate) heading: String,
    /// Places in [`samples`].
    pub(crate) samples: Arc<[usize]>,
}

/// The samples whose names hold `filter`, by their screens.
pub(crate) fn groups(lang: &'static str, filter: &str) -> Vec<Group> {
    let mut paths: Vec<(&'static str, usize, Vec<usize>)> = Vec::new();
    for (index, sample) in samples().iter().enumerate() {
        let path = sample.page.screen.path();
        let place = paths.iter().position(|(each, ..)| *each == path);
        let place = place.unwrap_or_else(|| {
            paths.push((path, index, Vec::new()));
            paths.len() - 1
        });
        paths[place].2.push(index);
    }
    let texts = texts(lang);
    let words = filter.to_lowercase();
    let groups = paths.into_iter().filter_map(|(path, first, indices)| {
        let heading = pages::heading(&samples()[first].page.screen, texts);
        let whole = heading.to_lowercase().contains(&words) || path.contains(&words);
        let samples: Vec<_> = indices
            .into_iter()
            .filter(|index| whole || label(*index).contains(&words))
            .collect();
        (!samples.is_empty()).then(|| Group {
            path,
            heading,
            samples: samples.into(),
        })
    });
    groups.collect()
}

/// The name of a sample as people read it.
pub(crate) fn label(sample: usize) -> String {
    samples()[sample].name.replace('-', " ")
}
