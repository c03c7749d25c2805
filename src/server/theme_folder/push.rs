//! `loggia theme push`: what the folder holds becomes the brand; what it does not hold is taken away.

use super::Target;
use super::folder::{Folder, diagnostic};
use super::service::Service;
use api::{loggia, user_pools};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value};
use theme::Severity;

/// Pushes the folder, telling `say` each step.
///
/// **Errors** what is wrong, each problem of a file with its line; nothing was changed then, unless the text says so.
pub async fn push(target: &Target, say: impl Fn(&str)) -> Result<(), String> {
    let folder = Folder::read(&target.folder)?;
    let problems = folder.problems();
    let mut errors = 0;
    for (name, problem) in &problems {
        say(&diagnostic(&target.folder, name, problem));
        errors += usize::from(problem.severity == Severity::Error);
    }
    match errors {
        0 => {}
        1 => return Err("1 error: nothing was pushed.".to_owned()),
        many => return Err(format!("{many} errors: nothing was pushed.")),
    }
    for (name, bytes) in folder.files() {
        say(&format!("{name}  {} bytes", bytes.len()));
    }
    let service = Service::of(target)?;
    let mut customization = Map::new();
    if let Some(sheet) = &folder.sheet {
        customization.insert("CSS".to_owned(), sheet.clone().into());
    }
    if let Some((_, bytes)) = &folder.logo {
        customization.insert("ImageFile".to_owned(), STANDARD.encode(bytes).into());
    }
    let set = service
        .call(&user_pools::SERVICE, "SetUICustomization", customization)
        .await?;
    let mut theme = Map::new();
    if let Some(document) = &folder.theme {
        theme.insert("Theme".to_owned(), document.clone().into());
    }
    service
        .call(&loggia::SERVICE, "SetTheme", theme)
        .await
        .map_err(|error| {
            format!("{error}\nStyle sheet and logo were pushed, the theme was not: push again.")
        })?;
    let version = match &set["UICustomization"]["CSSVersion"] {
        Value::String(version) => format!(", CSSVersion {version}"),
        _ => String::new(),
    };
    say(&format!("pushed to {}{version}", target.owner()));
    Ok(())
}
