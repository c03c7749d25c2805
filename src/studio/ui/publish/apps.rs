//! The question which app is meant: asked before anything can be published.

use super::{Desk, signed};
use crate::{
    published::{ALL, Goal},
    ui::service::Apps,
};
use leptos::prelude::*;

/// Lists the apps of every pool, each with what tells it from another of its name.
#[component]
pub(super) fn ChooseApp(desk: Desk) -> impl IntoView {
    let app = move |pool: &str, client: &str, name: String, about: String| {
        let goal = Goal {
            pool: pool.to_owned(),
            client: client.to_owned(),
        };
        view! {
            <li><button type="button" class="app" data-client=client.to_owned() disabled=move || desk.busy.get()
                on:click=move |_| desk.begin_with(goal.clone())><b>{name}</b><span>{about}</span></button></li>
        }
    };
    let pool = move |apps: Apps| {
        let id = apps.pool.id.clone();
        let clients = apps.clients.into_iter().map(|client| {
            let about = [client.sites.join(" "), client.id.clone()].join(" · ");
            let about = about.trim_start_matches(" · ").to_owned();
            app(&id, &client.id, client.name, about)
        });
        let clients = clients.collect_view();
        let about = "Every app of this pool that has no look of its own".to_owned();
        view! {
            <section class="apps">
                <h3>{apps.pool.name}" "<code>{apps.pool.id.clone()}</code></h3>
                <ul>{clients}{app(&id, ALL, "All others".to_owned(), about)}</ul>
            </section>
        }
    };
    let nothing = move || !desk.busy.get() && desk.apps.with(Vec::is_empty);
    view! {
        <p class="by"><span>{move || signed(desk)}</span>
            <button type="button" class="link" disabled=move || desk.busy.get() on:click=move |_| desk.leave()>"Use another key"</button></p>
        <p class="hint">"What its pages show now opens here. Nothing is published before you say so."</p>
        {move || desk.lost.get().map(|words| view! { <p class="wrong" role="alert">{words}</p> })}
        <div class="choices" data-scrolls>{move || desk.apps.get().into_iter().map(pool).collect_view()}</div>
        <Show when=nothing><p class="hint">"There is no user pool that this key reaches."</p></Show>
        <p class="actions"><button type="button" class="quiet" on:click=move |_| desk.open.set(false)>"Close"</button></p>
    }
}
