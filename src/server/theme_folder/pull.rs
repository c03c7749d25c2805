//! `loggia theme pull`: writes the brand, as it was set, into files.

use super::Target;
use super::folder::{Folder, LOGOS, SHEET, THEME, logo_name};
use super::service::Service;
use api::{loggia, user_pools};
use domain::brand::Owner;
use serde_json::{Map, Value};

/// Pulls into the folder, telling `say` each step. Files that the brand does not have are left, and named.
///
/// **Errors** what is wrong; nothing was written then.
pub async fn pull(target: &Target, say: impl Fn(&str)) -> Result<(), String> {
    let service = Service::of(target)?;
    let theme = service
        .call(&loggia::SERVICE, "GetTheme", Map::new())
        .await?;
    let set = service
        .call(&user_pools::SERVICE, "GetUICustomization", Map::new())
        .await?;
    let set = &set["UICustomization"];
    let text = |value: &Value, name: &str| value[name].as_str().map(str::to_owned);
    let logo = match text(set, "ImageUrl") {
        Some(url) => {
            let (format, bytes) = service.logo(&url).await?;
            Some((logo_name(format), bytes))
        }
        None => None,
    };
    let folder = Folder {
        theme: text(&theme, "Theme"),
        sheet: text(set, "CSS"),
        logo,
    };
    if folder == Folder::default() {
        return Err(format!("There is no brand for {}.", target.owner()));
    }
    folder.write(&target.folder)?;
    for (name, bytes) in folder.files() {
        say(&format!("{name}  {} bytes", bytes.len()));
    }
    for name in [THEME, SHEET].into_iter().chain(LOGOS) {
        let pulled = folder.files().any(|(each, _)| each == name);
        if !pulled && target.folder.join(name).exists() {
            say(&format!(
                "{name} is in the folder and not in the brand: delete it if a push should not set it"
            ));
        }
    }
    if target.client.is_some() {
        for (what, from) in [("theme", &theme), ("style sheet and logo", set)] {
            if text(from, "ClientId").as_deref() == Some(Owner::ALL) {
                say(&format!(
                    "the client has no {what} of its own: these are those of all clients"
                ));
            }
        }
    }
    say(&format!(
        "pulled from {} to {}",
        target.owner(),
        target.folder.display()
    ));
    Ok(())
}
