//! The store of the settings, opened with their master key.

use crate::config::Config;
use engine::master_key::{MasterKeys, make_private_folder};
use engine::random::Random;
use engine::secrets::derive;
use store::{Seal, Store};

/// Opens the store with the master key that the settings name.
///
/// **Errors** what is wrong, with setting and fix.
pub async fn open(config: &Config, random: Random) -> Result<(Store, MasterKeys), String> {
    make_data_folder(config)?;
    let master = MasterKeys::open(&config.master_key, random)?;
    let ring = master
        .iter()
        .map(|(id, key)| (id.to_owned(), derive(key, "store")))
        .collect();
    let seal =
        Seal::new(ring).map_err(|error| format!("the master key cannot be used: {error}"))?;
    let store = Store::open(config.database.url.expose(), seal).await.map_err(|error| match error {
        store::Error::Corrupt(what) => {
            format!("the database of `database.url` does not fit the master key: {what}. Put the key of this database back.")
        }
        store::Error::Unavailable(what) => {
            format!("the database of `database.url` cannot be opened: {what}")
        }
        store::Error::Conflict(conflict) => {
            format!("the database of `database.url` cannot be opened: {conflict} is in conflict")
        }
    })?;
    Ok((store, master))
}

/// The data folder, readable by its owner only.
pub(crate) fn make_data_folder(config: &Config) -> Result<(), String> {
    let folder = &config.server.data;
    make_private_folder(folder).map_err(|error| {
        format!(
            "the folder `server.data` {} cannot be made: {error}. Choose another with --data.",
            folder.display()
        )
    })
}
