//! A user pool: its settings in Cognito's own shapes, and what they mean when they are left out.

mod check_schema;
mod create;
mod describe;
mod domain;
mod mfa_config;
mod schema;
mod triggers;
mod update;
mod verification_words;

pub use describe::describe;
pub use domain::{DomainHost, attach_domain, describe_domain};
pub use mfa_config::MfaConfig;
pub use schema::{Attribute, Bounds, standard_names};
pub use verification_words::VerificationWords;

use crate::{id::PoolId, message::Channel, time::Timestamp};
use serde::{Deserialize, Serialize};
use shapes::idp;
use std::time::Duration;
use wire::screen::Identifier;

/// A user pool.
///
/// Settings keep Cognito's shapes, so that `DescribeUserPool` returns what `CreateUserPool` received; the methods of
/// [`Pool`] give the effective value of a setting that was left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pool {
    /// Its id, the issuer's last path segment.
    pub id: PoolId,
    /// The settings of `CreateUserPool`, `schema` included (custom attributes have their `custom:` prefix here).
    pub settings: idp::CreateUserPoolRequest,
    /// The domain prefix or host name under which its pages answer, if one was created.
    pub domain: Option<Domain>,
    /// Which second factors it asks for: `SetUserPoolMfaConfig` sets them, apart from all other settings.
    #[serde(default)]
    pub mfa: MfaConfig,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its settings last changed.
    pub modified_at: Timestamp,
    /// Whether SRP verifiers are stored, because some app client allows SRP, or there is no client yet and the first
    /// one may allow it. Not a setting: `store` derives it from the clients.
    #[serde(skip)]
    pub uses_srp: bool,
}

/// The domain of a pool's pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Domain {
    /// The prefix, or the full host name of a custom domain.
    pub name: String,
    /// `Some` for a custom domain.
    pub custom: Option<idp::CustomDomainConfigType>,
    /// 1 (classic) or 2 (managed login).
    pub managed_login_version: i32,
    /// When the pool got it.
    #[serde(default)]
    pub created_at: Timestamp,
}

/// How a forgotten password may be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recovery {
    /// By an administrator only.
    AdministratorOnly,
    /// By a code to the first of these channels whose address is verified.
    Channels(Vec<Channel>),
}

/// The lifetime of a temporary password where the pool says nothing, in days.
const TEMPORARY_DAYS: i32 = 7;

impl Pool {
    /// The attributes that are the user name, by name; empty where users choose a name.
    pub fn username_attributes(&self) -> Vec<&'static str> {
        self.settings
            .username_attributes
            .iter()
            .flatten()
            .map(|attribute| attribute.as_str())
            .collect()
    }

    /// The attributes by which a user may sign in besides the user name.
    pub fn alias_attributes(&self) -> Vec<&'static str> {
        self.settings
            .alias_attributes
            .iter()
            .flatten()
            .map(|attribute| attribute.as_str())
            .collect()
    }

    /// Whether an attribute is the user name, so that the stored user name is the `sub`.
    pub fn has_username_attributes(&self) -> bool {
        self.settings
            .username_attributes
            .as_ref()
            .is_some_and(|list| !list.is_empty())
    }

    /// Whether user names, e-mail addresses and preferred user names differ by case.
    ///
    /// **Source** `UsernameConfigurationType`: the API's default is case-sensitive.
    pub fn case_sensitive(&self) -> bool {
        self.settings
            .username_configuration
            .as_ref()
            .is_none_or(|config| config.case_sensitive)
    }

    /// The form in which names and aliases are compared: lower case where case does not count. As with Cognito,
    /// composed and decomposed letters (NFC, NFD) stay different.
    pub fn fold(&self, value: &str) -> String {
        if self.case_sensitive() {
            value.to_owned()
        } else {
            value.to_lowercase()
        }
    }

    /// Whether this attribute (`email`, `phone_number`) is verified by a code when it is set.
    pub fn auto_verifies(&self, attribute: &str) -> bool {
        self.settings
            .auto_verified_attributes
            .iter()
            .flatten()
            .any(|listed| listed.as_str() == attribute)
    }

    /// The channels whose address is verified by a code when it is set; text messages first.
    pub fn auto_verified(&self) -> Vec<Channel> {
        [Channel::Sms, Channel::Email]
            .into_iter()
            .filter(|channel| self.auto_verifies(channel.attribute()))
            .collect()
    }

    /// Whether the e-mail of a sign-up carries a link instead of a code.
    pub fn confirms_by_link(&self) -> bool {
        let template = self.settings.verification_message_template.as_ref();
        template.and_then(|template| template.default_email_option)
            == Some(idp::DefaultEmailOptionType::ConfirmWithLink)
    }

    /// Whether a new value of this attribute counts only once it is verified.
    pub fn verifies_before_update(&self, attribute: &str) -> bool {
        self.settings
            .user_attribute_update_settings
            .iter()
            .flat_map(|settings| {
                settings
                    .attributes_require_verification_before_update
                    .iter()
                    .flatten()
            })
            .any(|listed| listed.as_str() == attribute)
    }

    /// How a forgotten password may be replaced.
    ///
    /// **Source** `AccountRecoverySettingType`; left out, a verified phone number comes before a verified e-mail address.
    pub fn recovery(&self) -> Recovery {
        let setting = self.settings.account_recovery_setting.as_ref();
        let Some(mechanisms) = setting
            .and_then(|setting| setting.recovery_mechanisms.as_ref())
            .filter(|list| !list.is_empty())
        else {
            return Recovery::Channels(vec![Channel::Sms, Channel::Email]);
        };
        let mut ordered: Vec<_> = mechanisms.iter().collect();
        ordered.sort_by_key(|option| option.priority);
        let mut channels = Vec::new();
        for option in ordered {
            match option.name {
                idp::RecoveryOptionNameType::VerifiedEmail => channels.push(Channel::Email),
                idp::RecoveryOptionNameType::VerifiedPhoneNumber => channels.push(Channel::Sms),
                idp::RecoveryOptionNameType::AdminOnly => return Recovery::AdministratorOnly,
            }
        }
        Recovery::Channels(channels)
    }

    /// Whether only administrators create users.
    pub fn admin_only(&self) -> bool {
        let config = self.settings.admin_create_user_config.as_ref();
        config
            .and_then(|config| config.allow_admin_create_user_only)
            .unwrap_or(false)
    }

    /// What a person may type as the identifier.
    pub fn identifier(&self) -> Identifier {
        let names = self.username_attributes();
        match (names.contains(&"email"), names.contains(&"phone_number")) {
            (true, true) => Identifier::EmailOrPhone,
            (true, false) => Identifier::Email,
            (false, true) => Identifier::Phone,
            (false, false) if self.alias_attributes().is_empty() => Identifier::Username,
            (false, false) => Identifier::Any,
        }
    }

    /// The password policy with every rule filled in.
    ///
    /// **Source** developer guide, "Adding user pool password requirements": eight characters of all four classes.
    pub fn password_policy(&self) -> idp::PasswordPolicyType {
        let policy = self
            .settings
            .policies
            .as_ref()
            .and_then(|policies| policies.password_policy.clone());
        // A policy sets every class that it does not name to false; without a policy all four are required.
        let strict = policy.is_none();
        let policy = policy.unwrap_or_default();
        idp::PasswordPolicyType {
            minimum_length: Some(policy.minimum_length.unwrap_or(8)),
            password_history_size: policy.password_history_size,
            require_lowercase: Some(policy.require_lowercase.unwrap_or(strict)),
            require_numbers: Some(policy.require_numbers.unwrap_or(strict)),
            require_symbols: Some(policy.require_symbols.unwrap_or(strict)),
            require_uppercase: Some(policy.require_uppercase.unwrap_or(strict)),
            temporary_password_validity_days: Some(
                self.temporary_days(policy.temporary_password_validity_days),
            ),
        }
    }

    fn temporary_days(&self, policy: Option<i32>) -> i32 {
        let config = self.settings.admin_create_user_config.as_ref();
        let unused = config.and_then(|config| config.unused_account_validity_days);
        policy
            .or(unused)
            .filter(|days| *days > 0)
            .unwrap_or(TEMPORARY_DAYS)
    }

    /// How many earlier passwords (the current one counts) may not be used again.
    pub fn history_size(&self) -> usize {
        usize::try_from(self.password_policy().password_history_size.unwrap_or(0)).unwrap_or(0)
    }

    /// How long a temporary password may be used.
    pub fn temporary_validity(&self) -> Duration {
        let days = self
            .password_policy()
            .temporary_password_validity_days
            .unwrap_or(TEMPORARY_DAYS);
        Duration::from_hours(24 * u64::try_from(days).unwrap_or(0))
    }

    /// The pool after this `SetUserPoolMfaConfig` request.
    ///
    /// **Errors** what [`MfaConfig::new`] and [`Pool::check_second_factors`] refuse.
    pub fn with_mfa(
        &self,
        request: &idp::SetUserPoolMfaConfigRequest,
        now: Timestamp,
    ) -> Result<Self, crate::refusal::Refusal> {
        let pool = Self {
            mfa: MfaConfig::new(request)?,
            modified_at: now,
            ..self.clone()
        };
        pool.check_second_factors()?;
        Ok(pool)
    }

    /// That no code is both the only way to recover an account and a second factor of it.
    ///
    /// **Errors** [`Setting::Invalid`](crate::refusal::Setting::Invalid).
    /// **Source** developer guide, "Adding MFA to a user pool".
    fn check_second_factors(&self) -> Result<(), crate::refusal::Refusal> {
        if self.mfa.email && self.recovery() == Recovery::Channels(vec![Channel::Email]) {
            let reason = "Email MFA is not possible where accounts are recovered by verified_email only: choose another \
                          AccountRecoverySetting.";
            return Err(crate::refusal::Setting::Invalid(reason.to_owned()).into());
        }
        Ok(())
    }

    /// Whether the pool must not be deleted.
    pub fn deletion_protected(&self) -> bool {
        self.settings.deletion_protection == Some(idp::DeletionProtectionType::Active)
    }

    /// Whether the pool may be deleted.
    ///
    /// **Errors** [`Pool::InUse`](crate::refusal::Pool::InUse) while it is protected or has a domain.
    pub fn check_delete(&self) -> Result<(), crate::refusal::Refusal> {
        if self.deletion_protected() {
            let reason = "The user pool cannot be deleted because deletion protection is activated. Deletion protection \
                          must be inactivated first.";
            return Err(crate::refusal::Pool::InUse(reason.to_owned()).into());
        }
        if self.domain.is_some() {
            let reason = "User pool cannot be deleted. It has a domain configured that should be deleted first.";
            return Err(crate::refusal::Pool::InUse(reason.to_owned()).into());
        }
        Ok(())
    }
}
