//! Where a setting may come from, strongest first: flags, environment, file.

use super::{
    file,
    problem::Problem,
    raw_value::{Origin, RawValue},
};
use std::collections::BTreeMap;

/// The values of all layers, before they are parsed.
#[derive(Clone, Default)]
pub struct Layers {
    pub(super) flags: BTreeMap<String, RawValue>,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) file: BTreeMap<String, RawValue>,
}

impl Layers {
    /// Adds the settings file.
    ///
    /// **Errors** it is not TOML, or a value is a list.
    pub fn file(&mut self, path: &str, text: &str) -> Result<(), Problem> {
        self.file = file::read(path, text)?;
        Ok(())
    }

    /// Adds one environment variable; those that do not begin with `LOGGIA_` are left out.
    pub fn variable(&mut self, name: &str, value: &str) {
        let ours = name.starts_with("LOGGIA_");
        // These are read by `loggia` before any setting, by xtask, and by tests.
        let elsewhere =
            ["LOGGIA_CONFIG", "LOGGIA_CACHE"].contains(&name) || name.starts_with("LOGGIA_TEST_");
        if ours && !elsewhere {
            self.environment.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Adds one flag: as typed, the setting it stands for, and its value.
    pub fn flag(&mut self, flag: &str, setting: &str, value: &str) {
        let raw = RawValue {
            text: value.to_owned(),
            origin: Origin::Flag(flag.to_owned()),
        };
        self.flags.insert(setting.to_owned(), raw);
    }

    /// The strongest value of a setting.
    pub(super) fn find(&self, setting: &str) -> Option<RawValue> {
        if let Some(raw) = self.flags.get(setting) {
            return Some(raw.clone());
        }
        let variable = variable(setting);
        if let Some(text) = self.environment.get(&variable) {
            return Some(RawValue {
                text: text.clone(),
                origin: Origin::Environment(variable),
            });
        }
        self.file.get(setting).cloned()
    }
}

/// The environment variable of a setting: `server.public_url` is `LOGGIA_SERVER_PUBLIC_URL`.
pub(super) fn variable(setting: &str) -> String {
    format!("LOGGIA_{}", setting.replace('.', "_").to_ascii_uppercase())
}
