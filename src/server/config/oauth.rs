//! `[oauth]`: what the OAuth endpoints answer where a standard and Cognito differ.

use super::{parse, reader::Reader};
use engine::settings::OAuth;

pub(super) fn read(reader: &mut Reader) -> OAuth {
    OAuth {
        user_info_booleans: reader.value("oauth.user_info_booleans", "false", parse::truth),
    }
}
