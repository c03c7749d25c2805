//! Triggers: functions of the pool's owner that are called at certain steps, and may refuse or change them.
//!
//! Owns: each trigger's event and the meaning of its answer, one file a trigger, as Cognito's JSON. Must not know: how
//! a function is reached, how often it is tried, or that its answer is remembered: that is `engine`'s, behind
//! [`crate::facts::Facts::call`].

mod post_authentication;
mod pre_sign_up;
pub mod pre_token_generation;

pub(crate) use post_authentication::event as post_authentication_event;
pub(crate) use pre_sign_up::call as call_pre_sign_up;
pub use pre_sign_up::{PassedData, PreSignUpAnswer};

use crate::{attribute::Attributes, pool::Pool, user::User};

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
