//! A key that is typed into an app: in groups of four, with a button that copies it where script runs.

use crate::{
    components::icon,
    node::{IntoNode, dynamic, element},
    render_context::use_render_context,
};
use leptos::prelude::*;
use wire::text::Text;

const ID: &str = "secret-key";
const LABEL_ID: &str = "secret-key-label";

/// The key below what it is for. What came of copying it is spoken, and shown on the button.
#[component]
pub(crate) fn SecretKey(label: Text, key: String) -> impl IntoNode {
    let context = use_render_context();
    let mut groups = element("code", &[("class", "lg-secret-key-groups"), ("id", ID)]);
    for (index, group) in key.as_bytes().chunks(4).enumerate() {
        if index > 0 {
            groups = groups.child(" ");
        }
        groups =
            groups.child(element("span", &[]).child(String::from_utf8_lossy(group).into_owned()));
    }
    let copied = RwSignal::new(false);
    let status = context.state.status;
    let (copied_text, not_copied_text) = (
        context.text(Text::KeyCopied),
        context.text(Text::KeyNotCopied),
    );
    let button = element(
        "button",
        &[
            ("class", "lg-secret-key-copy"),
            ("type", "button"),
            ("aria-describedby", LABEL_ID),
        ],
    )
    .child(dynamic(move || {
        icon::line(if copied.get() { icon::TICK } else { icon::COPY })
    }))
    .child(context.words.text(Text::Copy))
    .on("click", move |_| {
        let (copied_text, not_copied_text) = (copied_text.clone(), not_copied_text.clone());
        copy(&key, move |success| {
            copied.set(success);
            status.set(if success {
                copied_text
            } else {
                not_copied_text
            });
        });
    });
    element("div", &[("class", "lg-secret-key")])
        .child(
            element(
                "p",
                &[("class", "lg-label label-customizable"), ("id", LABEL_ID)],
            )
            .child(context.words.text(label)),
        )
        .child(
            element("div", &[("class", "lg-secret-key-box")])
                .child(groups)
                .child(button),
        )
}

/// Copies `key`, or selects it for the person to copy, and says whether it was copied.
fn copy(key: &str, on_done: impl FnOnce(bool) + 'static) {
    #[cfg(feature = "hydrate")]
    crate::browser::clipboard::write(key, ID, on_done);
    #[cfg(not(feature = "hydrate"))]
    drop((key, on_done));
}
