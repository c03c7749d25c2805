//! The words for refusals of access tokens.

use super::words::{Defaults, Words};
use domain::refusal::AccessToken;
use shapes::idp::exception;
use wire::oauth::ErrorCode;

const DEFAULT: Defaults = Defaults::new(exception::NOT_AUTHORIZED).oauth(ErrorCode::InvalidToken);

pub(super) fn row(refusal: &AccessToken) -> Words {
    match refusal {
        AccessToken::Invalid => DEFAULT.says("Invalid Access Token"),
        AccessToken::Expired => DEFAULT.says("Access Token has expired"),
        AccessToken::Revoked => DEFAULT.says("Access Token has been revoked"),
        AccessToken::ScopeMissing => DEFAULT.says("Access Token does not have required scopes"),
    }
}
