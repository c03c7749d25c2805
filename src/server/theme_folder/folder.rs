//! The files of a brand on disk.

use domain::brand::Format;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use theme::{Problem, Severity, Theme, css};

/// The theme document.
pub(super) const THEME: &str = "theme.json";
/// The classic style sheet.
pub(super) const SHEET: &str = "theme.css";
/// The logo, by the first of these names that is there.
pub(super) const LOGOS: [&str; 3] = ["logo.png", "logo.jpg", "logo.jpeg"];

/// What a folder holds of a brand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Folder {
    /// The theme document.
    pub(super) theme: Option<String>,
    /// The classic style sheet.
    pub(super) sheet: Option<String>,
    /// The logo's name and bytes.
    pub(super) logo: Option<(&'static str, Vec<u8>)>,
}

impl Folder {
    /// Reads the files of a folder, as they are.
    ///
    /// **Errors** which file cannot be read, and a folder without any.
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let mut logo = None;
        for name in LOGOS {
            if let Some(bytes) = bytes(&folder.join(name))? {
                if let Some((first, _)) = logo {
                    return Err(format!(
                        "{} has {first} and {name}: keep one of them.",
                        folder.display()
                    ));
                }
                logo = Some((name, bytes));
            }
        }
        let read = Self {
            theme: text(&folder.join(THEME))?,
            sheet: text(&folder.join(SHEET))?,
            logo,
        };
        if read == Self::default() {
            return Err(format!(
                "{} holds no brand: it needs {THEME}, {SHEET}, {} or {}.",
                folder.display(),
                LOGOS[0],
                LOGOS[1]
            ));
        }
        Ok(read)
    }

    /// Writes the files that there are; others of the folder stay.
    ///
    /// **Errors** which file cannot be written.
    pub(super) fn write(&self, folder: &Path) -> Result<(), String> {
        fs::create_dir_all(folder)
            .map_err(|error| format!("{} cannot be made: {error}.", folder.display()))?;
        for (name, bytes) in self.files() {
            let path = folder.join(name);
            fs::write(&path, bytes)
                .map_err(|error| format!("{} cannot be written: {error}.", path.display()))?;
        }
        Ok(())
    }

    /// Each file with its bytes.
    pub(super) fn files(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        let theme = self.theme.as_ref().map(|text| (THEME, text.as_bytes()));
        let sheet = self.sheet.as_ref().map(|text| (SHEET, text.as_bytes()));
        let logo = self.logo.as_ref();
        let logo = logo.map(|(name, bytes)| (*name, bytes.as_slice()));
        [theme, sheet, logo].into_iter().flatten()
    }

    /// What is wrong with it, each with its place; a server would refuse it for the errors.
    pub(super) fn problems(&self) -> Vec<(&'static str, Problem)> {
        let theme = self.theme.as_deref().map(Theme::read).unwrap_or_default().1;
        let sheet = self.sheet.as_deref().map(css::check);
        let sheet = sheet.and_then(Result::err).unwrap_or_default();
        let theme = theme.into_iter().map(|problem| (THEME, problem));
        let sheet = sheet.into_iter().map(|problem| (SHEET, problem));
        theme.chain(sheet).collect()
    }
}

/// The name of a logo file of this format.
pub(super) fn logo_name(format: Format) -> &'static str {
    match format {
        Format::Png => LOGOS[0],
        Format::Jpeg => LOGOS[1],
    }
}

/// A problem as compilers write it, so that editors find the place.
pub(super) fn diagnostic(folder: &Path, name: &str, problem: &Problem) -> String {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let path = match problem.path.as_str() {
        "" => String::new(),
        path => format!("{path}: "),
    };
    format!(
        "{}:{}:{}: {severity}: {path}{}",
        folder.join(name).display(),
        problem.line,
        problem.column,
        problem.reason
    )
}

fn bytes(path: &Path) -> Result<Option<Vec<u8>>, String> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{} cannot be read: {error}.", path.display())),
    }
}

fn text(path: &Path) -> Result<Option<String>, String> {
    let text = bytes(path)?.map(String::from_utf8).transpose();
    text.map_err(|_| format!("{} is not UTF-8: save it as that.", path.display()))
}
