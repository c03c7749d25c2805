//! What every protocol does alike with a *no*: it hides who exists, counts wrong guesses, and says the same sentence.
//!
//! Owns the exception and the sentence of every refusal. Must not know why a rule failed.

use crate::fault::Fault;
use domain::{
    message::Channel,
    refusal::{Outage, Refusal},
};
use shapes::{Exception, idp::exception};

/// The refusal that a client may see: where it hides user existence, an unknown user reads as wrong credentials.
///
/// **Source** developer guide, "Managing user existence error responses".
pub fn mask(refusal: Refusal, hides_user_existence: bool) -> Refusal {
    match refusal {
        Refusal::UserUnknown if hides_user_existence => Refusal::CredentialsWrong,
        other => other,
    }
}

/// Whether a secret was tried, a password, code, client secret or name, and was wrong. A try that was not made because a
/// limit was reached is none.
pub fn is_failed_guess(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::UserUnknown
            | Refusal::CredentialsWrong
            | Refusal::CodeWrong
            | Refusal::CodeExpired
            | Refusal::SoftwareTokenWrong
            | Refusal::SoftwareTokenUsed
            | Refusal::SecondFactorTriesSpent
            | Refusal::ClientSecretWrong
            | Refusal::SecretHashWrong(_)
    )
}

/// What a fault is called and says in the JSON API; what nobody outside may know is logged.
pub fn explain(fault: &Fault) -> (Exception, String) {
    match fault {
        Fault::Refused(refusal) => to_cognito(refusal),
        Fault::Protocol(exception, text) => (*exception, text.clone()),
        Fault::Store(store::Error::Conflict(conflict)) => {
            tracing::warn!(%conflict, "a change lost every race for its row");
            (
                shapes::exception::TOO_MANY_REQUESTS,
                "Too many requests".to_owned(),
            )
        }
        Fault::Store(error) => {
            tracing::error!(%error, "the store failed");
            internal()
        }
        Fault::Internal(text) => {
            tracing::error!(error = text, "an operation failed");
            internal()
        }
    }
}

fn internal() -> (Exception, String) {
    (
        shapes::exception::INTERNAL_ERROR,
        "Something failed here. It was logged under the id of this request.".to_owned(),
    )
}

/// The exception and message of the JSON API.
///
/// **Source** the operations' "Errors" and the messages that clients match on.
pub fn to_cognito(refusal: &Refusal) -> (Exception, String) {
    use Refusal as R;
    let (exception, text): (Exception, &str) = match refusal {
        R::ChangedMeanwhile(what) => {
            return (
                exception::CONCURRENT_MODIFICATION,
                format!("The {what} was changed meanwhile. Read it again and repeat the request."),
            );
        }
        R::PoolUnknown(id) => {
            return (
                exception::RESOURCE_NOT_FOUND,
                format!("User pool {id} does not exist."),
            );
        }
        R::ClientUnknown(id) => {
            return (
                exception::RESOURCE_NOT_FOUND,
                format!("User pool client {id} does not exist."),
            );
        }
        R::UserUnknown => (exception::USER_NOT_FOUND, "User does not exist."),
        R::UsernameTaken => (exception::USERNAME_EXISTS, "User already exists"),
        R::AttributeTaken(name) => {
            return (
                exception::USERNAME_EXISTS,
                format!("An account with the given {name} already exists."),
            );
        }
        R::AliasTaken(name) => {
            return (
                exception::ALIAS_EXISTS,
                format!("An account with the {name} already exists."),
            );
        }
        R::SecretHashMissing(id) => {
            return (
                exception::NOT_AUTHORIZED,
                format!("Client {id} is configured with secret but SECRET_HASH was not received"),
            );
        }
        R::SecretHashWrong(id) => {
            return (
                exception::NOT_AUTHORIZED,
                format!("Unable to verify secret hash for client {id}"),
            );
        }
        R::ClientSecretWrong => (
            exception::NOT_AUTHORIZED,
            "Client secret is missing or incorrect.",
        ),
        R::AccessTokenInvalid => (exception::NOT_AUTHORIZED, "Invalid Access Token"),
        R::AccessTokenExpired => (exception::NOT_AUTHORIZED, "Access Token has expired"),
        R::AccessTokenRevoked => (exception::NOT_AUTHORIZED, "Access Token has been revoked"),
        R::AccessTokenScope => (
            exception::NOT_AUTHORIZED,
            "Access Token does not have required scopes",
        ),
        R::CredentialsWrong => (exception::NOT_AUTHORIZED, "Incorrect username or password."),
        R::LockedOut => (exception::NOT_AUTHORIZED, "Password attempts exceeded"),
        R::UserDisabled => (exception::NOT_AUTHORIZED, "User is disabled."),
        R::NotConfirmed => (exception::USER_NOT_CONFIRMED, "User is not confirmed."),
        R::ResetRequired => (
            exception::PASSWORD_RESET_REQUIRED,
            "Password reset required for the user",
        ),
        R::TemporaryPasswordExpired => (
            exception::NOT_AUTHORIZED,
            "Temporary password has expired and must be reset by an administrator.",
        ),
        R::FlowNotEnabled(flow) => {
            return (
                exception::INVALID_PARAMETER,
                format!("{flow} flow not enabled for this client"),
            );
        }
        R::FlowUnknown(flow) => {
            return (
                exception::INVALID_PARAMETER,
                format!("Initiate Auth method not supported: {flow}."),
            );
        }
        R::ParameterMissing(name) => {
            return (
                exception::INVALID_PARAMETER,
                format!("Missing required parameter {name}"),
            );
        }
        R::ParameterInvalid(name, rule) => {
            return (
                exception::INVALID_PARAMETER,
                format!("Invalid parameter {name}: {rule}"),
            );
        }
        R::FlowTokenInvalid => (exception::NOT_AUTHORIZED, "Invalid session for the user."),
        R::FlowTokenExpired => (
            exception::NOT_AUTHORIZED,
            "Invalid session for the user, session is expired.",
        ),
        R::ChallengeMismatch => (exception::NOT_AUTHORIZED, "Invalid session for the user."),
        R::SrpInvalid => (
            exception::INVALID_PARAMETER,
            "Invalid parameter SRP_A: must be a non-zero hexadecimal number.",
        ),
        R::NoSecondFactor => (
            exception::NOT_AUTHORIZED,
            "The user pool requires a second factor, and there is none that this user could use or set up.",
        ),
        R::SoftwareTokenWrong | R::SecondFactorTriesSpent => {
            (exception::CODE_MISMATCH, "Invalid code received for user")
        }
        R::SoftwareTokenUsed => (
            exception::EXPIRED_CODE,
            "Your software token has already been used once.",
        ),
        R::SoftwareTokenNotAllowed => (
            exception::SOFTWARE_TOKEN_MFA_NOT_FOUND,
            "Software Token MFA has not been enabled by the userPool",
        ),
        R::SoftwareTokenNotAssociated => (
            exception::INVALID_PARAMETER,
            "No software token is being associated with the user.",
        ),
        R::SoftwareTokenNotProved => (exception::ENABLE_SOFTWARE_TOKEN_MFA, "Code mismatch"),
        R::SoftwareTokenUnverified => (
            exception::INVALID_PARAMETER,
            "User has not verified software token mfa",
        ),
        R::RefreshTokenInvalid => (exception::NOT_AUTHORIZED, "Invalid Refresh Token"),
        R::RefreshTokenExpired => (exception::NOT_AUTHORIZED, "Refresh Token has expired"),
        R::RefreshTokenRevoked => (exception::NOT_AUTHORIZED, "Refresh Token has been revoked"),
        R::RefreshTokenReused => (
            exception::REFRESH_TOKEN_REUSE,
            "Refresh token has been used already and its grace period has passed.",
        ),
        R::RevocationDisabled => (
            exception::UNSUPPORTED_OPERATION,
            "Token revocation is not enabled for this client.",
        ),
        R::TokenNotRevocable => (
            exception::UNSUPPORTED_TOKEN_TYPE,
            "Only refresh tokens can be revoked.",
        ),
        R::TokenNotYours => (
            exception::UNAUTHORIZED,
            "The token was not issued to this client.",
        ),
        R::SignUpClosed => (
            exception::NOT_AUTHORIZED,
            "SignUp is not permitted for this user pool",
        ),
        R::UsernameInvalid(reason)
        | R::SettingInvalid(reason)
        | R::MfaPreferenceInvalid(reason)
        | R::InUse(reason)
        | R::ListInvalid(reason) => {
            return (exception::INVALID_PARAMETER, reason.clone());
        }
        R::PasswordPolicy(reason) => return (exception::INVALID_PASSWORD, reason.clone()),
        R::PasswordReused => (
            exception::PASSWORD_HISTORY_POLICY_VIOLATION,
            "Password has previously been used.",
        ),
        R::AttributeInvalid(name, reason) => {
            return (
                exception::INVALID_PARAMETER,
                format!("Attributes did not conform to the schema: {name}: {reason}"),
            );
        }
        R::AddressInvalid(Channel::Email) => (
            exception::INVALID_PARAMETER,
            "Invalid email address format.",
        ),
        R::AddressInvalid(Channel::Sms) => {
            (exception::INVALID_PARAMETER, "Invalid phone number format.")
        }
        R::AttributeNotWritable(_) => (
            exception::NOT_AUTHORIZED,
            "A client attempted to write unauthorized attribute",
        ),
        R::CodeWrong => (
            exception::CODE_MISMATCH,
            "Invalid verification code provided, please try again.",
        ),
        R::CodeExpired => (
            exception::EXPIRED_CODE,
            "Invalid code provided, please request a code again.",
        ),
        R::TooManyTries => (
            exception::LIMIT_EXCEEDED,
            "Attempt limit exceeded, please try after some time.",
        ),
        R::AlreadyConfirmed => (exception::INVALID_PARAMETER, "User is already confirmed."),
        R::CannotConfirm(status) => {
            return (
                exception::NOT_AUTHORIZED,
                format!("User cannot be confirmed. Current status is {status}"),
            );
        }
        R::NoDeliveryTarget => (
            exception::INVALID_PARAMETER,
            "Cannot send a code: the user has no e-mail address or phone number that this pool verifies.",
        ),
        R::NoRecovery => (
            exception::INVALID_PARAMETER,
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
        R::RecoveryByAdministrator => (
            exception::NOT_AUTHORIZED,
            "Contact administrator to reset password.",
        ),
        R::ResetNotAllowed => (
            exception::NOT_AUTHORIZED,
            "User password cannot be reset in the current state.",
        ),
        R::UnsupportedUserState(status) => {
            return (
                exception::UNSUPPORTED_USER_STATE,
                format!("User password cannot be reset in the current state: {status}."),
            );
        }
        R::DeliveryUnavailable(Channel::Email) => (
            exception::CODE_DELIVERY_FAILURE,
            "Unable to deliver message: no e-mail delivery is set up.",
        ),
        R::DeliveryUnavailable(Channel::Sms) => (
            exception::CODE_DELIVERY_FAILURE,
            "Unable to deliver message: no SMS delivery is set up.",
        ),
        R::DomainTaken(name) => {
            return (
                exception::INVALID_PARAMETER,
                format!("Domain already associated with another user pool: {name}."),
            );
        }
        R::OAuthFlowInvalid(reason) => return (exception::INVALID_OAUTH_FLOW, reason.clone()),
        R::ScopeUnknown(scope) => {
            return (
                exception::SCOPE_DOES_NOT_EXIST,
                format!("Invalid scope requested: {scope}"),
            );
        }
        R::TriggerRefused(trigger, text) => {
            return (
                exception::USER_LAMBDA_VALIDATION,
                format!("{trigger} failed with error {text}."),
            );
        }
        R::TriggerUnavailable(trigger, outage) => {
            return (exception::UNEXPECTED_LAMBDA, unavailable(trigger, *outage));
        }
        R::TriggerAnswerInvalid => (
            exception::INVALID_LAMBDA_RESPONSE,
            "Unrecognizable lambda output",
        ),
        R::Busy => (exception::TOO_MANY_REQUESTS, "Too many requests"),
    };
    (exception, text.to_owned())
}

/// **Source** messages observed of functions that do not answer, are gone, or may not be called.
fn unavailable(trigger: &str, outage: Outage) -> String {
    let error = match outage {
        Outage::Silent => {
            return format!(
                "{trigger} failed with error Socket timeout while invoking Lambda function."
            );
        }
        Outage::Unreachable => "ServiceException",
        Outage::Missing => "ResourceNotFoundException",
        Outage::Denied => "AccessDeniedException",
        Outage::Throttled => "TooManyRequestsException",
    };
    format!("{trigger} invocation failed due to error {error}.")
}
