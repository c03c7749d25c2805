//! What an element of a page offers a designer: its classic class, and the tokens that its styles read.

use crate::{css::read, token::Token, ui::browser};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element};

/// The hooks of one element.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Hooks {
    /// Its name in the document, such as `button`.
    pub(crate) element: String,
    /// The classic classes that it bears, or what is around it.
    pub(crate) classes: Vec<String>,
    /// The tokens that its styles read, or those of what is around it.
    pub(crate) tokens: Vec<Token>,
}

impl Hooks {
    /// The token that one most likely means: a colour, where there is one.
    pub(crate) fn foremost(&self) -> Option<Token> {
        let mut tokens = self.tokens.iter();
        let color = tokens.find(|token| matches!(token, Token::Color(_)));
        color.or(self.tokens.first()).copied()
    }
}

/// The hooks of `element`; where it has none, those of the nearest that has.
pub(crate) fn hooks(document: &Document, element: &Element) -> Hooks {
    let mut hooks = Hooks {
        element: element.local_name(),
        ..Hooks::default()
    };
    let mut around = Some(element.clone());
    while let Some(each) = around {
        if hooks.classes.is_empty() {
            let classes = each.class_name();
            let classes = classes.split_whitespace();
            let classic = classes.filter(|class| class.ends_with("-customizable"));
            hooks.classes = classic.map(|class| format!(".{class}")).collect();
        }
        if hooks.tokens.is_empty() {
            hooks.tokens = tokens(document, &each);
        }
        if !hooks.classes.is_empty() && !hooks.tokens.is_empty() {
            break;
        }
        around = each.parent_element();
    }
    hooks
}

fn tokens(document: &Document, element: &Element) -> Vec<Token> {
    let mut hooks = Vec::new();
    let sheets: Array = browser::get(document, "adoptedStyleSheets").unchecked_into();
    let window = browser::get(document, "defaultView");
    let rules = browser::get(&sheets.get(0), "cssRules");
    collect_tokens(&rules, &window, element, &mut hooks);
    hooks
}

/// Goes through rules, and into those groups of rules that hold now.
fn collect_tokens(rules: &JsValue, window: &JsValue, element: &Element, hooks: &mut Vec<Token>) {
    for rule in Array::from(rules).iter() {
        if let Some(selector) = browser::text(&rule, "selectorText") {
            // What stands on the root sets tokens; it reads none for this element.
            if !selector.contains(":root") && element.matches(&selector) == Ok(true) {
                let style = browser::text(&browser::get(&rule, "style"), "cssText");
                read(&style.unwrap_or_default(), hooks);
            }
        } else if holds(&rule, window) {
            collect_tokens(&browser::get(&rule, "cssRules"), window, element, hooks);
        }
    }
}

/// Whether a group of rules holds: a layer always does, a media query may not.
fn holds(rule: &JsValue, window: &JsValue) -> bool {
    let Some(query) = browser::text(&browser::get(rule, "media"), "mediaText") else {
        return Reflect::has(rule, &"cssRules".into()) == Ok(true);
    };
    let ask: Function = browser::get(window, "matchMedia").unchecked_into();
    let answer = ask.call1(window, &query.into());
    answer.is_ok_and(|answer| browser::get(&answer, "matches") == JsValue::TRUE)
}
