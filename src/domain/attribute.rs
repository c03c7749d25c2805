//! Attributes of users: which values may be written, by the schema, the client's permissions and their form.

mod address;
mod characters;
mod check;
mod name;
mod value;

pub use address::{is_email, is_phone_number};
pub use name::check_typed_name;

use crate::{client::Client, pool::Pool, refusal::Refusal};
pub(crate) use check::check_flags;
use check::{check_permission, check_removal, invalid};
pub(crate) use name::{broken_rule, malformed, reads_as_address};
use shapes::idp;
use std::collections::BTreeMap;
use value::check_value;

/// Attribute values by name.
pub type Attributes = BTreeMap<String, String>;

/// The addresses, each of which has a `…_verified` flag.
pub const ADDRESSES: [&str; 2] = ["email", "phone_number"];

/// The flag of an address attribute.
pub fn flag_of(address: &str) -> String {
    format!("{address}_verified")
}

/// Whether this is the flag of an address.
pub(crate) fn is_flag(name: &str) -> bool {
    ADDRESSES.iter().any(|address| flag_of(address) == name)
}

/// Reads a list of the JSON API; a name may come once.
///
/// **Errors** [`Attribute::Invalid`](crate::refusal::Attribute::Invalid) for a name that comes twice.
pub fn from_wire(list: &[idp::AttributeType]) -> Result<Attributes, Refusal> {
    let mut attributes = Attributes::new();
    for attribute in list {
        let value = attribute
            .value
            .as_ref()
            .map(|value| value.as_str().to_owned())
            .unwrap_or_default();
        if attributes.insert(attribute.name.clone(), value).is_some() {
            return invalid(&attribute.name, "The attribute is given more than once");
        }
    }
    Ok(attributes)
}

/// The same attributes, the flags of addresses as they are stored: `True` and `False` are accepted, too.
fn with_plain_flags(attributes: &Attributes) -> Attributes {
    let mut attributes = attributes.clone();
    for flag in ADDRESSES.map(flag_of) {
        if let Some(value) = attributes.get_mut(&flag)
            && matches!(value.as_str(), "True" | "False")
        {
            value.make_ascii_lowercase();
        }
    }
    attributes
}

/// The attributes of a new user.
///
/// With a client, its write permissions hold and every required attribute must be there; an administrator may leave
/// those to the user's first sign-in. Blank values count as missing; each address gets its flag. `username_attribute` is the
/// attribute that is the user name, with its value, which needs no permission.
///
/// **Errors** the three of [`refusal::Attribute`](crate::refusal::Attribute).
pub fn for_new_user(
    pool: &Pool,
    client: Option<&Client>,
    request: &Attributes,
    username_attribute: Option<(&str, &str)>,
) -> Result<Attributes, Refusal> {
    let request = &with_plain_flags(request);
    check_permission(
        pool,
        client,
        request.keys().filter(|name| {
            username_attribute.is_none_or(|(username_attribute, _)| *name != username_attribute)
        }),
    )?;
    let mut attributes: Attributes = request.clone();
    attributes.retain(|_, value| !value.is_empty());
    if let Some((name, value)) = username_attribute {
        let other = attributes.insert(name.to_owned(), value.to_owned());
        if other.is_some_and(|other| pool.fold(&other) != pool.fold(value)) {
            return invalid(
                name,
                "The attribute is the user name and cannot have another value",
            );
        }
    }
    for (name, value) in &attributes {
        check_value(pool, name, value)?;
    }
    if client.is_some() {
        if let Some(name) = pool
            .required()
            .into_iter()
            .find(|name| !attributes.contains_key(name))
        {
            return invalid(&name, "The attribute is required");
        }
        if attributes.contains_key("preferred_username")
            && pool.alias_attributes().contains(&"preferred_username")
        {
            return invalid(
                "preferred_username",
                "The attribute cannot be set before the user is confirmed",
            );
        }
    }
    for address in ADDRESSES {
        let flag = flag_of(address);
        if attributes.contains_key(address) {
            attributes.entry(flag).or_insert_with(|| "false".to_owned());
        }
    }
    check_flags(&attributes)?;
    Ok(attributes)
}

/// The attributes of a user after `changes`: a blank value deletes, a changed address loses its verification unless an
/// administrator sets the flag in the same call.
///
/// **Errors** the three of [`refusal::Attribute`](crate::refusal::Attribute), `Invalid` also for immutable attributes
/// that are set already and required ones that would be deleted.
pub fn update(
    pool: &Pool,
    client: Option<&Client>,
    current: &Attributes,
    changes: &Attributes,
) -> Result<Attributes, Refusal> {
    let changes = &with_plain_flags(changes);
    check_permission(pool, client, changes.keys())?;
    let mut attributes = current.clone();
    for (name, value) in changes {
        let before = current.get(name);
        if value.is_empty() {
            check_removal(pool, name, before.is_some())?;
            attributes.remove(name);
        } else {
            let definition = check_value(pool, name, value)?;
            if !definition.mutable && before.is_some_and(|before| before != value) {
                return invalid(name, "Attribute cannot be updated.");
            }
            attributes.insert(name.clone(), value.clone());
        }
    }
    for address in ADDRESSES {
        let flag = flag_of(address);
        if !attributes.contains_key(address) && !changes.contains_key(&flag) {
            attributes.remove(&flag);
        } else if attributes.get(address) != current.get(address) && !changes.contains_key(&flag) {
            attributes.insert(flag, "false".to_owned());
        }
    }
    check_flags(&attributes)?;
    Ok(attributes)
}

/// The attributes of a user without those named; names that are not set are passed over.
///
/// **Errors** as [`update`].
pub fn delete(
    pool: &Pool,
    client: Option<&Client>,
    current: &Attributes,
    names: &[String],
) -> Result<Attributes, Refusal> {
    let blanks: Attributes = names
        .iter()
        .map(|name| (name.clone(), String::new()))
        .collect();
    update(pool, client, current, &blanks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Channel;
    use crate::{
        id::{ClientId, PoolId},
        refusal,
        time::Timestamp,
    };
    use serde_json::json;

    fn pool() -> Pool {
        let settings = json!({"PoolName": "p", "Schema": [
            {"Name": "email", "Required": true},
            {"Name": "tenant", "Mutable": false, "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "4"}},
            {"Name": "age", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "18", "MaxValue": "99"}},
            {"Name": "fan", "AttributeDataType": "Boolean"},
            {"Name": "since", "AttributeDataType": "DateTime"},
            {"Name": "note", "DeveloperOnlyAttribute": true}]});
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        Pool::create(settings, PoolId::from("us-east-1_abc"), Timestamp(0)).expect("sound")
    }

    fn client(pool: &Pool) -> Client {
        let settings = json!({"ClientName": "c", "UserPoolId": "us-east-1_abc"});
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        Client::create(
            settings,
            pool,
            ClientId::from("c"),
            "s".into(),
            &[],
            Timestamp(0),
        )
        .expect("sound")
    }

    fn map(pairs: &[(&str, &str)]) -> Attributes {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn bad<T>(name: &str, reason: &str) -> Result<T, Refusal> {
        invalid(name, reason)
    }

    #[test]
    fn a_new_user_keeps_the_schema() {
        let pool = pool();
        let client = client(&pool);
        #[track_caller]
        fn check(
            pool: &Pool,
            client: Option<&Client>,
            request: &[(&str, &str)],
            expect: Result<Attributes, Refusal>,
        ) {
            assert_eq!(for_new_user(pool, client, &map(request), None), expect);
        }
        let client = &client;
        let ada = ("email", "ada@example.com");
        let sound = map(&[ada, ("email_verified", "false"), ("custom:tenant", "acme")]);
        check(
            &pool,
            Some(client),
            &[ada, ("custom:tenant", "acme"), ("name", "")],
            Ok(sound),
        );
        check(
            &pool,
            Some(client),
            &[],
            bad("email", "The attribute is required"),
        );
        check(
            &pool,
            Some(client),
            &[("email", "")],
            bad("email", "The attribute is required"),
        );
        check(
            &pool,
            Some(client),
            &[("email", "ada")],
            Err(refusal::Attribute::AddressInvalid(Channel::Email).into()),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("phone_number", "0123")],
            Err(refusal::Attribute::AddressInvalid(Channel::Sms).into()),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("custom:tenant", "acme inc")],
            bad(
                "custom:tenant",
                "String must be no longer than 4 characters",
            ),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("custom:tenant", "a")],
            bad("custom:tenant", "String must be at least 2 characters"),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("custom:age", "x")],
            bad("custom:age", "Value must be a number"),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("custom:age", "NaN")],
            bad("custom:age", "Value must be a number"),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("custom:age", "17")],
            bad("custom:age", "Value must be no less than 18"),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("custom:age", "100")],
            bad("custom:age", "Value must be no greater than 99"),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("custom:fan", "yes")],
            bad("custom:fan", "Value must be true or false"),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("birthdate", "1990-02-30")],
            bad("birthdate", "Value must be a date, as in 2006-01-02"),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("birthdate", "1990-2-3")],
            bad("birthdate", "String must be at least 10 characters"),
        );
        let denied = |name: &str| Err(refusal::Attribute::NotWritable(name.to_owned()).into());
        check(
            &pool,
            Some(client),
            &[ada, ("email_verified", "true")],
            denied("email_verified"),
        );
        check(
            &pool,
            Some(client),
            &[ada, ("dev:custom:note", "x")],
            denied("dev:custom:note"),
        );
        check(&pool, Some(client), &[ada, ("sub", "x")], denied("sub"));
        check(
            &pool,
            Some(client),
            &[ada, ("custom:none", "x"), ("none", "x"), ("sub", "x")],
            Err(
                refusal::Attribute::Unknown(vec!["custom:none".to_owned(), "none".to_owned()])
                    .into(),
            ),
        );
        let mut narrow = client.clone();
        narrow.settings.write_attributes = Some(vec!["email".to_owned()]);
        check(
            &pool,
            Some(&narrow),
            &[ada, ("custom:none", "x")],
            denied("custom:none"),
        );
        let vouched = [ada, ("email_verified", "true"), ("dev:custom:note", "x")];
        check(&pool, None, &vouched, Ok(map(&vouched)));
        for (written, stored) in [("True", "true"), ("False", "false")] {
            let phone = ("phone_number", "+12065550100");
            let flags = |value| {
                [
                    ada,
                    phone,
                    ("email_verified", value),
                    ("phone_number_verified", value),
                ]
            };
            check(&pool, None, &flags(written), Ok(map(&flags(stored))));
        }
        check(
            &pool,
            None,
            &[ada, ("email_verified", "yes")],
            bad("email_verified", "Value must be true or false"),
        );
        check(&pool, None, &[], Ok(map(&[])));
        check(
            &pool,
            None,
            &[("email_verified", "true")],
            bad(
                "email_verified",
                "Email is required to verify/un-verify an email",
            ),
        );
        check(
            &pool,
            None,
            &[("sub", "x")],
            bad("sub", "Cannot modify the non-mutable attribute sub"),
        );
        check(
            &pool,
            None,
            &[("custom:none", "x")],
            bad(
                "custom:none",
                "Type for attribute {custom:none} could not be determined",
            ),
        );
    }

    #[test]
    fn a_change_keeps_what_must_stay() {
        let pool = pool();
        let client = client(&pool);
        let current = map(&[
            ("email", "ada@example.com"),
            ("email_verified", "true"),
            ("custom:tenant", "acme"),
            ("phone_number", "+12065550100"),
            ("phone_number_verified", "true"),
        ]);
        let check = |client: Option<&Client>,
                     changes: &[(&str, &str)],
                     expect: Result<&[(&str, &str)], Refusal>| {
            let after = update(&pool, client, &current, &map(changes));
            let expect = expect.map(|differences| {
                let mut expected = current.clone();
                for (name, value) in differences {
                    match *value {
                        "" => drop(expected.remove(*name)),
                        value => drop(expected.insert((*name).to_owned(), value.to_owned())),
                    }
                }
                expected
            });
            assert_eq!(after, expect, "{changes:?}");
        };
        let client = Some(&client);
        check(client, &[("name", "Ada")], Ok(&[("name", "Ada")]));
        check(client, &[("email", "ada@example.com")], Ok(&[]));
        check(
            client,
            &[("email", "b@example.com")],
            Ok(&[("email", "b@example.com"), ("email_verified", "false")]),
        );
        check(
            client,
            &[("phone_number", "")],
            Ok(&[("phone_number", ""), ("phone_number_verified", "")]),
        );
        check(
            client,
            &[("email", "")],
            bad("email", "The attribute is required"),
        );
        check(client, &[("custom:tenant", "acme")], Ok(&[]));
        check(
            client,
            &[("custom:tenant", "evil")],
            bad("custom:tenant", "Attribute cannot be updated."),
        );
        check(
            client,
            &[("custom:tenant", "")],
            bad("custom:tenant", "Attribute cannot be updated."),
        );
        check(
            client,
            &[("email_verified", "true")],
            Err(refusal::Attribute::NotWritable("email_verified".to_owned()).into()),
        );
        check(
            None,
            &[("email", "b@example.com"), ("email_verified", "true")],
            Ok(&[("email", "b@example.com")]),
        );
        check(
            None,
            &[
                ("email_verified", "False"),
                ("phone_number_verified", "True"),
            ],
            Ok(&[("email_verified", "false")]),
        );
    }
}
