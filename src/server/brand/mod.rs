//! What a brand is to the pages: its name, its logo, its layout and its style.
//!
//! Owns how a stored brand becomes what a page is given, how it is changed, and where its logo is served. Must not know
//! what may stand in a theme or a style sheet: that is `theme`'s. What is kept is judged again whenever it is read, so
//! that a brand that was damaged, or written by another version, costs its bad parts and never a page.

mod files;
mod logo;
mod look;

pub use files::routes;
pub(crate) use files::{css_version, image_path};
pub(crate) use logo::redraw;
pub use look::Brands;
pub(crate) use look::Look;

use crate::{
    api::Fault,
    app::App,
    audit::{Action, Entry},
};
use domain::{brand::Brand, brand::Owner, id::PoolId, refusal::Refusal};
use store::Error;
use theme::Problem;

/// The longest list of problems that one answer tells.
const MOST_TOLD: usize = 20;

/// Changes a brand and the bytes of its logo, as often as somebody else was faster; gives what was kept. Who does so is
/// in the audit log.
pub(crate) async fn change(
    app: &App,
    pool: &PoolId,
    owner: &Owner,
    action: Action,
    edit: impl Fn(&mut Brand, &mut Option<Vec<u8>>),
) -> Result<Brand, Fault> {
    let entry = Entry::of(app, action).within(pool).about(owner.as_str());
    loop {
        let (mut brand, mut logo) = kept(app, pool, owner).await?;
        edit(&mut brand, &mut logo);
        let write = store::brand::put(&brand, logo.as_deref());
        match app.store.write(vec![write, entry.write()]).await {
            Err(error) if error.conflict() == Some("brand") => {}
            written => {
                written?;
                entry.say();
                return Ok(brand);
            }
        }
    }
}

/// The brand as it is kept now; a damaged one counts as one without parts, so that it can be replaced.
async fn kept(app: &App, pool: &PoolId, owner: &Owner) -> Result<(Brand, Option<Vec<u8>>), Fault> {
    let new = || Brand::new(pool.clone(), owner.clone());
    match store::brand::find_with_logo(&app.store, pool, owner).await {
        Ok(found) => Ok(found.unwrap_or_else(|| (new(), None))),
        Err(Error::Corrupt(reason)) => {
            tracing::error!(%pool, client = %owner, reason, "a damaged brand is replaced");
            let version = store::brand::version(&app.store, pool, owner).await?;
            Ok((
                Brand {
                    version: version.unwrap_or(0),
                    ..new()
                },
                None,
            ))
        }
        Err(error) => Err(error.into()),
    }
}

/// The brand whose part answers for `owner`: its own if that has the part, else that of all clients.
pub(crate) async fn answering<T>(
    app: &App,
    pool: &PoolId,
    owner: &Owner,
    part: impl Fn(&Brand) -> Option<T>,
) -> Result<Option<(Owner, T)>, Fault> {
    for owner in [owner, &Owner::All] {
        let brand = match store::brand::find(&app.store, pool, owner).await {
            Err(Error::Corrupt(reason)) => {
                tracing::error!(%pool, client = %owner, reason, "a brand is damaged");
                None
            }
            found => found?,
        };
        if let Some(found) = brand.as_ref().and_then(&part) {
            return Ok(Some((owner.clone(), found)));
        }
    }
    Ok(None)
}

/// The refusal of a theme or a style sheet: each problem on a line of its own, with its place and its reason.
pub(crate) fn refused(what: &str, problems: &[Problem]) -> Refusal {
    let count = match problems.len() {
        1 => "a problem".to_owned(),
        many => format!("{many} problems"),
    };
    let mut text = format!("The {what} has {count}:");
    for problem in problems.iter().take(MOST_TOLD) {
        text += &format!("\n{problem}");
    }
    if problems.len() > MOST_TOLD {
        text += &format!("\nand {} more.", problems.len() - MOST_TOLD);
    }
    Refusal::SettingInvalid(text)
}
