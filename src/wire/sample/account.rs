//! Samples of signing in and signing up.

use super::{Add, LONG, RULES};
use crate::{
    screen::{
        Field, FieldKind, Identifier, Message, Password, PasswordRule, Screen, SignIn, SignUp,
    },
    text::Text,
};

pub(super) fn sign_in(add: &mut Add<'_>) {
    let plain = SignIn {
        identifier: Identifier::Email,
        username: String::new(),
        identifier_first: false,
        alert: None,
        username_error: None,
        password_error: None,
    };
    let ada = || "ada@example.com".to_owned();
    add("sign-in", Screen::SignIn(plain.clone()));
    add(
        "sign-in-username",
        Screen::SignIn(SignIn {
            identifier: Identifier::Username,
            ..plain.clone()
        }),
    );
    add(
        "sign-in-phone",
        Screen::SignIn(SignIn {
            identifier: Identifier::Phone,
            ..plain.clone()
        }),
    );
    add(
        "sign-in-email-or-phone",
        Screen::SignIn(SignIn {
            identifier: Identifier::EmailOrPhone,
            ..plain.clone()
        }),
    );
    add(
        "sign-in-any",
        Screen::SignIn(SignIn {
            identifier: Identifier::Any,
            ..plain.clone()
        }),
    );
    add(
        "sign-in-hint",
        Screen::SignIn(SignIn {
            username: ada(),
            ..plain.clone()
        }),
    );
    add(
        "sign-in-long",
        Screen::SignIn(SignIn {
            username: LONG.to_owned(),
            ..plain.clone()
        }),
    );
    for (name, alert) in [
        ("sign-in-wrong", Text::AlertCredentials),
        ("sign-in-locked", Text::AlertLocked),
        ("sign-in-disabled", Text::AlertDisabled),
        ("sign-in-temporary-expired", Text::AlertTemporaryExpired),
        ("sign-in-reset-required", Text::AlertResetRequired),
        ("sign-in-expired", Text::AlertSessionExpired),
        ("sign-in-busy", Text::AlertBusy),
    ] {
        add(
            name,
            Screen::SignIn(SignIn {
                username: ada(),
                alert: Some(alert.into()),
                ..plain.clone()
            }),
        );
    }
    add(
        "sign-in-failed",
        Screen::SignIn(SignIn {
            username: ada(),
            alert: Some(Message::with(
                Text::AlertFailed,
                "request_id",
                "2f6c1f5e-1f0e-4f64-9e6e-6c0f3a1d8b7a",
            )),
            ..plain.clone()
        }),
    );
    add(
        "sign-in-empty",
        Screen::SignIn(SignIn {
            username_error: Some(Text::NeedEmail.into()),
            password_error: Some(Text::NeedPassword.into()),
            ..plain.clone()
        }),
    );
    add(
        "identifier-first",
        Screen::SignIn(SignIn {
            identifier_first: true,
            ..plain.clone()
        }),
    );
    add(
        "identifier-first-empty",
        Screen::SignIn(SignIn {
            identifier_first: true,
            username_error: Some(Text::NeedEmail.into()),
            ..plain
        }),
    );
    let password = Password {
        session: "AYABeC1".to_owned(),
        username: ada(),
        alert: None,
        password_error: None,
    };
    add("password", Screen::Password(password.clone()));
    add(
        "password-long",
        Screen::Password(Password {
            username: LONG.to_owned(),
            ..password.clone()
        }),
    );
    add(
        "password-wrong",
        Screen::Password(Password {
            alert: Some(Text::AlertCredentials.into()),
            ..password.clone()
        }),
    );
    add(
        "password-empty",
        Screen::Password(Password {
            password_error: Some(Text::NeedPassword.into()),
            ..password
        }),
    );
}

/// A sample field: required attribute `name`, empty and sound.
pub(super) fn field(name: &str, label: Text, kind: FieldKind, autocomplete: &str) -> Field {
    Field {
        name: format!("requiredAttributes[{name}]"),
        label: label.into(),
        kind,
        autocomplete: autocomplete.to_owned(),
        value: String::new(),
        error: None,
        max_length: 2048,
    }
}

pub(super) fn sign_up(add: &mut Add<'_>) {
    let plain = SignUp {
        username: None,
        fields: vec![
            field("email", Text::Email, FieldKind::Email, "email"),
            field("name", Text::FullName, FieldKind::Text, "name"),
        ],
        rules: RULES.to_vec(),
        alert: None,
        password_error: None,
    };
    add("sign-up", Screen::SignUp(plain.clone()));
    add(
        "sign-up-short",
        Screen::SignUp(SignUp {
            fields: vec![field("email", Text::Email, FieldKind::Email, "email")],
            rules: vec![PasswordRule::Length(8)],
            ..plain.clone()
        }),
    );
    let named = Field {
        name: "username".to_owned(),
        max_length: 128,
        ..field("username", Text::Username, FieldKind::Text, "username")
    };
    let mut custom = field(
        "custom:department",
        Text::CustomAttribute,
        FieldKind::Text,
        "",
    );
    custom.label = Message::with(Text::CustomAttribute, "name", "department");
    let mut many = vec![
        field("email", Text::Email, FieldKind::Email, "email"),
        field("phone_number", Text::Phone, FieldKind::Phone, "tel"),
        field("given_name", Text::GivenName, FieldKind::Text, "given-name"),
        field(
            "family_name",
            Text::FamilyName,
            FieldKind::Text,
            "family-name",
        ),
        field("birthdate", Text::Birthdate, FieldKind::Date, "bday"),
        field("website", Text::Website, FieldKind::Url, "url"),
        field("updated_at", Text::UpdatedAt, FieldKind::Number, ""),
        custom,
    ];
    add(
        "sign-up-many",
        Screen::SignUp(SignUp {
            username: Some(named.clone()),
            fields: many.clone(),
            ..plain.clone()
        }),
    );
    let errors = [
        Text::BadEmail,
        Text::BadPhone,
        Text::NeedValue,
        Text::NeedValue,
        Text::BadDate,
        Text::BadValue,
        Text::BadValue,
    ];
    for (field, error) in many.iter_mut().zip(errors) {
        field.error = Some(error.into());
        field.value = match field.kind {
            FieldKind::Date => "0001-01-01".to_owned(),
            FieldKind::Text
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Url
            | FieldKind::Number => "Wolfeschlegelsteinhausenbergerdorff".to_owned(),
        };
    }
    if let Some(last) = many.last_mut() {
        last.error = Some(Message::with(Text::TooLong, "count", "20"));
    }
    add(
        "sign-up-errors",
        Screen::SignUp(SignUp {
            username: Some(Field {
                value: "ada lovelace".to_owned(),
                error: Some(Text::BadUsername.into()),
                ..named.clone()
            }),
            fields: many,
            password_error: Some(Text::PasswordPolicy.into()),
            alert: Some(Text::AlertCheckFields.into()),
            ..plain.clone()
        }),
    );
    for (name, alert) in [
        ("sign-up-user-exists", Text::AlertUserExists),
        ("sign-up-alias-exists", Text::AlertAliasExists),
        ("sign-up-not-delivered", Text::AlertNotDelivered),
        ("sign-up-closed", Text::AlertSignUpClosed),
    ] {
        add(
            name,
            Screen::SignUp(SignUp {
                alert: Some(alert.into()),
                ..plain.clone()
            }),
        );
    }
}
