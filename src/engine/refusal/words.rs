//! What is said of a refusal, and how a row says it.

use shapes::Exception;
use wire::{oauth::ErrorCode, screen::Message, text::Text};

/// What is said of a refusal to programs, to OAuth clients and to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The exception of the JSON API.
    pub exception: Exception,
    /// The message of the JSON API, and the description of an OAuth error.
    pub message: String,
    /// The error of an OAuth endpoint.
    pub oauth: ErrorCode,
    /// Where on a page the text stands.
    pub place: Place,
    /// The text on a page.
    pub text: Message,
}

/// Where on a page a refusal is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the alert above the form.
    Alert,
    /// Under the identifier.
    Username,
    /// Under the password.
    Password,
    /// Under the code.
    Code,
    /// Under the attribute that the refusal names.
    Attribute,
}

/// What rows have in common. A row begins with it, changes what differs, and ends in [`Defaults::says`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Defaults {
    exception: Exception,
    oauth: ErrorCode,
    place: Place,
    text: Text,
}

impl Defaults {
    /// This exception, `invalid_request` for OAuth, and "check the fields" in a page's alert.
    pub(super) const fn new(exception: Exception) -> Self {
        Self {
            exception,
            oauth: ErrorCode::InvalidRequest,
            place: Place::Alert,
            text: Text::AlertCheckFields,
        }
    }

    /// The same with this exception.
    pub(super) const fn exception(self, exception: Exception) -> Self {
        Self { exception, ..self }
    }

    /// The same with this error for OAuth.
    pub(super) const fn oauth(self, oauth: ErrorCode) -> Self {
        Self { oauth, ..self }
    }

    /// The same with this text in a page's alert.
    pub(super) const fn alert(self, text: Text) -> Self {
        self.at(Place::Alert, text)
    }

    /// The same with this text at this place of a page.
    pub(super) const fn at(self, place: Place, text: Text) -> Self {
        Self {
            place,
            text,
            ..self
        }
    }

    /// The row: all this and the message.
    pub(super) fn says(self, message: impl Into<String>) -> Words {
        Words {
            exception: self.exception,
            message: message.into(),
            oauth: self.oauth,
            place: self.place,
            text: self.text.into(),
        }
    }
}
