//! The words for refusals of user names and aliases.

use super::words::{Defaults, Place, Words};
use domain::refusal::Username;
use shapes::idp::exception;
use wire::text::Text;

const DEFAULT: Defaults = Defaults::new(exception::USERNAME_EXISTS).alert(Text::AlertAliasExists);

pub(super) fn row(refusal: &Username) -> Words {
    match refusal {
        Username::Taken => DEFAULT
            .alert(Text::AlertUserExists)
            .says("User already exists"),
        Username::AttributeTaken(name) => {
            DEFAULT.says(format!("An account with the given {name} already exists."))
        }
        Username::AliasTaken(name) => DEFAULT
            .exception(exception::ALIAS_EXISTS)
            .says(format!("An account with the {name} already exists.")),
        Username::Invalid(reason) => DEFAULT
            .exception(exception::INVALID_PARAMETER)
            .at(Place::Username, Text::BadUsername)
            .says(reason),
    }
}
