//! The ids of all texts that people read on the pages. The words are in `pages/locales/<language>.toml`, under the same keys.

use serde::{Deserialize, Serialize};

/// Declares every text once: its variant and its key in the locale files.
macro_rules! texts {
    ($($variant:ident = $key:literal),+ $(,)?) => {
        /// A text by its id. Placeholders are written `{name}` in the words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u16)]
        #[allow(missing_docs, reason = "a text is documented by its words in the locale files")]
        pub enum Text { $(#[serde(rename = $key)] $variant),+ }

        impl Text {
            /// Every text, in the order of the file that has all texts of a language.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The key in the locale files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }
        }
    };
}

texts! {
    // Sign-in
    SignInTitle = "sign_in.title",
    SignInLead = "sign_in.lead",                     // {client}
    SignInButton = "sign_in.button",
    NextButton = "sign_in.next",
    NewHere = "sign_in.new_here",
    CreateAccountLink = "sign_in.create_account",
    ForgotLink = "sign_in.forgot",
    NotYou = "sign_in.not_you",
    // Labels
    Username = "label.username",
    Email = "label.email",
    Phone = "label.phone",
    EmailOrPhone = "label.email_or_phone",
    UsernameOrEmail = "label.username_or_email",
    Password = "label.password",
    NewPassword = "label.new_password",
    Code = "label.code",
    ShowPassword = "label.show_password",
    CapsLock = "label.caps_lock",
    FullName = "label.name",
    GivenName = "label.given_name",
    FamilyName = "label.family_name",
    MiddleName = "label.middle_name",
    Nickname = "label.nickname",
    PreferredUsername = "label.preferred_username",
    Address = "label.address",
    Birthdate = "label.birthdate",
    Gender = "label.gender",
    Locale = "label.locale",
    Picture = "label.picture",
    Profile = "label.profile",
    Website = "label.website",
    Zoneinfo = "label.zoneinfo",
    CustomAttribute = "label.custom",                // {name}
    // Sign-up
    SignUpTitle = "sign_up.title",
    SignUpLead = "sign_up.lead",                     // {client}
    SignUpButton = "sign_up.button",
    HaveAccount = "sign_up.have_account",
    // Password rules
    RulesIntro = "rule.intro",
    RuleLength = "rule.length",                      // {count}
    RuleLowercase = "rule.lowercase",
    RuleUppercase = "rule.uppercase",
    RuleNumber = "rule.number",
    RuleSymbol = "rule.symbol",
    RuleMet = "rule.met",
    RuleNotMet = "rule.not_met",
    Strength = "strength.label",
    StrengthWeak = "strength.weak",
    StrengthFair = "strength.fair",
    StrengthGood = "strength.good",
    StrengthStrong = "strength.strong",
    // Codes
    ConfirmTitleEmail = "confirm.title_email",
    ConfirmTitleSms = "confirm.title_sms",
    ConfirmLead = "confirm.lead",                    // {destination}
    ConfirmLeadUnknown = "confirm.lead_unknown",
    ConfirmButton = "confirm.button",
    Checking = "confirm.checking",
    NoCodeYet = "confirm.no_code_yet",
    ResendIn = "confirm.resend_in",                  // {time}
    ResendButton = "confirm.resend",
    ResendAvailable = "confirm.resend_available",
    WrongAddress = "confirm.wrong_address",
    CodeSent = "confirm.code_sent",                  // {destination}
    UnconfirmedNewCode = "confirm.unconfirmed_new_code",
    UnconfirmedEarlierCode = "confirm.unconfirmed_earlier_code",
    ConfirmUserTitle = "confirm_user.title",
    ConfirmUserLead = "confirm_user.lead",           // {client}
    ConfirmUserButton = "confirm_user.button",
    ResendTitle = "resend.title",
    ResendLead = "resend.lead",
    ResendSubmit = "resend.button",
    ResendLinkTitle = "resend.link_title",
    ResendLinkLead = "resend.link_lead",
    ResendLinkSubmit = "resend.link_button",
    // Recovery
    ForgotTitle = "forgot.title",
    ForgotLead = "forgot.lead",
    ForgotButton = "forgot.button",
    BackToSignIn = "forgot.back",
    ResetTitle = "reset.title",
    ResetLead = "reset.lead",                        // {destination}
    ResetLeadUnknown = "reset.lead_unknown",
    ResetButton = "reset.button",
    // New password required
    NewPasswordTitle = "new_password.title",
    NewPasswordLead = "new_password.lead",
    NewPasswordButton = "new_password.button",
    // Second factor
    MfaTitle = "mfa.title",
    MfaCode = "mfa.code",
    MfaButton = "mfa.button",
    MfaOther = "mfa.other",
    MfaSetupTitle = "mfa_setup.title",
    MfaSetupLead = "mfa_setup.lead",
    MfaSetupLeadKey = "mfa_setup.lead_key",
    MfaSetupPicture = "mfa_setup.picture",           // {client}
    MfaSetupOpen = "mfa_setup.open",
    MfaSetupKey = "mfa_setup.key",
    Copy = "mfa_setup.copy",
    KeyCopied = "mfa_setup.copied",
    KeyNotCopied = "mfa_setup.not_copied",
    DeviceName = "mfa_setup.device_name",
    MfaSetupButton = "mfa_setup.button",
    // Continue, signed out, done
    ContinueTitle = "continue.title",
    ContinueLead = "continue.lead",                  // {client}
    ContinueOther = "continue.other",
    SignedOutTitle = "signed_out.title",
    SignedOutLead = "signed_out.lead",               // {client}
    SignedOutHome = "signed_out.home",               // {client}
    SignedOutAgain = "signed_out.again",
    LeavingTitle = "done.leaving_title",
    LeavingLead = "done.leaving_lead",               // {client}
    SignOutTitle = "done.sign_out_title",
    SignOutLead = "done.sign_out_lead",
    ReadyTitle = "done.ready_title",
    ConfirmedTitle = "done.confirmed_title",
    ConfirmedEmailTitle = "done.confirmed_email_title",
    ConfirmedPhoneTitle = "done.confirmed_phone_title",
    ConfirmedLead = "done.confirmed_lead",
    ApprovalTitle = "done.approval_title",
    ApprovalLead = "done.approval_lead",             // {client}
    LinkSentTitle = "done.link_sent_title",
    LinkSentLead = "done.link_sent_lead",            // {destination}
    UnconfirmedLinkLead = "done.unconfirmed_link_lead", // {destination}
    PasswordChangedTitle = "done.password_changed_title",
    PasswordChangedLead = "done.password_changed_lead",
    GoOn = "done.go_on",
    // Errors of a request
    ErrorTitle = "error.title",
    ErrorRedirectMismatch = "error.redirect_mismatch",
    ErrorUnknownClient = "error.unknown_client",
    ErrorBadRequest = "error.bad_request",
    ErrorNotFound = "error.not_found",
    ErrorExpired = "error.expired",
    ErrorExpiredTitle = "error.expired_title",
    ErrorForgery = "error.forgery",
    ErrorServer = "error.server",
    ErrorLinkTitle = "error.link_title",
    ErrorLinkUsed = "error.link_used",
    ErrorAliasTaken = "error.alias_taken",
    ErrorTooMany = "error.too_many",                 // {minutes}
    ErrorTooManyTitle = "error.too_many_title",
    ErrorSignUpClosed = "error.sign_up_closed",
    ErrorCode = "error.code",                        // {code} {request_id}
    StartAgain = "error.start_again",
    // Alerts and field errors
    AlertCredentials = "alert.credentials",
    AlertCredentialsEmail = "alert.credentials_email",
    AlertCredentialsPhone = "alert.credentials_phone",
    AlertCredentialsAddress = "alert.credentials_address",
    AlertPassword = "alert.password",
    AlertNoSignIn = "alert.no_sign_in",
    AlertResetLink = "alert.reset_link",
    AlertSignInLink = "alert.sign_in_link",
    AlertLocked = "alert.locked",
    AlertDisabled = "alert.disabled",
    AlertTemporaryExpired = "alert.temporary_expired",
    AlertResetRequired = "alert.reset_required",
    AlertTooManyTries = "alert.too_many_tries",
    AlertBusy = "alert.busy",
    AlertUnavailable = "alert.unavailable",
    AlertRefused = "alert.refused",                  // {reason}
    AlertSessionExpired = "alert.session_expired",
    AlertUserExists = "alert.user_exists",
    AlertAliasExists = "alert.alias_exists",
    AlertNoAddress = "alert.no_address",
    AlertNoRecovery = "alert.no_recovery",
    AlertRecoveryByAdministrator = "alert.recovery_by_administrator",
    AlertStateForbidsReset = "alert.state_forbids_reset",
    AlertNoSecondFactor = "alert.no_second_factor",
    AlertNotDelivered = "alert.not_delivered",
    AlertSignUpClosed = "alert.sign_up_closed",
    AlertAlreadyConfirmed = "alert.already_confirmed",
    AlertCheckFields = "alert.check_fields",
    AlertNetwork = "alert.network",
    AlertFailed = "alert.failed",                    // {request_id}
    NeedUsername = "field.need_username",
    NeedEmail = "field.need_email",
    NeedPassword = "field.need_password",
    NeedCode = "field.need_code",
    NeedValue = "field.need_value",
    BadEmail = "field.bad_email",
    BadPhone = "field.bad_phone",
    BadDate = "field.bad_date",
    BadValue = "field.bad_value",
    BadUsername = "field.bad_username",
    TooLong = "field.too_long",                      // {count}
    TooShort = "field.too_short",                    // {count}
    CodeWrong = "field.code_wrong",
    CodeExpired = "field.code_expired",
    CodeUsed = "field.code_used",
    PasswordPolicy = "field.password_policy",
    PasswordReused = "field.password_reused",
    // Frame
    LanguageLabel = "frame.language",
    Privacy = "frame.privacy",
    Terms = "frame.terms",
    Help = "frame.help",
    AlertLabel = "frame.alert",
    Working = "frame.working",
    PageTitle = "frame.page_title",                  // {heading} {client}
}
