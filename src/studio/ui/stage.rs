//! One page alone, in a window whose width is dragged. What lies under the pointer is named.

use crate::{
    layout::Fit,
    token::Token,
    ui::{
        browser::Listener,
        hooks::{Hooks, hooks},
        studio::{Studio, label, samples},
        tile::{FrameHandle, Tile, frame_handle},
    },
};
use leptos::{html, prelude::*};
use theme::Scheme;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, PointerEvent};

/// The narrowest and the widest window, in CSS pixels.
const WIDTHS: [u32; 2] = [240, 1600];

/// What is under the pointer: its hooks, and its place on its tile.
#[derive(Debug, Clone, PartialEq)]
struct Pointed {
    side: Scheme,
    hooks: Hooks,
    /// Left, top, width, height in the page's own pixels.
    place: [f64; 4],
}

/// The page that is looked at alone.
#[component]
pub(crate) fn Stage(sample: usize) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let place = NodeRef::<html::Div>::new();
    let room = RwSignal::new(0.0);
    crate::ui::gallery::measure(place, room);
    let pointed = RwSignal::new(None::<Pointed>);
    let fit = Memo::new(move |_| {
        let sides = studio.sides.get().schemes().len() as f64;
        Fit::into((room.get() - 28.0 * sides) / sides, studio.width.get())
    });
    let sample = RwSignal::new(sample);
    Effect::new(move |_| {
        if let Some(zoomed) = studio.zoomed.get() {
            sample.set(zoomed);
        }
    });
    let step = move |by: usize| {
        let count = samples().len();
        studio
            .zoomed
            .update(|zoomed| *zoomed = zoomed.map(|at| (at + by) % count));
    };
    let before = move |_| step(samples().len() - 1);
    let after = move |_| step(1);
    view! {
        <div class="stage">
            <div class="stage-head">
                <button class="quiet" on:click=move |_| studio.zoomed.set(None)>"← Gallery"</button>
                <h2>{move || label(sample.get())}</h2>
                <span class="pair">
                    <button class="quiet" aria-label="Previous state" on:click=before>"‹"</button>
                    <button class="quiet" aria-label="Next state" on:click=after>"›"</button>
                </span>
            </div>
            <div class="windows" node_ref=place>
                {move || studio.sides.get().schemes().into_iter().map(|side| view! {
                    <Window sample side fit pointed/>
                }).collect_view()}
            </div>
            <Readout pointed/>
        </div>
    }
}

/// One side with its handle.
#[component]
fn Window(
    sample: RwSignal<usize>,
    side: Scheme,
    #[prop(into)] fit: Signal<Fit>,
    pointed: RwSignal<Option<Pointed>>,
) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let held = frame_handle();
    let listeners = StoredValue::new_local(Vec::<Listener>::new());
    let on_draw = Callback::new(move |()| listeners.set_value(listen(studio, held, side, pointed)));
    let from = StoredValue::new(None::<(f64, u32)>);
    let grip = move |event: PointerEvent| {
        let handle: Element = event_target(&event);
        drop(handle.set_pointer_capture(event.pointer_id()));
        from.set_value(Some((
            f64::from(event.client_x()),
            studio.width.get_untracked(),
        )));
    };
    let drag = move |event: PointerEvent| {
        if let Some((x, width)) = from.get_value() {
            let by = (f64::from(event.client_x()) - x) / fit.get_untracked().scale;
            resize(studio, f64::from(width) + by);
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let width = f64::from(studio.width.get_untracked());
        match event.key().as_str() {
            "ArrowLeft" => resize(studio, width - 16.0),
            "ArrowRight" => resize(studio, width + 16.0),
            _ => return,
        }
        event.prevent_default();
    };
    let mark = move |part: usize| {
        move || {
            let scale = fit.get().scale;
            pointed.with(|pointed| {
                let pointed = pointed.as_ref().filter(|pointed| pointed.side == side);
                pointed.map(|pointed| format!("{}px", pointed.place[part] * scale))
            })
        }
    };
    view! {
        <figure class="window">
            <figcaption>{side.name()} <span>{move || format!("{} px, {:.0} %", fit.get().width, fit.get().scale * 100.0)}</span></figcaption>
            <div class="window-box">
                <Tile sample side fit still=false held on_draw/>
                <div class="mark" hidden=move || pointed.with(|pointed| pointed.as_ref().is_none_or(|pointed| pointed.side != side))
                    style:left=mark(0) style:top=mark(1) style:width=mark(2) style:height=mark(3)></div>
                <div class="handle" role="slider" tabindex="0" aria-label="Width of the window" aria-orientation="horizontal"
                    aria-valuemin=WIDTHS[0].to_string() aria-valuemax=WIDTHS[1].to_string() aria-valuenow=move || studio.width.get().to_string()
                    on:pointerdown=grip on:pointermove=drag on:pointerup=move |_| from.set_value(None) on:keydown=key></div>
            </div>
        </figure>
    }
}

fn resize(studio: Studio, width: f64) {
    studio
        .width
        .set((width.round() as u32).clamp(WIDTHS[0], WIDTHS[1]));
}

/// Watches the pointer in the frame of a tile.
fn listen(
    studio: Studio,
    held: FrameHandle,
    side: Scheme,
    pointed: RwSignal<Option<Pointed>>,
) -> Vec<Listener> {
    held.with_value(|held| {
        let held = held.borrow();
        let Some(frame) = held.as_ref() else {
            return Vec::new();
        };
        let document = frame.document().clone();
        let under = move |event: &Event| {
            // An element of another window is no instance of this window's classes.
            let element: Element = event.target()?.unchecked_into();
            element.parent_element()?;
            let rect = element.get_bounding_client_rect();
            Some(Pointed {
                side,
                hooks: hooks(&document, &element),
                place: [rect.left(), rect.top(), rect.width(), rect.height()],
            })
        };
        let over = under.clone();
        let target = frame.document();
        vec![
            Listener::new(target, "pointerover", move |event| {
                pointed.set(over(&event))
            }),
            Listener::new(target, "click", move |event| {
                if let Some(pointed) = under(&event)
                    && let Some(token) = pointed.hooks.foremost()
                {
                    studio.editing.set(side);
                    studio.select(token);
                }
            }),
        ]
    })
}

/// Says what is under the pointer.
#[component]
fn Readout(pointed: RwSignal<Option<Pointed>>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let token = move |token: Token| {
        view! { <button class="chip" on:click=move |_| studio.select(token)>{token.name()}</button> }
    };
    let readout = move || {
        match pointed.get() {
        None => view! { <span class="hint">"Point at a part to see its classic class and its tokens; click it to edit them."</span> }.into_any(),
        Some(pointed) => view! {
            <code class="element">{format!("<{}>", pointed.hooks.element)}</code>
            {pointed.hooks.classes.into_iter().map(|class| view! { <code class="class">{class}</code> }).collect_view()}
            {pointed.hooks.tokens.into_iter().map(token).collect_view()}
        }.into_any(),
    }
    };
    view! { <div class="readout">{readout}</div> }
}
