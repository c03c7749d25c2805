//! What stands above the form of a screen: its heading, the line below it, alert and good news.

use wire::{screen::Message, text::Text};

/// What stands above the form of a screen.
pub(crate) struct Head {
    /// The heading, also part of the document's title.
    pub(crate) heading: Message,
    /// The line below it.
    pub(crate) lead: Option<Message>,
    /// The user name whose account it is about.
    pub(crate) username: Option<String>,
    /// What went wrong.
    pub(crate) alert: Option<Message>,
    /// Good news.
    pub(crate) notice: Option<Message>,
}

impl Head {
    /// A head with nothing but its heading.
    pub(crate) fn new(heading: impl Into<Message>) -> Self {
        Self {
            heading: heading.into(),
            lead: None,
            username: None,
            alert: None,
            notice: None,
        }
    }

    /// With this line below the heading.
    pub(crate) fn lead(self, lead: impl Into<Message>) -> Self {
        Self {
            lead: Some(lead.into()),
            ..self
        }
    }

    /// With the user name whose account it is about, if there is one.
    pub(crate) fn username(self, username: &str) -> Self {
        Self {
            username: (!username.is_empty()).then(|| username.to_owned()),
            ..self
        }
    }

    /// With this good news.
    pub(crate) fn notice(self, notice: &Option<Message>) -> Self {
        Self {
            notice: notice.clone(),
            ..self
        }
    }

    /// With this alert; where only fields are wrong, one that says so: it is what the focus and screen readers meet first.
    pub(crate) fn alert(self, alert: &Option<Message>, field_errors: bool) -> Self {
        Self {
            alert: alert
                .clone()
                .or_else(|| field_errors.then(|| Text::AlertCheckFields.into())),
            ..self
        }
    }
}
