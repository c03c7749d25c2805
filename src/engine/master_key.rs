//! The master key: from a file that only its owner can read, or from the settings.
//!
//! **Shape** one key a line: `<key id> <base64 of 32 bytes>`. The first line seals; every line opens. To rotate, put a
//! new line on top.

use crate::{random::Random, settings};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::secret::Secret;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// The keys, the one that seals first.
pub struct MasterKeys(Vec<(String, Zeroizing<[u8; 32]>)>);

impl MasterKeys {
    /// Reads the keys where the settings say; makes the file when there is none.
    ///
    /// **Errors** others may read the file, it cannot be read or written, or a line is no key: what is wrong, where,
    /// and the fix.
    pub fn open(settings: &settings::MasterKey, random: Random) -> Result<Self, String> {
        if let Some(value) = &settings.value {
            return read("`master_key.value`", value);
        }
        let file = &settings.file;
        let place = format!("the master key file {}", file.display());
        match fs::read_to_string(file) {
            Ok(text) => {
                let text = Secret::from(text);
                only_the_owner_reads(file)?;
                read(&place, &text)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = make(file, &Secret::from(new_line(random))).map_err(|error| {
                    format!("{place} cannot be made: {error}. Check `master_key.file` and who owns its folder.")
                })?;
                read(&place, &made)
            }
            Err(error) => Err(format!(
                "{place} cannot be read: {error}. Check `master_key.file` and who owns it."
            )),
        }
    }

    /// The keys with their ids, the one that seals first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8; 32])> {
        self.0.iter().map(|(id, key)| (id.as_str(), &**key))
    }
}

fn new_line(random: Random) -> String {
    let id = random.letters(8, crate::random::LOWER);
    format!("{id} {}\n", STANDARD.encode(random.bytes::<32>()))
}

fn read(place: &str, text: &Secret) -> Result<MasterKeys, String> {
    let mut keys = Vec::new();
    for line in text
        .expose()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let key = line.split_once(' ').and_then(|(id, key)| {
            let bytes = Zeroizing::new(STANDARD.decode(key.trim()).ok()?);
            let key = Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).ok()?);
            let right = id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
            right.then(|| (id.to_owned(), key))
        });
        match key {
            Some(key) => keys.push(key),
            None => {
                return Err(format!(
                    "{place} holds a line that is no key: each line is `<id> <base64 of 32 bytes>`. Put the right key \
                     back; without it nothing sealed can be opened."
                ));
            }
        }
    }
    if keys.is_empty() {
        return Err(format!(
            "{place} holds no key. Put the key back, or remove it if nothing was sealed yet."
        ));
    }
    Ok(MasterKeys(keys))
}

#[cfg(unix)]
fn only_the_owner_reads(file: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(file)
        .map_err(|error| format!("{} cannot be examined: {error}", file.display()))?;
    let mode = mode.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let path = file.display();
    Err(format!(
        "the master key file {path} can be read by others (mode {mode:04o}). Run: chmod 600 '{path}'"
    ))
}

#[cfg(not(unix))]
fn only_the_owner_reads(_: &Path) -> Result<(), String> {
    Ok(())
}

/// Makes the file, unless another program has at this moment: gives what is in it.
fn make(file: &Path, line: &Secret) -> io::Result<Secret> {
    let _turn = lock(&file.with_extension("lock"))?;
    match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            write_private(file, line.expose().as_bytes())?;
            Ok(line.clone())
        }
        read => read.map(Secret::from),
    }
}

/// Waits until no other program holds this file's lock; it is ours until the file is dropped.
pub fn lock(file: &Path) -> io::Result<File> {
    let held = private(file, OpenOptions::new().write(true).create(true))?;
    held.lock()?;
    Ok(held)
}

/// Writes a file that only its owner can read, and its folder if need be. Who reads it meanwhile reads what was there
/// before, or all of the new; only one program at a time may write it ([`lock`]).
pub fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = file.with_extension("new");
    // A crash may have left one behind, with who knows what rights.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut written = private(&new, OpenOptions::new().write(true).create_new(true))?;
    written.write_all(bytes)?;
    written.sync_all()?;
    fs::rename(new, file)
}

/// Makes a folder that only its owner can enter, and those above it, where there is none.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private(file: &Path, options: &mut OpenOptions) -> io::Result<File> {
    if let Some(folder) = file.parent() {
        make_private_folder(folder)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::folder as test_folder;

    fn settings(file: &Path, value: Option<&str>) -> settings::MasterKey {
        settings::MasterKey {
            file: file.to_owned(),
            value: value.map(Secret::from),
        }
    }

    fn first(keys: &MasterKeys) -> (String, [u8; 32]) {
        keys.iter()
            .map(|(id, key)| (id.to_owned(), *key))
            .next()
            .expect("there is always one")
    }

    #[test]
    fn it_is_made_once_and_read_again() {
        let folder = test_folder("master-key");
        let file = folder.join("deep/master.key");
        let made = MasterKeys::open(&settings(&file, None), Random).expect("it is made");
        let again = MasterKeys::open(&settings(&file, None), Random).expect("it is read");
        assert_eq!(first(&made), first(&again));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&file)
                .expect("it is there")
                .permissions()
                .mode()
                & 0o777;
            assert_eq!(mode, 0o600);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_fix() {
        use std::os::unix::fs::PermissionsExt;
        let file = test_folder("master-key-open").join("master.key");
        MasterKeys::open(&settings(&file, None), Random).expect("it is made");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("it is ours");
        let reason = MasterKeys::open(&settings(&file, None), Random)
            .err()
            .expect("others can read it");
        assert!(
            reason.contains("mode 0644") && reason.contains("chmod 600"),
            "{reason}"
        );
    }

    #[test]
    fn the_settings_win_and_wrong_lines_are_refused_without_showing_them() {
        let file = test_folder("master-key-value").join("master.key");
        let two = format!(
            "b {}\na {}\n",
            STANDARD.encode([2; 32]),
            STANDARD.encode([1; 32])
        );
        let keys =
            MasterKeys::open(&settings(&file, Some(&two)), Random).expect("both lines are keys");
        assert_eq!(
            keys.iter().map(|(id, _)| id.to_owned()).collect::<Vec<_>>(),
            ["b", "a"]
        );
        assert!(!file.exists());
        let reason = MasterKeys::open(&settings(&file, Some("a c2hvcnQ=")), Random)
            .err()
            .expect("it is too short");
        assert!(
            reason.contains("`master_key.value`") && !reason.contains("c2hvcnQ="),
            "{reason}"
        );
    }

    #[test]
    fn of_many_programs_that_start_at_once_one_makes_it() {
        let file = test_folder("master-key-race").join("deep/master.key");
        let open = || {
            let keys = MasterKeys::open(&settings(&file, None), Random);
            keys.map(|keys| first(&keys))
        };
        let keys: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            let keys = starts.into_iter().map(|start| start.join());
            keys.map(|key| key.expect("it ends")).collect()
        });
        assert!(keys[0].is_ok(), "{keys:?}");
        assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
    }
}
