//! Style sheets and components belong together, and no rule styles what nothing draws.

use std::collections::BTreeSet;

use super::{has_word, relative};
use crate::workspace::{Workspace, files, read};

pub(super) fn components(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut breaches = Vec::new();
    for sheet in files(&workspace.path("style/components")) {
        let name = sheet
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let component = format!("src/pages/components/{}.rs", name.replace('-', "_"));
        if sheet
            .extension()
            .is_some_and(|extension| extension == "css")
            && !workspace.path(&component).is_file()
        {
            breaches.push(format!(
                "{} has no {component}",
                relative(workspace, &sheet)
            ));
        }
    }
    Ok(breaches)
}

pub(super) fn classes(workspace: &Workspace) -> Result<Vec<String>, String> {
    let mut sources = String::new();
    for folder in ["src/pages", "src/web/hosted", "src/web/demo", "src/wire"] {
        for file in files(&workspace.path(folder)) {
            if file
                .extension()
                .is_some_and(|extension| extension == "rs" || extension == "html")
            {
                sources.push_str(&read(&file)?);
            }
        }
    }
    let mut breaches = Vec::new();
    for sheet in files(&workspace.path("style")) {
        if sheet
            .extension()
            .is_some_and(|extension| extension == "css")
        {
            for class in selectors(&read(&sheet)?) {
                // Cognito's own hooks are a promise to designers, whether or not a page draws them yet.
                if !class.ends_with("-customizable") && !has_word(&sources, &class) {
                    breaches.push(format!(
                        "{}: nothing draws .{class}",
                        relative(workspace, &sheet)
                    ));
                }
            }
        }
    }
    Ok(breaches)
}

/// The classes that a sheet's selectors name.
fn selectors(css: &str) -> BTreeSet<String> {
    let mut classes = BTreeSet::new();
    for selector in preludes(&without_comments(css)) {
        for part in selector.split('.').skip(1) {
            let class: String = part
                .chars()
                .take_while(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
                .collect();
            if class.starts_with(|letter: char| letter.is_alphabetic()) {
                classes.insert(class);
            }
        }
    }
    classes
}

/// What stands before each `{`, at-rules left out (layer names have dots too).
fn preludes(css: &str) -> Vec<String> {
    let blocks = css
        .split('{')
        .map(|before| before.rsplit(['}', ';']).next().unwrap_or_default().trim());
    blocks
        .filter(|prelude| !prelude.starts_with('@'))
        .map(str::to_owned)
        .collect()
}

fn without_comments(css: &str) -> String {
    let mut out = String::new();
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::selectors;

    #[test]
    fn classes_are_found_in_selectors_only() {
        let css = "@layer components.base { .lg-field:hover > .lg-field__label, a.big { margin: .5rem } }\n\
                   /* .old { } */ .x { background: url(a.svg); transition: .2s }";
        assert_eq!(
            selectors(css).into_iter().collect::<Vec<_>>(),
            ["big", "lg-field", "lg-field__label", "x"]
        );
    }
}
