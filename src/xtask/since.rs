//! `cargo xtask size --since COMMIT…`: what came between commits, in bytes of what a sign-in page loads.

use std::path::{Path, PathBuf};

use crate::pages;
use crate::run::Runner;
use crate::screen;
use crate::size::compressed;
use crate::tools::Tools;
use crate::workspace::{Workspace, command, files};

/// What is measured of each tree: the sample of a sign-in page, all style sheets as written, the script, the wasm.
const PARTS: [&str; 4] = ["document", "style", "script", "wasm"];

/// Compressed bytes, in the order of [`PARTS`].
type Sizes = [usize; 4];

/// Measures the pages as they were at each commit, each built by its own tree, and as they are.
///
/// Commits may be named in any way that Git knows; give them oldest first.
pub(crate) fn since(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    commits: &[String],
) -> Result<(), String> {
    let folder = workspace.target().join("since");
    let mut rows = Vec::new();
    for commit in commits {
        let line = git(workspace, &["log", "-1", "--format=%h %s", commit, "--"])?;
        let hash = line.split(' ').next().unwrap_or(commit).to_owned();
        screen::line(&format!(
            "[since] {line}: a tree of its own, built and measured"
        ));
        let tree = folder.join(&hash);
        let place = tree.to_string_lossy().into_owned();
        if !tree.is_dir() {
            git(workspace, &["worktree", "prune"])?;
            git(workspace, &["worktree", "add", "--detach", &place, &hash])?;
        }
        // One folder for all trees: what they have in common is built once.
        let target = folder.join("target");
        let mut build = tools.command_in(&tree, "cargo");
        build.args(["xtask", "pages"]);
        build.env("CARGO_TARGET_DIR", &target);
        runner.run(&format!("since-{hash}"), &mut build)?;
        rows.push((line, measure(runner, tools, &tree, &target)?));
        git(workspace, &["worktree", "remove", "--force", &place])?;
    }
    pages::build(workspace, runner, tools)?;
    let now = measure(runner, tools, &workspace.root, &workspace.target())?;
    rows.push(("this tree".to_owned(), now));
    print!("{}", table(&rows));
    Ok(())
}

/// The compressed sizes of a tree whose pages are built.
fn measure(runner: &Runner, tools: &Tools, tree: &Path, target: &Path) -> Result<Sizes, String> {
    let gallery_folder = target.join("since-gallery");
    let mut gallery = tools.command_in(tree, "cargo");
    gallery.args([
        "run",
        "--package",
        "pages",
        "--features",
        "ssr",
        "--example",
        "gallery",
        "--",
    ]);
    gallery.arg(&gallery_folder).env("CARGO_TARGET_DIR", target);
    runner.run("since-gallery", &mut gallery)?;
    let is_style = |file: &PathBuf| file.extension().is_some_and(|end| end == "css");
    let mut style = files(&tree.join("style"));
    style.retain(is_style);
    let sizes = [
        size(&[gallery_folder.join("sign-in.en.html")])?,
        size(&style)?,
        size(&[target.join("pages/pages.js")])?,
        size(&[target.join("pages/pages_bg.wasm")])?,
    ];
    Ok(sizes)
}

/// The compressed size of files that are sent as one.
fn size(parts: &[PathBuf]) -> Result<usize, String> {
    let mut whole = Vec::new();
    for part in parts {
        let cannot = |error| format!("cannot read {}: {error}", part.display());
        whole.extend(std::fs::read(part).map_err(cannot)?);
    }
    compressed(&whole).map_err(|error| format!("cannot compress: {error}"))
}

fn git(workspace: &Workspace, arguments: &[&str]) -> Result<String, String> {
    let mut git = command("git", &workspace.root);
    let output = git
        .args(arguments)
        .output()
        .map_err(|error| format!("cannot start git: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(format!("git {}: {}", arguments.join(" "), message.trim()))
    }
}

/// Each row's bytes, and what it has more than the one above it.
fn table(rows: &[(String, Sizes)]) -> String {
    let mut text = format!("{:<48}", "brotli bytes of a sign-in page");
    for name in PARTS.iter().chain(&["all", "added"]) {
        text += &format!(" {name:>9}");
    }
    let mut before = None;
    for (commit, sizes) in rows {
        let commit: String = commit.chars().take(46).collect();
        text += &format!("\n  {commit:<46}");
        let all: usize = sizes.iter().sum();
        for size in sizes.iter().chain(&[all]) {
            text += &format!(" {size:>9}");
        }
        let added = before.map_or(0, |before: usize| all.cast_signed() - before.cast_signed());
        text += &format!(" {added:>+9}");
        before = Some(all);
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn each_row_is_compared_with_the_one_above() {
        let rows = [
            ("a1 first", [1, 2, 3, 60]),
            ("b2 less", [1, 2, 3, 50]),
            ("this tree", [2, 3, 4, 75]),
        ];
        let text = table(&rows.map(|(name, sizes)| (name.to_owned(), sizes)));
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(lines[1], ["a1", "first", "1", "2", "3", "60", "66", "+0"]);
        assert_eq!(lines[2], ["b2", "less", "1", "2", "3", "50", "56", "-10"]);
        assert_eq!(lines[3], ["this", "tree", "2", "3", "4", "75", "84", "+28"]);
    }
}
