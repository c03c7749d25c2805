//! Every locale has every text.

use std::collections::BTreeSet;

use super::relative;
use crate::workspace::{Workspace, files, read};

pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut locales = Vec::new();
    for path in files(&workspace.path("src/pages/locales")) {
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            locales.push((
                relative(workspace, &path),
                keys(&read(&path)?).map_err(|error| format!("{}: {error}", path.display()))?,
            ));
        }
    }
    let all: BTreeSet<String> = locales
        .iter()
        .flat_map(|(_, keys)| keys.iter().cloned())
        .collect();
    Ok(locales
        .iter()
        .flat_map(|(name, keys)| {
            all.difference(keys)
                .map(move |key| format!("{name} lacks {key}"))
        })
        .collect())
}

fn keys(text: &str) -> Result<BTreeSet<String>, String> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| error.to_string())?;
    let mut keys = BTreeSet::new();
    let mut open = vec![(String::new(), table)];
    while let Some((prefix, table)) = open.pop() {
        for (key, value) in table {
            let name = format!("{prefix}{key}");
            match value {
                toml::Value::Table(inner) => open.push((format!("{name}."), inner)),
                toml::Value::String(_)
                | toml::Value::Integer(_)
                | toml::Value::Float(_)
                | toml::Value::Boolean(_)
                | toml::Value::Datetime(_)
                | toml::Value::Array(_) => {
                    keys.insert(name);
                }
            }
        }
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn nested_keys_are_named_in_full() {
        let actual = keys("title = 'a'\n[error]\ncode = 'b'\n").unwrap();
        assert_eq!(
            actual.into_iter().collect::<Vec<_>>(),
            ["error.code", "title"]
        );
        assert!(keys("= broken").is_err());
    }
}
