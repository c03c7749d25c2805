//! `[admin]`: the administrator's access key, where the settings give it.

use super::{parse, reader::Reader};
use domain::secret::Secret;
use engine::settings::Admin;

pub(super) fn read(reader: &mut Reader) -> Option<Admin> {
    let id = reader.optional("admin.access_key_id", |text| {
        let right = (4..=128).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if right {
            parse::text(text)
        } else {
            Err("4 to 128 letters, digits and underscores".to_owned())
        }
    });
    let secret = reader.secret("admin.secret_access_key", |text| {
        if text.len() >= 16 {
            Ok(Secret::from(text))
        } else {
            Err("at least 16 characters".to_owned())
        }
    });
    match (id, secret) {
        (Some(access_key_id), Some(secret_access_key)) => Some(Admin {
            access_key_id,
            secret_access_key,
        }),
        (None, None) => None,
        (Some(_), None) => half(reader, "admin.access_key_id", "admin.secret_access_key"),
        (None, Some(_)) => half(reader, "admin.secret_access_key", "admin.access_key_id"),
    }
}

fn half(reader: &mut Reader, present: &str, missing: &str) -> Option<Admin> {
    if !reader.is_set(missing) {
        let place = reader.place(present);
        reader.problem(format!(
            "`{missing}` is not set, but {place} is: set both, or neither."
        ));
    }
    None
}
