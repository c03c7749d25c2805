//! What every refusal answers, word for word: programs compare exceptions and messages.

use super::{to_oauth, to_screen};
use domain::{
    message::Channel,
    refusal::{Outage, Refusal as R},
};
use engine::refusal::to_cognito;

fn s(text: &str) -> String {
    text.to_owned()
}

/// **Shape** of `expect` exception, status, OAuth error, place on the page, text there with its arguments, message.
fn check(refusal: R, expect: &str) {
    let (exception, message) = to_cognito(&refusal);
    let (code, description) = to_oauth(&refusal);
    assert_eq!(description, message, "{refusal:?}");
    let (place, text) = to_screen(&refusal);
    let args: String = text
        .args
        .iter()
        .map(|(name, value)| format!(" {name}={value}"))
        .collect();
    let answer = format!(
        "{exception} {}, {}, {place:?} {}{args}: {message}",
        exception.status,
        code.as_str(),
        text.text.key()
    );
    assert_eq!(answer, expect, "{refusal:?}");
}

#[test]
fn every_refusal_has_its_answer() {
    check(
        R::PoolUnknown(s("ID")),
        "ResourceNotFoundException 400, invalid_request, Alert alert.check_fields: User pool ID does not exist.",
    );
    check(
        R::ClientUnknown(s("ID")),
        "ResourceNotFoundException 400, invalid_client, Alert alert.check_fields: User pool client ID does not exist.",
    );
    check(
        R::UserUnknown,
        "UserNotFoundException 400, invalid_grant, Alert alert.credentials: User does not exist.",
    );
    check(
        R::UsernameTaken,
        "UsernameExistsException 400, invalid_request, Alert alert.user_exists: User already exists",
    );
    check(
        R::AttributeTaken(s("NAME")),
        "UsernameExistsException 400, invalid_request, Alert alert.alias_exists: An account with the given NAME already exists.",
    );
    check(
        R::AliasTaken(s("NAME")),
        "AliasExistsException 400, invalid_request, Alert alert.alias_exists: An account with the NAME already exists.",
    );
    check(
        R::SecretHashMissing(s("ID")),
        "NotAuthorizedException 400, invalid_client, Alert alert.check_fields: Client ID is configured with secret but SECRET_HASH was not received",
    );
    check(
        R::SecretHashWrong(s("ID")),
        "NotAuthorizedException 400, invalid_client, Alert alert.check_fields: Unable to verify secret hash for client ID",
    );
    check(
        R::ClientSecretWrong,
        "NotAuthorizedException 400, invalid_client, Alert alert.check_fields: Client secret is missing or incorrect.",
    );
    check(
        R::AccessTokenInvalid,
        "NotAuthorizedException 400, invalid_token, Alert alert.check_fields: Invalid Access Token",
    );
    check(
        R::AccessTokenExpired,
        "NotAuthorizedException 400, invalid_token, Alert alert.check_fields: Access Token has expired",
    );
    check(
        R::AccessTokenRevoked,
        "NotAuthorizedException 400, invalid_token, Alert alert.check_fields: Access Token has been revoked",
    );
    check(
        R::AccessTokenScope,
        "NotAuthorizedException 400, invalid_token, Alert alert.check_fields: Access Token does not have required scopes",
    );
    check(
        R::CredentialsWrong,
        "NotAuthorizedException 400, invalid_grant, Alert alert.credentials: Incorrect username or password.",
    );
    check(
        R::LockedOut,
        "NotAuthorizedException 400, invalid_grant, Alert alert.locked: Password attempts exceeded",
    );
    check(
        R::UserDisabled,
        "NotAuthorizedException 400, invalid_grant, Alert alert.disabled: User is disabled.",
    );
    check(
        R::NotConfirmed,
        "UserNotConfirmedException 400, invalid_grant, Alert alert.check_fields: User is not confirmed.",
    );
    check(
        R::ResetRequired,
        "PasswordResetRequiredException 400, invalid_grant, Alert alert.reset_required: Password reset required for the user",
    );
    check(
        R::TemporaryPasswordExpired,
        "NotAuthorizedException 400, invalid_grant, Alert alert.temporary_expired: Temporary password has expired and must be reset by an administrator.",
    );
    check(
        R::FlowNotEnabled(s("FLOW")),
        "InvalidParameterException 400, unauthorized_client, Alert alert.check_fields: FLOW flow not enabled for this client",
    );
    check(
        R::FlowUnknown(s("FLOW")),
        "InvalidParameterException 400, unsupported_grant_type, Alert alert.check_fields: Initiate Auth method not supported: FLOW.",
    );
    check(
        R::ParameterMissing(s("NAME")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Missing required parameter NAME",
    );
    check(
        R::ParameterMissing(s("USERNAME")),
        "InvalidParameterException 400, invalid_request, Username field.need_username: Missing required parameter USERNAME",
    );
    check(
        R::ParameterMissing(s("PASSWORD")),
        "InvalidParameterException 400, invalid_request, Password field.need_password: Missing required parameter PASSWORD",
    );
    check(
        R::ParameterMissing(s("NEW_PASSWORD")),
        "InvalidParameterException 400, invalid_request, Password field.need_password: Missing required parameter NEW_PASSWORD",
    );
    check(
        R::ParameterMissing(s("SOFTWARE_TOKEN_MFA_CODE")),
        "InvalidParameterException 400, invalid_request, Code field.need_code: Missing required parameter SOFTWARE_TOKEN_MFA_CODE",
    );
    check(
        R::ParameterMissing(s("EMAIL_OTP_CODE")),
        "InvalidParameterException 400, invalid_request, Code field.need_code: Missing required parameter EMAIL_OTP_CODE",
    );
    check(
        R::ParameterInvalid(s("NAME"), s("RULE")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Invalid parameter NAME: RULE",
    );
    check(
        R::FlowTokenInvalid,
        "NotAuthorizedException 400, invalid_request, Alert alert.session_expired: Invalid session for the user.",
    );
    check(
        R::FlowTokenExpired,
        "NotAuthorizedException 400, invalid_request, Alert alert.session_expired: Invalid session for the user, session is expired.",
    );
    check(
        R::NoSecondFactor,
        "NotAuthorizedException 400, invalid_grant, Alert alert.no_second_factor: The user pool requires a second factor, and there is none that this user could use or set up.",
    );
    check(
        R::SoftwareTokenWrong,
        "CodeMismatchException 400, invalid_grant, Code field.code_wrong: Invalid code received for user",
    );
    check(
        R::SoftwareTokenUsed,
        "ExpiredCodeException 400, invalid_grant, Code field.code_used: Your software token has already been used once.",
    );
    check(
        R::SecondFactorTriesSpent,
        "CodeMismatchException 400, invalid_grant, Alert alert.too_many_tries: Invalid code received for user",
    );
    check(
        R::ChallengeMismatch,
        "NotAuthorizedException 400, invalid_request, Alert alert.session_expired: Invalid session for the user.",
    );
    check(
        R::SrpInvalid,
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Invalid parameter SRP_A: must be a non-zero hexadecimal number.",
    );
    check(
        R::RefreshTokenInvalid,
        "NotAuthorizedException 400, invalid_grant, Alert alert.check_fields: Invalid Refresh Token",
    );
    check(
        R::RefreshTokenExpired,
        "NotAuthorizedException 400, invalid_grant, Alert alert.check_fields: Refresh Token has expired",
    );
    check(
        R::RefreshTokenRevoked,
        "NotAuthorizedException 400, invalid_grant, Alert alert.check_fields: Refresh Token has been revoked",
    );
    check(
        R::RefreshTokenReused,
        "RefreshTokenReuseException 400, invalid_grant, Alert alert.check_fields: Refresh token has been used already and its grace period has passed.",
    );
    check(
        R::RevocationDisabled,
        "UnsupportedOperationException 400, invalid_request, Alert alert.check_fields: Token revocation is not enabled for this client.",
    );
    check(
        R::TokenNotRevocable,
        "UnsupportedTokenTypeException 400, unsupported_token_type, Alert alert.check_fields: Only refresh tokens can be revoked.",
    );
    check(
        R::TokenNotYours,
        "UnauthorizedException 400, invalid_grant, Alert alert.check_fields: The token was not issued to this client.",
    );
    check(
        R::SignUpClosed,
        "NotAuthorizedException 400, invalid_request, Alert alert.sign_up_closed: SignUp is not permitted for this user pool",
    );
    check(
        R::UsernameInvalid(s("REASON")),
        "InvalidParameterException 400, invalid_request, Username field.bad_username: REASON",
    );
    check(
        R::PasswordPolicy(s("REASON")),
        "InvalidPasswordException 400, invalid_request, Password field.password_policy: REASON",
    );
    check(
        R::PasswordReused,
        "PasswordHistoryPolicyViolationException 400, invalid_request, Password field.password_reused: Password has previously been used.",
    );
    check(
        R::AttributeInvalid(s("NAME"), s("REASON")),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_value: Attributes did not conform to the schema: NAME: REASON",
    );
    check(
        R::AttributeInvalid(s("email"), s("REASON")),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_email: Attributes did not conform to the schema: email: REASON",
    );
    check(
        R::AttributeInvalid(s("phone_number"), s("REASON")),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_phone: Attributes did not conform to the schema: phone_number: REASON",
    );
    check(
        R::AttributeInvalid(s("birthdate"), s("REASON")),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_date: Attributes did not conform to the schema: birthdate: REASON",
    );
    check(
        R::AddressInvalid(Channel::Email),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_email: Invalid email address format.",
    );
    check(
        R::AddressInvalid(Channel::Sms),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_phone: Invalid phone number format.",
    );
    check(
        R::AttributeNotWritable(s("NAME")),
        "NotAuthorizedException 400, invalid_request, Alert alert.check_fields: A client attempted to write unauthorized attribute",
    );
    check(
        R::CodeWrong,
        "CodeMismatchException 400, invalid_grant, Code field.code_wrong: Invalid verification code provided, please try again.",
    );
    check(
        R::CodeExpired,
        "ExpiredCodeException 400, invalid_grant, Code field.code_expired: Invalid code provided, please request a code again.",
    );
    check(
        R::TooManyTries,
        "LimitExceededException 400, invalid_request, Alert alert.too_many_tries: Attempt limit exceeded, please try after some time.",
    );
    check(
        R::AlreadyConfirmed,
        "InvalidParameterException 400, invalid_request, Alert alert.already_confirmed: User is already confirmed.",
    );
    check(
        R::CannotConfirm(s("STATUS")),
        "NotAuthorizedException 400, invalid_request, Alert alert.already_confirmed: User cannot be confirmed. Current status is STATUS",
    );
    check(
        R::NoDeliveryTarget,
        "InvalidParameterException 400, invalid_request, Alert alert.no_recovery: Cannot send a code: the user has no e-mail address or phone number that this pool verifies.",
    );
    check(
        R::NoRecovery,
        "InvalidParameterException 400, invalid_request, Alert alert.no_recovery: Cannot reset password for the user as there is no registered/verified email or phone_number",
    );
    check(
        R::RecoveryByAdministrator,
        "NotAuthorizedException 400, invalid_request, Alert alert.no_recovery: Contact administrator to reset password.",
    );
    check(
        R::ResetNotAllowed,
        "NotAuthorizedException 400, invalid_request, Alert alert.state_forbids_reset: User password cannot be reset in the current state.",
    );
    check(
        R::UnsupportedUserState(s("STATUS")),
        "UnsupportedUserStateException 400, invalid_request, Alert alert.state_forbids_reset: User password cannot be reset in the current state: STATUS.",
    );
    check(
        R::DeliveryUnavailable(Channel::Email),
        "CodeDeliveryFailureException 400, invalid_request, Alert alert.not_delivered: Unable to deliver message: no e-mail delivery is set up.",
    );
    check(
        R::DeliveryUnavailable(Channel::Sms),
        "CodeDeliveryFailureException 400, invalid_request, Alert alert.not_delivered: Unable to deliver message: no SMS delivery is set up.",
    );
    check(
        R::SoftwareTokenNotAllowed,
        "SoftwareTokenMFANotFoundException 400, invalid_request, Alert alert.check_fields: Software Token MFA has not been enabled by the userPool",
    );
    check(
        R::SoftwareTokenNotAssociated,
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: No software token is being associated with the user.",
    );
    check(
        R::SoftwareTokenNotProved,
        "EnableSoftwareTokenMFAException 400, invalid_request, Code field.code_wrong: Code mismatch",
    );
    check(
        R::SoftwareTokenUnverified,
        "InvalidParameterException 400, invalid_request, Code field.need_code: User has not verified software token mfa",
    );
    check(
        R::MfaPreferenceInvalid(s("REASON")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: REASON",
    );
    check(
        R::SettingInvalid(s("REASON")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: REASON",
    );
    check(
        R::ChangedMeanwhile("WHAT"),
        "ConcurrentModificationException 400, invalid_request, Alert alert.check_fields: The WHAT was changed meanwhile. Read it again and repeat the request.",
    );
    check(
        R::InUse(s("REASON")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: REASON",
    );
    check(
        R::DomainTaken(s("NAME")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Domain already associated with another user pool: NAME.",
    );
    check(
        R::OAuthFlowInvalid(s("REASON")),
        "InvalidOAuthFlowException 400, unauthorized_client, Alert alert.check_fields: REASON",
    );
    check(
        R::ScopeUnknown(s("SCOPE")),
        "ScopeDoesNotExistException 400, invalid_scope, Alert alert.check_fields: Invalid scope requested: SCOPE",
    );
    check(
        R::ListInvalid(s("REASON")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: REASON",
    );
    check(
        R::TriggerRefused("TRIGGER", s("TEXT")),
        "UserLambdaValidationException 400, invalid_request, Alert alert.refused reason=TEXT: TRIGGER failed with error TEXT.",
    );
    check(
        R::TriggerUnavailable("TRIGGER", Outage::Silent),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER failed with error Socket timeout while invoking Lambda function.",
    );
    check(
        R::TriggerUnavailable("TRIGGER", Outage::Unreachable),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER invocation failed due to error ServiceException.",
    );
    check(
        R::TriggerUnavailable("TRIGGER", Outage::Missing),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER invocation failed due to error ResourceNotFoundException.",
    );
    check(
        R::TriggerUnavailable("TRIGGER", Outage::Denied),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER invocation failed due to error AccessDeniedException.",
    );
    check(
        R::TriggerUnavailable("TRIGGER", Outage::Throttled),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER invocation failed due to error TooManyRequestsException.",
    );
    check(
        R::TriggerAnswerInvalid,
        "InvalidLambdaResponseException 400, invalid_request, Alert alert.unavailable: Unrecognizable lambda output",
    );
    check(
        R::Busy,
        "TooManyRequestsException 400, temporarily_unavailable, Alert alert.busy: Too many requests",
    );
}
