//! A [`Node`] as Leptos sees it: built in the browser, hydrated over the server's HTML, or written as HTML.

use super::{Element, IntoNode, Node, state::State};
use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::{Rndr, types},
        view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
    },
};
use wasm_bindgen::JsCast;
#[cfg(feature = "hydrate")]
use {any_spawner::Executor, web_sys::HtmlElement};

impl Render for Node {
    type State = State;

    fn build(self) -> State {
        match self {
            Self::Text(words) => leaf(Rndr::create_text_node(&words).into()),
            Self::Fragment(several) if several.is_empty() => {
                leaf(Rndr::create_placeholder().into())
            }
            Self::Fragment(several) => {
                State::Fragment(several.into_iter().map(Render::build).collect())
            }
            Self::Element(mut element) => {
                let svg = matches!(element.name, "svg" | "path" | "rect");
                let space = svg.then_some("http://www.w3.org/2000/svg");
                let node = Rndr::create_element(element.name, space);
                let children = std::mem::take(&mut element.children);
                let inside = children.into_iter().map(|child| {
                    let mut child = child.build();
                    child.mount(&node, None);
                    child
                });
                let inside = inside.collect();
                element.attach(node, true, inside)
            }
            Self::Dynamic(draw) => State::Dynamic(RenderEffect::new(move |before| match before {
                Some(before) => redraw(draw(), before),
                None => draw().build(),
            })),
        }
    }

    fn rebuild(self, state: &mut State) {
        let before = std::mem::replace(state, State::Fragment(Vec::new()));
        *state = redraw(self, before);
    }
}

fn leaf(node: types::Node) -> State {
    State::Leaf(node, Vec::new(), Vec::new())
}

/// Puts `node` where `before` is.
fn redraw(node: Node, mut before: State) -> State {
    let mut new = node.build();
    before.insert_before_this(&mut new);
    before.unmount();
    new
}

impl AddAnyAttr for Node {
    type Output<SomeNewAttr: Attribute> = Self;

    /// Attributes are written where an element is described; none reaches it from outside.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Node {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
        // The browser never writes HTML, and is not sent the code.
        #[cfg(feature = "ssr")]
        self.write(html, position);
        #[cfg(not(feature = "ssr"))]
        let _ = (html, position);
    }

    /// Walks over what `html` wrote. Where something else changed the document before, this panics: the
    /// page is then not marked as hydrated, and its forms stay plain.
    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> State {
        match self {
            Self::Text(_) => {
                let after_text = matches!(position.get(), Position::NextChildAfterText);
                advance(cursor, position);
                if after_text {
                    cursor.sibling();
                }
                position.set(Position::NextChildAfterText);
                leaf(cursor.current())
            }
            Self::Fragment(several) if several.is_empty() => {
                advance(cursor, position);
                leaf(cursor.current())
            }
            Self::Fragment(several) => State::Fragment(
                several
                    .into_iter()
                    .map(|each| each.hydrate::<true>(cursor, position))
                    .collect(),
            ),
            Self::Element(mut element) => {
                advance(cursor, position);
                let Ok(node) = cursor.current().dyn_into::<types::Element>() else {
                    panic!("the document was changed");
                };
                assert!(node.local_name() == element.name);
                position.set(Position::FirstChild);
                let children = std::mem::take(&mut element.children);
                let inside = children
                    .into_iter()
                    .map(|child| child.hydrate::<true>(cursor, position))
                    .collect();
                cursor.set(node.clone().into());
                position.set(Position::NextChild);
                element.attach(node, false, inside)
            }
            Self::Dynamic(draw) => {
                let (cursor, position) = (cursor.clone(), position.clone());
                State::Dynamic(RenderEffect::new(move |before| match before {
                    Some(before) => redraw(draw(), before),
                    None => draw().hydrate::<true>(&cursor, &position),
                }))
            }
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}

/// Moves on to the next node.
fn advance(cursor: &Cursor, position: &PositionState) {
    if matches!(position.get(), Position::FirstChild) {
        cursor.child();
    } else {
        cursor.sibling();
    }
    position.set(Position::NextChild);
}

/// `view!` takes what stands between braces by this trait.
impl Render for Element {
    type State = State;

    fn build(self) -> State {
        self.into_node().build()
    }

    fn rebuild(self, state: &mut State) {
        self.into_node().rebuild(state);
    }
}

/// Hydrates what `draw` describes over what is in `root`, for as long as the document stands.
///
/// As [`leptos::mount::hydrate_from`], without the context in which a server of Leptos hands over resources and errors:
/// these pages have none, and it weighs 5.7 KB (brotli).
#[cfg(feature = "hydrate")]
pub(crate) fn hydrate<N: IntoNode>(root: HtmlElement, draw: impl FnOnce() -> N) {
    // An error says that the executor is there already.
    _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let state = owner.with(|| {
        draw().into_node().hydrate::<true>(
            &Cursor::new(root.unchecked_into()),
            &PositionState::default(),
        )
    });
    std::mem::forget((owner, state));
}
