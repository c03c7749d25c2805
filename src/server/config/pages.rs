//! `[pages]`: the hosted pages.

use super::{parse, reader::Reader};
use std::path::PathBuf;
use url::Url;

/// The hosted pages.
#[derive(Debug, Clone)]
pub struct Pages {
    /// The domain below which pools' domain prefixes answer: `<prefix>.<domain>`.
    pub domain: Option<String>,
    /// For development: scripts and wasm are read from this folder, styles from `style/`, the studio and the demo's npm
    /// package from `studio` and `npm/package` beside the folder, on each request.
    pub assets_dir: Option<PathBuf>,
    /// Where the footer's "Privacy" leads; left out, there is no such link.
    pub privacy_url: Option<Url>,
    /// Where the footer's "Terms" leads.
    pub terms_url: Option<Url>,
    /// Where the footer's "Help" leads.
    pub help_url: Option<Url>,
}

impl Pages {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            domain: reader.optional("pages.domain", parse::host),
            assets_dir: reader.optional("pages.assets_dir", parse::path),
            privacy_url: reader.optional("pages.privacy_url", parse::web),
            terms_url: reader.optional("pages.terms_url", parse::web),
            help_url: reader.optional("pages.help_url", parse::web),
        }
    }
}
