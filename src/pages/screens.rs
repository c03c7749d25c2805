//! Every screen as a function of its value: what stands at its head, and its body, a component of the screen's name.
//!
//! Must not know: where a value comes from, or what follows. The forms' fields are those that `wire::screen` names.

/// Says which fields the value of a screen has on the wire, so that the browser can read it. The compiler names a field
/// that is left out, and a screen that says nothing, on the server's side too.
macro_rules! fields {
    ($name:ident { $($field:ident)+ }) => {
        #[cfg(feature = "hydrate")]
        impl crate::browser::Read for wire::screen::$name {
            fn read(
                reader: &mut crate::browser::Reader,
                value: &wasm_bindgen::JsValue,
            ) -> Self {
                Self { $($field: crate::browser::field(reader, value, stringify!($field))),+ }
            }
        }

        #[cfg(not(feature = "hydrate"))]
        impl super::Read for wire::screen::$name {
            fn read(Self { $($field: _),+ }: Self) {}
        }
    };
    ($name:ident($value:ident)) => {
        #[cfg(feature = "hydrate")]
        impl crate::browser::Read for wire::screen::$name {
            fn read(
                reader: &mut crate::browser::Reader,
                value: &wasm_bindgen::JsValue,
            ) -> Self {
                Self(crate::browser::Read::read(reader, value))
            }
        }

        #[cfg(not(feature = "hydrate"))]
        impl super::Read for wire::screen::$name {
            fn read(Self(_): Self) {}
        }
    };
}

mod confirm_sign_up;
mod confirm_user;
mod continue_as;
mod done;
mod email_otp;
mod error;
mod forgot_password;
mod identifier_form;
mod mfa_setup;
mod new_password_required;
mod password;
mod resend_code;
mod reset_password;
mod sign_in;
mod sign_up;
mod signed_out;
mod software_token_mfa;

#[cfg(feature = "hydrate")]
use crate::browser::{Read, Reader};
use crate::{
    head::Head,
    node::IntoNode,
    render_context::{CurrentPage, use_render_context},
    words::Words,
};
use confirm_sign_up::ConfirmSignUp;
use confirm_user::ConfirmUser;
use continue_as::Continue;
use done::Done;
use email_otp::EmailOtp;
use error::Error;
use forgot_password::ForgotPassword;
use leptos::prelude::*;
use mfa_setup::MfaSetup;
use new_password_required::NewPasswordRequired;
use password::Password;
use resend_code::ResendCode;
use reset_password::ResetPassword;
use sign_in::SignIn;
use sign_up::SignUp;
use signed_out::SignedOut;
use software_token_mfa::SoftwareTokenMfa;
use std::sync::Arc;
use wire::{
    screen::{Delivery, Medium, Message, Page, Screen},
    text::Text,
};

/// What the file of a screen says of it besides its component.
trait ScreenInfo: Read {
    /// Whether it has a form of its own.
    const FORM: bool = true;

    /// Whether it asks who somebody is: once they have shown that in another tab, this one has nothing to ask any more.
    const SIGNS_IN: bool = false;

    /// What stands above the form.
    fn head(&self) -> Head;
}

/// Stands for what the browser reads a value with, where there is no browser.
#[cfg(not(feature = "hydrate"))]
trait Read: Sized {
    /// Takes a value apart, so that the compiler sees all of its fields named.
    #[expect(dead_code, reason = "compiling it is what it is for")]
    fn read(value: Self);
}

macro_rules! screens {
    ($($(#[$doc:meta])* $variant:ident($value:ident) = $name:literal),+ $(,)?) => {
        /// What stands above the form of `screen`.
        pub(crate) fn head(screen: &Screen) -> Head {
            match screen { $(Screen::$variant(screen) => screen.head()),+ }
        }

        /// The form of the page's screen and what is below it.
        #[component]
        pub(crate) fn ScreenBody() -> impl IntoNode {
            let page = use_render_context().page;
            match &page.screen {
                $(Screen::$variant(screen) => {
                    let screen = screen.clone();
                    view! { <$variant screen/> }.into_node()
                }),+
            }
        }

        /// Whether `screen` has a form of its own.
        pub(crate) fn has_form(screen: &Screen) -> bool {
            match screen { $(Screen::$variant(_) => <wire::screen::$value as ScreenInfo>::FORM),+ }
        }

        /// Whether `screen` asks who somebody is.
        fn signs_in(screen: &Screen) -> bool {
            match screen { $(Screen::$variant(_) => <wire::screen::$value as ScreenInfo>::SIGNS_IN),+ }
        }

        #[cfg(feature = "hydrate")]
        impl Read for Screen {
            fn read(reader: &mut Reader, value: &wasm_bindgen::JsValue) -> Self {
                let (name, content) = reader.variant(value);
                match &*name {
                    $($name => Self::$variant(Read::read(reader, &content)),)+
                    _ => {
                        reader.refuse();
                        Self::Continue(Read::read(reader, &content))
                    }
                }
            }
        }
    };
}

wire::each_screen!(screens);

/// `page` as the one that a tab shows after `number` others.
pub(crate) fn current_page(number: u32, page: Page, words: Arc<Words>) -> CurrentPage {
    CurrentPage {
        number,
        head: Arc::new(head(&page.screen)),
        has_form: has_form(&page.screen),
        signs_in: signs_in(&page.screen),
        page: Arc::new(page),
        words,
    }
}

/// The line that says where a code went.
fn sent_to(delivery: &Option<Delivery>, with_address: Text, without_address: Text) -> Message {
    match delivery {
        Some(delivery) => Message::with(with_address, "destination", &delivery.destination),
        None => without_address.into(),
    }
}

/// Whether a code may come by text message.
fn by_sms(delivery: &Option<Delivery>) -> bool {
    delivery
        .as_ref()
        .is_none_or(|delivery| delivery.medium == Medium::Sms)
}
