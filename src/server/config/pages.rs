//! `[pages]`: the hosted pages.

use super::{parse, reader::Reader};
use engine::settings::Pages;
use std::path::PathBuf;

/// Second, for development: the folder from which scripts and wasm are read on each request, and styles from `style/`.
pub(super) fn read(reader: &mut Reader) -> (Pages, Option<PathBuf>) {
    let domain = reader.optional("pages.domain", parse::host);
    let assets_folder = reader.optional("pages.assets_dir", parse::path);
    let pages = Pages {
        domain,
        privacy_url: reader.optional("pages.privacy_url", parse::web),
        terms_url: reader.optional("pages.terms_url", parse::web),
        help_url: reader.optional("pages.help_url", parse::web),
    };
    (pages, assets_folder)
}
