//! The changes that the pre token generation trigger may make to tokens.

use super::claims::attribute_claim;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The changes to the tokens of one issuance; by default none.
///
/// **Shape** changes that are not [sound](Overrides::is_sound) are refused as a whole; a change that is merely not
/// allowed is ignored.
/// **Source** developer guide, "Pre token generation Lambda trigger".
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overrides {
    /// The changes to the ID token's claims.
    pub id: ClaimOverrides,
    /// The changes to the access token's claims.
    pub access: ClaimOverrides,
    /// Scopes that the access token holds besides the granted ones.
    pub scopes_to_add: Vec<String>,
    /// Scopes that the access token does not hold, whether granted or added.
    pub scopes_to_suppress: BTreeSet<String>,
    /// The groups that both tokens show; `None` leaves those the user has.
    pub groups: Option<Groups>,
}

/// The changes to the claims of one token.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimOverrides {
    /// Claims by name, new or in place of those of the same name.
    pub add: Map<String, Value>,
    /// Claims that are removed, added ones too.
    pub suppress: BTreeSet<String>,
}

/// The groups of a user as tokens show them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups {
    /// `cognito:groups`: their names.
    pub groups: Vec<String>,
    /// `cognito:roles`, in the ID token only: the ARNs of their roles.
    pub roles: Vec<String>,
    /// `cognito:preferred_role`, in the ID token only.
    pub preferred_role: Option<String>,
}

/// How many claims and scopes may be added, over both tokens.
const MOST_ADDED: usize = 5_000;

/// The claims that identify issuer, user, client, validity and scopes, which no trigger may change.
const FIXED: [&str; 22] = [
    "acr",
    "amr",
    "at_hash",
    "auth_time",
    "azp",
    "client_id",
    "device_key",
    "event_id",
    "exp",
    "iat",
    "identities",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    "scope",
    "sub",
    "token_use",
    "username",
    "version",
    "aud",
];

/// Claims of the ID token whose type OpenID Connect fixes: the trigger receives and returns them as strings.
const TYPED: [&str; 4] = [
    "address",
    "email_verified",
    "phone_number_verified",
    "updated_at",
];

const GROUPS: &str = "cognito:groups";
const ROLES: &str = "cognito:roles";
const PREFERRED_ROLE: &str = "cognito:preferred_role";

/// Whether a claim of this name may be added or overridden.
fn may_add(name: &str) -> bool {
    may_suppress(name) && !name.starts_with("dev:") && !name.starts_with("cognito:")
}

/// Whether a claim of this name may be left out.
fn may_suppress(name: &str) -> bool {
    match name {
        GROUPS | ROLES | PREFERRED_ROLE => true,
        name => !name.starts_with("cognito:") && !FIXED.contains(&name),
    }
}

/// Whether this is a scope's name.
///
/// **Source** RFC 6749 §3.3, `scope-token`: what is printable but spaces, `"` and `\`.
fn is_scope(scope: &str) -> bool {
    let allowed = |c: char| matches!(c, '!' | '#'..='[' | ']'..='~');
    !scope.is_empty() && scope.chars().all(allowed)
}

impl Overrides {
    /// Whether the changes are well-formed: at most 5,000 claims and scopes are added; scopes are well-formed;
    /// `address`, `email_verified`, `phone_number_verified` and `updated_at` of the ID token are strings.
    pub fn is_sound(&self) -> bool {
        let added = self.id.add.len() + self.access.add.len() + self.scopes_to_add.len();
        let mut typed = TYPED.iter().filter_map(|name| self.id.add.get(*name));
        added <= MOST_ADDED
            && self.scopes_to_add.iter().all(|scope| is_scope(scope))
            && typed.all(Value::is_string)
    }

    /// Makes the changes to the claims of an ID token.
    pub fn apply_to_id(&self, claims: &mut Map<String, Value>) {
        if let Some(groups) = &self.groups {
            let Groups {
                groups,
                roles,
                preferred_role,
            } = groups;
            put_list(claims, GROUPS, groups);
            put_list(claims, ROLES, roles);
            match preferred_role {
                Some(role) => claims.insert(PREFERRED_ROLE.to_owned(), json!(role)),
                None => claims.shift_remove(PREFERRED_ROLE),
            };
        }
        for (name, value) in self.id.add.iter().filter(|(name, _)| may_add(name)) {
            let value = match value {
                Value::String(text) if TYPED.contains(&name.as_str()) => {
                    attribute_claim(name, text)
                }
                value => value.clone(),
            };
            claims.insert(name.clone(), value);
        }
        suppress(claims, &self.id.suppress);
    }

    /// Makes the changes to the claims of an access token. `aud` may be added, as the client's id and nothing else.
    pub fn apply_to_access(&self, claims: &mut Map<String, Value>) {
        if let Some(groups) = &self.groups {
            put_list(claims, GROUPS, &groups.groups);
        }
        for (name, value) in &self.access.add {
            let is_audience = name == "aud" && claims.get("client_id") == Some(value);
            if is_audience || may_add(name) {
                claims.insert(name.clone(), value.clone());
            }
        }
        suppress(claims, &self.access.suppress);
        self.apply_to_scope(claims);
    }

    /// The scopes granted in their order, then those added, once each, without those suppressed.
    fn apply_to_scope(&self, claims: &mut Map<String, Value>) {
        let scope_names = claims.get("scope").and_then(Value::as_str);
        let scope_names = scope_names.unwrap_or_default().split(' ');
        let added = self.scopes_to_add.iter().map(String::as_str);
        let mut scopes: Vec<&str> = Vec::new();
        for scope in scope_names.chain(added).filter(|scope| !scope.is_empty()) {
            if !scopes.contains(&scope) && !self.scopes_to_suppress.contains(scope) {
                scopes.push(scope);
            }
        }
        let scope = scopes.join(" ");
        claims.insert("scope".to_owned(), json!(scope));
    }
}

/// Sets a list, or removes it where it is empty.
fn put_list(claims: &mut Map<String, Value>, name: &str, list: &[String]) {
    if list.is_empty() {
        claims.shift_remove(name);
    } else {
        claims.insert(name.to_owned(), json!(list));
    }
}

/// Removes claims; the roles go with the groups.
fn suppress(claims: &mut Map<String, Value>, names: &BTreeSet<String>) {
    for name in names.iter().filter(|name| may_suppress(name)) {
        claims.shift_remove(name);
        if name == GROUPS {
            claims.shift_remove(ROLES);
            claims.shift_remove(PREFERRED_ROLE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(object) => object,
            other => panic!("{other} is no object"),
        }
    }

    fn names(list: &[&str]) -> BTreeSet<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    fn claims(add: Value, suppress: &[&str]) -> ClaimOverrides {
        ClaimOverrides {
            add: object(add),
            suppress: names(suppress),
        }
    }

    /// Checks an ID token's claims after these changes.
    #[track_caller]
    fn check_id(before: Value, add: Value, suppress: &[&str], expect: Value) {
        let overrides = Overrides {
            id: claims(add, suppress),
            ..Overrides::default()
        };
        let mut claims = object(before);
        overrides.apply_to_id(&mut claims);
        assert_eq!(Value::Object(claims), expect);
    }

    /// Checks an access token's claims after these changes.
    #[track_caller]
    fn check_access(before: Value, overrides: &Overrides, expect: Value) {
        let mut claims = object(before);
        overrides.apply_to_access(&mut claims);
        assert_eq!(Value::Object(claims), expect);
    }

    #[test]
    fn attributes_and_new_claims_are_added_overridden_and_suppressed() {
        check_id(
            json!({"sub": "1", "email": "a@example.com", "custom:tenant": "7", "name": "Ada"}),
            json!({"custom:tenant": "8", "plan": ["a", {"b": 1}], "level": 3, "beta": true}),
            &["email", "no such claim"],
            json!({"sub": "1", "custom:tenant": "8", "name": "Ada", "plan": ["a", {"b": 1}], "level": 3, "beta": true}),
        );
        check_id(
            json!({"name": "Ada"}),
            json!({"name": "Eve", "new": "x"}),
            &["name", "new"],
            json!({}),
        );
        let typed = json!({"email_verified": "true", "address": "here", "updated_at": "7", "phone_number_verified": "no"});
        let expect = json!({"email_verified": true, "address": {"formatted": "here"}, "updated_at": 7, "phone_number_verified": false});
        check_id(json!({}), typed, &[], expect);
    }

    #[test]
    fn what_may_not_be_changed_stays() {
        let fixed = [
            "acr",
            "amr",
            "at_hash",
            "auth_time",
            "azp",
            "exp",
            "iat",
            "iss",
            "jti",
            "nbf",
            "nonce",
            "origin_jti",
            "token_use",
            "sub",
            "username",
            "cognito:username",
            "identities",
            "client_id",
            "event_id",
            "device_key",
            "version",
            "aud",
            "scope",
            "cognito:user_status",
        ];
        let mut overrides = Overrides::default();
        for name in fixed {
            for part in [&mut overrides.id, &mut overrides.access] {
                part.add.insert(name.to_owned(), json!("forged"));
                part.suppress.insert(name.to_owned());
            }
        }
        let before: Map<_, _> = fixed
            .map(|name| (name.to_owned(), json!("own")))
            .into_iter()
            .collect();
        let (mut id, mut access) = (before.clone(), before.clone());
        overrides.apply_to_id(&mut id);
        overrides.apply_to_access(&mut access);
        assert_eq!((&id, &access), (&before, &before));
        let (mut id, mut access) = (Map::new(), object(json!({"scope": ""})));
        overrides.apply_to_id(&mut id);
        overrides.apply_to_access(&mut access);
        assert_eq!((id, access), (Map::new(), object(json!({"scope": ""}))));
    }

    #[test]
    fn developer_attributes_are_suppressed_only() {
        let before = json!({"dev:custom:note": "x", "dev:custom:rank": "1"});
        let add = json!({"dev:custom:note": "y", "dev:other": "z"});
        check_id(
            before,
            add,
            &["dev:custom:rank"],
            json!({"dev:custom:note": "x"}),
        );
    }

    #[test]
    fn an_audience_is_the_client_or_nothing() {
        let check = |aud: Value, expect: Value| {
            let overrides = Overrides {
                access: claims(json!({"aud": aud}), &[]),
                ..Overrides::default()
            };
            check_access(json!({"client_id": "c1", "scope": "a"}), &overrides, expect);
        };
        let none = json!({"client_id": "c1", "scope": "a"});
        check(
            json!("c1"),
            json!({"client_id": "c1", "scope": "a", "aud": "c1"}),
        );
        check(json!("c2"), none.clone());
        check(json!(["c1"]), none.clone());
        check(json!(null), none);
    }

    #[test]
    fn groups_are_replaced_as_a_whole() {
        let before =
            json!({"cognito:groups": ["a"], "cognito:roles": ["r"], "cognito:preferred_role": "r"});
        let check = |groups: Option<Groups>, id: Value, access: Value| {
            let overrides = Overrides {
                groups,
                ..Overrides::default()
            };
            let mut claims = object(before.clone());
            overrides.apply_to_id(&mut claims);
            assert_eq!(Value::Object(claims), id);
            check_access(
                json!({"cognito:groups": ["a"], "scope": "s"}),
                &overrides,
                access,
            );
        };
        let access = json!({"cognito:groups": ["a"], "scope": "s"});
        check(None, before.clone(), access);
        check(Some(Groups::default()), json!({}), json!({"scope": "s"}));
        let other = Groups {
            groups: vec!["b".to_owned(), "c".to_owned()],
            roles: vec!["q".to_owned()],
            preferred_role: Some("q".to_owned()),
        };
        check(
            Some(other),
            json!({"cognito:groups": ["b", "c"], "cognito:roles": ["q"], "cognito:preferred_role": "q"}),
            json!({"cognito:groups": ["b", "c"], "scope": "s"}),
        );
        let groups = Groups {
            groups: vec!["b".to_owned()],
            ..Groups::default()
        };
        check(
            Some(groups),
            json!({"cognito:groups": ["b"]}),
            json!({"cognito:groups": ["b"], "scope": "s"}),
        );
    }

    #[test]
    fn suppressed_groups_take_their_roles_along() {
        let before =
            json!({"cognito:groups": ["a"], "cognito:roles": ["r"], "cognito:preferred_role": "r"});
        let add = json!({"cognito:groups": ["forged"]});
        check_id(before.clone(), add, &["cognito:groups"], json!({}));
        let expect = json!({"cognito:groups": ["a"], "cognito:roles": ["r"]});
        check_id(before, json!({}), &["cognito:preferred_role"], expect);
    }

    #[test]
    fn scopes_keep_their_order_and_suppression_wins() {
        let check = |scope: &str, add: &[&str], suppress: &[&str], expect: &str| {
            let overrides = Overrides {
                scopes_to_add: add.iter().map(|name| (*name).to_owned()).collect(),
                scopes_to_suppress: names(suppress),
                ..Overrides::default()
            };
            let expect = json!({"scope": expect, "client_id": "c1"});
            check_access(
                json!({"scope": scope, "client_id": "c1"}),
                &overrides,
                expect,
            );
        };
        check("openid email", &[], &[], "openid email");
        check("openid email", &["a/b", "openid"], &[], "openid email a/b");
        check(
            "openid email",
            &["x", "y", "x"],
            &["email", "y"],
            "openid x",
        );
        check("openid", &[], &["openid"], "");
    }

    #[test]
    fn what_cannot_be_a_token_is_refused_as_a_whole() {
        let sound = |overrides: Overrides| overrides.is_sound();
        let adding = |scope: &str| Overrides {
            scopes_to_add: vec![scope.to_owned()],
            ..Overrides::default()
        };
        assert!(sound(Overrides::default()));
        assert!(sound(adding("https://api.example/notes.read")));
        for malformed in ["a b", "", "ä", "a\"b", "a\\b", "a\n"] {
            assert!(!sound(adding(malformed)), "{malformed:?}");
        }
        for name in TYPED {
            let claim = json!({name: true});
            let id = Overrides {
                id: claims(claim.clone(), &[]),
                ..Overrides::default()
            };
            let access = Overrides {
                access: claims(claim, &[]),
                ..Overrides::default()
            };
            assert_eq!((sound(id), sound(access)), (false, true), "{name}");
        }
        let many = |count: usize| {
            let many = (0..count).map(|number| (format!("c{number}"), json!(1)));
            let (id, access) = many.partition(|(name, _)| name.ends_with('0'));
            Overrides {
                id: ClaimOverrides {
                    add: id,
                    ..ClaimOverrides::default()
                },
                access: ClaimOverrides {
                    add: access,
                    ..ClaimOverrides::default()
                },
                ..adding("one")
            }
        };
        assert!(sound(many(4_999)));
        assert!(!sound(many(5_000)));
    }
}
