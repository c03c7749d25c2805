//! The document of a program for the browser: what Trunk makes of an index.html, for the links that ours have.
//!
//! Trunk builds the same index.html for `trunk serve`, so what a link means is said there, once. `cargo xtask test
//! --only trunk` compares both ways.

use std::path::Path;

use crate::workspace;

/// The mark of a link that is not for the browser.
const MARK: &str = "<link data-trunk ";

/// Writes the document to `folder`, and beside it the files that it names.
///
/// **Errors** a link of a kind that is not known here, and files that are not there.
pub(super) fn write(index: &Path, name: &str, folder: &Path) -> Result<(), String> {
    let (html, files) = process(&workspace::read(index)?, name)
        .map_err(|error| format!("{}: {error}", index.display()))?;
    let source = index.parent().unwrap_or(Path::new("."));
    for file in files {
        let from = source.join(&file);
        let to = folder.join(base_name(&file));
        std::fs::copy(&from, &to)
            .map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
    }
    workspace::write(&folder.join("index.html"), html)
}

/// The document as the browser gets it, and the files that must stand beside it.
fn process(index: &str, name: &str) -> Result<(String, Vec<String>), String> {
    let mut files = Vec::new();
    let mut html = String::new();
    let mut rest = index;
    while let Some((before, after)) = rest.split_once(MARK) {
        let (link, after) = after.split_once('>').ok_or("a link has no end")?;
        html.push_str(before);
        let attribute = |name: &str| {
            let (_, value) = link.split_once(&format!("{name}=\""))?;
            value.split_once('"').map(|(value, _)| value)
        };
        let href = attribute("href").ok_or("a link of Trunk has no href")?;
        match attribute("rel") {
            Some("rust") => html.push_str(&format!(
                "<link rel=\"modulepreload\" href=\"./{name}.js\" crossorigin=\"anonymous\">\
                 <link rel=\"preload\" href=\"./{name}_bg.wasm\" crossorigin=\"anonymous\" as=\"fetch\" type=\"application/wasm\">"
            )),
            Some("css") => {
                html.push_str(&format!("<link rel=\"stylesheet\" href=\"./{}\">", base_name(href)));
                files.push(href.to_owned());
            }
            Some("copy-file") => files.push(href.to_owned()),
            other => return Err(format!("a link of Trunk has the unknown rel {other:?}")),
        }
        rest = after;
    }
    html.push_str(rest);
    let (before, after) = html.split_once("</body>").ok_or("there is no </body>")?;
    let script = format!(
        "<script type=\"module\">import init from \"./{name}.js\"; await init({{ module_or_path: \"./{name}_bg.wasm\" }});</script>"
    );
    Ok((format!("{before}{script}</body>{after}"), files))
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::process;

    #[test]
    fn links_of_trunk_become_links_of_the_browser() {
        let index = "<head>\n<link data-trunk rel=\"copy-file\" href=\"../a.svg\">\n<link rel=\"icon\" href=\"a.svg\">\n\
                     <link data-trunk rel=\"css\" href=\"../../style/b.css\">\n\
                     <link data-trunk rel=\"rust\" href=\"Cargo.toml\" data-bin=\"x\">\n</head>\n<body></body>\n";
        let (html, files) = process(index, "x").unwrap();
        assert_eq!(files, ["../a.svg", "../../style/b.css"]);
        assert_eq!(
            html,
            "<head>\n\n<link rel=\"icon\" href=\"a.svg\">\n<link rel=\"stylesheet\" href=\"./b.css\">\n\
             <link rel=\"modulepreload\" href=\"./x.js\" crossorigin=\"anonymous\">\
             <link rel=\"preload\" href=\"./x_bg.wasm\" crossorigin=\"anonymous\" as=\"fetch\" type=\"application/wasm\">\n\
             </head>\n<body><script type=\"module\">import init from \"./x.js\"; await init({ module_or_path: \"./x_bg.wasm\" });</script></body>\n"
        );
        let unknown = "<link data-trunk rel=\"sass\" href=\"a.scss\"><body></body>";
        assert!(process(unknown, "x").unwrap_err().contains("sass"));
    }
}
