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
use error::BoxedRefusal;
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

/// One app client of one issuer, or a call of it in progress: a second class of the script would be 0.1 KB of the package.
#[wasm_bindgen]
pub struct Client {
    client: Rc<client::Client>,
    flow: Option<flow::Flow>,
}

#[wasm_bindgen]
impl Client {
    /// A client with settings as JSON text.
    #[wasm_bindgen(constructor)]
    pub fn new(settings: &str) -> Result<Client, JsValue> {
        Ok(Self {
            client: Rc::new(client::Client::new(settings)?),
            flow: None,
        })
    }

    /// The call that has this number in npm/index.js: `signIn`, `signUp` and `signOut` with options as JSON text,
    /// `handleRedirect` with the address, `refresh` with nothing. Nothing when the address holds no answer.
    pub fn flow(&self, call: u8, argument: &str) -> Result<Option<Client>, JsValue> {
        let client = &self.client;
        let call = match call {
            0 => Call::SignIn(SignIn::new(EntryPage::SignIn, argument)?),
            1 => Call::SignIn(SignIn::new(EntryPage::SignUp, argument)?),
            2 => Call::SignOut(SignOut::new(client, argument)?),
            3 => Call::Refresh(Refresh::new(client)?),
            _ => match CodeExchange::new(client, argument)? {
                Some(redeem) => Call::CodeExchange(redeem),
                None => return Ok(None),
            },
        };
        Ok(Some(Self {
            client: client.clone(),
            flow: Some(flow::Flow::new(client.clone(), call)),
        }))
    }

    /// Goes on with the result of the call's last action, and gives the next one. What is no `date` is none.
    pub fn step(&mut self, status: u16, body: Vec<u8>, date: f64) -> Result<JsValue, JsValue> {
        let date = date as u64;
        let result = ActionResult { status, body, date };
        let next = self.flow.as_mut().map(|flow| flow.step(result));
        Ok(next.transpose()?.map(|action| action.0).into())
    }

    /// The ID token, verified when it came, and the access token when it lasts at least so many seconds, 30 unless said
    /// otherwise; without it a refresh is due. Neither when nobody is signed in.
    pub fn tokens(&self, min_validity: Option<f64>) -> Result<JsValue, JsValue> {
        let tokens = self.client.store.tokens()?;
        let access = tokens
            .as_ref()
            .and_then(|tokens| refresh::usable(tokens, min_validity));
        let id = tokens.as_ref().map(|tokens| tokens.id.as_str());
        let members = [
            ("id", id.unwrap_or_default()),
            ("access", access.unwrap_or_default()),
        ];
        Ok(Record::new(&members).into())
    }
}

impl From<BoxedRefusal> for JsValue {
    fn from(refusal: BoxedRefusal) -> Self {
        Record::new(&refusal.members()).into()
    }
}
