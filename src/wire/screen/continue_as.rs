//! Somebody is signed in: go on as them, or as someone else.

use super::{Add, Kind, sample_values::LONG};
use crate::route;
use serde::{Deserialize, Serialize};

/// [`Screen::Continue`](super::Screen::Continue). Posts `choice` = `continue` or `other`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Continue {
    /// The person's name, or their identifier.
    pub name: String,
    /// The identifier to show below the name; empty when it is the name.
    pub detail: String,
}

impl Kind for Continue {
    const PATH: &'static str = route::CONTINUE;

    fn samples(add: &mut Add<'_, Self>) {
        let ada = Continue {
            name: "Ada Lovelace".to_owned(),
            detail: "ada@example.com".to_owned(),
        };
        add("continue", ada);
        add(
            "continue-long",
            Continue {
                name: LONG.to_owned(),
                detail: String::new(),
            },
        );
    }
}
