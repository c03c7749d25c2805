//! The wasm half of `@loggia/spa`: sign-in for single-page apps. This file holds the bindings only; npm/index.js wraps them.
//!
//! Owns: PKCE, state and nonce, the checks of an ID token, refresh, where tokens are kept. Must not know: any server's
//! inside, any framework. Options come in as JSON text; what a flow needs, and refusals, go out as objects of strings.

mod authorize;
mod browser;
mod client;
mod error;
mod flow;
mod form;
mod grant;
mod json;
mod keep;
mod refresh;
mod sign_out;
mod token;

use authorize::{Begin, Entry, Redeem};
use error::{Code, Refused};
use flow::{Fact, Goal};
use refresh::Refresh;
use sign_out::SignOut;
use std::rc::Rc;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

/// The allocator: 2 KB less of the package than the standard one. It is used without `unsafe` because of its lock, which
/// nobody contends for in a page.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

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

    /// The call named `goal` in npm/index.js: `signIn`, `signUp` and `signOut` with options as JSON text, `handleRedirect`
    /// with the address, `refresh` with nothing. Nothing when the address holds no answer.
    pub fn flow(&self, goal: &str, argument: &str) -> Result<Option<Flow>, JsValue> {
        let client = &self.0;
        let goal = match goal {
            "signIn" => Goal::Begin(Begin::new(Entry::SignIn, argument)?),
            "signUp" => Goal::Begin(Begin::new(Entry::SignUp, argument)?),
            "signOut" => Goal::SignOut(SignOut::new(client, argument)?),
            "refresh" => Goal::Refresh(Refresh::new(client)?),
            "handleRedirect" => match Redeem::new(client, argument)? {
                Some(redeem) => Goal::Redeem(redeem),
                None => return Ok(None),
            },
            _ => return Err(Refused::from(Code::InvalidOptions).into()),
        };
        Ok(Some(Flow(flow::Flow::new(client.clone(), goal))))
    }

    /// The access token when it lasts at least so many seconds, 30 unless said otherwise; nothing when a refresh is due.
    pub fn usable(&self, min_validity: Option<f64>) -> Result<Option<String>, JsValue> {
        Ok(refresh::usable(&self.0, min_validity)?)
    }

    /// The claims of the verified ID token as JSON text; nothing when nobody is signed in.
    pub fn user(&self) -> Result<Option<String>, JsValue> {
        let claims = |tokens: keep::Tokens| Some(token::claims_of(&tokens.id).ok()?.0);
        Ok(self.0.keep.tokens()?.and_then(claims))
    }
}

/// The address `url` without an answer in it.
#[wasm_bindgen(js_name = withoutAnswer)]
pub fn without_answer(url: &str) -> String {
    authorize::without_answer(url)
}

/// A call under way.
#[wasm_bindgen]
pub struct Flow(flow::Flow);

#[wasm_bindgen]
impl Flow {
    /// Goes on with what npm/browser.js found out, and gives what it shall do next.
    pub fn step(&mut self, status: u16, body: Vec<u8>) -> Result<JsValue, JsValue> {
        Ok(self.0.step(Fact { status, body })?.0.into())
    }
}

impl From<Refused> for JsValue {
    fn from(refusal: Refused) -> Self {
        refusal.record().into()
    }
}
