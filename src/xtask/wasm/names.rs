//! Gives what a wasm and the script beside it call each other by short names. wasm-bindgen makes every import's name unique by
//! a hash, which no compression makes smaller: in the npm package that is 1.5 KB of 21.

use std::path::Path;

use serde_json::Value;

use super::FEATURES;
use crate::run::Runner;
use crate::tools::Tools;
use crate::workspace::{Workspace, read, write};

/// What wasm-opt prints: the old names and the new ones.
struct Names {
    /// Module, name, new name.
    imports: Vec<(String, String, String)>,
    /// Name, new name.
    exports: Vec<(String, String)>,
}

impl Names {
    fn read(printed: &str) -> serde_json::Result<Self> {
        let mut printed: Value = serde_json::from_str(printed.trim())?;
        let mut take = |key| printed.get_mut(key).map_or(Value::Null, Value::take);
        Ok(Self {
            imports: serde_json::from_value(take("imports"))?,
            exports: serde_json::from_value(take("exports"))?,
        })
    }
}

/// What wasm-opt calls every module that is imported from.
const MODULE: &str = "a";

/// Shortens the names in both files, in place. The script is as wasm-bindgen wrote it.
pub(crate) fn shorten(
    workspace: &Workspace,
    runner: &Runner,
    tools: &Tools,
    wasm: &Path,
    script: &Path,
) -> Result<(), String> {
    let mut opt = tools.command(workspace, "wasm-opt");
    opt.args(FEATURES)
        .arg("--minify-imports-and-exports-and-modules");
    opt.arg(wasm).arg("--output").arg(wasm);
    let printed = runner.run("wasm-names", &mut opt)?;
    let names =
        Names::read(&printed).map_err(|error| format!("wasm-opt printed no names: {error}"))?;
    let with_path = |error: String| format!("{}: {error}", script.display());
    let renamed = rename(&read(script)?, &names).map_err(with_path)?;
    write(script, renamed)
}

/// Puts `new` for `old`, which must be there, and everywhere be a whole name.
fn change(script: &mut String, old: &str, new: &str) -> Result<(), String> {
    let mut parts = script.split(old).skip(1).peekable();
    let goes_on = |next: char| next.is_alphanumeric() || next == '_';
    if parts.peek().is_none() || parts.any(|after| after.starts_with(goes_on)) {
        return Err(format!(
            "`{old}` is not in it as wasm-bindgen is expected to write it"
        ));
    }
    *script = script.replace(old, new);
    Ok(())
}

/// The script with the new names.
fn rename(script: &str, names: &Names) -> Result<String, String> {
    let mut script = script.to_owned();
    // A longer name first: a shorter one may begin it.
    let mut exports: Vec<_> = names.exports.iter().collect();
    exports.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, short) in exports {
        // The script need not use all of them.
        if script.contains(&format!("wasm.{name}")) {
            change(
                &mut script,
                &format!("wasm.{name}"),
                &format!("wasm.{short}"),
            )?;
        }
    }
    for (_, name, short) in &names.imports {
        change(&mut script, &format!("{name}:"), &format!("{short}:"))?;
    }
    if let Some((module, ..)) = names.imports.first() {
        if let Some((other, ..)) = names.imports.iter().find(|(each, ..)| each != module) {
            return Err(format!(
                "it imports from `{other}` too, which cannot be shortened"
            ));
        }
        change(
            &mut script,
            &format!("\"{module}\""),
            &format!("\"{MODULE}\""),
        )?;
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_a_name_become_short() {
        let names = |imports: &[[&str; 3]], exports: &[[&str; 2]]| Names {
            imports: imports
                .iter()
                .map(|[module, name, short]| ((*module).into(), (*name).into(), (*short).into()))
                .collect(),
            exports: exports
                .iter()
                .map(|[name, short]| ((*name).into(), (*short).into()))
                .collect(),
        };
        let script = r#"wasm.memory.buffer; wasm.flow_step(wasm.flow); return { "./x_bg.js": { __wbg_now_1: function() {} } };"#;
        let short_names = names(
            &[["./x_bg.js", "__wbg_now_1", "a"]],
            &[["memory", "b"], ["flow", "c"], ["flow_step", "d"]],
        );
        assert_eq!(
            rename(script, &short_names).as_deref(),
            Ok(r#"wasm.b.buffer; wasm.d(wasm.c); return { "a": { a: function() {} } };"#)
        );
        for unknown in [
            names(&[["./x_bg.js", "__wbg_now_2", "a"]], &[]),
            names(&[], &[["flo", "a"]]),
        ] {
            assert!(rename(script, &unknown).is_err());
        }
    }
}
