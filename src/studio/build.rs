//! Joins the style sheets of the pages in the order of their layers, as the server serves them.

#[path = "../../style/parts.rs"]
mod style;

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../style");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut sheet = String::new();
    for part in style::parts(&folder)? {
        sheet += &fs::read_to_string(part)?;
    }
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("pages.css"), sheet)?;
    Ok(())
}
