//! The words for refusals of app clients.

use super::words::{Defaults, Words};
use domain::refusal::Client;
use shapes::idp::exception;
use wire::oauth::ErrorCode;

const DEFAULT: Defaults = Defaults::new(exception::NOT_AUTHORIZED).oauth(ErrorCode::InvalidClient);

pub(super) fn row(refusal: &Client) -> Words {
    match refusal {
        Client::Unknown(id) => DEFAULT
            .exception(exception::RESOURCE_NOT_FOUND)
            .says(format!("User pool client {id} does not exist.")),
        Client::SecretHashMissing(id) => DEFAULT.says(format!(
            "Client {id} is configured with secret but SECRET_HASH was not received"
        )),
        Client::SecretHashUnexpected(id) => {
            DEFAULT
                .exception(exception::INVALID_PARAMETER)
                .says(format!(
                    "App client {id} is not configured for secret but secret hash was received"
                ))
        }
        Client::SecretHashWrong(id) => {
            DEFAULT.says(format!("Unable to verify secret hash for client {id}"))
        }
        Client::SecretWrong => DEFAULT.says("Client secret is missing or incorrect."),
    }
}
