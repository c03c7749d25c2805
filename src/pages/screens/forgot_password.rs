//! Asks which password to reset.

use super::{Head, whose};
use crate::{drawn::Drawn, scene::Scene};
use wire::{route, screen::ForgotPassword, text::Text};

pub(super) fn head(ForgotPassword(whose): &ForgotPassword) -> Head {
    whose::head(Text::ForgotTitle, Text::ForgotLead, whose)
}

pub(super) fn body(at: &Scene, ForgotPassword(whose): &ForgotPassword) -> Vec<Drawn> {
    let form = whose::Form {
        name: "forgotpasswordform",
        action: route::FORGOT_PASSWORD,
        button_name: "reset_my_password",
        button: Text::ForgotButton,
    };
    whose::body(at, form, whose)
}
