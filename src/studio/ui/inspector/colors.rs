//! The colours of a side: each with a picker, any CSS syntax, and sliders in OKLCH.

use crate::{
    token::{Origin, Token, color_text},
    ui::{browser, studio::Studio},
};
use leptos::{html, prelude::*};
use theme::{COLORS, Color, NotAColor, Oklch, Role, Scheme};

/// The colours.
#[component]
pub(super) fn Colors() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let side = move |scheme: Scheme| {
        view! {
            <label class="segment">
                <input type="radio" name="editing" prop:checked=move || studio.editing.get() == scheme
                    on:change=move |_| studio.editing.set(scheme)/>
                <span>{match scheme { Scheme::Light => "Light side", Scheme::Dark => "Dark side" }}</span>
            </label>
        }
    };
    view! {
        <fieldset class="segments wide">
            <legend class="unseen">"Side to edit"</legend>
            {Scheme::ALL.map(side).collect_view()}
        </fieldset>
        <crate::ui::specimen::Specimen/>
        {COLORS.iter().map(|color| view! { <Row color/> }).collect_view()}
    }
}

/// One colour.
#[component]
fn Row(color: &'static Color) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let Color {
        role, name, about, ..
    } = *color;
    let current = Memo::new(move |_| {
        studio
            .theme
            .with(|theme| theme.color(studio.editing.get(), role))
    });
    let origin = Memo::new(move |_| {
        studio
            .theme
            .with(|theme| Origin::of(theme, studio.editing.get(), role))
    });
    let open = move || studio.selected.get() == Some(Token::Color(role));
    let wrong = RwSignal::new(None::<&'static str>);
    let text = NodeRef::<html::Input>::new();
    let row = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let words = color_text(current.get());
        if let Some(input) = text.get()
            && !browser::has_focus(&input)
        {
            input.set_value(&words);
            wrong.set(None);
        }
    });
    Effect::new(move |_| {
        if open()
            && let Some(row) = row.get()
        {
            row.scroll_into_view_with_bool(false);
        }
    });
    let typed = move |words: String| match Oklch::parse(words.trim()) {
        Ok(color) => {
            wrong.set(None);
            set(studio, role, Some(color));
        }
        Err(NotAColor::Unknown) => wrong.set(Some("This is no CSS colour.")),
        Err(NotAColor::Translucent) => wrong.set(Some("A token is an opaque colour.")),
    };
    let left = move |_| {
        studio.settle();
        if let Some(input) = text.get() {
            input.set_value(&color_text(current.get()));
            wrong.set(None);
        }
    };
    let toggle = move |_| {
        studio.selected.update(|selected| {
            let this = Some(Token::Color(role));
            *selected = if *selected == this { None } else { this };
        })
    };
    view! {
        <div class="row" node_ref=row data-token=name class:open=open>
            <input type="color" aria-label=format!("{name}: pick") prop:value=move || current.get().hex()
                on:input=move |event| typed(event_target_value(&event)) on:change=move |_| studio.settle()/>
            <button class="name" aria-expanded=move || open().to_string() on:click=toggle>
                {name}<span class="origin" data-origin=move || origin.get().name()>{move || origin.get().name()}</span>
            </button>
            <input type="text" class="value" aria-label=format!("{name}: value") spellcheck="false" autocomplete="off" node_ref=text
                aria-invalid=move || wrong.get().map(|_| "true")
                on:input=move |event| typed(event_target_value(&event)) on:blur=left/>
            <button class="reset" title="Back to default" aria-label=format!("{name}: back to default") disabled=move || origin.get() != Origin::Set
                on:click=move |_| { set(studio, role, None); studio.settle(); }>"↺"</button>
            <Show when=move || wrong.get().is_some()><p class="wrong" role="alert">{move || wrong.get()}</p></Show>
            <Show when=open>
                <div class="more">
                    <p>{about}</p>
                    <code>{move || current.get().to_string()}</code>
                    <Slider role part=0 name="Lightness" current/>
                    <Slider role part=1 name="Chroma" current/>
                    <Slider role part=2 name="Hue" current/>
                </div>
            </Show>
        </div>
    }
}

/// Lightness, chroma or hue.
#[component]
fn Slider(role: Role, part: usize, name: &'static str, current: Memo<Oklch>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let (most, step) = [("1", "0.005"), ("0.37", "0.002"), ("360", "1")][part];
    let value = move || parts(current.get())[part];
    let moved = move |event| {
        if let Ok(value) = event_target_value(&event).parse::<f32>() {
            let mut to = parts(current.get_untracked());
            to[part] = value;
            set(studio, role, Some(Oklch::new(to[0], to[1], to[2])));
        }
    };
    let digits = if part == 2 { 0 } else { 3 };
    view! {
        <label class="slider">
            <span>{name}</span>
            <input type="range" min="0" max=most step=step prop:value=move || value().to_string()
                on:input=moved on:change=move |_| studio.settle()/>
            <output>{move || format!("{:.digits$}", value())}</output>
        </label>
    }
}

fn parts(color: Oklch) -> [f32; 3] {
    [color.lightness(), color.chroma(), color.hue()]
}

fn set(studio: Studio, role: Role, color: Option<Oklch>) {
    let scheme = studio.editing.get_untracked();
    let what = format!("{}.{}", scheme.name(), role.color().name);
    studio.edit(&what, |draft| draft.theme.side_mut(scheme).set(role, color));
}
