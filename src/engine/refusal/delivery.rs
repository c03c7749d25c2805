//! The words for refusals of messages.

use super::words::{Defaults, Words};
use domain::{message::Channel, refusal::Delivery};
use shapes::idp::exception;
use wire::text::Text;

const DEFAULT: Defaults = Defaults::new(exception::INVALID_PARAMETER).alert(Text::AlertNoRecovery);

/// No message of the kind can be sent.
const UNAVAILABLE: Defaults =
    Defaults::new(exception::CODE_DELIVERY_FAILURE).alert(Text::AlertNotDelivered);

pub(super) fn row(refusal: &Delivery) -> Words {
    match refusal {
Delivery::NoAddress => DEFAULT.alert(Text::AlertNoAddress).says("Cannot send a code: the user has no e-mail address or phone number that this pool verifies."),
Delivery::NoRecoveryAddress => DEFAULT.says("Cannot reset password for the user as there is no registered/verified email or phone_number"),
Delivery::RecoveryByAdministrator => DEFAULT.exception(exception::NOT_AUTHORIZED).alert(Text::AlertRecoveryByAdministrator).says("Contact administrator to reset password."),
Delivery::Unavailable(Channel::Email) => UNAVAILABLE.says("Unable to deliver message: no e-mail delivery is set up."),
Delivery::Unavailable(Channel::Sms) => UNAVAILABLE.says("Unable to deliver message: no SMS delivery is set up."),
    }
}
