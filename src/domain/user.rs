//! A user: name, status, attributes, credentials.

use crate::{
    attribute::{self, ADDRESSES},
    id::{PoolId, Sub},
    mfa::{self, Factor},
    pool::Pool,
    refusal::{self, Refusal},
    secret::Secret,
    time::Timestamp,
    totp::SoftwareToken,
};
use serde::{Deserialize, Serialize};
use shapes::idp;
use std::collections::{BTreeMap, BTreeSet};
use subtle::ConstantTimeEq;

/// The status of a user.
///
/// **Source** `UserStatusType`; developer guide, "Overview of user account confirmation".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Signed up, but not confirmed.
    Unconfirmed,
    /// May sign in.
    Confirmed,
    /// Has a temporary password.
    ForceChangePassword,
    /// Must reset the password.
    ResetRequired,
    /// Signs in at an external identity provider.
    ExternalProvider,
}

impl Status {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
        }
    }
}

/// A user of one pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The pool.
    pub pool: PoolId,
    /// The immutable id.
    pub sub: Sub,
    /// The user name with its stored case; equals `sub` in pools whose user name is an attribute.
    pub username: String,
    /// The status.
    pub status: Status,
    /// Whether the account is enabled.
    pub enabled: bool,
    /// Attributes by name: `email`, `email_verified` (`"true"`/`"false"`), `custom:…`. Never `sub`: that is [`User::sub`].
    pub attributes: BTreeMap<String, String>,
    /// New values that wait for their verification (verify-before-update), by attribute name.
    #[serde(default)]
    pub pending: BTreeMap<String, String>,
    /// Until when a temporary password may be used.
    #[serde(default)]
    pub temporary_until: Option<Timestamp>,
    /// Which second factors the user wants to be asked for.
    #[serde(default)]
    pub mfa: mfa::Preference,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub modified_at: Timestamp,
    /// Password, SRP verifier and other secrets. Stored sealed, apart from the document.
    #[serde(skip)]
    pub credentials: Credentials,
    /// The version of the stored row this value was read at; 0 before it was stored.
    #[serde(skip)]
    pub version: i64,
}

/// The secrets by which a user can prove who they are. All are sealed at rest.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Credentials {
    /// The password's hash, absent for users without a password.
    pub password: Option<PasswordHash>,
    /// The SRP salt and verifier of the same password.
    pub srp: Option<SrpVerifier>,
    /// Hashes of earlier passwords, newest first, as many as the pool's history asks.
    #[serde(default)]
    pub history: Vec<PasswordHash>,
    /// The authenticator app.
    #[serde(default)]
    pub software_token: Option<SoftwareToken>,
    /// The secret of an app that will replace it, once a code proves it.
    #[serde(default)]
    pub associating: Option<Secret>,
}

/// An Argon2id hash in PHC string form.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(pub String);

/// In a time that does not depend on where they differ.
impl PartialEq for PasswordHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for PasswordHash {}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

/// SRP salt and verifier, both lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SrpVerifier {
    /// The salt `s`.
    pub salt: String,
    /// The verifier `v`.
    pub verifier: Secret,
}

/// A way in which an identifier may name a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// It is the user name.
    Username(String),
    /// It is the value of this attribute, which counts as a name.
    Alias {
        /// `email`, `phone_number` or `preferred_username`.
        attribute: &'static str,
        /// The value.
        value: String,
    },
}

/// The ways in which `name` may name a user of this pool, in the order in which they are tried: what looks like an
/// address names first of all whose address it is, so that nobody takes it by choosing it as a name.
///
/// **Shape** values are folded as [`Pool::fold`] does; where an attribute is the user name, the user name is the `sub`.
pub fn lookups(pool: &Pool, name: &str) -> Vec<Lookup> {
    let value = pool.fold(name);
    let (usernames, aliases) = (pool.username_attributes(), pool.alias_attributes());
    let is_name = |attribute: &&str| usernames.contains(attribute) || aliases.contains(attribute);
    let has_form = |address: &&str| match *address {
        "email" => name.contains('@'),
        _ => name.starts_with('+'),
    };
    let alias = |attribute: &'static str| Lookup::Alias {
        attribute,
        value: value.clone(),
    };
    let addresses = ADDRESSES.into_iter().filter(is_name).filter(has_form);
    let preferred = ["preferred_username"].into_iter().filter(is_name);
    addresses
        .map(alias)
        .chain([Lookup::Username(value.clone())])
        .chain(preferred.map(alias))
        .collect()
}

/// The names that are this user's alone: `("username", …)`, then attributes.
///
/// **Shape** values are folded as [`Pool::fold`] does. Where attributes are the user name they count at once; aliases
/// count once verified, and `preferred_username` once the user is confirmed.
pub fn aliases(user: &User, pool: &Pool) -> Vec<(String, String)> {
    let mut owned = vec![("username".to_owned(), pool.fold(&user.username))];
    let mut own = |attribute: &str| {
        if let Some(value) = user.attributes.get(attribute) {
            owned.push((attribute.to_owned(), pool.fold(value)));
        }
    };
    pool.username_attributes().into_iter().for_each(&mut own);
    for attribute in pool.alias_attributes() {
        let counts = match attribute {
            "preferred_username" => user.status != Status::Unconfirmed,
            _ => user.has_verified(attribute),
        };
        if counts {
            own(attribute);
        }
    }
    // Nobody else takes it as a user name either, also not at the same moment.
    let preferred = owned.iter().find(|(name, _)| name == "preferred_username");
    owned.extend(preferred.map(|(_, value)| ("username".to_owned(), value.clone())));
    owned
}

/// Whether `name` may be a new user's name in this pool: the one place that every entrance which makes users asks.
///
/// **Errors** [`refusal::Username::Invalid`] with Cognito's text.
pub fn check_username(pool: &Pool, name: &str) -> Result<(), Refusal> {
    let refuse = |reason: &str| Err(refusal::Username::Invalid(reason.to_owned()).into());
    if let Some(rule) = attribute::broken_rule(name) {
        return Err(attribute::malformed(&rule));
    }
    if pool.has_username_attributes() {
        return match named_attribute(pool, name) {
            Some(_) => Ok(()),
            None => match pool.username_attributes().as_slice() {
                ["email"] => refuse("Username should be an email."),
                ["phone_number"] => refuse("Username should be a phone number."),
                _ => refuse("Username should be either an email or a phone number."),
            },
        };
    }
    match attribute::reads_as_address(pool, "Username", name) {
        Some(reason) => refuse(&reason),
        None => Ok(()),
    }
}

/// The user-name attribute whose form `name` has, in pools whose user name is an attribute.
pub fn named_attribute(pool: &Pool, name: &str) -> Option<&'static str> {
    pool.username_attributes()
        .into_iter()
        .find(|attribute| match *attribute {
            "email" => attribute::is_email(name),
            _ => attribute::is_phone_number(name),
        })
}

impl User {
    /// Whether this address attribute (`email`, `phone_number`) is there and verified.
    pub fn has_verified(&self, attribute: &str) -> bool {
        let flag = self.attributes.get(&format!("{attribute}_verified"));
        self.attributes.contains_key(attribute) && flag.is_some_and(|flag| flag == "true")
    }

    /// Whether the user has this second factor.
    pub fn has(&self, factor: Factor) -> bool {
        match factor {
            Factor::SoftwareToken => self.credentials.software_token.is_some(),
            Factor::Email => self.attributes.contains_key("email"),
        }
    }

    /// Makes this the user's one authenticator app.
    pub(crate) fn take_software_token(&mut self, token: SoftwareToken) {
        self.credentials.software_token = Some(token);
        self.credentials.associating = None;
    }

    /// The name by which messages call the user: where an attribute is the user name, that attribute.
    pub fn shown_name(&self, pool: &Pool) -> &str {
        let attributes = pool.username_attributes().into_iter();
        attributes
            .filter_map(|name| self.attributes.get(name))
            .next()
            .unwrap_or(&self.username)
    }

    /// The attributes as the JSON API lists them, `sub` first; only the readable ones if a set is given.
    pub fn described_attributes(
        &self,
        readable: Option<&BTreeSet<String>>,
    ) -> Vec<idp::AttributeType> {
        let sub = std::iter::once(("sub", self.sub.as_str()));
        let rest = self
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        sub.chain(rest)
            .filter(|(name, _)| readable.is_none_or(|set| set.contains(*name)))
            .map(|(name, value)| idp::AttributeType {
                name: name.to_owned(),
                value: Some(value.into()),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(extra: serde_json::Value) -> Pool {
        let mut settings = serde_json::json!({"PoolName": "p"});
        for (key, value) in extra.as_object().expect("an object") {
            settings[key] = value.clone();
        }
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        Pool::create(settings, PoolId::from("us-east-1_abc"), Timestamp(0)).expect("sound")
    }

    #[test]
    fn user_names_follow_the_pools_kind() {
        let check = |pool: &Pool, name: &str, expect: Option<&str>| {
            let refusal = check_username(pool, name).err();
            assert_eq!(
                refusal,
                expect.map(|reason| refusal::Username::Invalid(reason.to_owned()).into()),
                "{name}"
            );
        };
        let plain = pool(serde_json::json!({}));
        check(&plain, "ada", None);
        check(&plain, "ada@example.com", None);
        let email = pool(serde_json::json!({"UsernameAttributes": ["email"]}));
        check(&email, "ada@example.com", None);
        check(&email, "ada", Some("Username should be an email."));
        check(&email, "+12065550100", Some("Username should be an email."));
        let both = pool(serde_json::json!({"UsernameAttributes": ["email", "phone_number"]}));
        check(&both, "+12065550100", None);
        check(
            &both,
            "ada",
            Some("Username should be either an email or a phone number."),
        );
        let alias = pool(serde_json::json!({"AliasAttributes": ["email", "phone_number"]}));
        check(&alias, "ada", None);
        check(
            &alias,
            "ada@example.com",
            Some(
                "Username cannot be of email format, since user pool is configured for email alias.",
            ),
        );
        check(
            &alias,
            "+12065550100",
            Some(
                "Username cannot be of phone number format, since user pool is configured for phone number alias.",
            ),
        );
    }

    fn user(attributes: &[(&str, &str)]) -> User {
        User {
            pool: PoolId::from("us-east-1_abc"),
            sub: Sub::from("s"),
            username: "Ada".to_owned(),
            status: Status::Confirmed,
            enabled: true,
            attributes: attributes
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            pending: BTreeMap::new(),
            temporary_until: None,
            mfa: Default::default(),
            created_at: Timestamp(0),
            modified_at: Timestamp(0),
            credentials: Credentials::default(),
            version: 0,
        }
    }

    #[test]
    fn an_alias_counts_once_it_is_verified() {
        let check = |pool: &Pool, user: &User, expect: &[(&str, &str)]| {
            let owned = aliases(user, pool);
            let owned: Vec<_> = owned
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            assert_eq!(owned, expect);
        };
        let alias = pool(serde_json::json!({
            "AliasAttributes": ["email", "preferred_username"], "UsernameConfiguration": {"CaseSensitive": false}}));
        check(
            &alias,
            &user(&[("email", "A@B.c"), ("email_verified", "false")]),
            &[("username", "ada")],
        );
        let verified = user(&[
            ("email", "A@B.c"),
            ("email_verified", "true"),
            ("preferred_username", "Countess"),
        ]);
        check(
            &alias,
            &verified,
            &[
                ("username", "ada"),
                ("email", "a@b.c"),
                ("preferred_username", "countess"),
                ("username", "countess"),
            ],
        );
        let early = User {
            status: Status::Unconfirmed,
            ..verified
        };
        check(&alias, &early, &[("username", "ada"), ("email", "a@b.c")]);
        let by_email = pool(serde_json::json!({"UsernameAttributes": ["email"]}));
        check(
            &by_email,
            &user(&[("email", "A@B.c")]),
            &[("username", "Ada"), ("email", "A@B.c")],
        );
    }

    #[test]
    fn identifiers_are_looked_up_as_what_they_can_be() {
        let alias = pool(
            serde_json::json!({"AliasAttributes": ["email", "phone_number", "preferred_username"]}),
        );
        let kinds = |name: &str| {
            let kinds = lookups(&alias, name)
                .into_iter()
                .map(|lookup| match lookup {
                    Lookup::Username(_) => "username",
                    Lookup::Alias { attribute, .. } => attribute,
                });
            kinds.collect::<Vec<_>>()
        };
        assert_eq!(kinds("ada"), ["username", "preferred_username"]);
        for name in ["ada@example.com", "ADA@EXAMPLE.COM"] {
            assert_eq!(kinds(name), ["email", "username", "preferred_username"]);
        }
        for name in ["+1206", "+12065550100"] {
            let expect = ["phone_number", "username", "preferred_username"];
            assert_eq!(kinds(name), expect);
        }
    }

    #[test]
    fn an_address_is_looked_up_as_such_first_whatever_the_order_of_the_list() {
        let lists = [
            ["preferred_username", "email", "phone_number"],
            ["preferred_username", "phone_number", "email"],
            ["email", "preferred_username", "phone_number"],
            ["phone_number", "email", "preferred_username"],
        ];
        for list in lists {
            let pool = pool(serde_json::json!({ "AliasAttributes": list }));
            for (name, attribute) in [("ada@b.c", "email"), ("+12065550100", "phone_number")] {
                let value = name.to_owned();
                let expect = Some(Lookup::Alias { attribute, value });
                assert_eq!(lookups(&pool, name).first(), expect.as_ref(), "{list:?}");
            }
        }
    }
}
