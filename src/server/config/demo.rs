//! `[demo]`: a pool, app clients and an outbox to try things with.

use super::{parse, reader::Reader};

/// Whether the demo exists.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Whether the demo pool, its clients, the demo app and the outbox exist. Never on a server that others rely on:
    /// the outbox shows every message to everyone.
    pub enabled: bool,
}

impl Demo {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self { enabled: reader.value("demo.enabled", "false", parse::truth) }
    }
}
