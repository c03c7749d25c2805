//! How a *no* is said to an OAuth client and to a person. Two exhaustive matches, nothing else.
//!
//! Owns the codes of OAuth and the texts of pages. Must not know why a rule failed.

use domain::{message::Channel, oauth::OAuthError, refusal::Refusal};
use engine::{fault::Fault, refusal::to_cognito};
use wire::{oauth::ErrorCode, screen::Message, text::Text};

/// The error of an OAuth endpoint and its description.
///
/// **Source** RFC 6749 §5.2, RFC 7009 §2.2.1.
fn to_oauth(refusal: &Refusal) -> (ErrorCode, String) {
    use ErrorCode as C;
    use Refusal as R;
    let code = match refusal {
        R::ClientUnknown(_)
        | R::ClientSecretWrong
        | R::SecretHashMissing(_)
        | R::SecretHashWrong(_) => C::InvalidClient,
        R::RefreshTokenInvalid
        | R::RefreshTokenExpired
        | R::RefreshTokenRevoked
        | R::RefreshTokenReused
        | R::CodeWrong
        | R::CodeExpired
        | R::UserUnknown
        | R::UserDisabled
        | R::NotConfirmed
        | R::ResetRequired
        | R::TemporaryPasswordExpired
        | R::CredentialsWrong
        | R::LockedOut
        | R::NoSecondFactor
        | R::SoftwareTokenWrong
        | R::SoftwareTokenUsed
        | R::SecondFactorTriesSpent
        | R::TokenNotYours => C::InvalidGrant,
        R::AccessTokenInvalid
        | R::AccessTokenExpired
        | R::AccessTokenRevoked
        | R::AccessTokenScope => C::InvalidToken,
        R::FlowNotEnabled(_) | R::OAuthFlowInvalid(_) => C::UnauthorizedClient,
        R::FlowUnknown(_) => C::UnsupportedGrantType,
        R::ScopeUnknown(_) => C::InvalidScope,
        R::TokenNotRevocable => C::UnsupportedTokenType,
        R::Busy => C::TemporarilyUnavailable,
        R::PoolUnknown(_)
        | R::TriggerRefused(..)
        | R::TriggerUnavailable(..)
        | R::TriggerAnswerInvalid
        | R::UsernameTaken
        | R::AttributeTaken(_)
        | R::AliasTaken(_)
        | R::ParameterMissing(_)
        | R::ParameterInvalid(..)
        | R::FlowTokenInvalid
        | R::FlowTokenExpired
        | R::ChallengeMismatch
        | R::SrpInvalid
        | R::RevocationDisabled
        | R::SignUpClosed
        | R::UsernameInvalid(_)
        | R::PasswordPolicy(_)
        | R::PasswordReused
        | R::AttributeInvalid(..)
        | R::AddressInvalid(_)
        | R::AttributeNotWritable(_)
        | R::TooManyTries
        | R::AlreadyConfirmed
        | R::CannotConfirm(_)
        | R::NoDeliveryTarget
        | R::NoRecovery
        | R::RecoveryByAdministrator
        | R::ResetNotAllowed
        | R::UnsupportedUserState(_)
        | R::DeliveryUnavailable(_)
        | R::SoftwareTokenNotAllowed
        | R::SoftwareTokenNotAssociated
        | R::SoftwareTokenNotProved
        | R::SoftwareTokenUnverified
        | R::MfaPreferenceInvalid(_)
        | R::SettingInvalid(_)
        | R::ChangedMeanwhile(_)
        | R::InUse(_)
        | R::DomainTaken(_)
        | R::ListInvalid(_) => C::InvalidRequest,
    };
    (code, to_cognito(refusal).1)
}

/// The OAuth error of a fault; what is not a refusal is logged and becomes `server_error`.
pub(crate) fn oauth_error(fault: &Fault) -> OAuthError {
    match fault {
        Fault::Refused(refused) => {
            let (code, description) = to_oauth(refused);
            OAuthError::new(code, description)
        }
        Fault::Protocol(_, text) => OAuthError::invalid_request(text.clone()),
        Fault::Store(store::Error::Conflict(conflict)) => {
            tracing::warn!(%conflict, "a change lost every race for its row");
            OAuthError::new(
                ErrorCode::TemporarilyUnavailable,
                "Too many requests. Try again in a moment.",
            )
        }
        Fault::Store(failed) => {
            tracing::error!(error = %failed, "the store failed");
            OAuthError::new(
                ErrorCode::ServerError,
                "Something failed here and was logged.",
            )
        }
        Fault::Internal(text) => {
            tracing::error!(error = text, "an endpoint failed");
            OAuthError::new(
                ErrorCode::ServerError,
                "Something failed here and was logged.",
            )
        }
    }
}

/// Where on a page a refusal is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the alert above the form.
    Alert,
    /// Under the identifier.
    Username,
    /// Under the password.
    Password,
    /// Under the code.
    Code,
    /// Under the attribute that the refusal names.
    Attribute,
}

/// The text of a refusal on the pages, and where it belongs.
pub(crate) fn to_screen(refusal: &Refusal) -> (Place, Message) {
    use Refusal as R;
    let (place, text) = match refusal {
        R::UserUnknown | R::CredentialsWrong => (Place::Alert, Text::AlertCredentials),
        R::LockedOut => (Place::Alert, Text::AlertLocked),
        R::UserDisabled => (Place::Alert, Text::AlertDisabled),
        R::TemporaryPasswordExpired => (Place::Alert, Text::AlertTemporaryExpired),
        R::ResetRequired => (Place::Alert, Text::AlertResetRequired),
        R::FlowTokenInvalid | R::FlowTokenExpired | R::ChallengeMismatch => {
            (Place::Alert, Text::AlertSessionExpired)
        }
        R::UsernameTaken => (Place::Alert, Text::AlertUserExists),
        R::AttributeTaken(_) | R::AliasTaken(_) => (Place::Alert, Text::AlertAliasExists),
        R::UsernameInvalid(_) => (Place::Username, Text::BadUsername),
        R::SignUpClosed => (Place::Alert, Text::AlertSignUpClosed),
        R::PasswordPolicy(_) => (Place::Password, Text::PasswordPolicy),
        R::PasswordReused => (Place::Password, Text::PasswordReused),
        R::AttributeInvalid(name, _) => (
            Place::Attribute,
            match name.as_str() {
                "email" => Text::BadEmail,
                "phone_number" => Text::BadPhone,
                "birthdate" => Text::BadDate,
                _ => Text::BadValue,
            },
        ),
        R::AddressInvalid(Channel::Email) => (Place::Attribute, Text::BadEmail),
        R::AddressInvalid(Channel::Sms) => (Place::Attribute, Text::BadPhone),
        R::CodeWrong | R::SoftwareTokenWrong | R::SoftwareTokenNotProved => {
            (Place::Code, Text::CodeWrong)
        }
        R::SoftwareTokenUsed => (Place::Code, Text::CodeUsed),
        R::SoftwareTokenUnverified => (Place::Code, Text::NeedCode),
        R::NoSecondFactor => (Place::Alert, Text::AlertNoSecondFactor),
        R::CodeExpired => (Place::Code, Text::CodeExpired),
        R::TriggerRefused(_, text) => {
            return (
                Place::Alert,
                Message::with(Text::AlertRefused, "reason", text),
            );
        }
        R::TriggerUnavailable(..) | R::TriggerAnswerInvalid => {
            (Place::Alert, Text::AlertUnavailable)
        }
        R::TooManyTries | R::SecondFactorTriesSpent => (Place::Alert, Text::AlertTooManyTries),
        R::Busy => (Place::Alert, Text::AlertBusy),
        R::AlreadyConfirmed | R::CannotConfirm(_) => (Place::Alert, Text::AlertAlreadyConfirmed),
        R::NoDeliveryTarget | R::NoRecovery | R::RecoveryByAdministrator => {
            (Place::Alert, Text::AlertNoRecovery)
        }
        R::ResetNotAllowed | R::UnsupportedUserState(_) => {
            (Place::Alert, Text::AlertStateForbidsReset)
        }
        R::DeliveryUnavailable(_) => (Place::Alert, Text::AlertNotDelivered),
        R::ParameterMissing(name) => match name.as_str() {
            "USERNAME" => (Place::Username, Text::NeedUsername),
            "PASSWORD" | "NEW_PASSWORD" => (Place::Password, Text::NeedPassword),
            "SOFTWARE_TOKEN_MFA_CODE" | "EMAIL_OTP_CODE" => (Place::Code, Text::NeedCode),
            _ => (Place::Alert, Text::AlertCheckFields),
        },
        R::PoolUnknown(_)
        | R::ClientUnknown(_)
        | R::SecretHashMissing(_)
        | R::SecretHashWrong(_)
        | R::ClientSecretWrong
        | R::AccessTokenInvalid
        | R::AccessTokenExpired
        | R::AccessTokenRevoked
        | R::AccessTokenScope
        | R::NotConfirmed
        | R::FlowNotEnabled(_)
        | R::FlowUnknown(_)
        | R::ParameterInvalid(..)
        | R::SrpInvalid
        | R::RefreshTokenInvalid
        | R::RefreshTokenExpired
        | R::RefreshTokenRevoked
        | R::RefreshTokenReused
        | R::RevocationDisabled
        | R::TokenNotRevocable
        | R::TokenNotYours
        | R::AttributeNotWritable(_)
        | R::SoftwareTokenNotAllowed
        | R::SoftwareTokenNotAssociated
        | R::MfaPreferenceInvalid(_)
        | R::SettingInvalid(_)
        | R::ChangedMeanwhile(_)
        | R::InUse(_)
        | R::DomainTaken(_)
        | R::OAuthFlowInvalid(_)
        | R::ScopeUnknown(_)
        | R::ListInvalid(_) => (Place::Alert, Text::AlertCheckFields),
    };
    (place, text.into())
}

#[cfg(test)]
mod tests;
