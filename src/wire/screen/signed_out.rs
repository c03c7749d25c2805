//! The session was ended.

use super::{Add, Kind};
use crate::route;
use serde::{Deserialize, Serialize};

/// [`Screen::SignedOut`](super::Screen::SignedOut).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Where the app is, if the client has a registered address to go back to.
    pub home: Option<String>,
    /// Where one can sign in again, if the request is known.
    pub sign_in: Option<String>,
}

impl Kind for SignedOut {
    const PATH: &'static str = route::SIGNED_OUT;

    fn samples(add: &mut Add<'_, Self>) {
        let app = || Some("https://notes.example.com/".to_owned());
        add(
            "signed-out",
            SignedOut {
                home: app(),
                sign_in: Some("/login?client_id=1".to_owned()),
            },
        );
        add(
            "signed-out-alone",
            SignedOut {
                home: None,
                sign_in: None,
            },
        );
    }
}
