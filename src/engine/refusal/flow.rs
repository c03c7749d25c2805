//! The words for refusals of flows.

use super::words::{Defaults, Words};
use domain::refusal::Flow;
use shapes::idp::exception;
use wire::{oauth::ErrorCode, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::INVALID_PARAMETER);

/// The sign-in cannot go on.
const OVER: Defaults = Defaults::new(exception::NOT_AUTHORIZED).alert(Text::AlertSessionExpired);

pub(super) fn row(refusal: &Flow) -> Words {
    match refusal {
        Flow::NotEnabled(flow) => DEFAULT
            .oauth(ErrorCode::UnauthorizedClient)
            .says(format!("{flow} flow not enabled for this client")),
        Flow::Unknown(flow) => DEFAULT
            .oauth(ErrorCode::UnsupportedGrantType)
            .says(format!("Initiate Auth method not supported: {flow}.")),
        Flow::TokenInvalid => OVER.says("Invalid session for the user."),
        Flow::TokenExpired => OVER.says("Invalid session for the user, session is expired."),
        Flow::ChallengeMismatch => OVER.says("Invalid session for the user."),
    }
}
