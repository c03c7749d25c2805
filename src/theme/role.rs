//! What each colour of a theme is for.

/// What a colour is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The background behind the card.
    Page,
    /// The card and the fields on it.
    Card,
    /// What lies a little below the card.
    Sunken,
    /// Text.
    Text,
    /// Quieter text.
    Text2,
    /// Small print.
    Text3,
    /// Hairlines.
    Border,
    /// The edge of a field.
    Edge,
    /// The primary button.
    Accent,
    /// The primary button under the pointer.
    AccentHover,
    /// The primary button while it is pressed.
    AccentPress,
    /// Text on the primary button.
    OnAccent,
    /// The background of good news.
    AccentSoft,
    /// Links.
    Link,
    /// Errors.
    Danger,
    /// The background of an alert.
    DangerSoft,
    /// Good news.
    Good,
    /// The ring around what has the focus.
    Focus,
    /// The arcade behind the page.
    Arch,
}
