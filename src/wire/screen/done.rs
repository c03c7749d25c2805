//! Nothing is typed here: a step succeeded, such as an address confirmed by link, or one link goes on.

use super::{Add, Kind, Message};
use crate::{route, text::Text};
use serde::{Deserialize, Serialize};

/// [`Screen::Done`](super::Screen::Done).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The heading.
    pub heading: Message,
    /// The line below it.
    pub lead: Message,
    /// Where to go on, if known.
    pub next: Option<String>,
}

impl Kind for Done {
    const PATH: &'static str = route::DONE;

    fn samples(add: &mut Add<'_, Self>) {
        let done = Done {
            heading: Text::ConfirmedEmailTitle.into(),
            lead: Text::ConfirmedLead.into(),
            next: Some("https://notes.example.com/".to_owned()),
        };
        add("done", done.clone());
        add(
            "done-alone",
            Done {
                next: None,
                ..done.clone()
            },
        );
        add(
            "done-ready",
            Done {
                heading: Text::ReadyTitle.into(),
                ..done.clone()
            },
        );
        add(
            "done-approval",
            Done {
                heading: Text::ApprovalTitle.into(),
                lead: Text::ApprovalLead.into(),
                next: None,
            },
        );
        add(
            "done-unconfirmed-link",
            Done {
                heading: Text::LinkSentTitle.into(),
                lead: Message::with(Text::UnconfirmedLinkLead, "destination", "a***@e***"),
                ..done
            },
        );
        add(
            "done-leaving",
            Done {
                heading: Text::LeavingTitle.into(),
                lead: Text::LeavingLead.into(),
                next: Some("https://notes.example.com/cb?code=1".to_owned()),
            },
        );
        add(
            "done-sign-out",
            Done {
                heading: Text::SignOutTitle.into(),
                lead: Text::SignOutLead.into(),
                next: Some("/logout".to_owned()),
            },
        );
    }
}
