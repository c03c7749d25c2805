//! `Screen::samples()`: every screen in every state, for the gallery, the render tests and the accessibility tests.

use crate::{
    screen::{
        ConfirmSignUp, Continue, Delivery, Done, Failure, FieldKind, ForgotPassword, Frame,
        Identifier, Language, Link, Medium, Message, NewPasswordRequired, Page, PasswordRule,
        ResendCode, ResetPassword, Screen, SignIn, SignedOut,
    },
    text::Text,
    theme::{Brand, Logo},
};

/// One screen in one state, under a name that files and test reports can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Lower-case words joined by hyphens, unique.
    pub name: &'static str,
    /// The page: mostly the plain frame, in some samples a frame that tests its limits.
    pub page: Page,
}

const RULES: [PasswordRule; 5] = [
    PasswordRule::Length(10),
    PasswordRule::Lowercase,
    PasswordRule::Uppercase,
    PasswordRule::Number,
    PasswordRule::Symbol,
];

const LONG: &str = "hubert-blaine.wolfeschlegelsteinhausenbergerdorff+notizbuch@donaudampfschifffahrtsgesellschaft.example.com";

impl Screen {
    /// Every screen in every state.
    pub fn samples() -> Vec<Sample> {
        let mut samples = Vec::new();
        let mut add = |name, screen| {
            samples.push(Sample {
                name,
                page: Page {
                    frame: frame(),
                    screen,
                },
            })
        };
        sign_in(&mut add);
        sign_up(&mut add);
        confirm(&mut add);
        recover(&mut add);
        rest(&mut add);
        samples.extend(frames());
        samples
    }
}

mod account;

use account::{field, sign_in, sign_up};

type Add<'a> = dyn FnMut(&'static str, Screen) + 'a;

fn delivery(medium: Medium) -> Option<Delivery> {
    let destination = match medium {
        Medium::Email => "a***@e***",
        Medium::Sms => "+*******0018",
    };
    Some(Delivery {
        medium,
        destination: destination.to_owned(),
    })
}

fn confirm(add: &mut Add<'_>) {
    let plain = ConfirmSignUp {
        username: "ada@example.com".to_owned(),
        delivery: delivery(Medium::Email),
        resend_in_seconds: 24,
        code: String::new(),
        alert: None,
        notice: None,
        code_error: None,
    };
    add("confirm", Screen::ConfirmSignUp(plain.clone()));
    add(
        "confirm-sms",
        Screen::ConfirmSignUp(ConfirmSignUp {
            delivery: delivery(Medium::Sms),
            ..plain.clone()
        }),
    );
    add(
        "confirm-unknown",
        Screen::ConfirmSignUp(ConfirmSignUp {
            delivery: None,
            ..plain.clone()
        }),
    );
    add(
        "confirm-may-resend",
        Screen::ConfirmSignUp(ConfirmSignUp {
            resend_in_seconds: 0,
            ..plain.clone()
        }),
    );
    add(
        "confirm-sent-again",
        Screen::ConfirmSignUp(ConfirmSignUp {
            resend_in_seconds: 60,
            notice: Some(Message::with(Text::CodeSent, "destination", "a***@e***")),
            ..plain.clone()
        }),
    );
    for (name, error) in [
        ("confirm-code-wrong", Text::CodeWrong),
        ("confirm-code-expired", Text::CodeExpired),
        ("confirm-code-empty", Text::NeedCode),
    ] {
        let code = if error == Text::NeedCode {
            String::new()
        } else {
            "482190".to_owned()
        };
        add(
            name,
            Screen::ConfirmSignUp(ConfirmSignUp {
                code,
                resend_in_seconds: 0,
                code_error: Some(error.into()),
                ..plain.clone()
            }),
        );
    }
    for (name, alert) in [
        ("confirm-too-many", Text::AlertTooManyTries),
        ("confirm-not-delivered", Text::AlertNotDelivered),
        ("confirm-already", Text::AlertAlreadyConfirmed),
        ("confirm-alias-exists", Text::AlertAliasExists),
    ] {
        add(
            name,
            Screen::ConfirmSignUp(ConfirmSignUp {
                alert: Some(alert.into()),
                ..plain.clone()
            }),
        );
    }
    let resend = ResendCode {
        identifier: Identifier::Any,
        username: String::new(),
        alert: None,
        username_error: None,
    };
    add("resend-code", Screen::ResendCode(resend.clone()));
    add(
        "resend-code-empty",
        Screen::ResendCode(ResendCode {
            username_error: Some(Text::NeedUsername.into()),
            ..resend.clone()
        }),
    );
    add(
        "resend-code-too-many",
        Screen::ResendCode(ResendCode {
            username: LONG.to_owned(),
            alert: Some(Text::AlertTooManyTries.into()),
            ..resend
        }),
    );
}

fn recover(add: &mut Add<'_>) {
    let forgot = ForgotPassword {
        identifier: Identifier::Email,
        username: String::new(),
        alert: None,
        username_error: None,
    };
    add("forgot-password", Screen::ForgotPassword(forgot.clone()));
    add(
        "forgot-password-any",
        Screen::ForgotPassword(ForgotPassword {
            identifier: Identifier::Any,
            username: "ada".to_owned(),
            ..forgot.clone()
        }),
    );
    add(
        "forgot-password-empty",
        Screen::ForgotPassword(ForgotPassword {
            username_error: Some(Text::NeedEmail.into()),
            ..forgot.clone()
        }),
    );
    for (name, alert) in [
        ("forgot-password-no-recovery", Text::AlertNoRecovery),
        (
            "forgot-password-state-forbids",
            Text::AlertStateForbidsReset,
        ),
        ("forgot-password-too-many", Text::AlertTooManyTries),
    ] {
        add(
            name,
            Screen::ForgotPassword(ForgotPassword {
                alert: Some(alert.into()),
                ..forgot.clone()
            }),
        );
    }
    let reset = ResetPassword {
        username: "ada@example.com".to_owned(),
        delivery: delivery(Medium::Email),
        resend_in_seconds: 30,
        code: String::new(),
        rules: RULES.to_vec(),
        alert: None,
        notice: None,
        code_error: None,
        password_error: None,
    };
    add("reset-password", Screen::ResetPassword(reset.clone()));
    add(
        "reset-password-unknown",
        Screen::ResetPassword(ResetPassword {
            delivery: None,
            ..reset.clone()
        }),
    );
    add(
        "reset-password-errors",
        Screen::ResetPassword(ResetPassword {
            code: "482190".to_owned(),
            resend_in_seconds: 0,
            code_error: Some(Text::CodeExpired.into()),
            password_error: Some(Text::PasswordReused.into()),
            ..reset.clone()
        }),
    );
    add(
        "reset-password-sent-again",
        Screen::ResetPassword(ResetPassword {
            delivery: delivery(Medium::Sms),
            notice: Some(Message::with(Text::CodeSent, "destination", "+*******0018")),
            ..reset
        }),
    );
    let new = NewPasswordRequired {
        session: "AYABeC1".to_owned(),
        username: "ada@example.com".to_owned(),
        fields: Vec::new(),
        rules: RULES.to_vec(),
        alert: None,
        password_error: None,
    };
    add("new-password", Screen::NewPasswordRequired(new.clone()));
    let mut missing = field(
        "family_name",
        Text::FamilyName,
        FieldKind::Text,
        "family-name",
    );
    missing.name = "userAttributes.family_name".to_owned();
    add(
        "new-password-attributes",
        Screen::NewPasswordRequired(NewPasswordRequired {
            fields: vec![missing.clone()],
            ..new.clone()
        }),
    );
    missing.error = Some(Text::NeedValue.into());
    add(
        "new-password-errors",
        Screen::NewPasswordRequired(NewPasswordRequired {
            username: LONG.to_owned(),
            fields: vec![missing],
            password_error: Some(Text::PasswordPolicy.into()),
            ..new
        }),
    );
}

fn rest(add: &mut Add<'_>) {
    let ada = Continue {
        name: "Ada Lovelace".to_owned(),
        detail: "ada@example.com".to_owned(),
    };
    add("continue", Screen::Continue(ada));
    add(
        "continue-long",
        Screen::Continue(Continue {
            name: LONG.to_owned(),
            detail: String::new(),
        }),
    );
    let app = || Some("https://notes.example.com/".to_owned());
    add(
        "signed-out",
        Screen::SignedOut(SignedOut {
            home: app(),
            sign_in: Some("/login?client_id=1".to_owned()),
        }),
    );
    add(
        "signed-out-alone",
        Screen::SignedOut(SignedOut {
            home: None,
            sign_in: None,
        }),
    );
    let done = Done {
        heading: Text::ConfirmedTitle.into(),
        lead: Text::ConfirmedLead.into(),
        next: app(),
    };
    add("done", Screen::Done(done.clone()));
    add("done-alone", Screen::Done(Done { next: None, ..done }));
    for (name, heading, lead, code) in [
        (
            "error-redirect",
            Text::ErrorTitle,
            Text::ErrorRedirectMismatch,
            "redirect_mismatch",
        ),
        (
            "error-client",
            Text::ErrorTitle,
            Text::ErrorUnknownClient,
            "unauthorized_client",
        ),
        (
            "error-expired",
            Text::ErrorExpiredTitle,
            Text::ErrorExpired,
            "expired",
        ),
        (
            "error-forgery",
            Text::ErrorTitle,
            Text::ErrorForgery,
            "csrf",
        ),
        (
            "error-server",
            Text::ErrorTitle,
            Text::ErrorServer,
            "server_error",
        ),
    ] {
        let sound = matches!(lead, Text::ErrorExpired | Text::ErrorForgery);
        add(
            name,
            Screen::Error(Failure {
                heading: heading.into(),
                lead: lead.into(),
                code: code.to_owned(),
                request_id: "2f6c1f5e-1f0e-4f64-9e6e-6c0f3a1d8b7a".to_owned(),
                restart: sound.then(|| "/login?client_id=1".to_owned()),
            }),
        );
    }
}

/// The plain frame.
fn frame() -> Frame {
    let link = |text, path| Link {
        text,
        href: format!("https://example.com/{path}"),
    };
    Frame {
        brand: Brand { name: "Acme Notes".to_owned(), logo: None },
        query: "?client_id=1example&response_type=code&redirect_uri=https%3A%2F%2Fnotes.example.com%2F&state=s".to_owned(),
        csrf: "c5rf".to_owned(),
        languages: [("en", "English"), ("de", "Deutsch")]
            .map(|(tag, name)| Language { tag: tag.to_owned(), name: name.to_owned() })
            .to_vec(),
        links: vec![link(Text::Privacy, "privacy"), link(Text::Terms, "terms"), link(Text::Help, "help")],
        sign_up: true,
    }
}

/// The sign-in page in frames that test their limits.
fn frames() -> Vec<Sample> {
    let screen = Screen::SignIn(SignIn {
        identifier: Identifier::Email,
        username: String::new(),
        identifier_first: false,
        alert: None,
        username_error: None,
        password_error: None,
    });
    let bare = Frame {
        query: String::new(),
        languages: Vec::new(),
        links: Vec::new(),
        sign_up: false,
        ..frame()
    };
    let logo = |width, height| Brand {
        name: "Acme Notes".to_owned(),
        logo: Some(Logo {
            src: "/assets/missing.png".to_owned(),
            width,
            height,
        }),
    };
    let long = Brand {
        name: "Donaudampfschifffahrtsgesellschaftskapitänsverwaltung <b>&".to_owned(),
        logo: None,
    };
    [
        ("frame-bare", bare),
        (
            "frame-logo",
            Frame {
                brand: logo(96, 96),
                ..frame()
            },
        ),
        (
            "frame-logo-wide",
            Frame {
                brand: logo(350, 87),
                ..frame()
            },
        ),
        (
            "frame-long-name",
            Frame {
                brand: long,
                ..frame()
            },
        ),
    ]
    .map(|(name, frame)| Sample {
        name,
        page: Page {
            frame,
            screen: screen.clone(),
        },
    })
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_fit_for_files() {
        let names: Vec<_> = Screen::samples().iter().map(|sample| sample.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(
            names
                .iter()
                .all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
        );
    }

    #[test]
    fn every_screen_has_a_sample() {
        let paths: BTreeSet<_> = Screen::samples()
            .iter()
            .map(|sample| sample.page.screen.path())
            .collect();
        assert_eq!(paths.len(), 12);
    }
}
