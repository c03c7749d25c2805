//! What the pages take from the browser: its JSON parser, the texts that it loads, its clipboard, its one-time codes.

pub(crate) mod clipboard;
mod json;
pub(crate) mod one_time_code;
mod texts;

pub(crate) use json::{Read, Reader, field, read};
pub(crate) use texts::AllTexts;
