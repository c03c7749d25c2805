//! Opening the files of a brand, and exporting them: `theme.json`, `theme.css` and the logo.

use crate::{
    archive::{Entry, pack},
    draft::{Draft, Logo},
    ui::{browser, inspector::read_logo, studio::Studio},
    upload::Upload,
};
use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

/// Opens files for what is in them. Where `asks`, somebody who dropped them by accident is asked before work is replaced
/// that is saved nowhere else.
pub(crate) fn open(studio: Studio, files: Vec<File>, asks: bool) {
    spawn_local(async move {
        for file in files {
            let name = file.name();
            match take(studio, &file, asks).await {
                Ok(true) => studio.tell(format!("{name} is open.")),
                Ok(false) => studio.tell(format!("{name} was not opened; the draft is as it was.")),
                Err(reason) => studio.refuse(reason),
            }
        }
    });
}

/// Takes one file; whether it was wanted.
async fn take(studio: Studio, file: &File, asks: bool) -> Result<bool, String> {
    let name = file.name();
    let bytes = browser::bytes(file).await;
    let bytes = bytes.ok_or_else(|| format!("{name} cannot be read."))?;
    let upload = Upload::of(&name, &bytes)?;
    let logo = match &upload {
        Upload::Logo => Some(read_logo(file).await?),
        Upload::Theme(..) | Upload::Sheet(_) => None,
    };
    let lost = studio.draft.with_untracked(|draft| match &upload {
        Upload::Theme(..) if draft.theme != theme::Theme::default() => Some("theme"),
        Upload::Sheet(_) if !draft.sheet.is_empty() => Some("style sheet"),
        Upload::Logo if draft.logo.is_some() => Some("logo"),
        Upload::Theme(..) | Upload::Sheet(_) | Upload::Logo => None,
    });
    if let Some(part) = lost
        && asks
        && untrack(|| studio.unsaved())
    {
        let question = format!("Replace the {part} of the draft by {name}?");
        if window().confirm_with_message(&question) != Ok(true) {
            return Ok(false);
        }
    }
    match upload {
        Upload::Theme(theme, problems) => {
            studio.edit("open", |draft| draft.theme = *theme);
            studio.opened.set(problems);
        }
        Upload::Sheet(sheet) => studio.edit("open", |draft| draft.sheet = sheet),
        Upload::Logo => studio.edit("open", |draft| draft.logo = logo),
    }
    studio.settle();
    Ok(true)
}

/// Exports the whole draft as one archive of the files that `loggia theme push` takes.
pub(crate) fn export(studio: Studio) {
    let draft = studio.draft.get_untracked();
    if browser::download("brand.zip", "application/zip", &pack(&entries(&draft))) {
        studio.mark_saved();
        studio.tell("The brand was exported as brand.zip.".to_owned());
    } else {
        studio.refuse("This browser did not take the file. Nothing was exported.".to_owned());
    }
}

fn entries(draft: &Draft) -> Vec<Entry> {
    let theme = Entry {
        name: "theme.json",
        bytes: draft.theme.write().into_bytes(),
    };
    let sheet = (!draft.sheet.is_empty()).then(|| Entry {
        name: "theme.css",
        bytes: draft.sheet.clone().into_bytes(),
    });
    let logo = draft.logo.as_ref().map(|logo| Entry {
        name: logo.file_name(),
        bytes: Logo::decode(logo),
    });
    [Some(theme), sheet, logo].into_iter().flatten().collect()
}
