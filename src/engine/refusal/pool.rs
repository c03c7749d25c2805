//! The words for refusals of pools.

use super::words::{Defaults, Words};
use domain::refusal::Pool;
use shapes::idp::exception;

const DEFAULT: Defaults = Defaults::new(exception::INVALID_PARAMETER);

pub(super) fn row(refusal: &Pool) -> Words {
    match refusal {
        Pool::Unknown(id) => DEFAULT
            .exception(exception::RESOURCE_NOT_FOUND)
            .says(format!("User pool {id} does not exist.")),
        Pool::InUse(reason) => DEFAULT.says(reason),
        Pool::DomainTaken(name) => DEFAULT.says(format!(
            "Domain already associated with another user pool: {name}."
        )),
    }
}
