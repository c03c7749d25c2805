//! Asks which account a new code is for.

use super::{Head, whose};
use crate::{drawn::Drawn, scene::Scene};
use wire::{route, screen::ResendCode, text::Text};

pub(super) fn head(ResendCode(whose): &ResendCode) -> Head {
    whose::head(Text::ResendTitle, Text::ResendLead, whose)
}

pub(super) fn body(at: &Scene, ResendCode(whose): &ResendCode) -> Vec<Drawn> {
    let form = whose::Form {
        name: "resendcodeform",
        action: route::RESEND_CODE,
        button_name: "resend_code",
        button: Text::ResendSubmit,
    };
    whose::body(at, form, whose)
}
