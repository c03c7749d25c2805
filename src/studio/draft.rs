//! What a designer works on: the theme, the classic sheet and the logo.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use theme::Theme;

/// A logo as its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// The file's name.
    pub name: String,
    /// Its media type: `image/png` or `image/jpeg`.
    pub kind: String,
    /// Its bytes in Base64.
    pub base64: String,
    /// Intrinsic width in pixels.
    pub width: u32,
    /// Intrinsic height in pixels.
    pub height: u32,
}

/// The largest logo that Cognito takes, in bytes.
///
/// **Source**: `ImageFile` of `SetUICustomization`.
pub const LARGEST_LOGO: usize = 100 * 1024;

impl Logo {
    /// The media type of a PNG or JPEG file by its first bytes.
    pub fn kind_of(bytes: &[u8]) -> Option<&'static str> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
            [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
            _ => None,
        }
    }

    /// Its bytes as text.
    pub fn encode(bytes: &[u8]) -> String {
        STANDARD.encode(bytes)
    }

    /// Its bytes; none where the text is not what [`Logo::encode`] writes.
    pub fn decode(&self) -> Vec<u8> {
        STANDARD.decode(&self.base64).unwrap_or_default()
    }

    /// The name of its file in a brand's folder.
    pub fn file_name(&self) -> &'static str {
        match self.kind.as_str() {
            "image/jpeg" => "logo.jpg",
            _ => "logo.png",
        }
    }

    /// An address that holds the file itself.
    pub fn src(&self) -> String {
        format!("data:{};base64,{}", self.kind, self.base64)
    }
}

/// One state of the work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The design tokens.
    pub theme: Theme,
    /// The classic sheet as it was typed, right or wrong.
    pub sheet: String,
    /// The logo, if there is one.
    pub logo: Option<Logo>,
}

/// A draft as the browser keeps it: the theme as its document.
#[derive(Serialize, Deserialize)]
struct StoredDraft {
    theme: String,
    sheet: String,
    logo: Option<Logo>,
}

impl Draft {
    /// Writes the draft as text, for [`Draft::read`].
    pub fn write(&self) -> String {
        let stored = StoredDraft {
            theme: self.theme.write(),
            sheet: self.sheet.clone(),
            logo: self.logo.clone(),
        };
        serde_json::to_string(&stored).unwrap_or_default()
    }

    /// What [`Draft::write`] wrote; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        let stored: StoredDraft = serde_json::from_str(text).ok()?;
        Some(Self {
            theme: Theme::read(&stored.theme).0,
            sheet: stored.sheet,
            logo: stored.logo,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use theme::{Oklch, Role};

    #[test]
    fn a_kept_draft_comes_back_whole() {
        let mut draft = Draft {
            sheet: ".label-customizable { colour: red }\n".to_owned(),
            logo: Some(Logo {
                name: "a.png".to_owned(),
                kind: "image/png".to_owned(),
                base64: Logo::encode(b"\0\xff"),
                width: 2,
                height: 1,
            }),
            ..Draft::default()
        };
        draft
            .theme
            .dark
            .set(Role::Accent, Oklch::parse("#c0ffee").ok());
        assert_eq!(Draft::read(&draft.write()), Some(draft));
        assert_eq!(Draft::read("{}"), None);
    }

    #[test]
    fn a_logo_is_known_by_its_bytes() {
        assert_eq!(Logo::kind_of(b"\x89PNG\r\n\x1a\n..."), Some("image/png"));
        assert_eq!(Logo::kind_of(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(Logo::kind_of(b"<svg"), None);
    }
}
