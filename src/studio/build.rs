//! Joins the style sheets of the pages in the order of their layers, as the server serves them.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let style = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../style");
    println!("cargo::rerun-if-changed={}", style.display());
    let mut parts = fs::read_dir(style.join("components"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    parts.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    parts.sort();
    parts.splice(0..0, [style.join("tokens.css"), style.join("base.css")]);
    parts.push(style.join("classic.css"));
    let mut sheet = String::new();
    for part in parts {
        sheet += &fs::read_to_string(part)?;
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("pages.css"), sheet)?;
    Ok(())
}
