//! What screens are made of. Component `x` is `x.rs` here, `style/components/x.css`, class `lg-x`.
//!
//! A component must not know which screen it stands on. It is a `#[component]` whose props are what tells one from another;
//! the words and the page it takes from [`use_render_context`](crate::render_context::use_render_context). Its elements
//! are described with [`element`](crate::node::element).

mod alert;
mod brand;
mod button;
mod code_field;
mod field;
mod footer;
mod form;
mod head;
mod icon;
mod identity;
mod language;
mod link;
mod page;
mod password_field;
mod qr;
mod resend;
mod rules;
mod secret_key;
mod strength;

pub(crate) use alert::{AlertRegion, NoticeRegion, StatusLine};
pub(crate) use brand::Brand;
pub(crate) use button::{ChoiceButton, SignInButton, SubmitButton};
pub(crate) use code_field::CodeField;
pub(crate) use field::{AttributeField, Field, IdentifierField};
pub(crate) use footer::Footer;
pub(crate) use form::{Form, HiddenField, HiddenPassword, HiddenUsername};
pub(crate) use head::Heading;
pub(crate) use identity::Person;
pub(crate) use link::{
    AsideLink, Choices, FootLink, PhoneLink, PrimaryLink, SecondaryLink, Support,
};
pub(crate) use page::{Card, Layout};
pub(crate) use password_field::PasswordField;
pub(crate) use qr::QrCode;
pub(crate) use resend::ResendForm;
pub(crate) use secret_key::SecretKey;
