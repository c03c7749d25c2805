//! The parts of a page in a nutshell, in the inspector itself: what an edit does is seen beside its control.
//!
//! The tokens and the designer's sheet are scoped to the specimen at run time, so that they never reach the studio.

use crate::{
    css::{forced, unlayered},
    ui::{constructed::Constructed, studio::Studio},
};
use leptos::prelude::*;
use stylist::{Style, manager::StyleManager};

/// The parts of one side.
#[component]
pub(crate) fn Specimen() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let class = RwSignal::new(String::new());
    let scope = StoredValue::new_local(Scope::new());
    Effect::new(move |_| {
        let theme = studio
            .theme
            .with(|theme| forced(theme, studio.editing.get()).css());
        let css =
            unlayered(&theme, "theme") + &studio.sheet.with(|sheet| unlayered(sheet, "classic"));
        scope.update_value(|scope| {
            if let Some(name) = scope.as_mut().and_then(|scope| scope.put(css)) {
                class.set(name);
            }
        });
    });
    view! {
        <div class=move || format!("specimen {}", class.get()) aria-hidden="true">
            <div class="specimen-card background-customizable">
                <b>"Heading"</b>
                <span class="specimen-lead textDescription-customizable">"A line below it, with a "<u>"link"</u></span>
                <span class="specimen-field inputField-customizable">"name@example.com"</span>
                <span class="specimen-error errorMessage-customizable">"Something is not right."</span>
                <span class="specimen-button submitButton-customizable">"Continue"</span>
            </div>
        </div>
    }
}

/// Where the scoped sheet goes: into a constructed sheet, which no Content-Security-Policy has to let in.
struct Scope {
    manager: StyleManager,
    sheet: Constructed,
    now: Option<Style>,
}

impl Scope {
    fn new() -> Option<Self> {
        // Stylist writes into an element; one outside the document styles nothing by itself.
        let outside = document().create_element("div").ok()?;
        let manager = StyleManager::builder()
            .container(outside.into())
            .build()
            .ok()?;
        let sheet = Constructed::of(&document())?;
        sheet.adopt(&document());
        Some(Self {
            manager,
            sheet,
            now: None,
        })
    }

    /// Puts a sheet in place of the one before; gives the class that it is scoped to.
    fn put(&mut self, css: String) -> Option<String> {
        let style = Style::create_with_manager("specimen", css, self.manager.clone()).ok()?;
        self.sheet.replace(style.get_style_str());
        let name = style.get_class_name().to_owned();
        if let Some(before) = self.now.replace(style) {
            before.unregister();
        }
        Some(name)
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        self.sheet.replace("");
        if let Some(style) = self.now.take() {
            style.unregister();
        }
    }
}
