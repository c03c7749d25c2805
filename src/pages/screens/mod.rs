//! Every screen as a function of its value: what stands at its head, and its body.
//!
//! Must not know: where a value comes from, or what follows. The forms' fields are those that `wire::screen` names.

mod confirm_sign_up;
mod continue_as;
mod done;
mod error;
mod forgot_password;
mod new_password_required;
mod password;
mod resend_code;
mod reset_password;
mod sign_in;
mod sign_up;
mod signed_out;
mod whose;

use crate::{drawn::Drawn, scene::Scene};
use wire::{
    screen::{Delivery, Message, Screen},
    text::Text,
};

/// What stands above the form.
pub(crate) struct Head {
    /// The heading, also part of the document's title.
    pub(crate) heading: Message,
    /// The line below it.
    pub(crate) lead: Option<Message>,
    /// Whose account it is about.
    pub(crate) who: Option<String>,
    /// What went wrong.
    pub(crate) alert: Option<Message>,
    /// Good news.
    pub(crate) notice: Option<Message>,
}

impl Head {
    /// A head with nothing but its heading.
    fn new(heading: impl Into<Message>) -> Self {
        Self {
            heading: heading.into(),
            lead: None,
            who: None,
            alert: None,
            notice: None,
        }
    }

    fn lead(self, lead: impl Into<Message>) -> Self {
        Self {
            lead: Some(lead.into()),
            ..self
        }
    }

    fn who(self, who: &str) -> Self {
        Self {
            who: (!who.is_empty()).then(|| who.to_owned()),
            ..self
        }
    }

    fn notice(self, notice: &Option<Message>) -> Self {
        Self {
            notice: notice.clone(),
            ..self
        }
    }

    /// The alert; where only fields are wrong, one that says so: it is what the focus and screen readers meet first.
    fn alert(self, alert: &Option<Message>, wrong: bool) -> Self {
        Self {
            alert: alert
                .clone()
                .or_else(|| wrong.then(|| Text::AlertCheckFields.into())),
            ..self
        }
    }
}

/// What stands above the form of `screen`.
pub(crate) fn head(screen: &Screen) -> Head {
    match screen {
        Screen::SignIn(screen) => sign_in::head(screen),
        Screen::Password(screen) => password::head(screen),
        Screen::SignUp(screen) => sign_up::head(screen),
        Screen::ConfirmSignUp(screen) => confirm_sign_up::head(screen),
        Screen::ResendCode(screen) => resend_code::head(screen),
        Screen::ForgotPassword(screen) => forgot_password::head(screen),
        Screen::ResetPassword(screen) => reset_password::head(screen),
        Screen::NewPasswordRequired(screen) => new_password_required::head(screen),
        Screen::Continue(screen) => continue_as::head(screen),
        Screen::SignedOut(screen) => signed_out::head(screen),
        Screen::Done(screen) => done::head(screen),
        Screen::Error(screen) => error::head(screen),
    }
}

/// Whether `screen` has a form of its own.
pub(crate) fn has_form(screen: &Screen) -> bool {
    match screen {
        Screen::SignIn(_)
        | Screen::Password(_)
        | Screen::SignUp(_)
        | Screen::ConfirmSignUp(_)
        | Screen::ResendCode(_)
        | Screen::ForgotPassword(_)
        | Screen::ResetPassword(_)
        | Screen::NewPasswordRequired(_)
        | Screen::Continue(_) => true,
        Screen::SignedOut(_) | Screen::Done(_) | Screen::Error(_) => false,
    }
}

/// The form of the page's screen and what is below it.
pub(crate) fn body(at: &Scene) -> Drawn {
    let parts = match &at.page.screen {
        Screen::SignIn(screen) => sign_in::body(at, screen),
        Screen::Password(screen) => password::body(at, screen),
        Screen::SignUp(screen) => sign_up::body(at, screen),
        Screen::ConfirmSignUp(screen) => confirm_sign_up::body(at, screen),
        Screen::ResendCode(screen) => resend_code::body(at, screen),
        Screen::ForgotPassword(screen) => forgot_password::body(at, screen),
        Screen::ResetPassword(screen) => reset_password::body(at, screen),
        Screen::NewPasswordRequired(screen) => new_password_required::body(at, screen),
        Screen::Continue(screen) => continue_as::body(at, screen),
        Screen::SignedOut(screen) => signed_out::body(at, screen),
        Screen::Done(screen) => done::body(at, screen),
        Screen::Error(screen) => error::body(at, screen),
    };
    parts.into()
}

/// The line that says where a code went.
fn sent_to(delivery: &Option<Delivery>, known: Text, unknown: Text) -> Message {
    match delivery {
        Some(delivery) => Message::with(known, "destination", &delivery.destination),
        None => unknown.into(),
    }
}
