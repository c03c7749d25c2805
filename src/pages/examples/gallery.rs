//! Writes every sample in every language as an HTML file: `cargo run -p pages --features ssr --example gallery -- <folder>`.
//!
//! One more language is made here and spoken nowhere else: `en-XA`, English with accents and two fifths longer, which
//! shows what a longer language would break.

use pages::{Boot, Texts, locale, render};
use std::{env, fs, path::PathBuf};
use wire::screen::Screen;

/// BCP 47 tag of the language that is made here.
const PSEUDO: &str = "en-XA";

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "gallery".to_owned()));
    fs::create_dir_all(&folder)?;
    let spoken = locale::LANGUAGES
        .iter()
        .map(|language| (language.tag, locale::texts(language.tag), language.tag));
    let longer: Vec<_> = locale::texts("en")
        .iter()
        .map(|text| longer(text))
        .collect();
    // No server has a file with all texts of the language that is made here.
    for (lang, all, file) in spoken.chain([(PSEUDO, &*longer, "en")]) {
        let boot = Boot {
            nonce: "gallery",
            stylesheet: "/assets/pages.css",
            style: "",
            script: "/assets/pages.js",
            wasm: "/assets/pages_bg.wasm",
            texts: &format!("/assets/texts-{file}.json"),
            reload: None,
        };
        for sample in Screen::samples() {
            fs::write(
                folder.join(format!("{}.{lang}.html", sample.name)),
                render(&sample.page, Texts { lang, all }, &boot),
            )?;
        }
    }
    Ok(())
}

/// `text` with an accent on every vowel, and two of five letters twice. Placeholders stay what they are.
fn longer(text: &str) -> String {
    let (mut out, mut letters, mut placeholder) = (String::new(), 0, false);
    for c in text.chars() {
        placeholder = c == '{' || placeholder && c != '}';
        let accented = match c {
            _ if placeholder || !c.is_alphabetic() => {
                out.push(c);
                continue;
            }
            'a' => 'å',
            'e' => 'ê',
            'i' => 'ï',
            'o' => 'ø',
            'u' => 'ü',
            'A' => 'Å',
            'E' => 'Ê',
            'I' => 'Ï',
            'O' => 'Ø',
            'U' => 'Ü',
            consonant => consonant,
        };
        out.push(accented);
        if matches!(letters % 5, 1 | 3) {
            out.extend(accented.to_lowercase());
        }
        letters += 1;
    }
    out
}
