//! `trunk serve` forwards each path by its own entry: a new path of the server needs a new entry.

use crate::workspace::{Workspace, read};

/// What the demo mode of the server adds to the paths that browser code knows.
const DEMO: [&str; 2] = ["/demo", "/dev"];

pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>, String> {
    let routes = read(&workspace.path("src/wire/route.rs"))?;
    let trunk = read(&workspace.path("Trunk.toml"))?;
    breaches(&routes, &trunk)
}

fn breaches(routes: &str, trunk: &str) -> Result<Vec<String>, String> {
    let config: toml::Table = trunk
        .parse()
        .map_err(|error: toml::de::Error| format!("Trunk.toml: {error}"))?;
    let proxies = config
        .get("proxy")
        .and_then(toml::Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut forwarded: Vec<String> = Vec::new();
    for proxy in &proxies {
        let backend = proxy
            .get("backend")
            .and_then(toml::Value::as_str)
            .unwrap_or_default();
        let path = backend.splitn(4, '/').last().unwrap_or_default();
        forwarded.push(format!("/{}", path.trim_end_matches('/')));
    }
    let mut missing: Vec<String> = constants(routes)
        .into_iter()
        // Below an issuer, not at the origin.
        .filter(|path| !path.starts_with("/.well-known"))
        .map(|path| format!("/{}", path.split('/').nth(1).unwrap_or_default()))
        .chain(DEMO.map(str::to_owned))
        .filter(|path| !forwarded.contains(path))
        .map(|path| format!("Trunk.toml has no [[proxy]] for {path}"))
        .collect();
    missing.dedup();
    Ok(missing)
}

/// The paths of `pub const NAME: &str = "/path";`
fn constants(routes: &str) -> Vec<String> {
    let lines = routes.lines().filter(|line| line.starts_with("pub const "));
    lines
        .filter_map(|line| line.split('"').nth(1))
        .filter(|path| path.len() > 1 && path.starts_with('/'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::breaches;

    #[test]
    fn a_path_without_an_entry_is_named() {
        let routes = "pub const LOGIN: &str = \"/login\";\npub const TOKEN: &str = \"/oauth2/token\";\n\
                      pub const JWKS: &str = \"/.well-known/jwks.json\";\n";
        let trunk = "[[proxy]]\nbackend = \"http://127.0.0.1:9229/login\"\n\
                     [[proxy]]\nbackend = \"http://127.0.0.1:9229/demo/\"\n";
        assert_eq!(
            breaches(routes, trunk).unwrap(),
            ["/oauth2", "/dev"].map(|path| format!("Trunk.toml has no [[proxy]] for {path}"))
        );
    }
}
