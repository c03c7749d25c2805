//! `[egress]`: what may be called besides public addresses.

use super::{parse, reader::Reader};
use engine::settings::Egress;

pub(super) fn read(reader: &mut Reader) -> Egress {
    Egress {
        allowed_networks: reader.value("egress.allowed_networks", "", parse::networks),
    }
}
