//! What every protocol does alike with a *no*: it hides who exists, counts wrong guesses, and says the same sentence.
//!
//! Owns the exception and the sentence of every refusal. Must not know why a rule failed.

use domain::{message::Channel, refusal::Refusal, trigger::Outage};
use shapes::idp::Exception;

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
            | Refusal::SoftwareTokenTriesSpent
            | Refusal::ClientSecretWrong
            | Refusal::SecretHashWrong(_)
    )
}

/// The exception and message of the JSON API.
///
/// **Source** the operations' "Errors" and the messages that clients match on.
pub fn to_cognito(refusal: &Refusal) -> (Exception, String) {
    use Exception as E;
    use Refusal as R;
    let (exception, text): (E, &str) = match refusal {
        R::PoolUnknown(id) => {
            return (
                E::ResourceNotFound,
                format!("User pool {id} does not exist."),
            );
        }
        R::ClientUnknown(id) => {
            return (
                E::ResourceNotFound,
                format!("User pool client {id} does not exist."),
            );
        }
        R::UserUnknown => (E::UserNotFound, "User does not exist."),
        R::UsernameTaken => (E::UsernameExists, "User already exists"),
        R::AttributeTaken(name) => {
            return (
                E::UsernameExists,
                format!("An account with the given {name} already exists."),
            );
        }
        R::AliasTaken(name) => {
            return (
                E::AliasExists,
                format!("An account with the {name} already exists."),
            );
        }
        R::SecretHashMissing(id) => {
            return (
                E::NotAuthorized,
                format!("Client {id} is configured with secret but SECRET_HASH was not received"),
            );
        }
        R::SecretHashWrong(id) => {
            return (
                E::NotAuthorized,
                format!("Unable to verify secret hash for client {id}"),
            );
        }
        R::ClientSecretWrong => (E::NotAuthorized, "Client secret is missing or incorrect."),
        R::AccessTokenInvalid => (E::NotAuthorized, "Invalid Access Token"),
        R::AccessTokenExpired => (E::NotAuthorized, "Access Token has expired"),
        R::AccessTokenRevoked => (E::NotAuthorized, "Access Token has been revoked"),
        R::AccessTokenScope => (
            E::NotAuthorized,
            "Access Token does not have required scopes",
        ),
        R::CredentialsWrong => (E::NotAuthorized, "Incorrect username or password."),
        R::LockedOut => (E::NotAuthorized, "Password attempts exceeded"),
        R::UserDisabled => (E::NotAuthorized, "User is disabled."),
        R::NotConfirmed => (E::UserNotConfirmed, "User is not confirmed."),
        R::ResetRequired => (
            E::PasswordResetRequired,
            "Password reset required for the user",
        ),
        R::TemporaryPasswordExpired => (
            E::NotAuthorized,
            "Temporary password has expired and must be reset by an administrator.",
        ),
        R::FlowNotEnabled(flow) => {
            return (
                E::InvalidParameter,
                format!("{flow} flow not enabled for this client"),
            );
        }
        R::FlowUnknown(flow) => {
            return (
                E::InvalidParameter,
                format!("Initiate Auth method not supported: {flow}."),
            );
        }
        R::ParameterMissing(name) => {
            return (
                E::InvalidParameter,
                format!("Missing required parameter {name}"),
            );
        }
        R::ParameterInvalid(name, rule) => {
            return (
                E::InvalidParameter,
                format!("Invalid parameter {name}: {rule}"),
            );
        }
        R::FlowTokenInvalid => (E::NotAuthorized, "Invalid session for the user."),
        R::FlowTokenExpired => (
            E::NotAuthorized,
            "Invalid session for the user, session is expired.",
        ),
        R::ChallengeMismatch => (E::NotAuthorized, "Invalid session for the user."),
        R::SrpInvalid => (
            E::InvalidParameter,
            "Invalid parameter SRP_A: must be a non-zero hexadecimal number.",
        ),
        R::NoSecondFactor => (
            E::NotAuthorized,
            "The user pool requires a second factor, and there is none that this user could use or set up.",
        ),
        R::SoftwareTokenWrong | R::SoftwareTokenTriesSpent => {
            (E::CodeMismatch, "Invalid code received for user")
        }
        R::SoftwareTokenUsed => (
            E::ExpiredCode,
            "Your software token has already been used once.",
        ),
        R::SoftwareTokenNotAllowed => (
            E::SoftwareTokenMFANotFound,
            "Software Token MFA has not been enabled by the userPool",
        ),
        R::SoftwareTokenNotAssociated => (
            E::InvalidParameter,
            "No software token is being associated with the user.",
        ),
        R::SoftwareTokenNotProved => (E::EnableSoftwareTokenMFA, "Code mismatch"),
        R::SoftwareTokenUnverified => (
            E::InvalidParameter,
            "User has not verified software token mfa",
        ),
        R::RefreshTokenInvalid => (E::NotAuthorized, "Invalid Refresh Token"),
        R::RefreshTokenExpired => (E::NotAuthorized, "Refresh Token has expired"),
        R::RefreshTokenRevoked => (E::NotAuthorized, "Refresh Token has been revoked"),
        R::RefreshTokenReused => (
            E::RefreshTokenReuse,
            "Refresh token has been used already and its grace period has passed.",
        ),
        R::RevocationDisabled => (
            E::UnsupportedOperation,
            "Token revocation is not enabled for this client.",
        ),
        R::TokenNotRevocable => (
            E::UnsupportedTokenType,
            "Only refresh tokens can be revoked.",
        ),
        R::TokenNotYours => (E::Unauthorized, "The token was not issued to this client."),
        R::SignUpClosed => (
            E::NotAuthorized,
            "SignUp is not permitted for this user pool",
        ),
        R::UsernameInvalid(reason)
        | R::SettingInvalid(reason)
        | R::MfaPreferenceInvalid(reason)
        | R::InUse(reason)
        | R::ListInvalid(reason) => {
            return (E::InvalidParameter, reason.clone());
        }
        R::PasswordPolicy(reason) => return (E::InvalidPassword, reason.clone()),
        R::PasswordReused => (
            E::PasswordHistoryPolicyViolation,
            "Password has previously been used.",
        ),
        R::AttributeInvalid(name, reason) => {
            return (
                E::InvalidParameter,
                format!("Attributes did not conform to the schema: {name}: {reason}"),
            );
        }
        R::AddressInvalid(Channel::Email) => (E::InvalidParameter, "Invalid email address format."),
        R::AddressInvalid(Channel::Sms) => (E::InvalidParameter, "Invalid phone number format."),
        R::AttributeNotWritable(_) => (
            E::NotAuthorized,
            "A client attempted to write unauthorized attribute",
        ),
        R::CodeWrong => (
            E::CodeMismatch,
            "Invalid verification code provided, please try again.",
        ),
        R::CodeExpired => (
            E::ExpiredCode,
            "Invalid code provided, please request a code again.",
        ),
        R::TooManyTries => (
            E::LimitExceeded,
            "Attempt limit exceeded, please try after some time.",
        ),
        R::AlreadyConfirmed => (E::InvalidParameter, "User is already confirmed."),
        R::CannotConfirm(status) => {
            return (
                E::NotAuthorized,
                format!("User cannot be confirmed. Current status is {status}"),
            );
        }
        R::NoDeliveryTarget => (
            E::InvalidParameter,
            "Cannot send a code: the user has no e-mail address or phone number that this pool verifies.",
        ),
        R::NoRecovery => (
            E::InvalidParameter,
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        ),
        R::RecoveryByAdministrator => {
            (E::NotAuthorized, "Contact administrator to reset password.")
        }
        R::ResetNotAllowed => (
            E::NotAuthorized,
            "User password cannot be reset in the current state.",
        ),
        R::UnsupportedUserState(status) => {
            return (
                E::UnsupportedUserState,
                format!("User password cannot be reset in the current state: {status}."),
            );
        }
        R::DeliveryUnavailable(Channel::Email) => (
            E::CodeDeliveryFailure,
            "Unable to deliver message: no e-mail delivery is set up.",
        ),
        R::DeliveryUnavailable(Channel::Sms) => (
            E::CodeDeliveryFailure,
            "Unable to deliver message: no SMS delivery is set up.",
        ),
        R::DomainTaken(name) => {
            return (
                E::InvalidParameter,
                format!("Domain already associated with another user pool: {name}."),
            );
        }
        R::OAuthFlowInvalid(reason) => return (E::InvalidOAuthFlow, reason.clone()),
        R::ScopeUnknown(scope) => {
            return (
                E::ScopeDoesNotExist,
                format!("Invalid scope requested: {scope}"),
            );
        }
        R::TriggerRefused(trigger, text) => {
            return (
                E::UserLambdaValidation,
                format!("{trigger} failed with error {text}."),
            );
        }
        R::TriggerUnavailable(trigger, outage) => {
            return (E::UnexpectedLambda, unavailable(trigger, *outage));
        }
        R::TriggerAnswerInvalid => (E::InvalidLambdaResponse, "Unrecognizable lambda output"),
        R::Busy => (E::TooManyRequests, "Too many requests"),
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
