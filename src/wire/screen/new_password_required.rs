//! A new password (and missing attributes) in place of a temporary one.

use super::{
    Add, Field, FieldKind, Kind, Message, PasswordRule, Typed,
    sample_values::{LONG, RULES, field},
};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::NewPasswordRequired`](super::Screen::NewPasswordRequired). Posts `session`, `USERNAME`, `NEW_PASSWORD` and each field as `userAttributes.<name>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPasswordRequired {
    /// The flow token.
    pub session: String,
    /// Who signs in.
    pub username: String,
    /// Required attributes that are still missing.
    pub fields: Vec<Field>,
    /// The pool's password rules.
    pub rules: Vec<PasswordRule>,
    /// The alert above the form.
    pub alert: Option<Message>,
    /// What is wrong with the password.
    pub password_error: Option<Message>,
}

impl Kind for NewPasswordRequired {
    const PATH: &'static str = route::NEW_PASSWORD;

    fn samples(add: &mut Add<'_, Self>) {
        let new = NewPasswordRequired {
            session: "AYABeC1".to_owned(),
            username: "ada@example.com".to_owned(),
            fields: Vec::new(),
            rules: RULES.to_vec(),
            alert: None,
            password_error: None,
        };
        add("new-password", new.clone());
        let mut missing = field(
            "family_name",
            Text::FamilyName,
            FieldKind::Text,
            "family-name",
        );
        missing.name = "userAttributes.family_name".to_owned();
        add(
            "new-password-attributes",
            NewPasswordRequired {
                fields: vec![missing.clone()],
                ..new.clone()
            },
        );
        missing.error = Some(Text::NeedValue.into());
        add(
            "new-password-errors",
            NewPasswordRequired {
                username: LONG.to_owned(),
                fields: vec![missing],
                password_error: Some(Text::PasswordPolicy.into()),
                ..new
            },
        );
    }

    fn typed(&mut self) -> Typed<'_> {
        self.fields.iter_mut().map(Field::typed).collect()
    }
}
