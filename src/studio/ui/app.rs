//! The studio as a whole: bar, list of screens, canvas, inspector.

use crate::ui::{
    files,
    gallery::{Gallery, anchor},
    inspector::{Inspector, files_of},
    stage::Stage,
    studio::{Group, Studio, groups, label},
    top::Top,
};
use leptos::{ev, prelude::*};
use web_sys::DragEvent;

/// The studio.
#[component]
pub(crate) fn App() -> impl IntoView {
    let studio = Studio::open();
    provide_context(studio);
    window_event_listener(ev::beforeunload, move |event| {
        if studio.unsaved() {
            event.prevent_default();
        }
    });
    window_event_listener(ev::keydown, move |event| {
        // In a field, undo is the field's own.
        let typing = document().active_element().is_some_and(|element| {
            matches!(element.local_name().as_str(), "textarea" | "input")
                && element
                    .get_attribute("type")
                    .is_none_or(|kind| kind == "text")
        });
        if typing || !(event.ctrl_key() || event.meta_key()) {
            return;
        }
        match (event.key().to_lowercase().as_str(), event.shift_key()) {
            ("z", false) => studio.undo(),
            ("z", true) | ("y", _) => studio.redo(),
            _ => return,
        }
        event.prevent_default();
    });
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        files::open(studio, files_of(&event), true);
    };
    view! {
        <div class="studio" on:dragover=move |event: DragEvent| event.prevent_default() on:drop=dropped>
            <Top/>
            <Screens/>
            <main class="canvas" data-scrolls tabindex="-1">
                {move || match studio.zoomed.get().is_some() {
                    true => view! { <Stage sample=studio.zoomed.get_untracked().unwrap_or_default()/> }.into_any(),
                    false => view! { <Gallery/> }.into_any(),
                }}
            </main>
            <Inspector/>
            <p class="unseen" role="status">{move || studio.status.get()}</p>
            <Show when=move || studio.refusal.with(Option::is_some)>
                <div class="notice" role="alert"><p>{move || studio.refusal.get()}</p>
                    <button class="quiet" on:click=move |_| studio.refusal.set(None)>"Close"</button></div>
            </Show>
        </div>
    }
}

/// The list of screens and their states.
#[component]
fn Screens() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let groups = Memo::new(move |_| {
        let filter = studio.filter.get();
        groups(studio.lang.get(), filter.trim())
    });
    let zoomed = Memo::new(move |_| studio.zoomed.get());
    let group = move |group: Group| {
        let target = anchor(group.path);
        let go = move |_| {
            studio.zoomed.set(None);
            let target = target.clone();
            // Once the gallery is there.
            request_animation_frame(move || {
                if let Some(section) = document().get_element_by_id(&target) {
                    section.scroll_into_view();
                }
            });
        };
        let state = move |sample: usize| {
            view! {
                <li><button aria-current=move || (zoomed.get() == Some(sample)).then_some("true")
                    on:click=move |_| studio.zoomed.set(Some(sample))>{label(sample)}</button></li>
            }
        };
        view! {
            <li><button class="screen" on:click=go>{group.heading.clone()}<code>{group.path}</code></button>
                <ul>{group.samples.iter().copied().map(state).collect_view()}</ul></li>
        }
    };
    view! {
        <nav class="screens" aria-label="Screens" data-scrolls>
            <input type="search" placeholder="Find a screen or state" aria-label="Find a screen or state"
                on:input=move |event| studio.filter.set(event_target_value(&event))/>
            <ul>
                <For each=move || groups.get() key=|group| (group.path, group.samples.clone(), group.heading.clone()) children=group/>
            </ul>
        </nav>
    }
}
