//! `[passwords]`: what a password hash costs, and how much hashing may wait.

use super::{parse, reader::Reader};
use engine::settings::Passwords;

pub(super) fn read(reader: &mut Reader) -> Passwords {
    let settings = Passwords {
        memory_kib: reader.value(
            "passwords.memory_kib",
            "65536",
            parse::number(8..=4_194_304),
        ),
        iterations: reader.value("passwords.iterations", "3", parse::number(1..=64)),
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
