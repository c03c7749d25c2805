//! `[logging]`: what is logged, and how it reads.

use super::{parse, reader::Reader};
use tracing_subscriber::EnvFilter;

/// How a log line reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people on a terminal, as JSON otherwise.
    Auto,
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// What is logged, and how it reads.
#[derive(Debug, Clone)]
pub struct Logging {
    /// How a line reads.
    pub format: Format,
    /// What is logged, in the words of `tracing`: `info`, `warn,server=debug`.
    pub filter: String,
}

impl Logging {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let formats = [
            ("auto", Format::Auto),
            ("human", Format::Human),
            ("json", Format::Json),
        ];
        Self {
            format: reader.value("logging.format", "auto", parse::one_of(&formats)),
            filter: reader.value("logging.filter", "info", |text| match EnvFilter::try_new(text) {
                Ok(_) => Ok(text.to_owned()),
                Err(_) => Err("a level (error, warn, info, debug, trace) or a list such as warn,server=debug".to_owned()),
            }),
        }
    }
}
