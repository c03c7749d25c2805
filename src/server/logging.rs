//! Log lines: to standard error, for people or as JSON. No secret, no query string and no body ever is a field.

use crate::config::{Format, Logging};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging, for the whole process and once.
///
/// **Errors** the filter is none, or logging was started already.
pub fn start(settings: &Logging) -> Result<(), String> {
    let filter = EnvFilter::try_new(&settings.filter)
        .map_err(|error| format!("`logging.filter` is `{}`: {error}", settings.filter))?;
    let human = match settings.format {
        Format::Human => true,
        Format::Json => false,
        Format::Auto => std::io::stderr().is_terminal(),
    };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = if human {
        lines
            .with_ansi(std::io::stderr().is_terminal())
            .with_target(false)
            .try_init()
    } else {
        lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init()
    };
    started.map_err(|error| format!("logging cannot start: {error}"))
}
