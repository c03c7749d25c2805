//! Collects what the program serves as files, compresses each once, and writes the table that `assets.rs` includes.
//!
//! Sources: the styles (`style/`), the languages' texts (`src/pages/locale.rs`), `public/`, `outbox.css` and the demo app
//! (`src/spa/npm/examples/demo`); with the feature `embed` also what is built for the browser: the pages
//! (`target/pages`), the studio (`target/studio`) and the npm package (`target/npm/package`). What is not built yet is
//! left out; the program says so when it starts.

#[path = "../pages/locale.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    reason = "what else the pages do with their languages"
)]
mod locale;
#[path = "../../style/parts.rs"]
mod style;

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file to serve: where (a prefix of the path), its name there, and its bytes.
struct Served {
    place: &'static str,
    name: String,
    bytes: Vec<u8>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let root = manifest
        .ancestors()
        .nth(2)
        .ok_or("the crate stands two folders below the workspace")?;
    let mut files = Vec::new();
    if cfg!(feature = "embed") {
        built(&mut files, root)?;
    }
    folder(&mut files, "Root", &root.join("public"), |_| true)?;
    folder(
        &mut files,
        "Demo",
        &manifest.join("../spa/npm/examples/demo"),
        |name| !name.ends_with(".md"),
    )?;
    files.push(Served {
        place: "Assets",
        name: "pages.css".to_owned(),
        bytes: styles(&root.join("style"))?.into_bytes(),
    });
    for language in locale::LANGUAGES {
        files.push(Served {
            place: "Assets",
            name: format!("texts-{}.json", language.tag),
            bytes: serde_json::to_vec(locale::texts(language.tag))?,
        });
    }
    println!("cargo::rerun-if-changed=outbox.css");
    let outbox = without_comments(&fs::read_to_string(manifest.join("outbox.css"))?);
    files.push(Served {
        place: "Assets",
        name: "outbox.css".to_owned(),
        bytes: outbox.into_bytes(),
    });
    // The order of a folder is the file system's; that of the table is ours.
    files.sort_by(|left, right| (left.place, &left.name).cmp(&(right.place, &right.name)));
    write_table(&out, &files)
}

/// What is built for the browser.
fn built(files: &mut Vec<Served>, root: &Path) -> Result<(), Box<dyn Error>> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    println!("cargo::rerun-if-env-changed=CARGO_TARGET_DIR");
    let code = |name: &str| name.ends_with(".js") || name.ends_with(".wasm");
    folder(files, "Assets", &target.join("pages"), code)?;
    folder(files, "Studio", &target.join("studio"), |_| true)?;
    let mut package = Vec::new();
    folder(&mut package, "Demo", &target.join("npm/package"), |name| {
        code(name) && !name.starts_with("examples/")
    })?;
    for mut file in package {
        file.name.insert_str(0, "loggia-spa/");
        files.push(file);
    }
    Ok(())
}

/// Every file below a folder whose name `wanted` takes. The folder is made if it is missing, so that Cargo can watch
/// it: a missing path would run this script at every build. A file that goes while the folder is read is being built anew:
/// it is left out, and Cargo sees the new one.
fn folder(
    files: &mut Vec<Served>,
    place: &'static str,
    folder: &Path,
    wanted: impl Fn(&str) -> bool + Copy,
) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let name = path
                .strip_prefix(folder)?
                .to_str()
                .ok_or("a file name is not UTF-8")?
                .replace('\\', "/");
            if !wanted(&name) || name.starts_with('.') {
                continue;
            }
            match fs::read(&path) {
                Ok(bytes) => files.push(Served { place, name, bytes }),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// The style sheet of the pages.
fn styles(folder: &Path) -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut text = String::new();
    for part in style::parts(folder)? {
        text += &without_comments(&fs::read_to_string(part)?);
    }
    Ok(text)
}

/// CSS without its comments, indentation and empty lines; strings stay as they are.
fn without_comments(css: &str) -> String {
    let mut output = String::with_capacity(css.len());
    let mut letters = css.chars().peekable();
    let mut quote = None;
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, '/') if letters.peek() == Some(&'*') => {
                letters.next();
                let mut last = ' ';
                for letter in letters.by_ref() {
                    if (last, letter) == ('*', '/') {
                        break;
                    }
                    last = letter;
                }
                continue;
            }
            (None, '"' | '\'') => quote = Some(letter),
            (Some(_), '\\') => {
                output.push(letter);
                output.extend(letters.next());
                continue;
            }
            (Some(open), _) if open == letter => quote = None,
            (None | Some(_), _) => {}
        }
        output.push(letter);
    }
    output
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .fold(String::new(), |text, line| text + line + "\n")
}

fn write_table(out: &Path, files: &[Served]) -> Result<(), Box<dyn Error>> {
    let mut table = String::from("pub(super) static FILES: &[File] = &[\n");
    for (number, file) in files.iter().enumerate() {
        let (plain, small) = (
            out.join(format!("{number}")),
            out.join(format!("{number}.br")),
        );
        fs::write(&plain, &file.bytes)?;
        let compressed = compress(&file.bytes)?;
        let brotli = match compressed {
            Some(compressed) if compressed.len() < file.bytes.len() => {
                fs::write(&small, &compressed)?;
                format!("Some(include_bytes!({small:?}))")
            }
            Some(_) | None => "None".to_owned(),
        };
        let mut hash = DefaultHasher::new();
        hash.write(&file.bytes);
        writeln!(
            table,
            "    File {{ place: Place::{}, name: {:?}, hash: \"{:016x}\", plain: include_bytes!({plain:?}), brotli: {brotli} }},",
            file.place,
            file.name,
            hash.finish()
        )?;
    }
    table += "];\n";
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

#[cfg(feature = "embed")]
fn compress(bytes: &[u8]) -> Result<Option<Vec<u8>>, Box<dyn Error>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(Some(compressed))
}

/// A program that reads its files from disk sends them as they are.
#[cfg(not(feature = "embed"))]
fn compress(_bytes: &[u8]) -> Result<Option<Vec<u8>>, Box<dyn Error>> {
    Ok(None)
}
