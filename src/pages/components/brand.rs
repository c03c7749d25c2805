//! The app's name, beside its logo or, without one, beside Loggia's mark.
//!
//! The name is always in text: a logo that is missing or slow leaves nothing broken, for its own text is empty.

use crate::{
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::{either::Either, prelude::*};

const ARCH: &str = "M7 25V14.5a4.5 4.5 0 0 1 9 0V25M16 25V14.5a4.5 4.5 0 0 1 9 0V25";

/// The line above the heading.
pub(crate) fn brand(at: &Scene) -> Drawn {
    let brand = &at.frame().brand;
    let mark = match &brand.logo {
        Some(logo) => Either::Left(view! {
            <img
                class="lg-logo logo-customizable"
                src=logo.src.clone()
                width=logo.width.to_string()
                height=logo.height.to_string()
                alt=""
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
