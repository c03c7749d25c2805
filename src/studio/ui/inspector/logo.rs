//! The logo: by drop or by file.

use crate::{
    draft::{LARGEST_LOGO, Logo},
    ui::{browser, studio::Studio},
};
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, HtmlImageElement};

/// The logo.
#[component]
pub(super) fn LogoPart() -> impl IntoView {
    let studio = expect_context::<Studio>();
    let wrong = RwSignal::new(None::<String>);
    let over = RwSignal::new(false);
    let chosen = NodeRef::<html::Input>::new();
    let take = move |file: File| {
        spawn_local(async move {
            match read(&file).await {
                Ok(logo) => {
                    wrong.set(None);
                    studio.edit("logo", |draft| draft.logo = Some(logo));
                    studio.settle();
                }
                Err(reason) => wrong.set(Some(reason)),
            }
        });
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        over.set(false);
        for file in files_of(&event) {
            take(file);
        }
    };
    let logo = move || studio.draft.with(|draft| draft.logo.clone());
    let preview = move || match logo() {
        None => view! { <p>"Drop a PNG or JPEG file here."</p> }.into_any(),
        Some(logo) => {
            let about = format!("{}, {} × {} px", logo.name, logo.width, logo.height);
            view! { <img src=logo.src() alt=""/><p>{about}</p> }.into_any()
        }
    };
    let remove = move |_| {
        studio.edit("logo", |draft| draft.logo = None);
        studio.settle();
    };
    view! {
        <div class="drop" class:over=move || over.get() on:drop=dropped on:dragleave=move |_| over.set(false)
            on:dragover=move |event: DragEvent| { event.prevent_default(); over.set(true); }>
            {preview}
            <label class="file">
                <input type="file" accept="image/png,image/jpeg" node_ref=chosen on:change=move |_| {
                    if let Some(file) = chosen.get().and_then(|input| input.files()?.get(0)) { take(file); }
                }/>
                <span>"Choose a file…"</span>
            </label>
        </div>
        <Show when=move || wrong.get().is_some()><p class="wrong" role="alert">{move || wrong.get()}</p></Show>
        <Show when=move || logo().is_some()><button class="quiet" on:click=remove>"Remove the logo"</button></Show>
        <p class="hint">"At most 100 KB. It stands above the form beside the app's name; one logo serves both sides, so try it on both."</p>
    }
}

/// The files that were dropped.
pub(crate) fn files_of(event: &DragEvent) -> Vec<File> {
    let files = event.data_transfer().and_then(|data| data.files());
    files.map_or_else(Vec::new, |files| {
        (0..files.length()).filter_map(|at| files.get(at)).collect()
    })
}

/// A file as a logo, or why it is none.
pub(crate) async fn read(file: &File) -> Result<Logo, String> {
    let bytes = browser::bytes(file).await;
    let bytes = bytes.ok_or_else(|| format!("{} cannot be read.", file.name()))?;
    if bytes.len() > LARGEST_LOGO {
        return Err(format!(
            "{} has {} KB; a logo has at most 100.",
            file.name(),
            bytes.len().div_ceil(1024)
        ));
    }
    decoded(&file.name(), &bytes).await
}

/// The logo in these bytes with its size, or why there is none.
pub(crate) async fn decoded(name: &str, bytes: &[u8]) -> Result<Logo, String> {
    let kind = Logo::kind_of(bytes).ok_or("A logo is a PNG or a JPEG file.")?;
    let mut logo = Logo {
        name: name.to_owned(),
        kind: kind.to_owned(),
        base64: Logo::encode(bytes),
        width: 0,
        height: 0,
    };
    let broken = || format!("{name} is no complete image.");
    let image = HtmlImageElement::new().map_err(|_| broken())?;
    image.set_src(&logo.src());
    JsFuture::from(image.decode()).await.map_err(|_| broken())?;
    (logo.width, logo.height) = (image.natural_width(), image.natural_height());
    Ok(logo)
}
