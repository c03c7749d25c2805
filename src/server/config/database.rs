//! `[database]`: the database.

use super::{parse, reader::Reader};
use domain::secret::Secret;
use std::path::Path;

/// The database.
#[derive(Debug, Clone)]
pub struct Database {
    /// `sqlite:<file>` or `postgres://…`; may hold a password.
    pub url: Secret,
}

impl Database {
    pub(super) fn read(reader: &mut Reader, data: &Path) -> Self {
        let default = format!("sqlite:{}", data.join("loggia.db").display());
        let url = reader.value("database.url", &default, |text| {
            let is_supported = ["sqlite:", "postgres://", "postgresql://"]
                .iter()
                .any(|scheme| text.starts_with(scheme));
            if is_supported {
                parse::text(text)
            } else {
                Err("sqlite:<file> or postgres://<user>:<password>@<host>/<database>".to_owned())
            }
        });
        Self { url: url.into() }
    }
}
