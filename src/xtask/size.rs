//! Measures what a person's browser loads, against the budgets.

use std::collections::BTreeSet;

use crate::demo::Demo;
use crate::workspace::{Workspace, command, files};
use crate::{http, spa, studio};

/// HTML with its inline script, and CSS: what must be there before the page can be used.
const USABLE_BUDGET: usize = 20_000;
/// Everything `/login` loads, wasm included: up to here panics in the browser keep the words of the standard library.
const PAGE_BUDGET: usize = 86_000;
/// What a brand's theme adds to the page.
const THEME_BUDGET: usize = 3_000;
/// The npm package's script and wasm.
const PACKAGE_BUDGET: usize = 18_000;
/// The studio, which designers open and people who sign in never load: it reads and writes archives of whole brands.
const STUDIO_BUDGET: usize = 420_000;

/// One measured file.
struct Part {
    name: String,
    raw: usize,
    brotli: usize,
}

impl Part {
    fn new(name: String, bytes: &[u8]) -> Result<Self, String> {
        let brotli =
            compressed(bytes).map_err(|error| format!("cannot compress {name}: {error}"))?;
        Ok(Self {
            name,
            raw: bytes.len(),
            brotli,
        })
    }
}

/// Prints the table; fails when something is over its budget.
pub(crate) fn size(workspace: &Workspace) -> Result<(), String> {
    let demo = Demo::start(workspace, &workspace.loggia())?;
    let page = load(demo.fact("pages_url")?)?;
    let themed = themed(workspace, &demo)?;
    drop(demo);
    let package = package(workspace)?;
    let studio = studio_files(workspace)?;
    let first = |part: &&Part| part.name == "/login" || is(&part.name, "css");
    let sums = [
        (
            "/login, first usable (HTML, CSS)",
            page.iter().filter(first).collect::<Vec<_>>(),
            USABLE_BUDGET,
        ),
        ("/login, everything", page.iter().collect(), PAGE_BUDGET),
        ("npm package", package.iter().collect(), PACKAGE_BUDGET),
        ("studio", studio.iter().collect(), STUDIO_BUDGET),
    ];
    println!(
        "{:<40} {:>9} {:>9} {:>9}",
        "bytes", "raw", "brotli", "budget"
    );
    for part in page.iter().chain(&package).chain(&studio) {
        println!("  {:<38} {:>9} {:>9}", part.name, part.raw, part.brotli);
    }
    let mut over = Vec::new();
    let plain = page.iter().find(|part| part.name == "/login");
    let (raw, brotli) = plain.map_or((0, 0), |plain| (plain.raw, plain.brotli));
    let (raw, brotli) = (
        themed.raw.saturating_sub(raw),
        themed.brotli.saturating_sub(brotli),
    );
    println!(
        "{:<40} {raw:>9} {brotli:>9} {THEME_BUDGET:>9}",
        "/login with a theme, what it adds"
    );
    if brotli > THEME_BUDGET {
        let excess = brotli - THEME_BUDGET;
        over.push(format!("a theme is {excess} bytes over its budget"));
    }
    for (name, parts, budget) in sums {
        let raw: usize = parts.iter().map(|part| part.raw).sum();
        let brotli: usize = parts.iter().map(|part| part.brotli).sum();
        println!("{name:<40} {raw:>9} {brotli:>9} {budget:>9}");
        if brotli > budget {
            over.push(format!(
                "{name} is {} bytes over its budget",
                brotli - budget
            ));
        }
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(over.join("; "))
    }
}

/// A theme that sets everything there is to set.
const THEME: &str = r##"{
  "mode": "auto", "layout": "split", "radius": "lg", "density": "roomy", "font": "serif", "background": "arcade",
  "light": {
    "page": "#f4f2fb", "card": "#fffefe", "sunken": "#efecf7", "ink": "#1d1830", "ink-2": "#4c4663",
    "ink-3": "#5b5573", "line": "#ddd8ea", "edge": "#817a99", "accent": "#3b2a8c", "danger": "#a5282c",
    "good": "#1c6b3f", "focus": "#0a6fb0", "arch": "#e9e4f6"
  },
  "dark": {
    "page": "#14111f", "card": "#1c182a", "sunken": "#171324", "ink": "#f0edf9", "ink-2": "#b7b0cc",
    "ink-3": "#a29ab9", "line": "#352f4a", "edge": "#736b8c", "accent": "#b9a9ff", "danger": "#ff9a96",
    "good": "#7fd8a4", "focus": "#6cc1ff", "arch": "#1a1629"
  }
}"##;

/// The page once its pool has a theme.
fn themed(workspace: &Workspace, demo: &Demo) -> Result<Part, String> {
    let folder = workspace.target().join("xtask/theme");
    let result = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join("theme.json"), THEME));
    result.map_err(|error| format!("cannot write {}: {error}", folder.display()))?;
    let mut push = command(workspace.loggia(), &workspace.root);
    push.args(["theme", "push"]).arg(&folder);
    push.args([
        "--pool",
        demo.fact("pool_id")?,
        "--endpoint",
        demo.fact("url")?,
    ]);
    for (variable, fact) in [
        ("LOGGIA_ADMIN_ACCESS_KEY_ID", "admin_access_key_id"),
        ("LOGGIA_ADMIN_SECRET_ACCESS_KEY", "admin_secret_access_key"),
    ] {
        push.env(variable, demo.fact(fact)?);
    }
    let output = push
        .output()
        .map_err(|error| format!("cannot run `loggia theme push`: {error}"))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("`loggia theme push` failed: {message}"));
    }
    let page = http::fetch(demo.fact("pages_url")?)?;
    if !String::from_utf8_lossy(&page.body).contains("<style nonce=") {
        return Err(format!("{} shows no theme", page.url));
    }
    Part::new("/login".to_owned(), &page.body)
}

/// The page and everything it loads, each once.
fn load(url: &str) -> Result<Vec<Part>, String> {
    let page = http::fetch(url)?;
    if page.status != 200 {
        return Err(format!("{} answered {}", page.url, page.status));
    }
    let html = String::from_utf8_lossy(&page.body).into_owned();
    let mut open: BTreeSet<String> = BTreeSet::new();
    for reference in references(&html) {
        open.insert(http::resolve(&page.url, &reference)?);
    }
    let mut parts = vec![Part::new("/login".to_owned(), &page.body)?];
    let mut seen = BTreeSet::new();
    while let Some(url) = open.pop_first() {
        if !seen.insert(url.clone()) {
            continue;
        }
        let asset = http::fetch(&url)?;
        if asset.status != 200 {
            return Err(format!(
                "the page loads {url}, which answered {}",
                asset.status
            ));
        }
        // A script loads its imports; its wasm is named by the page, and other names in it are but words.
        if is(&url, "js") {
            for reference in imports(&String::from_utf8_lossy(&asset.body)) {
                open.insert(http::resolve(&url, &reference)?);
            }
        }
        let name = url.splitn(4, '/').last().unwrap_or(&url);
        parts.push(Part::new(format!("/{name}"), &asset.body)?);
    }
    let wants = |extension: &str| parts.iter().any(|part| is(&part.name, extension));
    if !wants("css") || !wants("wasm") {
        return Err("the page names no style sheet or no wasm: is it drawn, and are target/pages and style/ built in?".into());
    }
    Ok(parts)
}

/// Every quoted string that names an asset.
fn references(text: &str) -> BTreeSet<String> {
    text.split(['"', '\'', '`', '\\'])
        .filter(|word| {
            ["css", "js", "json", "wasm", "woff2", "svg", "png"]
                .iter()
                .any(|extension| is(word, extension))
        })
        .filter(|word| {
            word.len() < 200
                && !word.contains([' ', '<', '{', '$', '*', '('])
                && !word.starts_with("http")
        })
        .map(str::to_owned)
        .collect()
}

/// The modules that a script imports.
fn imports(script: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for quote in ['"', '\''] {
        let mut before = "";
        for (at, part) in script.split(quote).enumerate() {
            let word = before.trim_end();
            if at % 2 == 1 && (word.ends_with("from") || word.ends_with("import")) {
                modules.extend(references(&format!("{quote}{part}{quote}")));
            }
            before = part;
        }
    }
    modules
}

fn is(name: &str, extension: &str) -> bool {
    let path = name.split(['?', '#']).next().unwrap_or(name);
    path.rsplit_once('.')
        .is_some_and(|(stem, last)| last == extension && !stem.is_empty())
}

fn package(workspace: &Workspace) -> Result<Vec<Part>, String> {
    let folder = spa::package(workspace);
    let mut parts = Vec::new();
    for file in files(&folder) {
        let name = file
            .strip_prefix(&folder)
            .unwrap_or(&file)
            .to_string_lossy()
            .into_owned();
        if name.starts_with("examples") || !(is(&name, "js") || is(&name, "wasm")) {
            continue;
        }
        let bytes = std::fs::read(&file)
            .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        parts.push(Part::new(name, &bytes)?);
    }
    if parts.iter().any(|part| is(&part.name, "wasm")) {
        Ok(parts)
    } else {
        Err("the npm package is not built; run `cargo xtask spa`".to_owned())
    }
}

fn studio_files(workspace: &Workspace) -> Result<Vec<Part>, String> {
    let folder = studio::dist(workspace);
    let measured = studio::FILES.iter().map(|name| {
        let bytes = std::fs::read(folder.join(name)).map_err(|error| {
            format!("the studio is not built; run `cargo xtask studio` ({name}: {error})")
        })?;
        Part::new(format!("studio/{name}"), &bytes)
    });
    measured.collect()
}

/// How many bytes these are when they are compressed as well as a server can.
pub(crate) fn compressed(bytes: &[u8]) -> std::io::Result<usize> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters)?;
    Ok(out.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_s_assets_are_found() {
        let html = r#"<link rel="stylesheet" href="/assets/loggia.css?v=1"><script type="module">
            import init from '/assets/pages.js'; init({module_or_path: "/assets/pages_bg.wasm"})</script>
            <a href="https://example.org/x.js"> "a sentence about x.css" <img src="/logo.svg">"#;
        let expect = [
            "/assets/loggia.css?v=1",
            "/assets/pages.js",
            "/assets/pages_bg.wasm",
            "/logo.svg",
        ];
        assert_eq!(references(html).into_iter().collect::<Vec<_>>(), expect);
    }

    /// A server that knows a few paths and answers one request a connection.
    fn serve(answers: &'static [(&'static str, &'static str)]) -> String {
        use std::io::{BufRead, BufReader, Write};
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let first = lines.next().unwrap_or_default();
                lines.find(String::is_empty);
                let path = first.split(' ').nth(1).unwrap_or_default();
                let answer = answers.iter().find(|(answer_path, _)| *answer_path == path);
                let (status, body) =
                    answer.map_or(("404 Not Found", ""), |(_, body)| ("200 OK", *body));
                let status = if body.starts_with('/') {
                    "302 Found"
                } else {
                    status
                };
                write!(
                    stream,
                    "HTTP/1.1 {status}\r\nLocation: {body}\r\n\r\n{body}"
                )
                .unwrap();
            }
        });
        origin
    }

    #[test]
    fn what_a_page_loads_is_measured_once_each() {
        let origin = serve(&[
            ("/", "/login"),
            (
                "/login",
                "<link href='/a.css'><link href='/a.css'><script>import '/p.js'; load('/p_bg.wasm')</script>",
            ),
            ("/a.css", "a{}"),
            (
                "/p.js",
                "import{q}from'./q.js';new URL('other.wasm', import.meta.url)",
            ),
            ("/q.js", "export let q"),
            ("/p_bg.wasm", "wasm"),
        ]);
        let names = |parts: Vec<Part>| parts.into_iter().map(|part| part.name).collect::<Vec<_>>();
        assert_eq!(
            names(load(&format!("{origin}/")).unwrap()),
            ["/login", "/a.css", "/p.js", "/p_bg.wasm", "/q.js"]
        );
        let broken = serve(&[("/login", "<link href='/gone.css'>")]);
        let error = load(&format!("{broken}/login")).map(names).unwrap_err();
        assert!(
            error.contains("/gone.css") && error.contains("404"),
            "{error}"
        );
    }

    #[test]
    fn brotli_is_the_smaller_number() {
        let part = Part::new("x".to_owned(), "loggia ".repeat(200).as_bytes()).unwrap();
        assert_eq!(part.raw, 1400);
        assert!(part.brotli < 100, "{}", part.brotli);
    }
}
