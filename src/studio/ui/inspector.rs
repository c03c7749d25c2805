//! The panel of controls: one part at a time, chosen by tabs.

mod checks;
mod colors;
mod logo;
mod shape;
mod sheet;

use crate::ui::{
    browser,
    studio::{Panel, Studio},
};
use leptos::prelude::*;

pub(crate) use logo::{decoded, files_of, read as read_logo};

impl Panel {
    const ALL: [Self; 5] = [
        Self::Colors,
        Self::Shape,
        Self::Logo,
        Self::Sheet,
        Self::Checks,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Colors => "Colours",
            Self::Shape => "Shape",
            Self::Logo => "Logo",
            Self::Sheet => "CSS",
            Self::Checks => "Checks",
        }
    }

    fn id(self) -> String {
        format!("tab-{}", self.name().to_lowercase())
    }
}

/// The inspector.
#[component]
pub(crate) fn Inspector() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let panel = studio.panel;
    let key = move |event: web_sys::KeyboardEvent| {
        let at = Panel::ALL.iter().position(|each| *each == panel.get());
        let at = at.unwrap_or_default();
        let count = Panel::ALL.len();
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        panel.set(Panel::ALL[to]);
        browser::focus(&Panel::ALL[to].id());
    };
    let tab = move |each: Panel| {
        let chosen = move || panel.get() == each;
        let troubles = move || match each {
            Panel::Sheet => studio
                .checked
                .with(|checked| checked.as_ref().err().map_or(0, Vec::len)),
            Panel::Checks => checks::count(studio),
            Panel::Colors | Panel::Shape | Panel::Logo => 0,
        };
        let badge = move || {
            let count = troubles();
            (count > 0).then(|| view! { <span class="badge">{count}<span class="unseen">" problems"</span></span> })
        };
        view! {
            <button role="tab" id=each.id() aria-controls="panel" aria-selected=move || chosen().to_string()
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| panel.set(each)>{each.name()}{badge}</button>
        }
    };
    view! {
        <aside class="inspector" aria-label="Inspector">
            <div role="tablist" aria-label="Parts of the theme" on:keydown=key>
                {Panel::ALL.map(tab).collect_view()}
            </div>
            <div id="panel" role="tabpanel" tabindex="0" aria-labelledby=move || panel.get().id() data-scrolls>
                {move || match panel.get() {
                    Panel::Colors => view! { <colors::Colors/> }.into_any(),
                    Panel::Shape => view! { <shape::Shape/> }.into_any(),
                    Panel::Logo => view! { <logo::LogoPart/> }.into_any(),
                    Panel::Sheet => view! { <sheet::SheetPart/> }.into_any(),
                    Panel::Checks => view! { <checks::Checks/> }.into_any(),
                }}
            </div>
        </aside>
    }
}
