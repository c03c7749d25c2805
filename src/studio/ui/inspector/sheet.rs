//! The classic style sheet: an editor with numbered lines, and what is wrong at its line.

use crate::{
    css::span,
    ui::{browser, studio::Studio},
};
use leptos::{html, prelude::*};
use std::collections::BTreeSet;
use theme::Problem;

/// What the empty editor shows.
const EXAMPLE: &str = ".submitButton-customizable {\n  border-radius: 4px;\n}\n.label-customizable {\n  font-weight: bold;\n}";

/// The editor.
#[component]
pub(super) fn SheetPart() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let editor = NodeRef::<html::Textarea>::new();
    let top = RwSignal::new(0);
    let text = Memo::new(move |_| studio.draft.with(|draft| draft.sheet.clone()));
    let problems = Memo::new(move |_| studio.checked.get().err().unwrap_or_default());
    Effect::new(move |_| {
        let text = text.get();
        if let Some(editor) = editor.get()
            && editor.value() != text
        {
            editor.set_value(&text);
        }
    });
    Effect::new(move |_| {
        if let (Some(line), Some(editor)) = (studio.line.get(), editor.get()) {
            let (from, to) = span(&editor.value(), line);
            drop(editor.focus());
            drop(editor.set_selection_range(from, to));
            studio.line.set(None);
        }
    });
    let typed = move |event| {
        let words = event_target_value(&event);
        studio.edit("sheet", |draft| draft.sheet = words);
    };
    let numbers = move || {
        let wrong: BTreeSet<u32> =
            problems.with(|problems| problems.iter().map(|problem| problem.line).collect());
        let count = text.with(|text| text.split('\n').count()).max(12);
        (1..=count)
            .map(|number| {
                let wrong = u32::try_from(number).is_ok_and(|number| wrong.contains(&number));
                view! { <span class:wrong=wrong>{number}</span> }
            })
            .collect_view()
    };
    view! {
        <p class="hint">"Cognito's classic hooks, such as "<code>".submitButton-customizable"</code>". A sheet is taken whole or not at all."</p>
        <div class="editor">
            <div class="numbers" aria-hidden="true"><div style:transform=move || format!("translateY(-{}px)", top.get())>{numbers}</div></div>
            <textarea node_ref=editor id="sheet" aria-label="Classic style sheet" aria-describedby="sheet-problems" spellcheck="false" autocapitalize="none" autocomplete="off"
                wrap="off" rows="18" placeholder=EXAMPLE
                aria-invalid=move || problems.with(|problems| (!problems.is_empty()).then_some("true"))
                on:input=typed on:blur=move |_| studio.settle()
                on:scroll=move |_| if let Some(editor) = editor.get() { top.set(editor.scroll_top()); }></textarea>
        </div>
        <div id="sheet-problems" role="status">
            {move || problems.with(|problems| match problems.len() {
                0 => "The sheet is right.".to_owned(),
                1 => "One problem. The preview keeps the last sheet that was right.".to_owned(),
                many => format!("{many} problems. The preview keeps the last sheet that was right."),
            })}
        </div>
        <ProblemList problems/>
    }
}

/// Problems, each leading to its line.
#[component]
pub(super) fn ProblemList(#[prop(into)] problems: Signal<Vec<Problem>>) -> impl IntoView {
    let studio = expect_context::<Studio>();
    let item = move |problem: Problem| {
        let line = problem.line;
        let lead = move |_| {
            studio.panel.set(crate::ui::studio::Panel::Sheet);
            studio.line.set(Some(line));
            browser::focus("sheet");
        };
        view! {
            <li data-line=line.to_string()>
                <button class="place" on:click=lead>{format!("Line {line}:{}", problem.column)}</button>
                " "<span>{problem.reason}</span>
            </li>
        }
    };
    view! { <ol class="problems">{move || problems.get().into_iter().map(item).collect_view()}</ol> }
}
