//! Second factors, and a user's preference among them.

use crate::message::Channel;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A second factor that this build can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Factor {
    /// The code of an authenticator app.
    #[serde(rename = "SOFTWARE_TOKEN_MFA")]
    SoftwareToken,
    /// A code that is sent to the e-mail address.
    #[serde(rename = "EMAIL_OTP")]
    Email,
}

impl Factor {
    /// Every factor; where the user prefers none, the first enabled one of this order is used.
    pub const ALL: &[Self] = &[Self::SoftwareToken, Self::Email];

    /// The wire name, as in `UserMFASettingList` and `MFAS_CAN_SETUP`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
            Self::Email => "EMAIL_OTP",
        }
    }

    /// Whether a sign-in can set it up. An e-mail address is set up by whoever may write the attribute.
    pub(crate) const fn can_be_set_up(self) -> bool {
        match self {
            Self::SoftwareToken => true,
            Self::Email => false,
        }
    }

    /// The channel by which its codes are sent.
    pub(crate) const fn channel(self) -> Option<Channel> {
        match self {
            Self::SoftwareToken => None,
            Self::Email => Some(Channel::Email),
        }
    }
}

/// A user's choice among the second factors.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preference {
    /// The factors that are enabled for sign-in.
    pub enabled: BTreeSet<Factor>,
    /// The preferred factor; one of the enabled.
    pub preferred: Option<Factor>,
}

impl Preference {
    /// `UserMFASettingList`; nothing where no factor is enabled.
    pub fn setting_list(&self) -> Option<Vec<String>> {
        let names = self.enabled.iter().map(|factor| factor.as_str().to_owned());
        Some(names.collect()).filter(|names: &Vec<_>| !names.is_empty())
    }

    /// `PreferredMfaSetting`.
    pub fn preferred_setting(&self) -> Option<String> {
        self.preferred.map(|factor| factor.as_str().to_owned())
    }

    /// Makes this factor the preferred one.
    pub(crate) fn prefer(&mut self, factor: Factor) {
        self.enabled.insert(factor);
        self.preferred = Some(factor);
    }
}
