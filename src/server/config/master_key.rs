//! `[master_key]`: the key that seals what is secret at rest.

use super::{
    parse,
    reader::{Reader, secret},
};
use engine::settings::MasterKey;
use std::path::Path;

pub(super) fn read(reader: &mut Reader, data: &Path) -> MasterKey {
    let default = data.join("master.key").display().to_string();
    MasterKey {
        file: reader.value("master_key.file", &default, parse::path),
        value: reader.secret("master_key.value", secret),
    }
}
