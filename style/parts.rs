//! Which files make the style sheet of the pages, for all who join them: the build scripts of the server and of the
//! studio, and the server in development.

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};

/// The files in the order of their layers: tokens, base, components in the order of their names, Cognito's hooks.
pub(crate) fn parts(style: &Path) -> Result<Vec<PathBuf>> {
    let mut parts = fs::read_dir(style.join("components"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>>>()?;
    parts.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    parts.sort();
    parts.splice(0..0, [style.join("tokens.css"), style.join("base.css")]);
    parts.push(style.join("classic.css"));
    Ok(parts)
}
