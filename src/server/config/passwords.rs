//! `[passwords]`: what a password hash costs, and how much hashing may wait.

use super::{parse, reader::Reader};

/// The cost of Argon2id and the size of the pool that computes it.
///
/// **Source** OWASP Password Storage Cheat Sheet: at least 19 MiB, two iterations, one lane.
#[derive(Debug, Clone)]
pub struct Passwords {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub iterations: u32,
    /// Lanes.
    pub parallelism: u32,
    /// Threads that hash; 0 is one for each core.
    pub threads: u32,
    /// How many hashes may wait for a thread before the next is refused.
    pub queue: u32,
}

impl Passwords {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let settings = Self {
            memory_kib: reader.value(
                "passwords.memory_kib",
                "19456",
                parse::number(8..=4_194_304),
            ),
            iterations: reader.value("passwords.iterations", "2", parse::number(1..=64)),
            parallelism: reader.value("passwords.parallelism", "1", parse::number(1..=16)),
            threads: reader.value("passwords.threads", "0", parse::number(0..=256)),
            queue: reader.value("passwords.queue", "256", parse::number(1..=65_536)),
        };
        if settings.memory_kib < 8 * settings.parallelism {
            let place = reader.place("passwords.memory_kib");
            reader.problem(format!(
                "{place} is less than eight times `passwords.parallelism`: Argon2 needs 8 KiB for each lane."
            ));
        }
        settings
    }
}
