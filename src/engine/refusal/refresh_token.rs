//! The words for refusals of refresh tokens.

use super::words::{Defaults, Words};
use domain::refusal::RefreshToken;
use shapes::idp::exception;
use wire::oauth::ErrorCode;

const DEFAULT: Defaults = Defaults::new(exception::NOT_AUTHORIZED).oauth(ErrorCode::InvalidGrant);

pub(super) fn row(refusal: &RefreshToken) -> Words {
    match refusal {
        RefreshToken::Invalid => DEFAULT.says("Invalid Refresh Token"),
        RefreshToken::Expired => DEFAULT.says("Refresh Token has expired"),
        RefreshToken::Revoked => DEFAULT.says("Refresh Token has been revoked"),
        RefreshToken::Reused => DEFAULT
            .exception(exception::REFRESH_TOKEN_REUSE)
            .says("Refresh token has been used already and its grace period has passed."),
        RefreshToken::ScopeNotGranted => DEFAULT
            .oauth(ErrorCode::InvalidScope)
            .says("A refresh gives no scope that was not granted."),
        RefreshToken::RevocationDisabled => DEFAULT
            .exception(exception::UNSUPPORTED_OPERATION)
            .oauth(ErrorCode::InvalidRequest)
            .says("Token revocation is not enabled for this client."),
        RefreshToken::NotRevocable => DEFAULT
            .exception(exception::UNSUPPORTED_TOKEN_TYPE)
            .oauth(ErrorCode::UnsupportedTokenType)
            .says("Only refresh tokens can be revoked."),
        RefreshToken::OtherClient => DEFAULT
            .exception(exception::UNAUTHORIZED)
            .says("The token was not issued to this client."),
    }
}
