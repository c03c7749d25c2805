//! Buttons that send a form. While it is on its way the button keeps its width and its name, and a spinner joins it.

use crate::{
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::prelude::*;
use wire::text::Text;

/// The one primary button of a page; `name` is the name that scripts of Cognito users look for.
pub(crate) fn primary(at: &Scene, name: &'static str, text: Text) -> Drawn {
    view! {
        <span class="lg-button-box">
            <button class="lg-button lg-button-primary btn btn-primary submitButton-customizable" type="submit" name=name>
                {at.text(text)}
            </button>
        </span>
    }
    .drawn()
}

/// The primary button of the sign-in page: an `<input>`, because `input[name=signInSubmitButton]` is what scripts press.
///
/// **Source** Cognito's classic pages, observed markup.
pub(crate) fn sign_in(at: &Scene, text: Text) -> Drawn {
    view! {
        <span class="lg-button-box">
            <input
                class="lg-button lg-button-primary btn btn-primary submitButton-customizable"
                type="submit"
                name="signInSubmitButton"
                value=at.text(text)
            />
        </span>
    }
    .drawn()
}

/// A secondary button that sends `name=value`.
pub(crate) fn choice(name: &'static str, value: &'static str, content: Drawn) -> Drawn {
    view! {
        <span class="lg-button-box">
            <button class="lg-button lg-button-secondary" type="submit" name=name value=value>{content}</button>
        </span>
    }
    .drawn()
}
