//! Registration.

use super::{
    Add, Field, FieldKind, Kind, Message, PasswordRule, Typed,
    sample_values::{RULES, field},
};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::SignUp`](super::Screen::SignUp). Posts `username` (when `username` is `Some`), each field, and `password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// The user name's field, absent where an attribute is the user name.
    pub username: Option<Field>,
    /// The required attributes, in the order to show.
    pub fields: Vec<Field>,
    /// The pool's password rules.
    pub rules: Vec<PasswordRule>,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

impl Kind for SignUp {
    const PATH: &'static str = route::SIGNUP;

    fn samples(add: &mut Add<'_, Self>) {
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
        add("sign-up", plain.clone());
        add(
            "sign-up-short",
            SignUp {
                fields: vec![field("email", Text::Email, FieldKind::Email, "email")],
                rules: vec![PasswordRule::Length(8)],
                ..plain.clone()
            },
        );
        let username_field = Field {
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
            field("address", Text::Address, FieldKind::Lines, "street-address"),
            custom,
        ];
        add(
            "sign-up-many",
            SignUp {
                username: Some(username_field.clone()),
                fields: many.clone(),
                ..plain.clone()
            },
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
                | FieldKind::Lines => "Wolfeschlegelsteinhausenbergerdorff".to_owned(),
            };
        }
        if let Some(last) = many.last_mut() {
            last.error = Some(Message::with(Text::TooLong, "count", "20"));
        }
        add(
            "sign-up-errors",
            SignUp {
                username: Some(Field {
                    value: "ada lovelace".to_owned(),
                    error: Some(Text::BadUsername.into()),
                    ..username_field.clone()
                }),
                fields: many,
                password_error: Some(Text::PasswordPolicy.into()),
                alert: Some(Text::AlertCheckFields.into()),
                ..plain.clone()
            },
        );
        add(
            "sign-up-refused",
            SignUp {
                alert: Some(Message::with(
                    Text::AlertRefused,
                    "reason",
                    "Addresses of throwaway.example are not accepted",
                )),
                ..plain.clone()
            },
        );
        for (name, alert) in [
            ("sign-up-unavailable", Text::AlertUnavailable),
            ("sign-up-user-exists", Text::AlertUserExists),
            ("sign-up-alias-exists", Text::AlertAliasExists),
            ("sign-up-not-delivered", Text::AlertNotDelivered),
            ("sign-up-closed", Text::AlertSignUpClosed),
        ] {
            add(
                name,
                SignUp {
                    alert: Some(alert.into()),
                    ..plain.clone()
                },
            );
        }
    }

    fn typed(&mut self) -> Typed<'_> {
        let inputs = self.username.iter_mut().chain(&mut self.fields);
        inputs.map(Field::typed).collect()
    }
}
