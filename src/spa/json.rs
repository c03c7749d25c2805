//! JSON as the browser reads it, and a little stricter.
//!
//! `JSON.parse` takes the last of two members of one name, where another reader of the same token may take the first: no member
//! that is read here may stand in its object twice. Three things it lets pass that `serde_json` refuses, none of which is read:
//! a number beyond any float is infinite, half a surrogate becomes U+FFFD, and whole numbers from 2^53 on are rounded.
//!
//! **Source** RFC 8259 §4, RFC 7515 §4, RFC 7519 §4; the depth is that of `serde_json`.

use alloc::{string::String, vec::Vec};
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

#[cfg(not(target_arch = "wasm32"))]
use native::value_of;
#[cfg(target_arch = "wasm32")]
use web::value_of;

/// How deep arrays and objects may nest.
const DEPTH: usize = 127;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0 that fits.
    Whole(u64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, its members in the order of the text.
    Object(Vec<(String, Json)>),
}

/// The text is not JSON, or a member is not of the type that it is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JsonError;

impl Json {
    /// Reads a whole text, in which no object may have two members of one of the names `once`.
    pub(crate) fn parse(text: &str, once: &[&str]) -> Result<Json, JsonError> {
        let json = is_strict(text, once).then(|| value_of(text));
        json.flatten().ok_or(JsonError)
    }

    /// The member `name` of an object; `None` when it is absent or null.
    ///
    /// **Errors** this is not an object.
    pub(crate) fn member(&self, name: &str) -> Result<Option<&Json>, JsonError> {
        match self.member_or_null(name)? {
            Some(Json::Null) | None => Ok(None),
            member => Ok(member),
        }
    }

    /// As [`Json::member`], with null told apart from absent.
    pub(crate) fn member_or_null(&self, name: &str) -> Result<Option<&Json>, JsonError> {
        let Json::Object(members) = self else {
            return Err(JsonError);
        };
        let member = members.iter().find(|(key, _)| key == name);
        Ok(member.map(|(_, value)| value))
    }

    /// The member `name` as a string; `None` when it is absent or null.
    ///
    /// **Errors** it is something else.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, JsonError> {
        match self.member(name)? {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => Err(JsonError),
        }
    }
}

/// Whether a text nests no deeper than it may, and no object in it has two members of one of the names `once`.
fn is_strict(text: &str, once: &[&str]) -> bool {
    // Of every open array and object, which of the names it has.
    let mut open: Vec<u32> = Vec::new();
    let mut string = "";
    let mut start = None;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(begin) = start {
            if byte == b'"' && !escaped {
                string = text.get(begin..=at).unwrap_or_default();
                start = None;
            }
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        match byte {
            b'"' => start = Some(at),
            b'{' | b'[' if open.len() == DEPTH => return false,
            b'{' | b'[' => open.push(0),
            b'}' | b']' => {
                open.pop();
            }
            b':' => {
                let name = value_of(string);
                let place = once
                    .iter()
                    .position(|once| matches!(&name, Some(Json::Text(name)) if name == once));
                if let (Some(place), Some(names)) = (place, open.last_mut()) {
                    if *names >> place & 1 == 1 {
                        return false;
                    }
                    *names |= 1 << place;
                }
            }
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests;
