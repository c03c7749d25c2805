//! Which attributes may be written, and by whom.

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
        {"Name": "tenant", "AttributeDataType": "String", "Mutable": false, "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "4"}},
        {"Name": "age", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "18", "MaxValue": "99"}},
        {"Name": "fan", "AttributeDataType": "Boolean"},
        {"Name": "since", "AttributeDataType": "DateTime"},
        {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true}]});
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
        Err(refusal::Attribute::Unknown(vec!["custom:none".to_owned(), "none".to_owned()]).into()),
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
fn nobody_gives_up_the_last_attribute_they_sign_in_by() {
    let (email, phone) = (
        ("email", "ada@example.com"),
        ("phone_number", "+12065550100"),
    );
    let (no_email, no_phone) = (("email", ""), ("phone_number", ""));
    let check = |names: serde_json::Value,
                 current: &[(&str, &str)],
                 changes: &[(&str, &str)],
                 left_out: Option<&str>| {
        let settings = json!({"PoolName": "p", "UsernameAttributes": names});
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let pool =
            Pool::create(settings, PoolId::from("us-east-1_abc"), Timestamp(0)).expect("sound");
        let client = client(&pool);
        let expect = left_out.map(|name| bad::<()>(name, "The attribute is required"));
        let expect = expect.unwrap_or(Ok(()));
        let updated = update(&pool, Some(&client), &map(current), &map(changes));
        assert_eq!(updated.map(drop), expect, "{names}: {changes:?}");
        if changes.iter().all(|(_, value)| value.is_empty()) {
            let names: Vec<_> = changes.iter().map(|(name, _)| (*name).to_owned()).collect();
            let deleted = delete(&pool, Some(&client), &map(current), &names);
            assert_eq!(deleted.map(drop), expect, "{names:?}");
        }
        assert!(update(&pool, None, &map(current), &map(changes)).is_ok());
    };
    let both = json!(["email", "phone_number"]);
    check(json!(["email"]), &[email], &[no_email], Some("email"));
    check(
        json!(["email"]),
        &[email, phone],
        &[no_email],
        Some("email"),
    );
    check(json!(["email"]), &[email, phone], &[no_phone], None);
    check(
        json!(["email"]),
        &[email],
        &[("email", "b@example.com")],
        None,
    );
    check(
        json!(["phone_number"]),
        &[phone],
        &[no_phone],
        Some("phone_number"),
    );
    check(both.clone(), &[email], &[no_email], Some("email"));
    check(both.clone(), &[email, phone], &[no_email], None);
    check(
        both.clone(),
        &[email, phone],
        &[no_email, no_phone],
        Some("email"),
    );
    check(both, &[email], &[no_email, phone], None);
    check(json!([]), &[email], &[no_email], None);
    check(json!(["email"]), &[], &[no_email, ("name", "Ada")], None);
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
