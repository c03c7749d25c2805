//! The table of operations in README.md, between two markers: what the built program says it has.

use crate::run::capture;
use crate::workspace::{Workspace, command, read, write as write_file};

const FILE: &str = "README.md";
const START: &str = "<!-- operations:start -->";
const END: &str = "<!-- operations:end -->";

/// Writes the table.
pub(crate) fn write(workspace: &Workspace) -> Result<(), String> {
    let (old, new) = both(workspace)?;
    if old != new {
        write_file(&workspace.path(FILE), new)?;
        println!("{FILE}: the table of operations is written");
    }
    Ok(())
}

/// Compares the table with the operations there are.
pub(crate) fn check(workspace: &Workspace) -> Result<(), String> {
    let (old, new) = both(workspace)?;
    if old == new {
        Ok(())
    } else {
        Err(format!(
            "{FILE}: the table is not up to date; run `cargo xtask support-table`"
        ))
    }
}

fn both(workspace: &Workspace) -> Result<(String, String), String> {
    let old = read(&workspace.path(FILE))?;
    let mut loggia = command(workspace.loggia(), &workspace.root);
    let table = capture(loggia.args(["operations", "--markdown"]))
        .ok_or("`loggia operations --markdown` fails; run it to see why")?;
    let new = replaced(&old, &table)?;
    Ok((old, new))
}

fn replaced(text: &str, table: &str) -> Result<String, String> {
    let missing =
        || format!("{FILE} needs the lines `{START}` and `{END}` around the table of operations");
    let (before, rest) = text.split_once(START).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    Ok(format!("{before}{START}\n\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_markers_is_replaced() {
        let table = "| A | yes |";
        let text = format!("# T\n{START}\nold\n{END}\nend\n");
        let once = replaced(&text, table).unwrap();
        assert!(
            once.starts_with("# T\n")
                && once.ends_with(&format!("{END}\nend\n"))
                && !once.contains("old")
        );
        assert_eq!(replaced(&once, table).unwrap(), once);
        assert!(replaced("no markers", table).is_err());
    }
}
