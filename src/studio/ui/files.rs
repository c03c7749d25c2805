//! Opening and exporting the files of a theme: `theme.json` and `theme.css`.

use crate::ui::{browser, studio::Studio};
use leptos::{prelude::*, task::spawn_local};
use theme::Theme;
use web_sys::File;

/// Opens a file: a style sheet by its ending, anything else as a design document.
pub(crate) fn open(studio: Studio, file: File) {
    spawn_local(async move {
        let Some(bytes) = browser::bytes(&file).await else {
            studio
                .status
                .set(format!("{} cannot be read.", file.name()));
            return;
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if file.name().ends_with(".css") {
            studio.edit("open", |draft| draft.sheet = text);
        } else {
            let (theme, problems) = Theme::read(&text);
            studio.opened.set(problems);
            studio.edit("open", |draft| draft.theme = theme);
        }
        studio.settle();
        studio.status.set(format!("{} is open.", file.name()));
    });
}

/// Exports the design document and, where one was written, the classic sheet.
pub(crate) fn export(studio: Studio) {
    let draft = studio.draft.get_untracked();
    browser::download("theme.json", "application/json", &draft.theme.write());
    if !draft.sheet.is_empty() {
        browser::download("theme.css", "text/css", &draft.sheet);
    }
    studio.mark_saved();
    studio.status.set("The theme was exported.".to_owned());
}
