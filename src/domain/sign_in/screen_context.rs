//! What the screen of a challenge is made of besides the challenge.

use crate::{pool::Pool, refusal::Refusal};
use wire::screen::Message;

/// What a challenge's screen is made of besides the challenge.
pub struct ScreenContext<'a> {
    /// The pool, whose rules and attributes it shows.
    pub pool: &'a Pool,
    /// The identifier as typed.
    pub username: String,
    /// The flow token.
    pub flow_token: String,
    /// Why the last answer was refused.
    pub refusal: Option<&'a Refusal>,
    /// The refusal in words, if it belongs above the form.
    pub alert: Option<Message>,
    /// The refusal in words, if it belongs under the password.
    pub password_error: Option<Message>,
    /// The refusal in words, if it belongs under the code.
    pub code_error: Option<Message>,
    /// The refusal in words, if it belongs under the attribute that it names.
    pub attribute_error: Option<Message>,
}
