//! Every screen in every state, on both sides, at one width.

use crate::{
    layout::{Fit, arrange},
    ui::{
        studio::{Group, Studio, groups, label},
        tile::{Tile, frame_handle},
    },
};
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{ResizeObserver, ResizeObserverEntry};

/// The gallery.
#[component]
pub(crate) fn Gallery() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let room = RwSignal::new(0.0);
    let place = NodeRef::<html::Div>::new();
    measure(place, room);
    let groups = Memo::new(move |_| {
        let filter = studio.filter.get();
        groups(studio.lang.get(), filter.trim())
    });
    let sides = move || studio.sides.get().schemes().len();
    let columns = move || arrange(room.get(), studio.width.get(), sides()).0;
    let fit = Memo::new(move |_| {
        let width = studio.width.get();
        Fit::into(arrange(room.get(), width, sides()).1, width)
    });
    let count = move || {
        groups.with(|groups| {
            groups
                .iter()
                .map(|group| group.samples.len())
                .sum::<usize>()
        })
    };
    view! {
        <div class="gallery" node_ref=place style:--columns=move || columns().to_string()>
            <p class="count" role="status">{move || format!("{} states", count())}</p>
            <For each=move || groups.get() key=|group| (group.path, group.samples.clone(), group.heading.clone())
                children=move |group: Group| view! {
                    <section id=anchor(group.path)>
                        <h2>{group.heading.clone()} <code>{group.path}</code></h2>
                        <div class="cards">
                            {group.samples.iter().map(|sample| view! { <Card sample=*sample fit/> }).collect_view()}
                        </div>
                    </section>
                }/>
            <Show when=move || count() == 0><p class="nothing">"No state has these words in its name."</p></Show>
        </div>
    }
}

/// The id of a screen's section.
pub(crate) fn anchor(path: &str) -> String {
    path.trim_start_matches('/').replace('/', "-")
}

/// One state.
#[component]
fn Card(sample: usize, #[prop(into)] fit: Signal<Fit>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let name = label(sample);
    view! {
        <article class="card" data-sample=crate::ui::studio::samples()[sample].name>
            <div class="tiles">
                {move || studio.sides.get().schemes().into_iter().map(|side| view! {
                    <Tile sample=Signal::derive(move || sample) side fit still=true held=frame_handle() on_draw=Callback::new(|()| ())/>
                }).collect_view()}
            </div>
            <button class="open" on:click=move |_| studio.zoomed.set(Some(sample))>{name}</button>
        </article>
    }
}

/// Follows the width of an element.
pub(crate) fn measure(place: NodeRef<html::Div>, room: RwSignal<f64>) {
    Effect::new(move |_| {
        let Some(element) = place.get() else {
            return;
        };
        let heard = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let last: ResizeObserverEntry = entries.at(-1).unchecked_into();
            room.try_set(last.content_rect().width());
        });
        if let Ok(observer) = ResizeObserver::new(heard.as_ref().unchecked_ref()) {
            observer.observe(&element);
            let observation = StoredValue::new_local((observer, heard));
            on_cleanup(move || observation.with_value(|(observer, _)| observer.disconnect()));
        }
    });
}
