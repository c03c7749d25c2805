//! A page in a window of its own width: a frame of this origin, whose document we write.
//!
//! Styles are constructed sheets: the pages' own, and one that is exchanged with every edit. Scripts of the frame never
//! run, and its forms and links lead nowhere: forms may be sent so that a form that is sent is heard of, and stopped.

use crate::ui::{browser::Listener, constructed::Constructed};
use pages::{Preview, Texts};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, HtmlIFrameElement};
use wire::screen::Page;

/// The style sheet of the pages, as the server serves it.
const PAGES: &str = include_str!(concat!(env!("OUT_DIR"), "/pages.css"));

/// The document that a frame begins with.
pub(crate) const BLANK: &str = "<!doctype html><html><head><meta charset=\"utf-8\"><title>Preview</title></head><body><div id=\"app\"></div></body></html>";

/// A frame that is ready to show pages.
pub(crate) struct Frame {
    element: HtmlIFrameElement,
    document: Document,
    root: Element,
    brand: Constructed,
    page: Option<Preview>,
    _listeners: [Listener; 2],
}

impl Frame {
    /// Prepares a frame that has loaded [`BLANK`].
    pub(crate) fn new(element: HtmlIFrameElement) -> Option<Self> {
        let document = element.content_document()?;
        let root = document.get_element_by_id("app")?;
        let (own, brand) = (Constructed::of(&document)?, Constructed::of(&document)?);
        own.replace(PAGES);
        own.adopt(&document);
        brand.adopt(&document);
        let stop = |event| {
            Listener::new(&document, event, |event| {
                let link = event
                    .target()
                    .map(|target| target.unchecked_into::<Element>())
                    .and_then(|target| target.closest("a[href]").ok().flatten());
                if event.type_() == "submit" || link.is_some() {
                    event.prevent_default();
                }
            })
        };
        let listeners = [stop("submit"), stop("click")];
        Some(Self {
            element,
            root,
            brand,
            page: None,
            _listeners: listeners,
            document,
        })
    }

    /// The document that is shown.
    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    /// Shows another page.
    pub(crate) fn show(&mut self, page: &Page, texts: Texts<'_>) {
        self.page = None;
        if let Some(html) = self.document.document_element() {
            drop(html.set_attribute("lang", texts.lang));
        }
        self.page = Some(pages::preview(&self.root, page, texts));
    }

    /// Shows the page in other styles.
    pub(crate) fn paint(&self, styles: &str) {
        self.brand.replace(styles);
    }

    /// Makes the frame as high as its page, and `least` at least; says how high.
    pub(crate) fn fit(&self, least: u32) -> u32 {
        let style = HtmlElement::style(&self.element);
        drop(style.set_property("height", &format!("{least}px")));
        let needed = self.document.document_element();
        let needed = needed.map_or(0, |html| html.scroll_height());
        let height = u32::try_from(needed).unwrap_or_default().max(least);
        drop(style.set_property("height", &format!("{height}px")));
        height
    }
}
