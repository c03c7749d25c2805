//! Bytes, written as base64 on the wire.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// Writes padding, and reads text with or without it: some SDKs leave it out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes, for example an image; base64 with the standard alphabet on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blob(pub Vec<u8>);

impl Blob {
    /// Reads base64, padded or not; `None` if the text is anything else.
    pub fn from_base64(text: &str) -> Option<Self> {
        BASE64.decode(text).ok().map(Self)
    }

    /// The bytes as padded base64.
    pub fn to_base64(&self) -> String {
        BASE64.encode(&self.0)
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_base64())
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_base64(&text).ok_or_else(|| D::Error::custom("the text is not base64"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_or_without_padding_and_written_with_it() {
        #[track_caller]
        fn check(text: &str, expect: Option<&[u8]>) {
            assert_eq!(
                Blob::from_base64(text).map(|blob| blob.0),
                expect.map(<[u8]>::to_vec),
                "{text}"
            );
        }
        check("", Some(b""));
        check("aGk=", Some(b"hi"));
        check("aGk", Some(b"hi"));
        check("+/+/", Some(&[0xfb, 0xff, 0xbf]));
        check("-_-_", None);
        check("aGk=\n", None);
        check("a", None);
        assert_eq!(Blob(b"hi".to_vec()).to_base64(), "aGk=");
    }
}
