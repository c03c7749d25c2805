//! Triggers: functions of the pool's owner that are told of a step and have a say in it.
//!
//! Owns: what each is told and what its answer may say, as plain values. Must not know: how a function is reached, nor
//! the JSON of its event; that is `engine/triggers/`.

use crate::{attribute::Attributes, id::ClientId, pool::Pool, user::User};
use std::collections::BTreeMap;

/// What a caller hands through to functions, by key. Neither checked nor kept.
pub type Metadata = BTreeMap<String, String>;

/// A call of a function, as a machine needs it.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// Before a user comes into being.
    PreSignUp(PreSignUp),
}

/// What a function said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// To [`Trigger::PreSignUp`].
    PreSignUp(SignUpReply),
}

/// Why a function said nothing at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// No try was answered in time.
    Silent,
    /// It cannot be reached, or failed before it ran.
    Unreachable,
    /// Nobody knows it.
    Missing,
    /// This server may not call it.
    Denied,
    /// It is called too often.
    Throttled,
}

/// What the pre sign-up function is told.
#[derive(Clone, PartialEq)]
pub struct PreSignUp {
    /// The function's ARN.
    pub function: String,
    /// The app client; `None` when an administrator acts.
    pub client: Option<ClientId>,
    /// The name that the user will have: in pools whose user name is an attribute, the new `sub`.
    pub username: String,
    /// The attributes that were given, and the aliases: `cognito:email_alias`, `cognito:phone_number_alias`.
    pub attributes: Attributes,
    /// What the caller hands through.
    pub passed: Passed,
}

/// What the caller of an operation hands through to the pre sign-up function.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Passed {
    /// `ValidationData`.
    pub validation_data: Option<Metadata>,
    /// `ClientMetadata`.
    pub client_metadata: Option<Metadata>,
}

/// What the pre sign-up function says. Nothing of it counts where an administrator creates the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SignUpReply {
    /// Whether the user is confirmed at once.
    pub confirm: bool,
    /// Whether the e-mail address counts as verified.
    pub verify_email: bool,
    /// Whether the phone number counts as verified.
    pub verify_phone: bool,
}

/// Neither attributes nor what is handed through: both may hold what nobody else should read.
impl std::fmt::Debug for PreSignUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PreSignUp")
            .field("function", &self.function)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Passed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passed(***)")
    }
}

/// The attributes of a user as events give them, all in strings.
///
/// **Shape** besides the user's own: `sub`, `cognito:user_status`, and the aliases that count.
pub fn user_attributes(pool: &Pool, user: &User) -> Attributes {
    let mut attributes = user.attributes.clone();
    attributes.insert("sub".to_owned(), user.sub.to_string());
    let status = user.status.as_str().to_owned();
    attributes.insert("cognito:user_status".to_owned(), status);
    for alias in pool.alias_attributes() {
        if user.has_verified(alias) {
            attributes.insert(
                format!("cognito:{alias}_alias"),
                user.attributes[alias].clone(),
            );
        }
    }
    attributes
}

/// Adds the addresses that are aliases in this pool, as events name them.
///
/// **Source** observed in events of pools with alias attributes.
pub fn name_aliases(pool: &Pool, attributes: &mut Attributes) {
    for alias in ["email", "phone_number"] {
        if pool.alias_attributes().contains(&alias)
            && let Some(value) = attributes.get(alias).cloned()
        {
            attributes.insert(format!("cognito:{alias}_alias"), value);
        }
    }
}
