//! A key that is typed into an app: in groups of four, with a button that copies it where script runs.

use crate::{
    components::icon,
    node::{Node, dynamic, element},
    render_context::RenderContext,
};
use leptos::prelude::*;
use wire::text::Text;

const ID: &str = "secret-key";
const LABEL_ID: &str = "secret-key-label";

/// The key below what it is for. What came of copying it is spoken, and shown on the button.
pub(crate) fn secret_key(at: &RenderContext, label: Text, key: &str) -> Node {
    let mut groups = element("code", &[("class", "lg-secret-key-groups"), ("id", ID)]);
    for (index, group) in key.as_bytes().chunks(4).enumerate() {
        if index > 0 {
            groups = groups.child(" ");
        }
        groups =
            groups.child(element("span", &[]).child(String::from_utf8_lossy(group).into_owned()));
    }
    let copied = RwSignal::new(false);
    let (key, status) = (key.to_owned(), at.state.status);
    let (done, failed) = (at.text(Text::KeyCopied), at.text(Text::KeyNotCopied));
    let button = element(
        "button",
        &[
            ("class", "lg-secret-key-copy"),
            ("type", "button"),
            ("aria-describedby", LABEL_ID),
        ],
    )
    .child(dynamic(move || {
        icon::line(if copied.get() { icon::TICK } else { icon::COPY }).into()
    }))
    .child(at.words.text(Text::Copy))
    .on("click", move |_| {
        let (done, failed) = (done.clone(), failed.clone());
        copy(&key, move |went| {
            copied.set(went);
            status.set(if went { done } else { failed });
        });
    });
    element("div", &[("class", "lg-secret-key")])
        .child(
            element(
                "p",
                &[("class", "lg-label label-customizable"), ("id", LABEL_ID)],
            )
            .child(at.words.text(label)),
        )
        .child(
            element("div", &[("class", "lg-secret-key-box")])
                .child(groups)
                .child(button),
        )
        .into()
}

/// Copies `key`, or selects it for the person to copy, and tells whether it was copied.
fn copy(key: &str, told: impl FnOnce(bool) + 'static) {
    #[cfg(feature = "hydrate")]
    crate::browser::clipboard::write(key, ID, told);
    #[cfg(not(feature = "hydrate"))]
    drop((key, told));
}
