//! `[master_key]`: the key that seals what is secret at rest.

use super::{
    parse,
    reader::{Reader, secret},
};
use domain::secret::Secret;
use std::path::{Path, PathBuf};

/// Where the master key is.
#[derive(Debug, Clone)]
pub struct MasterKey {
    /// The file that holds it, made at first start.
    pub file: PathBuf,
    /// The keys themselves, in the words of the file; wins over the file.
    pub value: Option<Secret>,
}

impl MasterKey {
    pub(super) fn read(reader: &mut Reader, data: &Path) -> Self {
        let default = data.join("master.key").display().to_string();
        Self {
            file: reader.value("master_key.file", &default, parse::path),
            value: reader.secret("master_key.value", secret),
        }
    }
}
