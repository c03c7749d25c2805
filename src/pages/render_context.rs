//! What a component is drawn with: the words, the page, and the few things that change while the page is open.

use crate::{
    head::Head,
    node::{ChildrenFn, IntoNode, Node, dynamic},
    words::Words,
};
use leptos::prelude::*;
use std::sync::Arc;
use wire::{
    screen::{Frame, Message, Page},
    text::Text,
};

/// A page and its number in the order in which this tab drew them.
#[derive(Clone)]
pub(crate) struct CurrentPage {
    /// 0 for the page that the server drew.
    pub(crate) number: u32,
    /// The page.
    pub(crate) page: Arc<Page>,
    /// What stands above its form.
    pub(crate) head: Arc<Head>,
    /// Whether its screen has a form of its own.
    pub(crate) has_form: bool,
    /// Whether its screen asks who somebody is.
    pub(crate) signs_in: bool,
    /// The words that it is drawn with.
    pub(crate) words: Arc<Words>,
}

impl CurrentPage {
    /// Whether the server drew it.
    pub(crate) fn first(&self) -> bool {
        self.number == 0
    }

    /// Whether something went wrong, which the page says above its form.
    pub(crate) fn has_alert(&self) -> bool {
        self.head.alert.is_some()
    }
}

/// What changes while the pages are open.
#[derive(Clone, Copy)]
pub(crate) struct PageState {
    /// The page now.
    pub(crate) current: RwSignal<CurrentPage>,
    /// Whether the password is shown in clear.
    pub(crate) revealed: RwSignal<bool>,
    /// The status line that screen readers announce.
    pub(crate) status: RwSignal<String>,
    /// Why the last form did not reach the server.
    pub(crate) submit_error: RwSignal<Option<SubmitFailure>>,
}

/// Why a form did not reach the server.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "only the form loop sends forms")
)]
pub(crate) enum SubmitFailure {
    /// There was no answer, or none that the page understands.
    Network,
    /// The server has too much to do.
    Busy,
}

impl PageState {
    /// The state of a tab that shows `current`.
    pub(crate) fn new(current: CurrentPage) -> Self {
        Self {
            current: RwSignal::new(current),
            revealed: RwSignal::new(false),
            status: RwSignal::new(String::new()),
            submit_error: RwSignal::new(None),
        }
    }
}

/// What a component needs to draw itself on one page.
#[derive(Clone)]
pub(crate) struct RenderContext {
    /// The words of the page's language.
    pub(crate) words: Arc<Words>,
    /// What changes while the page is open.
    pub(crate) state: PageState,
    /// The page.
    pub(crate) page: Arc<Page>,
    /// What stands above the page's form.
    pub(crate) head: Arc<Head>,
    /// Whether the page's screen has a form of its own.
    pub(crate) has_form: bool,
    /// Whether the page's screen asks who somebody is.
    pub(crate) signs_in: bool,
    /// Whether a field may ask for the focus: on the page that the server drew, unless its alert does.
    pub(crate) may_focus: bool,
}

/// Draws what is in it anew for each page, with that page's [`RenderContext`].
#[component]
pub(crate) fn EachPage(state: PageState, children: ChildrenFn) -> impl IntoNode {
    dynamic(move || -> Node {
        let current = state.current.get();
        provide_context(RenderContext {
            state,
            may_focus: current.first() && !current.has_alert(),
            page: current.page,
            head: current.head,
            has_form: current.has_form,
            signs_in: current.signs_in,
            words: current.words,
        });
        (children.0)()
    })
}

/// The context of the page that is being drawn. Every component stands below [`EachPage`], which provides it.
pub(crate) fn use_render_context() -> RenderContext {
    use_context().expect("components are drawn below EachPage")
}

impl RenderContext {
    /// What surrounds the screen.
    pub(crate) fn frame(&self) -> &Frame {
        &self.page.frame
    }

    /// The words of a text without arguments.
    pub(crate) fn text(&self, text: Text) -> String {
        self.words.text(text).to_owned()
    }

    /// A message in words.
    pub(crate) fn say(&self, message: &Message) -> String {
        self.words.say(message)
    }

    /// The words of a text that may name the app.
    pub(crate) fn about_client(&self, text: Text) -> String {
        self.say(&Message::with(text, "client", &self.frame().brand.name))
    }

    /// The address of a page of ours, keeping the authorization request.
    pub(crate) fn to(&self, path: &str) -> String {
        format!("{path}{}", self.frame().query)
    }
}
