//! The words for refusals of pools' functions.

use super::words::{Defaults, Words};
use domain::refusal::{Trigger, TriggerFault};
use shapes::idp::exception;
use wire::{screen::Message, text::Text};

const DEFAULT: Defaults = Defaults::new(exception::UNEXPECTED_LAMBDA).alert(Text::AlertUnavailable);

pub(super) fn row(refusal: &Trigger) -> Words {
    match refusal {
        Trigger::Refused(trigger, text) => Words {
            text: Message::with(Text::AlertRefused, "reason", text),
            ..DEFAULT
                .exception(exception::USER_LAMBDA_VALIDATION)
                .says(format!("{trigger} failed with error {text}."))
        },
        Trigger::Unavailable(trigger, fault) => DEFAULT.says(unavailable(trigger, *fault)),
        Trigger::AnswerInvalid => DEFAULT
            .exception(exception::INVALID_LAMBDA_RESPONSE)
            .says("Unrecognizable lambda output"),
    }
}

/// **Source** messages observed of functions that do not answer, are gone, or may not be called.
fn unavailable(trigger: &str, fault: TriggerFault) -> String {
    let error = match fault {
        TriggerFault::Silent => {
            return format!(
                "{trigger} failed with error Socket timeout while invoking Lambda function."
            );
        }
        TriggerFault::Unreachable => "ServiceException",
        TriggerFault::Missing => "ResourceNotFoundException",
        TriggerFault::Denied => "AccessDeniedException",
        TriggerFault::Throttled => "TooManyRequestsException",
    };
    format!("{trigger} invocation failed due to error {error}.")
}
