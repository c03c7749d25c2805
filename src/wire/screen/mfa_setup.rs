//! The set-up of an authenticator app, for somebody who has no second factor in a pool that asks for one.

use super::{Add, Kind, Message, Qr, Typed};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::MfaSetup`](super::Screen::MfaSetup). Posts `session`, `USERNAME`, `FRIENDLY_DEVICE_NAME` (may be empty) and
/// `SOFTWARE_TOKEN_MFA_CODE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MfaSetup {
    /// The flow token.
    pub session: String,
    /// Who signs in.
    pub username: String,
    /// The key to type where no picture can be scanned: base32, which the page groups.
    pub secret: String,
    /// The same as an address that apps on this device open: `otpauth://totp/…`.
    pub uri: String,
    /// The picture of `uri`; none of an address that no picture holds.
    pub qr: Option<Qr>,
    /// What the person calls the device, as typed.
    pub device_name: String,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the code.
    pub code_error: Option<Message>,
}

impl Kind for MfaSetup {
    const PATH: &'static str = route::MFA_SETUP;

    fn samples(add: &mut Add<'_, Self>) {
        let plain = MfaSetup {
            session: "AYABeC1".to_owned(),
            username: "ada@example.com".to_owned(),
            secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned(),
            uri: "otpauth://totp/Acme%20Notes:ada%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acme%20Notes".to_owned(),
            qr: Some(Qr {
                modules: 41,
                dark: QR.to_owned(),
            }),
            device_name: String::new(),
            alert: None,
            code_error: None,
        };
        add("mfa-setup", plain.clone());
        add(
            "mfa-setup-no-picture",
            MfaSetup {
                qr: None,
                ..plain.clone()
            },
        );
        for (name, error) in [
            ("mfa-setup-wrong", Text::CodeWrong),
            ("mfa-setup-used", Text::CodeUsed),
            ("mfa-setup-empty", Text::NeedCode),
        ] {
            add(
                name,
                MfaSetup {
                    device_name: "Ada’s phone".to_owned(),
                    code_error: Some(error.into()),
                    ..plain.clone()
                },
            );
        }
        add(
            "mfa-setup-too-many",
            MfaSetup {
                alert: Some(Text::AlertLocked.into()),
                ..plain
            },
        );
    }

    fn typed(&mut self) -> Typed<'_> {
        vec![("FRIENDLY_DEVICE_NAME", &mut self.device_name)]
    }
}

/// The picture of the sample's address.
const QR: &str = "\
    fedb2e3abfc17ef6d0106e960cdaebb757480e95dba52323b2ec11cb867d07faaaaaaafe01b4f75c00b74ef71525eefdcc87\
    9765d2dbe1210314251c0520f355355c796fb3934980882ad307df6ac01c361b9773e39ec8b0744c71eaaca6d93606d1845c\
    02daff26b982f30a294dea7dce7f298f0a54218603d69353e341bc9dbecae17fc3218acda85f7ba914f10fa5fc7075b5c1e7\
    9f7ac4a67b68b04a302995a7690e63142662ff005c2521c47fa1a9c3ab505e486f513ba0583ecfc5d4b285f6d6eaeefb0857\
    04b39b771afe972552970";
