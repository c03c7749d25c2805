//! One page in one state on one side, scaled to the room it is given.
//!
//! A tile far from the window has no frame: it keeps its place by the height that it had.

use crate::{
    layout::Fit,
    ui::{
        frame::{BLANK, Frame},
        studio::{Studio, label},
    },
};
use leptos::{html, prelude::*};
use std::{cell::RefCell, rc::Rc};
use theme::Scheme;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// A handle on the frame that a tile holds.
pub(crate) type FrameHandle = StoredValue<Rc<RefCell<Option<Frame>>>, LocalStorage>;

/// A frame that no tile has filled yet.
pub(crate) fn frame_handle() -> FrameHandle {
    StoredValue::new_local(Rc::new(RefCell::new(None)))
}

/// Draws `sample` as `side` shows it. In a `still` one nothing can be reached.
#[component]
pub(crate) fn Tile(
    #[prop(into)] sample: Signal<usize>,
    side: Scheme,
    #[prop(into)] fit: Signal<Fit>,
    still: bool,
    held: FrameHandle,
    /// Called whenever another page is drawn.
    #[prop(into)]
    on_draw: Callback<()>,
) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let near = RwSignal::new(!still);
    let loaded = RwSignal::new(0_u32);
    let height = RwSignal::new(0_u32);
    let place = NodeRef::<html::Div>::new();
    let frame = NodeRef::<html::Iframe>::new();
    if still {
        watch(place, near);
    }
    Effect::new(move |_| {
        if !near.get() {
            held.with_value(|held| held.borrow_mut().take());
        }
    });
    // The page, then its styles, then its height: each as seldom as may be.
    Effect::new(move |_| {
        if loaded.get() == 0 {
            return;
        }
        let (page, texts) = studio.page(sample.get());
        held.with_value(|held| {
            if let Some(frame) = held.borrow_mut().as_mut() {
                frame.show(&page, texts);
            }
        });
        on_draw.run(());
    });
    Effect::new(move |_| {
        if loaded.get() == 0 {
            return;
        }
        studio.styles.with(|styles| {
            held.with_value(|held| {
                if let Some(frame) = held.borrow().as_ref() {
                    frame.paint(&styles[side as usize]);
                }
            });
        });
    });
    // Measuring makes the browser lay the page out at once: only where something moved.
    Effect::new(move |_| {
        if loaded.get() == 0 {
            return;
        }
        sample.track();
        studio.lang.track();
        studio.moved.track();
        let least = fit.get().least;
        held.with_value(|held| {
            if let Some(frame) = held.borrow().as_ref() {
                height.set(frame.fit(least));
            }
        });
    });
    let load = move |_| {
        let Some(element) = frame.get_untracked() else {
            return;
        };
        held.with_value(|held| *held.borrow_mut() = Frame::new(element));
        loaded.update(|times| *times += 1);
    };
    let size = move || {
        let fit = fit.get();
        let high = f64::from(height.get().max(fit.least)) * fit.scale;
        (
            format!("{}px", f64::from(fit.width) * fit.scale),
            format!("{high}px"),
        )
    };
    let title = move || format!("{}, {}", label(sample.get()), side.name());
    on_cleanup(move || {
        if let Some(frame) = held.try_with_value(|held| held.borrow_mut().take()) {
            drop(frame);
        }
    });
    view! {
        <div class="tile" node_ref=place data-side=side.name()
            style:width=move || size().0 style:height=move || size().1>
            {move || near.get().then(|| view! {
                <iframe node_ref=frame title=title srcdoc=BLANK sandbox="allow-same-origin allow-forms" inert=still on:load=load
                    tabindex=still.then_some("-1")
                    style:width=move || format!("{}px", fit.get().width)
                    style:transform=move || format!("scale({})", fit.get().scale)
                ></iframe>
            })}
        </div>
    }
}

/// Tells whether `place` is in the window, or a window's height from it.
fn watch(place: NodeRef<html::Div>, near: RwSignal<bool>) {
    Effect::new(move |_| {
        let Some(element) = place.get() else {
            return;
        };
        let seen = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
            let last: IntersectionObserverEntry = entries.at(-1).unchecked_into();
            near.try_set(last.is_intersecting());
        });
        let options = IntersectionObserverInit::new();
        let around = element.closest("[data-scrolls]").ok().flatten();
        options.set_root(around.as_ref());
        options.set_root_margin("75% 0%");
        let function = seen.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(function, &options);
        if let Ok(observer) = observer {
            observer.observe(&element);
            let observation = StoredValue::new_local((observer, seen));
            on_cleanup(move || {
                observation.with_value(|(observer, _)| observer.disconnect());
            });
        }
    });
}
