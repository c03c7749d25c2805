//! What screens are made of. Component `x` is `x.rs` here, `style/components/x.css`, class `lg-x`.
//!
//! A component must not know which screen it stands on. It is described with [`crate::node`], which makes elements one by
//! one: the pages' Content-Security-Policy (Trusted Types) refuses HTML strings, which `view!` makes of constant parts.

pub(crate) mod alert;
pub(crate) mod brand;
pub(crate) mod button;
pub(crate) mod code_field;
pub(crate) mod field;
pub(crate) mod footer;
pub(crate) mod form;
pub(crate) mod head;
pub(crate) mod icon;
pub(crate) mod identity;
pub(crate) mod language;
pub(crate) mod link;
pub(crate) mod page;
pub(crate) mod password_field;
pub(crate) mod qr;
pub(crate) mod resend;
pub(crate) mod rules;
pub(crate) mod secret_key;
pub(crate) mod strength;
