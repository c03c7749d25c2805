//! The brand as one file: a ZIP archive whose files are stored as they are.
//!
//! **Source** PKWARE APPNOTE 6.3.10, §4.3 and §4.4.

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Packs files, none of which reaches 4 GiB.
pub fn pack(entries: &[Entry]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for Entry { name, bytes } in entries {
        let (offset, length) = (four(archive.len()), four(bytes.len()));
        // Version 2.0, no flags, stored, midnight of the first day that the format knows.
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(checksum(bytes).to_le_bytes());
        common.extend([length, length].concat());
        common.extend([&four(name.len())[..2], &[0, 0]].concat());
        archive.extend(b"PK\x03\x04");
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(offset);
        directory.extend(name.as_bytes());
    }
    let (start, size) = (four(archive.len()), four(directory.len()));
    let count = &four(entries.len())[..2];
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\x00\x00\x00\x00");
    archive.extend([count, count, &size, &start, &[0, 0]].concat());
    archive
}

fn four(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

/// CRC-32 as the format has it.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| match crc & 1 {
            1 => (crc >> 1) ^ 0xedb8_8320,
            _ => crc >> 1,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_where_the_directory_says() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        let entry = |name, bytes: &[u8]| Entry {
            name,
            bytes: bytes.to_vec(),
        };
        let archive = pack(&[entry("a", b"one"), entry("bc", b"two!")]);
        let at = |from: usize| &archive[from..];
        assert!(at(30).starts_with(b"aone"));
        assert!(at(34).starts_with(b"PK\x03\x04"));
        assert!(at(64).starts_with(b"bctwo!"));
        assert!(at(70).starts_with(b"PK\x01\x02"));
        let end = archive.len() - 22;
        assert!(at(end).starts_with(b"PK\x05\x06"));
        assert_eq!(at(end + 16)[..4], four(70));
        assert_eq!(at(end - 6)[..4], four(34));
    }
}
