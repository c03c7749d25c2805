//! What the function's answer says.

use super::{Version, details};
use crate::token::{ClaimOverrides, Groups, Overrides};
use serde_json::{Map, Value};

/// What the function's `response` changes; `None` where a type is not this version's, or [`Overrides::is_sound`] refuses.
///
/// What is left out or null changes nothing, but `groupOverrideDetails`: null takes the groups away. A claim whose value
/// is null is not added.
pub(super) fn read(version: Version, response: &Value) -> Option<Overrides> {
    let Some(details) = object(response.as_object()?.get(details(version)))? else {
        return Some(Overrides::default());
    };
    let mut overrides = Overrides {
        groups: groups(details)?,
        ..Overrides::default()
    };
    match version {
        Version::V10 => {
            overrides.id = claims(details)?;
            if !overrides.id.add.values().all(Value::is_string) {
                return None;
            }
        }
        Version::V20 | Version::V30 => {
            if let Some(id) = object(details.get("idTokenGeneration"))? {
                overrides.id = claims(id)?;
            }
            if let Some(access) = object(details.get("accessTokenGeneration"))? {
                overrides.access = claims(access)?;
                overrides.scopes_to_add = strings(access.get("scopesToAdd"))?;
                let suppress = strings(access.get("scopesToSuppress"))?;
                overrides.scopes_to_suppress = suppress.into_iter().collect();
            }
        }
    }
    overrides.is_sound().then_some(overrides)
}

fn claims(details: &Map<String, Value>) -> Option<ClaimOverrides> {
    let add = object(details.get("claimsToAddOrOverride"))?;
    let add = add
        .into_iter()
        .flatten()
        .filter(|(_, value)| !value.is_null());
    let suppress = strings(details.get("claimsToSuppress"))?;
    Some(ClaimOverrides {
        add: add
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        suppress: suppress.into_iter().collect(),
    })
}

fn groups(details: &Map<String, Value>) -> Option<Option<Groups>> {
    let name = "groupOverrideDetails";
    if !details.contains_key(name) {
        return Some(None);
    }
    let Some(groups) = object(details.get(name))? else {
        return Some(Some(Groups::default()));
    };
    let preferred_role = match groups.get("preferredRole") {
        None | Some(Value::Null) => None,
        Some(role) => Some(role.as_str()?.to_owned()),
    };
    Some(Some(Groups {
        groups: strings(groups.get("groupsToOverride"))?,
        roles: strings(groups.get("iamRolesToOverride"))?,
        preferred_role,
    }))
}

/// Reads an optional object; the outer `None` where the value is anything else.
fn object(value: Option<&Value>) -> Option<Option<&Map<String, Value>>> {
    match value {
        None | Some(Value::Null) => Some(None),
        Some(value) => value.as_object().map(Some),
    }
}

/// Reads a list of strings; an absent one is empty.
fn strings(value: Option<&Value>) -> Option<Vec<String>> {
    match value {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(value) => {
            let list = value.as_array()?.iter();
            list.map(|text| text.as_str().map(str::to_owned)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What an answer changes: claims added to the ID token, to the access token, scopes added, groups.
    #[track_caller]
    fn check(version: Version, response: Value, expect: Option<Value>) {
        let read = read(version, &response).map(|overrides| {
            json!({
                "id": overrides.id.add, "id_out": overrides.id.suppress,
                "access": overrides.access.add, "access_out": overrides.access.suppress,
                "scopes": overrides.scopes_to_add, "scopes_out": overrides.scopes_to_suppress,
                "groups": overrides.groups.map(|groups| json!([groups.groups, groups.roles, groups.preferred_role])),
            })
        });
        let expect = expect.map(|changes| {
            let mut all = json!({
                "id": {}, "id_out": [], "access": {}, "access_out": [], "scopes": [], "scopes_out": [], "groups": null});
            for (name, value) in changes.as_object().expect("changes") {
                all[name] = value.clone();
            }
            all
        });
        assert_eq!(read, expect, "{response}");
    }

    #[test]
    fn an_answer_of_the_first_version() {
        let details = |details: Value| json!({"claimsOverrideDetails": details});
        let check = |response: Value, expect: Option<Value>| check(Version::V10, response, expect);
        for nothing in [json!({}), details(json!(null)), details(json!({}))] {
            check(nothing, Some(json!({})));
        }
        // Another version's answer is a key that nobody reads.
        let other = json!({"idTokenGeneration": {"claimsToAddOrOverride": {"a": "b"}}});
        check(
            json!({"claimsAndScopeOverrideDetails": other}),
            Some(json!({})),
        );
        check(
            details(
                json!({"claimsToAddOrOverride": {"a": "b", "gone": null}, "claimsToSuppress": ["c"]}),
            ),
            Some(json!({"id": {"a": "b"}, "id_out": ["c"]})),
        );
        check(
            details(json!({"claimsToAddOrOverride": null, "claimsToSuppress": null})),
            Some(json!({})),
        );
        for value in [json!(1), json!(true), json!(["b"]), json!({"b": "c"})] {
            check(
                details(json!({"claimsToAddOrOverride": {"a": value}})),
                None,
            );
        }
        for wrong in [json!([]), json!("text"), json!(false), json!(0)] {
            check(details(wrong), None);
        }
    }

    #[test]
    fn an_answer_of_the_later_versions() {
        let details = |details: Value| json!({"claimsAndScopeOverrideDetails": details});
        let all = json!({
            "idTokenGeneration": {"claimsToAddOrOverride": {"a": [1, {"b": true}]}, "claimsToSuppress": ["c"]},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"d": 1.5}, "claimsToSuppress": ["e"],
                "scopesToAdd": ["f/g"], "scopesToSuppress": ["h"]},
        });
        let expect = json!({
            "id": {"a": [1, {"b": true}]}, "id_out": ["c"], "access": {"d": 1.5}, "access_out": ["e"],
            "scopes": ["f/g"], "scopes_out": ["h"]});
        let access = |part: Value| details(json!({"accessTokenGeneration": part}));
        for version in [Version::V20, Version::V30] {
            let check = |response: Value, expect: Option<Value>| check(version, response, expect);
            check(details(all.clone()), Some(expect.clone()));
            for nothing in [json!({}), details(json!(null)), access(json!(null))] {
                check(nothing, Some(json!({})));
            }
            let first = json!({"claimsToAddOrOverride": {"a": "b"}});
            check(json!({"claimsOverrideDetails": first}), Some(json!({})));
            check(details(json!({"idTokenGeneration": []})), None);
            for wrong in [
                json!("text"),
                json!({"claimsToAddOrOverride": ["a"]}),
                json!({"claimsToSuppress": "a"}),
                json!({"claimsToSuppress": {"a": "b"}}),
                json!({"scopesToAdd": [1]}),
                json!({"scopesToAdd": [null]}),
                json!({"scopesToAdd": ["two words"]}),
                json!({"scopesToSuppress": "openid"}),
            ] {
                check(access(wrong), None);
            }
        }
        check(Version::V20, json!(null), None);
        check(Version::V20, json!([]), None);
    }

    #[test]
    fn groups_left_out_stay_and_null_takes_them_away() {
        for (version, name) in [
            (Version::V10, "claimsOverrideDetails"),
            (Version::V20, "claimsAndScopeOverrideDetails"),
        ] {
            let check = |groups: Value, expect: Option<Value>| {
                let response = json!({name: {"groupOverrideDetails": groups}});
                check(
                    version,
                    response,
                    expect.map(|groups| json!({"groups": groups})),
                );
            };
            check(json!(null), Some(json!([[], [], null])));
            check(json!({}), Some(json!([[], [], null])));
            check(
                json!({"groupsToOverride": ["a"], "iamRolesToOverride": ["r"], "preferredRole": "r"}),
                Some(json!([["a"], ["r"], "r"])),
            );
            for wrong in [
                json!([]),
                json!({"groupsToOverride": "a"}),
                json!({"iamRolesToOverride": [["r"]]}),
                json!({"preferredRole": ["r"]}),
            ] {
                check(wrong, None);
            }
        }
    }
}
