//! The bar at the top: what is looked at, and what is done with the draft.

use crate::ui::{
    files,
    publish::Publish,
    studio::{Sides, Studio},
};
use leptos::{html, prelude::*};
use pages::locale::LANGUAGES;
use theme::Scheme;

/// Widths of a phone, a tablet and a computer in CSS pixels.
const WIDTHS: [(u32, &str); 3] = [(320, "Phone"), (768, "Tablet"), (1280, "Desktop")];

/// The bar.
#[component]
pub(crate) fn Top() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let file = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = file.get() else { return };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            files::open(studio, vec![file], false);
        }
        // The same file again is a choice again.
        input.set_value("");
    };
    let widths = WIDTHS.map(|(width, name)| {
        view! {
            <label class="segment">
                <input type="radio" name="width" prop:checked=move || studio.width.get() == width on:change=move |_| studio.width.set(width)/>
                <span title=format!("{width} px")>{name}</span>
            </label>
        }
    });
    let sides = [("Both", Sides::Both), ("Light", Sides::One(Scheme::Light)), ("Dark", Sides::One(Scheme::Dark))].map(|(name, sides)| {
        view! {
            <label class="segment">
                <input type="radio" name="sides" prop:checked=move || studio.sides.get() == sides on:change=move |_| studio.sides.set(sides)/>
                <span>{name}</span>
            </label>
        }
    });
    let spoken = move |event| {
        let tag = event_target_value(&event);
        if let Some(language) = LANGUAGES.iter().find(|language| language.tag == tag) {
            studio.lang.set(language.tag);
        }
    };
    let state = move || {
        if !studio.is_stored.get() {
            "This browser keeps nothing: export your work"
        } else if studio.unsaved() {
            "Unsaved changes"
        } else {
            "Saved"
        }
    };
    view! {
        <header class="top">
            <h1 class="title"><svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9"></rect>
                <path d="M7 25V14.5a4.5 4.5 0 0 1 9 0V25M16 25V14.5a4.5 4.5 0 0 1 9 0V25"></path></svg>
                <span>"Loggia "<b>"Studio"</b></span></h1>
            <fieldset class="segments"><legend class="unseen">"Width"</legend>{widths.collect_view()}</fieldset>
            <fieldset class="segments"><legend class="unseen">"Sides"</legend>{sides.collect_view()}</fieldset>
            <label class="select"><span class="unseen">"Language of the pages"</span>
                <select on:change=spoken>{LANGUAGES.iter().map(|language| view! {
                    <option value=language.tag selected=move || studio.lang.get() == language.tag>{language.name}</option>
                }).collect_view()}</select></label>
            <span class="gap"></span>
            <span class="state" data-unsaved=move || studio.unsaved().to_string()>{state}</span>
            <span class="pair">
                <button class="quiet" title="Undo (Ctrl+Z)" aria-label="Undo" disabled=move || !studio.history.with(|history| history.can_undo())
                    on:click=move |_| studio.undo()>"↶"</button>
                <button class="quiet" title="Redo (Ctrl+Shift+Z)" aria-label="Redo" disabled=move || !studio.history.with(|history| history.can_redo())
                    on:click=move |_| studio.redo()>"↷"</button>
            </span>
            <label class="file"><input type="file" accept=".json,.css,.png,.jpg,.jpeg" node_ref=file on:change=chosen/><span>"Open…"</span></label>
            <button class="quiet" on:click=move |_| files::export(studio)>"Export"</button>
            <Publish/>
        </header>
    }
}
