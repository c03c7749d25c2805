//! Skips a build step whose inputs and outputs are what they were: the second run is ready within seconds.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use crate::workspace::{Workspace, files, read, write};

/// The contents of some files and the versions of some tools, as one number.
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: String,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// **Shape** `inputs` are files or folders below the root; `words` are versions and options; `outputs` are what
    /// the step writes.
    pub(crate) fn new(
        workspace: &Workspace,
        name: &str,
        inputs: &[&str],
        words: &[&str],
        outputs: Vec<PathBuf>,
    ) -> Result<Self, String> {
        let paths: Vec<PathBuf> = inputs.iter().map(|input| workspace.path(input)).collect();
        let inputs = format!("{} {}", hash(&paths)?, words.join(" "));
        Ok(Self {
            file: workspace
                .target()
                .join("xtask")
                .join(format!("{name}.stamp")),
            inputs,
            outputs,
        })
    }

    /// Is what the step would write there already, unchanged since it wrote it?
    pub(crate) fn is_current(&self) -> bool {
        let here = self.outputs.iter().all(|output| output.exists());
        here && self
            .text()
            .is_ok_and(|text| read(&self.file).is_ok_and(|stored| stored == text))
    }

    /// Notes that the step was done.
    pub(crate) fn write(&self) -> Result<(), String> {
        write(&self.file, self.text()?)
    }

    fn text(&self) -> Result<String, String> {
        Ok(format!("{}\n{}\n", self.inputs, hash(&self.outputs)?))
    }
}

fn hash(paths: &[impl AsRef<Path>]) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        for file in files(path.as_ref()) {
            let bytes = std::fs::read(&file)
                .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            hasher.write(file.as_os_str().as_encoded_bytes());
            hasher.write_usize(bytes.len());
            hasher.write(&bytes);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_current_until_an_input_or_an_output_changes() {
        let root = std::env::temp_dir().join(format!("loggia-stamp-{}", std::process::id()));
        let workspace = Workspace {
            root: root.clone(),
            cache: root.clone(),
        };
        let stamp = |word: &str| {
            let outputs = vec![root.join("out.txt")];
            Stamp::new(&workspace, "probe", &["in"], &[word], outputs).unwrap()
        };
        write(&root.join("in/a.txt"), "one").unwrap();
        assert!(!stamp("v1").is_current(), "nothing was built yet");
        write(&root.join("out.txt"), "built").unwrap();
        stamp("v1").write().unwrap();
        assert!(stamp("v1").is_current());
        assert!(!stamp("v2").is_current(), "another tool version");
        write(&root.join("in/a.txt"), "two").unwrap();
        assert!(!stamp("v1").is_current(), "another input");
        write(&root.join("in/a.txt"), "one").unwrap();
        assert!(stamp("v1").is_current());
        write(&root.join("out.txt"), "spoiled").unwrap();
        assert!(!stamp("v1").is_current(), "another output");
        std::fs::remove_dir_all(&root).unwrap();
    }
}
