//! What is said of every refusal, word for word: programs compare exceptions and messages.

use super::words;
use domain::{
    message::Channel,
    refusal::{self, Refusal, TriggerFault},
};

fn s(text: &str) -> String {
    text.to_owned()
}

/// **Shape** of `expect` exception, status, OAuth error, place on the page, text there with its arguments, message.
fn check(refusal: impl Into<Refusal>, expect: &str) {
    let refusal = refusal.into();
    let words = words(&refusal);
    let args = words.text.args.iter();
    let args: String = args
        .map(|(name, value)| format!(" {name}={value}"))
        .collect();
    let answer = format!(
        "{} {}, {}, {:?} {}{args}: {}",
        words.exception,
        words.exception.status,
        words.oauth.as_str(),
        words.place,
        words.text.text.key(),
        words.message,
    );
    assert_eq!(answer, expect, "{refusal:?}");
}

#[test]
fn every_refusal_has_its_answer() {
    check(
        refusal::Pool::Unknown(s("ID")),
        "ResourceNotFoundException 400, invalid_request, Alert alert.check_fields: User pool ID does not exist.",
    );
    check(
        refusal::Client::Unknown(s("ID")),
        "ResourceNotFoundException 400, invalid_client, Alert alert.check_fields: User pool client ID does not exist.",
    );
    check(
        refusal::User::Unknown,
        "UserNotFoundException 400, invalid_grant, Alert alert.credentials: User does not exist.",
    );
    check(
        refusal::Username::Taken,
        "UsernameExistsException 400, invalid_request, Alert alert.user_exists: User already exists",
    );
    check(
        refusal::Username::AttributeTaken(s("NAME")),
        "UsernameExistsException 400, invalid_request, Alert alert.alias_exists: An account with the given NAME already exists.",
    );
    check(
        refusal::Username::AliasTaken(s("NAME")),
        "AliasExistsException 400, invalid_request, Alert alert.alias_exists: An account with the NAME already exists.",
    );
    check(
        refusal::Client::SecretHashMissing(s("ID")),
        "NotAuthorizedException 400, invalid_client, Alert alert.check_fields: Client ID is configured with secret but SECRET_HASH was not received",
    );
    check(
        refusal::Client::SecretHashUnexpected(s("ID")),
        "InvalidParameterException 400, invalid_client, Alert alert.check_fields: App client ID is not configured for secret but secret hash was received",
    );
    check(
        refusal::Client::SecretHashWrong(s("ID")),
        "NotAuthorizedException 400, invalid_client, Alert alert.check_fields: Unable to verify secret hash for client ID",
    );
    check(
        refusal::Client::SecretWrong,
        "NotAuthorizedException 400, invalid_client, Alert alert.check_fields: Client secret is missing or incorrect.",
    );
    check(
        refusal::AccessToken::Invalid,
        "NotAuthorizedException 400, invalid_token, Alert alert.check_fields: Invalid Access Token",
    );
    check(
        refusal::AccessToken::Expired,
        "NotAuthorizedException 400, invalid_token, Alert alert.check_fields: Access Token has expired",
    );
    check(
        refusal::AccessToken::Revoked,
        "NotAuthorizedException 400, invalid_token, Alert alert.check_fields: Access Token has been revoked",
    );
    check(
        refusal::AccessToken::ScopeMissing,
        "NotAuthorizedException 400, invalid_token, Alert alert.check_fields: Access Token does not have required scopes",
    );
    check(
        refusal::Credentials::Wrong,
        "NotAuthorizedException 400, invalid_grant, Alert alert.credentials: Incorrect username or password.",
    );
    check(
        refusal::Credentials::LockedOut,
        "NotAuthorizedException 400, invalid_grant, Alert alert.locked: Password attempts exceeded",
    );
    check(
        refusal::User::Disabled,
        "NotAuthorizedException 400, invalid_grant, Alert alert.disabled: User is disabled.",
    );
    check(
        refusal::User::Unconfirmed,
        "UserNotConfirmedException 400, invalid_grant, Alert alert.check_fields: User is not confirmed.",
    );
    check(
        refusal::User::ResetRequired,
        "PasswordResetRequiredException 400, invalid_grant, Alert alert.reset_required: Password reset required for the user",
    );
    check(
        refusal::Credentials::TemporaryPasswordExpired,
        "NotAuthorizedException 400, invalid_grant, Alert alert.temporary_expired: Temporary password has expired and must be reset by an administrator.",
    );
    check(
        refusal::Flow::NotEnabled(s("FLOW")),
        "InvalidParameterException 400, unauthorized_client, Alert alert.check_fields: FLOW flow not enabled for this client",
    );
    check(
        refusal::Flow::Unknown(s("FLOW")),
        "InvalidParameterException 400, unsupported_grant_type, Alert alert.check_fields: Initiate Auth method not supported: FLOW.",
    );
    check(
        refusal::Parameter::Missing(s("NAME")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Missing required parameter NAME",
    );
    check(
        refusal::Parameter::Missing(s("USERNAME")),
        "InvalidParameterException 400, invalid_request, Username field.need_username: Missing required parameter USERNAME",
    );
    check(
        refusal::Parameter::Missing(s("PASSWORD")),
        "InvalidParameterException 400, invalid_request, Password field.need_password: Missing required parameter PASSWORD",
    );
    check(
        refusal::Parameter::Missing(s("NEW_PASSWORD")),
        "InvalidParameterException 400, invalid_request, Password field.need_password: Missing required parameter NEW_PASSWORD",
    );
    check(
        refusal::Parameter::Missing(s("SOFTWARE_TOKEN_MFA_CODE")),
        "InvalidParameterException 400, invalid_request, Code field.need_code: Missing required parameter SOFTWARE_TOKEN_MFA_CODE",
    );
    check(
        refusal::Parameter::Missing(s("EMAIL_OTP_CODE")),
        "InvalidParameterException 400, invalid_request, Code field.need_code: Missing required parameter EMAIL_OTP_CODE",
    );
    check(
        refusal::Parameter::Invalid(s("NAME"), s("RULE")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Invalid parameter NAME: RULE",
    );
    check(
        refusal::Flow::TokenInvalid,
        "NotAuthorizedException 400, invalid_request, Alert alert.session_expired: Invalid session for the user.",
    );
    check(
        refusal::Flow::TokenExpired,
        "NotAuthorizedException 400, invalid_request, Alert alert.session_expired: Invalid session for the user, session is expired.",
    );
    check(
        refusal::SecondFactor::Unavailable,
        "NotAuthorizedException 400, invalid_grant, Alert alert.no_second_factor: The user pool requires a second factor, and there is none that this user could use or set up.",
    );
    check(
        refusal::SoftwareToken::Wrong,
        "CodeMismatchException 400, invalid_grant, Code field.code_wrong: Invalid code received for user",
    );
    check(
        refusal::SoftwareToken::Used,
        "ExpiredCodeException 400, invalid_grant, Code field.code_used: Your software token has already been used once.",
    );
    check(
        refusal::SecondFactor::TriesSpent,
        "CodeMismatchException 400, invalid_grant, Alert alert.too_many_tries: Invalid code received for user",
    );
    check(
        refusal::Flow::ChallengeMismatch,
        "NotAuthorizedException 400, invalid_request, Alert alert.session_expired: Invalid session for the user.",
    );
    check(
        refusal::Credentials::SrpInvalid,
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Invalid parameter SRP_A: must be a non-zero hexadecimal number.",
    );
    check(
        refusal::RefreshToken::Invalid,
        "NotAuthorizedException 400, invalid_grant, Alert alert.check_fields: Invalid Refresh Token",
    );
    check(
        refusal::RefreshToken::Expired,
        "NotAuthorizedException 400, invalid_grant, Alert alert.check_fields: Refresh Token has expired",
    );
    check(
        refusal::RefreshToken::Revoked,
        "NotAuthorizedException 400, invalid_grant, Alert alert.check_fields: Refresh Token has been revoked",
    );
    check(
        refusal::RefreshToken::Reused,
        "RefreshTokenReuseException 400, invalid_grant, Alert alert.check_fields: Refresh token has been used already and its grace period has passed.",
    );
    check(
        refusal::RefreshToken::ScopeNotGranted,
        "NotAuthorizedException 400, invalid_scope, Alert alert.check_fields: A refresh gives no scope that was not granted.",
    );
    check(
        refusal::RefreshToken::RevocationDisabled,
        "UnsupportedOperationException 400, invalid_request, Alert alert.check_fields: Token revocation is not enabled for this client.",
    );
    check(
        refusal::RefreshToken::NotRevocable,
        "UnsupportedTokenTypeException 400, unsupported_token_type, Alert alert.check_fields: Only refresh tokens can be revoked.",
    );
    check(
        refusal::RefreshToken::OtherClient,
        "UnauthorizedException 400, invalid_grant, Alert alert.check_fields: The token was not issued to this client.",
    );
    check(
        refusal::User::SignUpClosed,
        "NotAuthorizedException 400, invalid_request, Alert alert.sign_up_closed: SignUp is not permitted for this user pool",
    );
    check(
        refusal::Username::Invalid(s("REASON")),
        "InvalidParameterException 400, invalid_request, Username field.bad_username: REASON",
    );
    check(
        refusal::Password::Policy(s("REASON")),
        "InvalidPasswordException 400, invalid_request, Password field.password_policy: REASON",
    );
    check(
        refusal::Password::Reused,
        "PasswordHistoryPolicyViolationException 400, invalid_request, Password field.password_reused: Password has previously been used.",
    );
    check(
        refusal::Attribute::Invalid(s("NAME"), s("REASON")),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_value: Attributes did not conform to the schema: NAME: REASON",
    );
    check(
        refusal::Attribute::Invalid(s("email"), s("REASON")),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_email: Attributes did not conform to the schema: email: REASON",
    );
    check(
        refusal::Attribute::Invalid(s("phone_number"), s("REASON")),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_phone: Attributes did not conform to the schema: phone_number: REASON",
    );
    check(
        refusal::Attribute::Invalid(s("birthdate"), s("REASON")),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_date: Attributes did not conform to the schema: birthdate: REASON",
    );
    check(
        refusal::Attribute::AddressInvalid(Channel::Email),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_email: Invalid email address format.",
    );
    check(
        refusal::Attribute::AddressInvalid(Channel::Sms),
        "InvalidParameterException 400, invalid_request, Attribute field.bad_phone: Invalid phone number format.",
    );
    check(
        refusal::Attribute::Unknown(vec![s("A"), s("B")]),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Attributes did not conform to the schema: A: Attribute does not exist in the schema.\nB: Attribute does not exist in the schema.\n",
    );
    check(
        refusal::Attribute::NotWritable(s("NAME")),
        "NotAuthorizedException 400, invalid_request, Alert alert.check_fields: A client attempted to write unauthorized attribute",
    );
    check(
        refusal::Code::Wrong,
        "CodeMismatchException 400, invalid_grant, Code field.code_wrong: Invalid verification code provided, please try again.",
    );
    check(
        refusal::Code::Expired,
        "ExpiredCodeException 400, invalid_grant, Code field.code_expired: Invalid code provided, please request a code again.",
    );
    check(
        refusal::Limit::TooManyTries,
        "LimitExceededException 400, invalid_request, Alert alert.too_many_tries: Attempt limit exceeded, please try after some time.",
    );
    check(
        refusal::User::AlreadyConfirmed,
        "InvalidParameterException 400, invalid_request, Alert alert.already_confirmed: User is already confirmed.",
    );
    check(
        refusal::User::CannotConfirm(s("STATUS")),
        "NotAuthorizedException 400, invalid_request, Alert alert.already_confirmed: User cannot be confirmed. Current status is STATUS",
    );
    check(
        refusal::Delivery::NoAddress,
        "InvalidParameterException 400, invalid_request, Alert alert.no_address: Cannot send a code: the user has no e-mail address or phone number that this pool verifies.",
    );
    check(
        refusal::Delivery::NoRecoveryAddress,
        "InvalidParameterException 400, invalid_request, Alert alert.no_recovery: Cannot reset password for the user as there is no registered/verified email or phone_number",
    );
    check(
        refusal::Delivery::RecoveryByAdministrator,
        "NotAuthorizedException 400, invalid_request, Alert alert.recovery_by_administrator: Contact administrator to reset password.",
    );
    check(
        refusal::User::ResetNotAllowed,
        "NotAuthorizedException 400, invalid_request, Alert alert.state_forbids_reset: User password cannot be reset in the current state.",
    );
    check(
        refusal::User::UnsupportedState(s("STATUS")),
        "UnsupportedUserStateException 400, invalid_request, Alert alert.state_forbids_reset: User password cannot be reset in the current state: STATUS.",
    );
    check(
        refusal::Delivery::Unavailable(Channel::Email),
        "CodeDeliveryFailureException 400, invalid_request, Alert alert.not_delivered: Unable to deliver message: no e-mail delivery is set up.",
    );
    check(
        refusal::Delivery::Unavailable(Channel::Sms),
        "CodeDeliveryFailureException 400, invalid_request, Alert alert.not_delivered: Unable to deliver message: no SMS delivery is set up.",
    );
    check(
        refusal::SoftwareToken::NotAllowed,
        "SoftwareTokenMFANotFoundException 400, invalid_request, Alert alert.check_fields: Software Token MFA has not been enabled by the userPool",
    );
    check(
        refusal::SoftwareToken::NotAssociated,
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: No software token is being associated with the user.",
    );
    check(
        refusal::SoftwareToken::NotProved,
        "EnableSoftwareTokenMFAException 400, invalid_request, Code field.code_wrong: Code mismatch",
    );
    check(
        refusal::SoftwareToken::Unverified,
        "InvalidParameterException 400, invalid_request, Code field.need_code: User has not verified software token mfa",
    );
    check(
        refusal::SecondFactor::PreferenceInvalid(s("REASON")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: REASON",
    );
    check(
        refusal::Setting::Invalid(s("REASON")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: REASON",
    );
    check(
        refusal::Setting::ChangedMeanwhile("WHAT"),
        "ConcurrentModificationException 400, invalid_request, Alert alert.check_fields: The WHAT was changed meanwhile. Read it again and repeat the request.",
    );
    check(
        refusal::Pool::InUse(s("REASON")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: REASON",
    );
    check(
        refusal::Pool::DomainTaken(s("NAME")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: Domain already associated with another user pool: NAME.",
    );
    check(
        refusal::Setting::OAuthFlowInvalid(s("REASON")),
        "InvalidOAuthFlowException 400, unauthorized_client, Alert alert.check_fields: REASON",
    );
    check(
        refusal::Setting::ScopeUnknown(s("SCOPE")),
        "ScopeDoesNotExistException 400, invalid_scope, Alert alert.check_fields: Invalid scope requested: SCOPE",
    );
    check(
        refusal::Parameter::ResourceUnknown,
        "InvalidParameterException 400, invalid_target, Alert alert.check_fields: The resource is no resource server of which this client has scopes, or not the one that was granted.",
    );
    check(
        refusal::Parameter::ListInvalid(s("REASON")),
        "InvalidParameterException 400, invalid_request, Alert alert.check_fields: REASON",
    );
    check(
        refusal::Trigger::Refused("TRIGGER", s("TEXT")),
        "UserLambdaValidationException 400, invalid_request, Alert alert.refused reason=TEXT: TRIGGER failed with error TEXT.",
    );
    check(
        refusal::Trigger::Unavailable("TRIGGER", TriggerFault::Silent),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER failed with error Socket timeout while invoking Lambda function.",
    );
    check(
        refusal::Trigger::Unavailable("TRIGGER", TriggerFault::Unreachable),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER invocation failed due to error ServiceException.",
    );
    check(
        refusal::Trigger::Unavailable("TRIGGER", TriggerFault::Missing),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER invocation failed due to error ResourceNotFoundException.",
    );
    check(
        refusal::Trigger::Unavailable("TRIGGER", TriggerFault::Denied),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER invocation failed due to error AccessDeniedException.",
    );
    check(
        refusal::Trigger::Unavailable("TRIGGER", TriggerFault::Throttled),
        "UnexpectedLambdaException 400, invalid_request, Alert alert.unavailable: TRIGGER invocation failed due to error TooManyRequestsException.",
    );
    check(
        refusal::Trigger::AnswerInvalid,
        "InvalidLambdaResponseException 400, invalid_request, Alert alert.unavailable: Unrecognizable lambda output",
    );
    check(
        refusal::Limit::Busy,
        "TooManyRequestsException 400, temporarily_unavailable, Alert alert.busy: Too many requests",
    );
}
