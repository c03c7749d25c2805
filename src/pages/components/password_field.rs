//! The password: shown on request, never sent back by the server, with a hint while Caps Lock is on.

use crate::{
    components::{
        field::Wrong,
        icon,
        rules::{self, Rules},
    },
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::{ev::KeyboardEvent, html, prelude::*};
use wire::{
    screen::{Message, PasswordRule},
    text::Text,
};

/// What tells one password field from another.
pub(crate) struct Password<'a> {
    /// Its id.
    pub(crate) id: &'static str,
    /// Its name in the form.
    pub(crate) name: &'static str,
    /// The label.
    pub(crate) label: Text,
    /// The rules of a new password; empty for one that exists.
    pub(crate) rules: &'a [PasswordRule],
    /// Whether it is a new one.
    pub(crate) new: bool,
    /// What is wrong with it.
    pub(crate) error: Option<&'a Message>,
    /// Whether it takes the focus when the page opens.
    pub(crate) focus: bool,
}

/// A password field.
pub(crate) fn password_field(at: &Scene, password: Password<'_>) -> Drawn {
    let Password {
        id,
        name,
        label,
        rules,
        new,
        error,
        focus,
    } = password;
    let wrong = Wrong::new(id, error.map(|message| at.say(message)));
    let wrong_now = wrong.now;
    let revealed = at.live.revealed;
    let input = NodeRef::<html::Input>::new();
    let caps = RwSignal::new(false);
    let rules = Rules::new(at, id, rules);
    let described_by = {
        let (error, rules, hint) = (wrong.described_by(), rules.id(), format!("{id}-caps"));
        move || {
            let hint = caps.get().then(|| hint.clone());
            let ids: Vec<_> = [error(), hint, rules.clone()]
                .into_iter()
                .flatten()
                .collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    };
    let observe = rules.observe();
    rules.read_when_hydrated(input);
    // A change of `type` loses the selection: it is put back.
    let toggle = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let (start, end) = (
            input.selection_start().ok().flatten(),
            input.selection_end().ok().flatten(),
        );
        revealed.update(|on| *on = !*on);
        input.set_type(if revealed.get_untracked() {
            "text"
        } else {
            "password"
        });
        if let (Some(start), Some(end)) = (start, end) {
            drop(input.set_selection_range(start, end));
        }
    };
    let hint = at.text(Text::CapsLock);
    view! {
        <div class="lg-field">
            <label class="lg-label label-customizable" for=id>{at.text(label)}</label>
            <span class="lg-input-box">
                <input
                    class="lg-input lg-input-password inputField-customizable"
                    id=id
                    name=name
                    type=move || if revealed.get() { "text" } else { "password" }
                    autocomplete=if new { "new-password" } else { "current-password" }
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="256"
                    required=true
                    autofocus=at.first && focus
                    aria-invalid=move || wrong_now.get().then_some("true")
                    aria-describedby=described_by
                    node_ref=input
                    on:input=move |event| {
                        wrong_now.set(false);
                        observe(&event_target_value(&event));
                    }
                    on:keydown=move |event| caps.set(caps_lock(&event))
                    on:keyup=move |event| caps.set(caps_lock(&event))
                    on:blur=move |_| caps.set(false)
                />
                <button
                    class="lg-reveal"
                    type="button"
                    aria-label=at.text(Text::ShowPassword)
                    title=at.text(Text::ShowPassword)
                    aria-pressed=move || if revealed.get() { "true" } else { "false" }
                    aria-controls=id
                    on:click=toggle
                >
                    <svg class="lg-icon lg-icon-line" viewBox="0 0 20 20" fill="none" stroke="currentColor" aria-hidden="true">
                        <path d=icon::EYE/>
                        <path class="lg-reveal-slash" d=icon::SLASH/>
                    </svg>
                </button>
            </span>
            {wrong.line()}
            <p class="lg-hint" id=format!("{id}-caps") role="status">
                {move || caps.get().then(|| view! { {icon::line(icon::CAPS)} <span>{hint.clone()}</span> })}
            </p>
            {rules::list(rules)}
        </div>
    }
    .drawn()
}

/// Whether Caps Lock is on after this event: at the press of the Caps Lock key itself, browsers still tell the old state.
fn caps_lock(event: &KeyboardEvent) -> bool {
    let on = event.get_modifier_state("CapsLock");
    if event.key() == "CapsLock" && event.type_() == "keydown" {
        !on
    } else {
        on
    }
}
