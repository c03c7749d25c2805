//! Publishing: the draft becomes the brand of an app client, or of all clients of a pool, by the operations that any
//! administrator's tool uses. The key is typed in and kept in memory only.

use crate::{
    browser,
    draft::Draft,
    signature::{Call, Key, headers},
    studio::Studio,
};
use leptos::{html, prelude::*, task::spawn_local};
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, HtmlInputElement, RequestInit, Response, SubmitEvent};

/// Where a draft goes, and by whose key.
#[derive(Clone)]
struct Goal {
    region: String,
    pool: String,
    client: String,
    key: Key,
}

/// Whether the dialog is open, and where it opens.
type Opened = RwSignal<bool>;

/// The button and its dialog.
#[component]
pub(crate) fn Publish() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let open: Opened = RwSignal::new(false);
    let dialog = NodeRef::<html::Dialog>::new();
    let busy = RwSignal::new(false);
    let outcome = RwSignal::new(None::<Result<(), String>>);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let call = if open.get() { "showModal" } else { "close" };
            browser::call(&dialog, call);
        }
    });
    let wrong = move || studio.checked.with(Result::is_err);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let goal = Goal {
            region: field("publish-region"),
            pool: field("publish-pool"),
            client: field("publish-client"),
            key: Key {
                id: field("publish-key"),
                secret: field("publish-secret"),
            },
        };
        busy.set(true);
        outcome.set(None);
        spawn_local(async move {
            let draft = studio.draft.get_untracked();
            let done = publish(&goal, &draft).await;
            if done.is_ok() {
                studio.saved.set(draft);
            }
            outcome.set(Some(done));
            busy.set(false);
        });
    };
    view! {
        <button class="primary" on:click=move |_| open.set(true)>"Publish…"</button>
        <dialog node_ref=dialog aria-labelledby="publish-title" on:close=move |_| open.set(false)>
            <form on:submit=send>
                <h2 id="publish-title">"Publish"</h2>
                <p class="hint">"Replaces theme, style sheet and logo of these pages, at once and for everybody. The key stays in this window's memory."</p>
                <Entry id="publish-pool" name="User pool id" kind="text" value="" needed=true/>
                <Entry id="publish-client" name="App client id, or ALL" kind="text" value="ALL" needed=true/>
                <Entry id="publish-region" name="Region" kind="text" value="us-east-1" needed=true/>
                <Entry id="publish-key" name="Access key id" kind="text" value="" needed=true/>
                <Entry id="publish-secret" name="Secret access key" kind="password" value="" needed=true/>
                <div class="outcome" role="status">{move || outcome.get().map(|outcome| match outcome {
                    Ok(()) => view! { <p class="good">"✓ Published."</p> }.into_any(),
                    Err(reason) => view! { <p class="wrong">{reason}</p> }.into_any(),
                })}</div>
                <Show when=wrong><p class="wrong">"The style sheet has problems; correct them first."</p></Show>
                <p class="actions">
                    <button type="button" class="quiet" on:click=move |_| open.set(false)>"Close"</button>
                    <button class="primary" disabled=move || busy.get() || wrong()>{move || if busy.get() { "Publishing…" } else { "Publish" }}</button>
                </p>
            </form>
        </dialog>
    }
}

/// One field of the dialog.
#[component]
fn Entry(
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    value: &'static str,
    needed: bool,
) -> impl IntoView {
    view! {
        <label class="entry"><span>{name}</span>
            <input id=id type=kind value=value required=needed autocomplete="off" spellcheck="false"/></label>
    }
}

fn field(id: &str) -> String {
    let input = document().get_element_by_id(id);
    let input = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    input.map_or_else(String::new, |input| input.value().trim().to_owned())
}

/// Sets the theme, then sheet and logo.
async fn publish(goal: &Goal, draft: &Draft) -> Result<(), String> {
    let whose = json!({ "UserPoolId": goal.pool, "ClientId": goal.client });
    let mut theme = whose.clone();
    theme["Theme"] = draft.theme.write().into();
    call(goal, "loggia", "Loggia.SetTheme", &theme).await?;
    let mut look = whose;
    if !draft.sheet.trim().is_empty() {
        look["CSS"] = draft.sheet.as_str().into();
    }
    if let Some(logo) = &draft.logo {
        look["ImageFile"] = logo.base64.as_str().into();
    }
    let target = "AWSCognitoIdentityProviderService.SetUICustomization";
    call(goal, "cognito-idp", target, &look).await
}

async fn call(goal: &Goal, service: &str, target: &str, body: &Value) -> Result<(), String> {
    let unreached = |_| "The server cannot be reached.".to_owned();
    let location = window().location();
    let (host, origin) = location
        .host()
        .and_then(|host| Ok((host, location.origin()?)))
        .map_err(unreached)?;
    // 2026-01-02T03:04:05.678Z
    let now = String::from(js_sys::Date::new_0().to_iso_string());
    let now: String = now
        .chars()
        .filter(|each| !matches!(each, '-' | ':'))
        .collect();
    let at = format!("{}Z", now.split('.').next().unwrap_or_default());
    let body = body.to_string();
    let call = Call {
        service,
        region: &goal.region,
        host: &host,
        target,
        body: &body,
        at: &at,
    };
    let sent = Headers::new().map_err(unreached)?;
    for (name, value) in headers(&goal.key, &call) {
        sent.set(name, &value).map_err(unreached)?;
    }
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_headers(&sent);
    request.set_body(&body.as_str().into());
    let fetched = window().fetch_with_str_and_init(&format!("{origin}/"), &request);
    let response: Response = JsFuture::from(fetched)
        .await
        .map_err(unreached)?
        .unchecked_into();
    if response.ok() {
        return Ok(());
    }
    let status = response.status();
    let text = match response.text() {
        Ok(text) => JsFuture::from(text)
            .await
            .ok()
            .and_then(|text| text.as_string()),
        Err(_) => None,
    };
    let told: Value = serde_json::from_str(&text.unwrap_or_default()).unwrap_or_default();
    let words = told["message"].as_str().or(told["Message"].as_str());
    Err(words.map_or_else(|| format!("The server answered {status}."), str::to_owned))
}
