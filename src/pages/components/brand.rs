//! The app's name, beside its logo or, without one, beside Loggia's mark.
//!
//! The name is always in text. A logo with its stored size has its box before it arrives; one that is missing is taken away,
//! as far as script runs.

use crate::{
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::{either::Either, html, prelude::*};

const ARCH: &str = "M7 25V14.5a4.5 4.5 0 0 1 9 0V25M16 25V14.5a4.5 4.5 0 0 1 9 0V25";

/// The line above the heading.
pub(crate) fn brand(at: &Scene) -> Drawn {
    let brand = &at.frame().brand;
    let missing = RwSignal::new(false);
    let image = NodeRef::<html::Img>::new();
    // It may have failed before there was anyone to hear of it.
    Effect::new(move || {
        if image
            .get()
            .is_some_and(|image| image.complete() && image.natural_width() == 0)
        {
            missing.set(true);
        }
    });
    let mark = match &brand.logo {
        Some(logo) => Either::Left(view! {
            <img
                class="lg-logo logo-customizable"
                src=logo.src.clone()
                width=logo.width.to_string()
                height=logo.height.to_string()
                alt=""
                hidden=move || missing.get()
                node_ref=image
                on:error=move |_| missing.set(true)
            />
        }),
        None => Either::Right(view! {
            <svg class="lg-mark" viewBox="0 0 32 32" aria-hidden="true">
                <rect class="lg-mark-ground" width=32 height=32 rx=9/>
                <path class="lg-mark-arch" d=ARCH/>
            </svg>
        }),
    };
    view! { <p class="lg-brand banner-customizable">{mark} <span>{brand.name.clone()}</span></p> }
        .drawn()
}
