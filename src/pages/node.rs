//! What every component draws: a tree of elements and text, with some parts that follow signals.
//!
//! Each macro `view!` of Leptos gives a view of its own type, and its own code to build, patch and hydrate it: on these
//! pages that was two thirds of the wasm. A [`Node`] is a Leptos view of one type, so that this code is there once. It
//! is replaced as a whole instead of being patched: what was typed on one page must not stay in an input of the next.

#[cfg(feature = "ssr")]
mod html;
mod state;

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::{Rndr, types},
        view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
    },
};
use state::State;
use std::borrow::Cow;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::Event;

type Words = Cow<'static, str>;
type Listener = Box<dyn FnMut(Event) + Send>;
type OnAttach = Box<dyn FnOnce(&types::Element) + Send>;

/// A part of a page.
pub(crate) enum Node {
    /// An element with what is in it.
    Element(Box<Element>),
    /// Text that is not empty.
    Text(String),
    /// One after the other; none draws nothing.
    Fragment(Vec<Node>),
    /// Drawn anew with every change of a signal that it read.
    Dynamic(Box<dyn Fn() -> Node + Send>),
}

/// An element that is being described.
pub(crate) struct Element {
    name: &'static str,
    constant: &'static [(&'static str, &'static str)],
    attributes: Vec<(&'static str, Value)>,
    children: Vec<Node>,
    listeners: Vec<(&'static str, Listener)>,
    on_attach: Option<OnAttach>,
}

/// The value of an attribute: once and for all, or with every change of a signal; without a value it is not there.
enum Value {
    Static(Words),
    Dynamic(Box<dyn Fn() -> Option<Words> + Send>),
}

/// An element with those of its attributes that are always the same. An empty value stands for an attribute without one.
pub(crate) fn element(
    name: &'static str,
    constant: &'static [(&'static str, &'static str)],
) -> Element {
    Element {
        name,
        constant,
        attributes: Vec::new(),
        children: Vec::new(),
        listeners: Vec::new(),
        on_attach: None,
    }
}

/// What `draw` draws, anew with every change of a signal that it read.
pub(crate) fn dynamic(draw: impl Fn() -> Node + Send + 'static) -> Node {
    Node::Dynamic(Box::new(draw))
}

impl Element {
    /// With this attribute.
    pub(crate) fn attr(mut self, name: &'static str, value: impl Into<Words>) -> Self {
        self.attributes.push((name, Value::Static(value.into())));
        self
    }

    /// With this attribute, if `on`.
    pub(crate) fn flag(self, name: &'static str, on: bool) -> Self {
        if on { self.attr(name, "") } else { self }
    }

    /// With this attribute, which follows the signals that `value` reads.
    pub(crate) fn bind(
        mut self,
        name: &'static str,
        value: impl Fn() -> Option<Words> + Send + 'static,
    ) -> Self {
        self.attributes
            .push((name, Value::Dynamic(Box::new(value))));
        self
    }

    /// Listening to this event.
    pub(crate) fn on(
        mut self,
        event: &'static str,
        listener: impl FnMut(Event) + Send + 'static,
    ) -> Self {
        self.listeners.push((event, Box::new(listener)));
        self
    }

    /// Handed to `on_attach` as soon as it is alive in a browser; never on the server.
    pub(crate) fn on_attach(
        mut self,
        on_attach: impl FnOnce(&types::Element) + Send + 'static,
    ) -> Self {
        self.on_attach = Some(Box::new(on_attach));
        self
    }

    /// With this below whatever is in it already.
    pub(crate) fn child(mut self, child: impl Into<Node>) -> Self {
        self.add(child.into());
        self
    }

    fn add(&mut self, child: Node) {
        match child {
            Node::Fragment(several) => several.into_iter().for_each(|child| self.add(child)),
            child => self.children.push(child),
        }
    }

    /// Brings `node` to life: with all its attributes where it is `new`.
    fn attach(self, node: types::Element, new: bool, mut inside: Vec<State>) -> State {
        if new {
            for (name, value) in self.constant {
                Rndr::set_attribute(&node, name, value);
            }
        }
        for (name, value) in self.attributes {
            match value {
                Value::Static(value) => {
                    if new {
                        Rndr::set_attribute(&node, name, &value);
                    }
                }
                Value::Dynamic(value) => {
                    let node = node.clone();
                    inside.push(State::Dynamic(RenderEffect::new(move |before| {
                        let value = value();
                        if new || Option::is_some(&before) {
                            match value {
                                Some(value) => Rndr::set_attribute(&node, name, &value),
                                None => Rndr::remove_attribute(&node, name),
                            }
                        }
                        State::Fragment(Vec::new())
                    })));
                }
            }
        }
        let listeners = self
            .listeners
            .into_iter()
            .map(|(event, listener)| {
                let listener = Closure::wrap(listener as Box<dyn FnMut(Event)>);
                drop(
                    node.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref()),
                );
                listener
            })
            .collect();
        if let Some(on_attach) = self.on_attach {
            on_attach(&node);
        }
        State::Leaf(node.into(), inside, listeners)
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(Box::new(element))
    }
}

impl From<String> for Node {
    fn from(words: String) -> Self {
        if words.is_empty() {
            Self::Fragment(Vec::new())
        } else {
            Self::Text(words)
        }
    }
}

impl From<&str> for Node {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<Vec<Node>> for Node {
    fn from(several: Vec<Node>) -> Self {
        Self::Fragment(several)
    }
}

impl<D: Into<Node>> From<Option<D>> for Node {
    fn from(node: Option<D>) -> Self {
        node.map_or(Self::Fragment(Vec::new()), Into::into)
    }
}

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
                let node: types::Element = cursor
                    .current()
                    .dyn_into()
                    .expect("nobody changed the document");
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
