//! A user pool: its settings in Cognito's own shapes, and what they mean when they are left out.

mod check_schema;
mod create;
mod describe;
mod domain;
mod schema;
mod triggers;
mod update;

pub use describe::{ACCOUNT, describe};
pub use domain::{attach_domain, describe_domain};
pub use schema::{Attribute, Bounds, standard_names};

use crate::{id::PoolId, message::Channel, mfa, time::Timestamp};
use serde::{Deserialize, Serialize};
use shapes::idp;
use std::time::Duration;
use wire::screen::Identifier;

/// A user pool.
///
/// Settings keep Cognito's shapes so that `DescribeUserPool` gives back what `CreateUserPool` was given; the methods of
/// [`Pool`] give the effective value where one was left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pool {
    /// Its id, the issuer's last path segment.
    pub id: PoolId,
    /// What `CreateUserPool` was given, `schema` included (custom attributes carry their `custom:` prefix here).
    pub settings: idp::CreateUserPoolRequest,
    /// The domain prefix or host name under which its pages answer, if one was created.
    pub domain: Option<Domain>,
    /// Which second factors it asks for: `SetUserPoolMfaConfig` sets them, apart from all other settings.
    #[serde(default)]
    pub mfa: mfa::Config,
    /// When it was created.
    pub created_at: Timestamp,
    /// When its settings last changed.
    pub modified_at: Timestamp,
    /// Whether its users may have to prove their passwords by SRP, so that verifiers are kept: some app client allows
    /// it, or there is no client yet and the first one may. Not a setting: `store` tells it by the clients.
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
            .is_none_or(|given| given.case_sensitive)
    }

    /// The form of a name or alias in which two are compared: lower case where case does not count. Nothing else makes two
    /// names one, as with Cognito: composed and decomposed letters (NFC, NFD) are different ones.
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
        let given = self.settings.account_recovery_setting.as_ref();
        let Some(mechanisms) = given
            .and_then(|given| given.recovery_mechanisms.as_ref())
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
        let given = self
            .settings
            .policies
            .as_ref()
            .and_then(|policies| policies.password_policy.clone());
        // A policy that is given sets every class it does not name to false; no policy at all asks for all four.
        let strict = given.is_none();
        let given = given.unwrap_or_default();
        idp::PasswordPolicyType {
            minimum_length: Some(given.minimum_length.unwrap_or(8)),
            password_history_size: given.password_history_size,
            require_lowercase: Some(given.require_lowercase.unwrap_or(strict)),
            require_numbers: Some(given.require_numbers.unwrap_or(strict)),
            require_symbols: Some(given.require_symbols.unwrap_or(strict)),
            require_uppercase: Some(given.require_uppercase.unwrap_or(strict)),
            temporary_password_validity_days: Some(
                self.temporary_days(given.temporary_password_validity_days),
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

    /// The pool once `SetUserPoolMfaConfig` was given this.
    ///
    /// **Errors** what [`mfa::Config::changed`] refuses.
    pub fn with_mfa(
        &self,
        given: &idp::SetUserPoolMfaConfigRequest,
        now: Timestamp,
    ) -> Result<Self, crate::refusal::Refusal> {
        Ok(Self {
            mfa: self.mfa.changed(given)?,
            modified_at: now,
            ..self.clone()
        })
    }

    /// Whether the pool must not be deleted.
    pub fn deletion_protected(&self) -> bool {
        self.settings.deletion_protection == Some(idp::DeletionProtectionType::Active)
    }

    /// Whether the pool may be deleted.
    ///
    /// **Errors** [`InUse`](crate::refusal::Refusal::InUse) while it is protected or has a domain.
    pub fn check_delete(&self) -> Result<(), crate::refusal::Refusal> {
        if self.deletion_protected() {
            return Err(crate::refusal::Refusal::InUse(
                "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be \
                 inactivated first."
                    .to_owned(),
            ));
        }
        if self.domain.is_some() {
            return Err(crate::refusal::Refusal::InUse(
                "User pool cannot be deleted. It has a domain configured that should be deleted first.".to_owned(),
            ));
        }
        Ok(())
    }
}
