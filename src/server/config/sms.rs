//! `[sms]`: how text messages leave.

use super::{
    parse,
    reader::{Reader, secret},
};
use engine::settings::Sms;

pub(super) fn read(reader: &mut Reader) -> Option<Sms> {
    let webhook_url = reader.optional("sms.webhook_url", parse::web);
    let authorization = reader.secret("sms.authorization", secret);
    let timeout = reader.value("sms.timeout_seconds", "10", parse::seconds(1..=120));
    Some(Sms {
        webhook_url: webhook_url?,
        authorization,
        timeout,
    })
}
