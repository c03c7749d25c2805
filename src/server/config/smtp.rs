//! `[smtp]`: how e-mail leaves.

use super::{
    parse,
    reader::{Reader, secret},
};
use engine::settings::{Security, Smtp};
use lettre::message::Mailbox;

pub(super) fn read(reader: &mut Reader) -> Option<Smtp> {
    let host = reader.optional("smtp.host", parse::host);
    let choices = [
        ("starttls", Security::StartTls),
        ("implicit", Security::Implicit),
        ("none", Security::Plain),
    ];
    let security = reader.value("smtp.security", "starttls", parse::one_of(&choices));
    let usual = match security {
        Security::StartTls => "587",
        Security::Implicit => "465",
        Security::Plain => "25",
    };
    let port = reader.value("smtp.port", usual, parse::number(1..=65_535));
    let username = reader.optional("smtp.username", parse::text);
    let password = reader.secret("smtp.password", secret);
    let from = reader.optional("smtp.from", |text| {
        text.parse::<Mailbox>()
            .map_err(|_| "an address, such as Acme <no-reply@example.com>".to_owned())
    });
    let certificate_authority = reader.optional("smtp.certificate_authority", parse::path);
    let timeout = reader.value("smtp.timeout_seconds", "20", parse::seconds(1..=120));
    let credentials = match (username, password) {
        (Some(username), Some(password)) => Some((username, password)),
        (None, None) => None,
        (Some(_), None) => {
            let place = reader.place("smtp.username");
            reader.problem(format!(
                "`smtp.password` is not set, but {place} is: set both, or neither."
            ));
            None
        }
        (None, Some(_)) => {
            let place = reader.place("smtp.password");
            reader.problem(format!(
                "`smtp.username` is not set, but {place} is: set both, or neither."
            ));
            None
        }
    };
    let host = host?;
    if from.is_none() && !reader.is_set("smtp.from") {
        let place = reader.place("smtp.host");
        reader.problem(format!(
            "`smtp.from` is not set, but {place} is: set it to the sender, such as Acme <no-reply@example.com>."
        ));
    }
    let port = u16::try_from(port).unwrap_or(u16::MAX);
    Some(Smtp {
        host,
        port,
        security,
        credentials,
        from: from?,
        certificate_authority,
        timeout,
    })
}
