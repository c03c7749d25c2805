//! `cargo xtask size --since COMMIT…`: what came between commits, in bytes of what `/login` loads.

use crate::run::Runner;
use crate::size::Sum;
use crate::tools::Tools;
use crate::workspace::{Workspace, command, write};

/// Measures the pages as they were at each commit, each built by its own tree, then compares them with `now`.
///
/// Commits may be named in any way that Git knows; give them oldest first.
pub(crate) fn since(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    commits: &[String],
    now: Vec<Sum>,
) -> Result<(), String> {
    let mut rows = Vec::new();
    for commit in commits {
        let line = git(workspace, &["log", "-1", "--format=%h %s", commit, "--"])?;
        rows.push((line.clone(), measure(workspace, runner, tools, &line)?));
    }
    rows.push(("this tree".to_owned(), now));
    print!("{}", table(&rows));
    Ok(())
}

/// The sums that the tree of a commit prints of itself.
fn measure(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    commit: &str,
) -> Result<Vec<Sum>, String> {
    let hash = commit.split(' ').next().unwrap_or(commit);
    let folder = workspace.target().join("since");
    let kept = folder.join(format!("{hash}.txt"));
    if let Ok(text) = std::fs::read_to_string(&kept) {
        return Ok(sums(&text));
    }
    println!("[since] {commit}: a tree of its own, built and measured (some minutes, once)");
    let tree = folder.join(hash);
    let place = tree.to_string_lossy().into_owned();
    git(workspace, &["worktree", "prune"])?;
    if !tree.is_dir() {
        git(workspace, &["worktree", "add", "--detach", &place, hash])?;
    }
    let mut size = tools.command_in(&tree, "cargo");
    size.args(["xtask", "size"]);
    // One folder for all trees: what they have in common is built once.
    size.env("CARGO_TARGET_DIR", folder.join("target"));
    // A tree that is over its budget was measured all the same.
    let (text, failed) = runner.run_and_keep(&format!("since-{hash}"), &mut size)?;
    git(workspace, &["worktree", "remove", "--force", &place])?;
    let found = sums(&text);
    if found.is_empty() {
        return Err(failed.unwrap_or_else(|| format!("{commit} printed no sizes")));
    }
    write(&kept, text)?;
    Ok(found)
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
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(format!("git {}: {}", arguments.join(" "), said.trim()))
    }
}

/// The lines of a size report that sum up what `/login` loads: name, raw bytes, brotli bytes, budget.
fn sums(report: &str) -> Vec<Sum> {
    report.lines().filter_map(sum).collect()
}

fn sum(line: &str) -> Option<Sum> {
    let mut words = line.split_whitespace().rev();
    let _budget: usize = words.next()?.parse().ok()?;
    let brotli = words.next()?.parse().ok()?;
    let _raw: usize = words.next()?.parse().ok()?;
    let name = words.rev().collect::<Vec<_>>().join(" ");
    let page = name.starts_with("/login, ");
    page.then_some(Sum { name, brotli })
}

/// The first row's bytes, then what each row has more than the one above it.
fn table(rows: &[(String, Vec<Sum>)]) -> String {
    let names = rows
        .first()
        .map_or(&[][..], |(_, sums)| sums)
        .iter()
        .map(|sum| &sum.name);
    let mut text = String::new();
    for name in names {
        text += &format!("{name}: brotli bytes\n");
        let mut before: Option<usize> = None;
        for (commit, sums) in rows {
            let Some(sum) = sums.iter().find(|sum| sum.name == *name) else {
                continue;
            };
            let added = before.map_or(0, |before| sum.brotli.cast_signed() - before.cast_signed());
            let commit: String = commit.chars().take(64).collect();
            text += &format!("  {commit:<64} {:>7} {added:>+7}\n", sum.brotli);
            before = Some(sum.brotli);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_and_compared() {
        let report = |brotli: usize| {
            sums(&format!(
                "bytes    raw    brotli    budget\n  /login    9000   {brotli}\n/login, first usable (HTML, CSS)   100  {brotli}  20000\n\
                 /login with a theme, what it adds  2000  700  3000\nnpm package   4   5   22000\n"
            ))
        };
        assert_eq!(
            report(60).len(),
            1,
            "what a theme adds is no sum of the page"
        );
        let rows = [("a1 first", 60), ("b2 less", 50), ("this tree", 75)]
            .map(|(name, brotli)| (name.to_owned(), report(brotli)));
        let text = table(&rows);
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(lines[0][..3], ["/login,", "first", "usable"]);
        assert_eq!(lines[1], ["a1", "first", "60", "+0"]);
        assert_eq!(lines[2], ["b2", "less", "50", "-10"]);
        assert_eq!(lines[3], ["this", "tree", "75", "+25"]);
    }
}
