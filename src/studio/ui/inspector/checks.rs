//! What is wrong, and how well colours can be told apart.

use super::sheet::ProblemList;
use crate::{token::Token, ui::studio::Studio};
use leptos::prelude::*;
use theme::{Pair, Problem};

/// How many things are wrong.
pub(super) fn count(studio: Studio) -> usize {
    let failing = studio
        .pairs
        .with(|pairs| pairs.iter().filter(|pair| !pair.passes()).count());
    let sheet = studio
        .checked
        .with(|checked| checked.as_ref().err().map_or(0, Vec::len));
    failing + sheet + studio.opened.with(Vec::len)
}

/// Problems and contrast.
#[component]
pub(super) fn Checks() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let sheet = Signal::derive(move || studio.checked.get().err().unwrap_or_default());
    let document = move |problem: Problem| view! { <li>{problem.to_string()}</li> };
    let pairs = move || {
        let mut pairs = studio.pairs.get();
        pairs.sort_by_key(|one| one.passes());
        pairs
    };
    let failing = move || {
        studio
            .pairs
            .with(|pairs| pairs.iter().filter(|pair| !pair.passes()).count())
    };
    view! {
        <h3>"Problems"</h3>
        <Show when=move || count(studio) == 0><p class="good">"✓ Nothing is wrong."</p></Show>
        <Show when=move || studio.opened.with(|opened| !opened.is_empty())>
            <h4>"theme.json, as it was opened"</h4>
            <ol class="problems">{move || studio.opened.get().into_iter().map(document).collect_view()}</ol>
        </Show>
        <Show when=move || sheet.with(|problems| !problems.is_empty())>
            <h4>"Classic style sheet"</h4>
            <ProblemList problems=sheet/>
        </Show>
        <h3>"Contrast"</h3>
        <p class="hint">{move || {
            let all = studio.pairs.with(Vec::len);
            format!("{} of {all} pairs pass WCAG 2.2 AA: 4.5 for text, 3 for edges, marks and the focus.", all - failing())
        }}</p>
        <ul class="pairs">
            {move || pairs().into_iter().map(|pair| view! { <PairContrast pair/> }).collect_view()}
        </ul>
    }
}

/// One pair of colours.
#[component]
fn PairContrast(pair: Pair) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let Pair {
        fore,
        back,
        scheme,
        ratio,
        needed,
    } = pair;
    let color = move |role| {
        studio
            .theme
            .with_untracked(|theme| theme.color(scheme, role).to_string())
    };
    let edit = move |_| {
        studio.editing.set(scheme);
        studio.select(Token::Color(fore));
    };
    let passes = pair.passes();
    view! {
        <li data-passes=passes.to_string()>
            <span class="sample" aria-hidden="true" style:color=color(fore) style:background-color=color(back)>"Aa"</span>
            <button class="names" on:click=edit>{format!("{} on {}", fore.color().name, back.color().name)}<span>{scheme.name()}</span></button>
            // Rounded down: what falls short must not look as if it did not.
            <b>{format!("{:.2}", (ratio * 100.0).floor() / 100.0)}</b>
            <span class="verdict">{if passes { "✓ pass".to_owned() } else { format!("✕ needs {needed}") }}</span>
        </li>
    }
}
