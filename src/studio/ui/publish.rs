//! Publishing: the draft becomes the brand of an app client, or of all clients of a pool, by the operations that any
//! administrator's tool uses; and what is published becomes the draft.

mod apps;
mod desk;

use crate::{
    published::{self, ALL},
    ui::{service::Item, studio::Studio},
};
use apps::ChooseApp;
use desk::{Desk, StepResult};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, SubmitEvent};

/// The button and its dialog.
#[component]
pub(crate) fn Publish() -> impl IntoView {
    let desk = Desk::new(expect_context::<Studio>());
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let call = if desk.open.get() {
                "showModal"
            } else {
                "close"
            };
            crate::ui::browser::call(&dialog, call);
        }
    });
    let entered = Memo::new(move |_| desk.access.with(Option::is_some));
    view! {
        <button class="primary" on:click=move |_| desk.show()>"Publish…"</button>
        <dialog node_ref=dialog aria-labelledby="publish-title" on:close=move |_| desk.open.set(false)>
            <h2 id="publish-title">{move || if desk.chooses.get() && (entered.get() || desk.opening.get()) { "Which app?" } else { "Publish" }}</h2>
            {move || match (entered.get(), desk.opening.get()) {
                (true, _) if desk.chooses.get() => view! { <ChooseApp desk/> }.into_any(),
                (true, _) => view! { <Goals desk/> }.into_any(),
                (false, true) => view! { <p class="hint" role="status">"One moment: the key is being looked at."</p> }.into_any(),
                (false, false) => view! { <Keys desk/> }.into_any(),
            }}
        </dialog>
    }
}

/// Asks for a key.
#[component]
fn Keys(desk: Desk) -> impl IntoView {
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        desk.connect(field("publish-key"), field("publish-secret"));
    };
    view! {
        <form on:submit=send>
            <p class="hint">"Whoever publishes needs an administrator's access key, which stays in this window's memory; or opens the \
                studio by the link that "<code>"loggia studio"</code>" prints where the server runs."</p>
            {move || desk.access_error.get().map(|words| view! { <p class="wrong" role="alert">{words}</p> })}
            <Entry id="publish-key" name="Access key id" kind="text"/>
            <Entry id="publish-secret" name="Secret access key" kind="password"/>
            <p class="actions">
                <button type="button" class="quiet" on:click=move |_| desk.open.set(false)>"Close"</button>
                <button class="primary" disabled=move || desk.busy.get()>{move || if desk.busy.get() { "One moment…" } else { "Continue" }}</button>
            </p>
        </form>
    }
}

/// Asks what for, and publishes.
#[component]
fn Goals(desk: Desk) -> impl IntoView {
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        desk.publish();
    };
    let wrong = move || desk.studio.checked.with(Result::is_err);
    let there = move || {
        desk.published.with(|published| {
            let published = published.as_ref();
            published.map(|published| published.words(&desk.goal.get()))
        })
    };
    let is_known = move || desk.published.with(Option::is_some);
    let remove = move |event| desk.removes.set(event_target_checked(&event));
    view! {
        <form on:submit=send>
            <p class="by"><span>{move || signed(desk)}</span>
                <button type="button" class="link" disabled=move || desk.busy.get() on:click=move |_| desk.leave()>"Use another key"</button></p>
            <label class="entry"><span>"User pool"</span>
                <select id="publish-pool" disabled=move || desk.busy.get() on:change=move |event| desk.choose_pool(event_target_value(&event))>
                    {move || options(&desk.pools.get(), &desk.goal.get().pool)}
                </select></label>
            <label class="entry"><span>"App client"</span>
                <select id="publish-client" disabled=move || desk.busy.get() on:change=move |event| desk.choose_client(event_target_value(&event))>
                    <option value=ALL selected=move || desk.goal.get().client == ALL>"All without a brand of their own"</option>
                    {move || options(&desk.place().map(|place| place.clients).unwrap_or_default(), &desk.goal.get().client)}
                </select></label>
            <div class="there" role="status">
                <p>{there}{move || desk.lost.get().map(|words| view! { <span class="wrong">{words}</span> })}</p>
                <button type="button" class="quiet" disabled=move || desk.busy.get() || !is_known() on:click=move |_| desk.open_published(false)>"Open it as the draft"</button>
            </div>
            <Show when=move || desk.asks.get()>
                <div class="asks" role="alert"><p>"The draft has changes that are neither published nor exported."</p>
                    <p class="actions"><button type="button" class="quiet" on:click=move |_| desk.asks.set(false)>"Keep the draft"</button>
                    <button type="button" class="quiet" on:click=move |_| desk.open_published(true)>"Replace it"</button></p></div>
            </Show>
            <Show when=move || desk.lacks_logo()>
                <label class="check"><input type="checkbox" prop:checked=move || desk.removes.get() on:change=remove/>
                    <span>"Take away the published logo; the draft has none"</span></label>
            </Show>
            <Show when=move || desk.replaces()>
                <p class="hint">"The draft did not begin with what is published there now, and replaces it."</p>
            </Show>
            <Show when=move || desk.lacks_domain()><Domain desk/></Show>
            <Show when=wrong><p class="wrong">"The style sheet has problems; correct them first."</p></Show>
            <div class="outcome" role="status">
                {move || step("Style sheet and logo", desk.branding.get())}
                {move || step("Theme", desk.theme.get())}
            </div>
            <p class="actions">
                <button type="button" class="quiet" on:click=move |_| desk.open.set(false)>"Close"</button>
                <button class="primary" disabled=move || desk.busy.get() || wrong() || !is_known() || desk.lacks_domain()>{move || if desk.busy.get() { "One moment…" } else { "Publish" }}</button>
            </p>
        </form>
    }
}

/// Says that the pages have no domain, and makes one.
#[component]
fn Domain(desk: Desk) -> impl IntoView {
    let name = desk.place().map(|place| place.pool.name);
    let proposal = published::domain_name(&name.unwrap_or_default());
    let make = move |_| desk.create_domain(field("publish-domain"));
    view! {
        <div class="asks">
            <p>"The pages of this pool have no domain yet. A style sheet and a logo need one: it is the name under which the pages answer."</p>
            <label class="entry"><span>"Domain"</span>
                <input id="publish-domain" type="text" autocomplete="off" spellcheck="false" value=proposal/></label>
            {move || desk.domain_error.get().map(|words| view! { <p class="wrong" role="alert">{words}</p> })}
            <p class="actions"><button type="button" class="quiet" disabled=move || desk.busy.get() on:click=make>"Create the domain"</button></p>
        </div>
    }
}

/// The line that says whose key signs, and until when.
fn signed(desk: Desk) -> String {
    let Some(access) = desk.access.get() else {
        return String::new();
    };
    match access.until {
        None => format!("Signed by {}.", access.key.id),
        Some(until) => {
            let at = js_sys::Date::new(&(until * 1000.0).into());
            let (hours, minutes) = (at.get_hours(), at.get_minutes());
            format!("By link, until {hours:02}:{minutes:02}.")
        }
    }
}

fn options(all: &[Item], chosen: &str) -> impl IntoView + use<> {
    let option = |each: &Item| {
        view! { <option value=each.id.clone() selected=each.id == chosen>{each.words()}</option> }
    };
    all.iter().map(option).collect_view()
}

/// The line with the result of a step, in the server's own words where it refused.
fn step(name: &'static str, result: StepResult) -> impl IntoView {
    result.map(|result| match result {
        Ok(()) => view! { <p class="good">{format!("✓ {name}: published.")}</p> }.into_any(),
        Err(words) => {
            view! { <p class="wrong"><b>{format!("{name}: not published.")}</b>" "{words}</p> }
                .into_any()
        }
    })
}

/// One field of the dialog.
#[component]
fn Entry(id: &'static str, name: &'static str, kind: &'static str) -> impl IntoView {
    view! {
        <label class="entry"><span>{name}</span>
            <input id=id type=kind required autocomplete="off" spellcheck="false"/></label>
    }
}

fn field(id: &str) -> String {
    let input = document().get_element_by_id(id);
    let input = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    input.map_or_else(String::new, |input| input.value().trim().to_owned())
}
