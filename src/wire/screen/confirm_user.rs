//! The page behind the link in a confirmation e-mail: a button that confirms, since mail scanners open links too.

use super::{Add, Kind, Typed};
use crate::route;
use serde::{Deserialize, Serialize};

/// [`Screen::ConfirmUser`](super::Screen::ConfirmUser). Posts `user_name` and `confirmation_code`, the names of the link's own parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmUser {
    /// The user name, or the id, of the account.
    pub user_name: String,
    /// The code of the link.
    pub confirmation_code: String,
}

impl Kind for ConfirmUser {
    const PATH: &'static str = route::CONFIRM_USER;

    fn samples(add: &mut Add<'_, Self>) {
        add(
            "confirm-user",
            ConfirmUser {
                user_name: "ada".to_owned(),
                confirmation_code: "482190".to_owned(),
            },
        );
    }

    fn typed(&mut self) -> Typed<'_> {
        vec![
            ("user_name", &mut self.user_name),
            ("confirmation_code", &mut self.confirmation_code),
        ]
    }
}
