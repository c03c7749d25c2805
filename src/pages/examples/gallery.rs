//! Writes every sample in every language as an HTML file: `cargo run -p pages --features ssr --example gallery -- <folder>`.

use pages::{Boot, locale, render};
use std::{env, fs, path::PathBuf};
use wire::screen::{Load, Screen};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    fs::create_dir_all(&folder)?;
    let boot = Boot {
        nonce: "gallery",
        stylesheet: "/assets/pages.css",
        script: "/assets/pages.js",
        wasm: "/assets/pages_bg.wasm",
        reload: None,
    };
    for sample in Screen::samples() {
        for language in locale::LANGUAGES {
            let load = Load {
                lang: language.tag.to_owned(),
                texts: locale::texts(language.tag),
                page: sample.page.clone(),
            };
            fs::write(
                folder.join(format!("{}.{}.html", sample.name, language.tag)),
                render(&load, &boot),
            )?;
        }
    }
    Ok(())
}
