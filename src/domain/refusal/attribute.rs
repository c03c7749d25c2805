//! Refusals of attributes.

use crate::message::Channel;

/// An attribute that breaks a rule of its pool, or that the client may not write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    /// It breaks the schema: attribute, reason.
    Invalid(String, String),
    /// An e-mail address or phone number is malformed: `Invalid email address format.`, `Invalid phone number format.`
    AddressInvalid(Channel),
    /// The schema does not have them: their names.
    Unknown(Vec<String>),
    /// The client may not write it.
    NotWritable(String),
}
