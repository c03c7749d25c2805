//! The wasm half of `@loggia/spa`: sign-in for single-page apps. This file holds the bindings only; npm/index.js wraps them.
//!
//! Owns: PKCE, state and nonce, the checks of an ID token, refresh, where tokens are stored. Must not know: any server's
//! inside, any framework. Options come in as JSON text; actions and refusals go out as `URLSearchParams`.

#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

mod action;
mod authorize;
mod base64url;
mod browser;
mod client;
mod error;
mod flow;
mod form;
mod grant;
mod json;
mod refresh;
mod sign_out;
mod token;
mod token_store;

use action::ActionResult;
use alloc::{rc::Rc, vec::Vec};
use authorize::{CodeExchange, EntryPage, SignIn};
use browser::Record;
use error::{BoxedRefusal, Code};
use flow::Call;
use refresh::Refresh;
use sign_out::SignOut;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// The allocator: 2.5 KB less of the package than that of the standard library. It is used without `unsafe` because of its
/// lock, which has no contention in a page.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

/// Ends a panic in a trap. The standard library would first compose a message, which nobody reads: 0.6 KB of the package.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// One app client of one issuer.
#[wasm_bindgen]
pub struct Client(Rc<client::Client>);

#[wasm_bindgen]
impl Client {
    /// A client with settings as JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Client, JsValue> {
        Ok(Self(Rc::new(client::Client::new(settings)?)))
    }

    /// The call named `call` in npm/index.js: `signIn`, `signUp` and `signOut` with options as JSON text, `handleRedirect`
    /// with the address, `refresh` with nothing. Nothing when the address holds no answer.
    pub fn flow(&self, call: &str, argument: &str) -> Result<Option<Flow>, JsValue> {
        let client = &self.0;
        let call = match call {
            "signIn" => Call::SignIn(SignIn::new(EntryPage::SignIn, argument)?),
            "signUp" => Call::SignIn(SignIn::new(EntryPage::SignUp, argument)?),
            "signOut" => Call::SignOut(SignOut::new(client, argument)?),
            "refresh" => Call::Refresh(Refresh::new(client)?),
            "handleRedirect" => match CodeExchange::new(client, argument)? {
                Some(redeem) => Call::CodeExchange(redeem),
                None => return Ok(None),
            },
            _ => return Err(BoxedRefusal::from(Code::InvalidOptions).into()),
        };
        Ok(Some(Flow(flow::Flow::new(client.clone(), call))))
    }

    /// The access token when it lasts at least so many seconds, 30 unless said otherwise; nothing when a refresh is due.
    pub fn usable(&self, min_validity: Option<f64>) -> Result<JsValue, JsValue> {
        Ok(refresh::usable(&self.0, min_validity)?.into())
    }

    /// The claims of the verified ID token as JSON text; nothing when nobody is signed in.
    pub fn user(&self) -> Result<JsValue, JsValue> {
        let claims = |tokens: token_store::Tokens| Some(token::claims_of(&tokens.id).ok()?.0);
        Ok(self.0.store.tokens()?.and_then(claims).into())
    }
}

/// The address `url` without an answer in it.
#[wasm_bindgen(js_name = withoutAnswer)]
pub fn without_answer(url: &str) -> JsValue {
    authorize::without_answer(url).into()
}

/// A call in progress.
#[wasm_bindgen]
pub struct Flow(flow::Flow);

#[wasm_bindgen]
impl Flow {
    /// Goes on with the result of the last action, and gives the next one.
    pub fn step(&mut self, status: u16, body: Vec<u8>) -> Result<JsValue, JsValue> {
        Ok(self.0.step(ActionResult { status, body })?.0.into())
    }
}

impl From<BoxedRefusal> for JsValue {
    fn from(refusal: BoxedRefusal) -> Self {
        Record::new(&refusal.members()).into()
    }
}
