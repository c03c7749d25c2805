//! The browser where there is none: a clock that moves only when told, a counter for randomness, a map for sessionStorage, and
//! crates that read and write as browsers do. For native tests.

use crate::error::{BoxedRefusal, Code};
use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use std::{cell::RefCell, collections::BTreeMap};
use wasm_bindgen::JsValue;

/// The state of one thread's browser.
#[derive(Default)]
pub(crate) struct Browser {
    /// Milliseconds since 1970.
    pub(crate) now: u64,
    /// sessionStorage.
    pub(crate) stored: BTreeMap<String, String>,
    /// Whether the person forbade storage.
    pub(crate) storage_is_blocked: bool,
    last_random: u8,
}

thread_local! {
    /// This thread's browser.
    pub(crate) static BROWSER: RefCell<Browser> = RefCell::default();
}

fn with<T>(work: impl FnOnce(&mut Browser) -> T) -> T {
    BROWSER.with_borrow_mut(work)
}

fn storage<T>(work: impl FnOnce(&mut BTreeMap<String, String>) -> T) -> Result<T, BoxedRefusal> {
    with(|browser| {
        if browser.storage_is_blocked {
            Err(Code::StorageUnavailable.into())
        } else {
            Ok(work(&mut browser.stored))
        }
    })
}

/// The time in milliseconds since 1970.
pub(crate) fn now() -> u64 {
    with(|browser| browser.now)
}

/// Bytes that differ from call to call.
pub(crate) fn random(length: usize) -> Result<Vec<u8>, BoxedRefusal> {
    with(|browser| {
        browser.last_random = browser.last_random.wrapping_add(1);
        Ok(vec![browser.last_random; length])
    })
}

/// The value that sessionStorage has under `key`.
pub(crate) fn stored(key: &str) -> Result<Option<String>, BoxedRefusal> {
    storage(|map| map.get(key).cloned())
}

/// Puts `value` into sessionStorage.
pub(crate) fn store(key: &str, value: &str) -> Result<(), BoxedRefusal> {
    storage(|map| {
        map.insert(key.to_owned(), value.to_owned());
    })
}

/// Takes `key` out of sessionStorage.
pub(crate) fn forget(key: &str) -> Result<(), BoxedRefusal> {
    storage(|map| {
        map.remove(key);
    })
}

/// Names and values.
#[derive(Debug)]
pub(crate) struct Record(Vec<(String, String)>);

impl Record {
    /// With these names and values; an empty value is left out.
    pub(crate) fn new(fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().filter(|(_, value)| !value.is_empty());
        Self(
            fields
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    /// Reads a form.
    pub(crate) fn read(form: &str) -> Self {
        Self(
            form_urlencoded::parse(form.as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The first value of `name`; where it is not UTF-8, U+FFFD stands in it.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut fields = self.0.iter().filter(|(key, _)| key == name);
        fields.next().map(|(_, value)| value.clone())
    }

    /// The form.
    pub(crate) fn form(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }
}

impl From<Record> for JsValue {
    fn from(record: Record) -> Self {
        record.form().into()
    }
}

/// `btoa` and `atob`, which forgive a missing padding, and a last character with bits that say nothing.
///
/// **Source** HTML standard, "Base64 utility methods".
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// base64 of a text of characters up to U+00FF, which stand for bytes.
pub(crate) fn btoa(binary: &str) -> String {
    let bytes: Vec<u8> = binary.chars().map(|letter| letter as u8).collect();
    FORGIVING.encode(bytes)
}

/// What [`btoa`] made this text of; `None` where it is not base64.
pub(crate) fn atob(text: &str) -> Option<String> {
    let spaces = |letter: char| letter.is_ascii_whitespace();
    let bytes = FORGIVING.decode(text.replace(spaces, "")).ok()?;
    Some(bytes.into_iter().map(char::from).collect())
}
