//! A view whose type is forgotten, and that is replaced as a whole instead of being patched.
//!
//! Leptos's own `AnyView` also keeps code to patch a view and to hydrate it asynchronously, which the linker cannot drop:
//! on these pages that was 80 KB of brotli-compressed wasm. And a page must not be patched into the next: what was typed
//! would stay in inputs that happen to be of the same type.

use leptos::{
    prelude::*,
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::types::{Element, Node},
        view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
    },
};

/// A view of any type, drawn once.
pub(crate) struct Drawn(Box<dyn View>);

/// What a [`Drawn`] keeps of its view: enough to put it into the document and to take it out.
pub(crate) struct DrawnState(Box<dyn Mountable>);

/// Forgets the type of a view.
pub(crate) trait Draw {
    /// This view, drawn once.
    fn drawn(self) -> Drawn;
}

impl<V> Draw for V
where
    V: IntoView + 'static,
    V::State: 'static,
{
    fn drawn(self) -> Drawn {
        Drawn(Box::new(self.into_view()))
    }
}

/// What can be done with a view without knowing its type.
trait View: Send {
    fn build(self: Box<Self>) -> DrawnState;
    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> DrawnState;
    /// Only where there is a use for it, so that the browser is not sent the code.
    #[cfg(feature = "ssr")]
    fn write(
        self: Box<Self>,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        attributes: Vec<AnyAttribute>,
    );
}

impl<V> View for V
where
    V: RenderHtml + 'static,
    V::State: 'static,
{
    fn build(self: Box<Self>) -> DrawnState {
        DrawnState(Box::new(Render::build(*self)))
    }

    fn hydrate(self: Box<Self>, cursor: &Cursor, position: &PositionState) -> DrawnState {
        DrawnState(Box::new(RenderHtml::hydrate::<true>(
            *self, cursor, position,
        )))
    }

    #[cfg(feature = "ssr")]
    fn write(
        self: Box<Self>,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        RenderHtml::to_html_with_buf(*self, html, position, escape, false, attributes);
    }
}

impl Render for Drawn {
    type State = DrawnState;

    fn build(self) -> DrawnState {
        self.0.build()
    }

    fn rebuild(self, state: &mut DrawnState) {
        let mut new = self.0.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

impl AddAnyAttr for Drawn {
    type Output<SomeNewAttr: Attribute> = Self;

    /// Attributes are written where a view is made; none reaches it from outside.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Drawn {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    #[cfg(feature = "ssr")]
    fn to_html_with_buf(
        self,
        html: &mut String,
        position: &mut Position,
        escape: bool,
        _: bool,
        attributes: Vec<AnyAttribute>,
    ) {
        self.0.write(html, position, escape, attributes);
    }

    /// The browser never writes HTML.
    #[cfg(not(feature = "ssr"))]
    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> DrawnState {
        self.0.hydrate(cursor, position)
    }

    fn into_owned(self) -> Self {
        self
    }
}

impl Mountable for DrawnState {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}
