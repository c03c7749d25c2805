//! The machine behind every call that takes time: signing in, redeeming an answer, refreshing, signing out.
//!
//! A flow asks the browser for an [`Action`] and receives its [`ActionResult`]; it never waits itself. Hence the tests drive it with a
//! script, and the package holds no machinery for asynchronous Rust, which would weigh as much as all the rest.

use crate::{
    action::{Action, ActionResult},
    authorize::{CodeExchange, SignIn},
    browser,
    client::{Client, Provider},
    error::{BoxedRefusal, Code, Refusal},
    form::utf8,
    grant::Grant,
    json::Json,
    refresh::Refresh,
    sign_out::SignOut,
    token::{self, Expectation, IdTokenRefusal, Key, UnverifiedToken},
};
use alloc::{boxed::Box, rc::Rc, string::String};

/// What a flow does.
pub(crate) enum Call {
    /// To leave for the server's pages.
    SignIn(SignIn),
    /// To exchange an answer.
    CodeExchange(CodeExchange),
    /// To get a new access token.
    Refresh(Refresh),
    /// To sign out.
    SignOut(SignOut),
}

/// The action whose result a flow waits for.
enum State {
    Start,
    Discovery,
    Challenge(SignIn),
    Tokens(TokenRequest),
    Keys(UnverifiedGrant),
    FreshKeys(UnverifiedGrant),
    Signature(UnverifiedGrant),
    Revocation(SignOut),
    Reach(SignOut),
    Over,
}

/// A request to the token endpoint.
enum TokenRequest {
    CodeExchange(CodeExchange),
    Refresh(Refresh),
}

/// A grant whose ID token is still to be verified.
type UnverifiedGrant = Box<(TokenRequest, Grant)>;

/// One call under way.
pub(crate) struct Flow {
    client: Rc<Client>,
    call: Option<Call>,
    state: State,
    /// When the tokens were requested, in milliseconds since 1970. Their life counts from here, so that they never seem to
    /// last longer than they do.
    requested_at: u64,
    /// How far the clock of the server that issued the tokens is ahead of this device's, in milliseconds.
    server_ahead: i64,
}

impl Flow {
    /// A flow that does `call` for `client`.
    pub(crate) fn new(client: Rc<Client>, call: Call) -> Self {
        Self {
            client,
            call: Some(call),
            state: State::Start,
            requested_at: 0,
            server_ahead: 0,
        }
    }

    /// Goes on with the result of the last action; the first step ignores it.
    ///
    /// **Errors** the refusal ends the flow.
    pub(crate) fn step(&mut self, result: ActionResult) -> Result<Action, BoxedRefusal> {
        match core::mem::replace(&mut self.state, State::Over) {
            State::Start => self.start(),
            State::Discovery => {
                if let Some(Call::SignOut(_)) = self.call
                    && result.is_unavailable()
                {
                    return Err(server_session_lives_on());
                }
                let settings = &self.client.settings;
                let document = published_text(result, &settings.discovery())?;
                let provider = Provider::read(&document, settings.issuer())?;
                // Another flow may have set it in the meantime, to the same value.
                let _ = self.client.provider.set(provider);
                self.after_discovery()
            }
            State::Challenge(sign_in) => {
                let url = sign_in.leave(&self.client, &result.body)?;
                Ok(Action::leave(&url))
            }
            State::Tokens(request) => {
                if result.date != 0 {
                    self.server_ahead = result.date.wrapping_sub(browser::now()) as i64;
                }
                self.after_token_response(request, Grant::read(result))
            }
            State::Keys(unverified) => {
                self.learn_keys(result)?;
                self.find_key(unverified, true)
            }
            State::FreshKeys(unverified) => {
                self.learn_keys(result)?;
                self.find_key(unverified, false)
            }
            State::Signature(unverified) => self.after_verification(&unverified, &result),
            // It may have been refused to this origin, or be all that does not answer.
            State::Revocation(sign_out) if result.status == 0 => {
                self.state = State::Reach(sign_out);
                Ok(Action::get(&self.client.settings.discovery(), "reload"))
            }
            State::Reach(_) if result.status == 0 => Err(server_session_lives_on()),
            State::Revocation(sign_out) | State::Reach(sign_out) => {
                Ok(self.leave_signed_out(&sign_out))
            }
            State::Over => Err(Code::InvalidOptions.into()),
        }
    }

    fn start(&mut self) -> Result<Action, BoxedRefusal> {
        if let Some(Call::Refresh(refresh)) = &self.call
            && let Some(access) = refresh.newer_access_token(&self.client)?
        {
            return Ok(Action::done(&access, ""));
        }
        if self.client.provider.get().is_some() {
            return self.after_discovery();
        }
        self.state = State::Discovery;
        Ok(Action::get(&self.client.settings.discovery(), ""))
    }

    /// Goes on once the endpoints are known.
    fn after_discovery(&mut self) -> Result<Action, BoxedRefusal> {
        let client = &self.client;
        let (state, action) = match self.call.take().ok_or(Code::InvalidOptions)? {
            Call::SignIn(sign_in) => {
                let action = Action::digest(&sign_in.attempt.verifier);
                (State::Challenge(sign_in), action)
            }
            Call::SignOut(sign_out) => match (
                sign_out.revocation(client),
                client.url("revocation_endpoint"),
            ) {
                (Some(body), Ok(url)) => (
                    State::Revocation(sign_out),
                    Action::post_and_leave(url, &body),
                ),
                (None, _) | (_, Err(_)) => return Ok(self.leave_signed_out(&sign_out)),
            },
            Call::CodeExchange(exchange) => {
                if let Some(provider) = client.provider.get() {
                    exchange.check_issuer(provider)?;
                }
                let action = Action::post(client.url("token_endpoint")?, &exchange.form(client));
                (State::Tokens(TokenRequest::CodeExchange(exchange)), action)
            }
            Call::Refresh(refresh) => {
                let action = Action::post(client.url("token_endpoint")?, &refresh.form(client));
                (State::Tokens(TokenRequest::Refresh(refresh)), action)
            }
        };
        self.requested_at = browser::now();
        self.state = state;
        Ok(action)
    }

    fn leave_signed_out(&self, sign_out: &SignOut) -> Action {
        match self.client.url("end_session_endpoint") {
            Ok(page) => Action::leave(&sign_out.page(&self.client, page)),
            Err(_) => Action::done("", ""),
        }
    }

    fn after_token_response(
        &mut self,
        request: TokenRequest,
        answer: Result<Grant, BoxedRefusal>,
    ) -> Result<Action, BoxedRefusal> {
        let grant = match &request {
            TokenRequest::CodeExchange(_) => answer?,
            TokenRequest::Refresh(refresh) => refresh.after_answer(&self.client, answer)?,
        };
        match request {
            TokenRequest::Refresh(refresh) if grant.id().is_empty() => {
                self.finish_refresh(&refresh, &grant)
            }
            TokenRequest::CodeExchange(_) if grant.id().is_empty() => {
                Err(Refusal::because(Code::InvalidIdToken, "there is none"))
            }
            request => self.find_key(Box::new((request, grant)), true),
        }
    }

    fn finish_refresh(&self, refresh: &Refresh, grant: &Grant) -> Result<Action, BoxedRefusal> {
        refresh.finish(&self.client, grant, self.requested_at)?;
        Ok(Action::done(grant.access(), ""))
    }

    fn learn_keys(&self, result: ActionResult) -> Result<(), BoxedRefusal> {
        self.client.keys.set(Some(Json::parse(
            &published_text(result, self.client.url("jwks_uri")?)?,
            Key::MEMBERS,
        )?));
        Ok(())
    }

    /// Finds the key that signed, or fetches the keys: they may change at any time, so an unknown one is looked for once more,
    /// past the browser's cache.
    fn find_key(
        &mut self,
        unverified: UnverifiedGrant,
        may_ask: bool,
    ) -> Result<Action, BoxedRefusal> {
        let token = UnverifiedToken::read(unverified.1.id())?;
        let keys = self.client.keys.take();
        let first = keys.is_none();
        let key = keys
            .as_ref()
            .map_or(Ok(None), |keys| Key::find(keys, &token.kid))?;
        let (action, state) = match key {
            Some(key) => (
                Action::verify(&key, &token, unverified.1.access()),
                State::Signature(unverified),
            ),
            None if !may_ask => return Err(IdTokenRefusal::Key.into()),
            None => {
                let cache = if first { "" } else { "reload" };
                let action = Action::get(self.client.url("jwks_uri")?, cache);
                let state = if first { State::Keys } else { State::FreshKeys };
                (action, state(unverified))
            }
        };
        self.state = state;
        self.client.keys.set(keys);
        Ok(action)
    }

    fn after_verification(
        &self,
        unverified: &(TokenRequest, Grant),
        result: &ActionResult,
    ) -> Result<Action, BoxedRefusal> {
        let (request, grant) = unverified;
        let settings = &self.client.settings;
        let expect = Expectation {
            issuer: settings.issuer(),
            client_id: settings.client_id(),
            now: browser::now().wrapping_add_signed(self.server_ahead) / 1000,
            leeway: settings.leeway,
            at_hash: &token::at_hash(&result.body),
            origin: match request {
                TokenRequest::CodeExchange(exchange) => exchange.origin(),
                TokenRequest::Refresh(refresh) => refresh.origin(),
            },
        };
        let claims = UnverifiedToken::read(grant.id())?.claims(result.status == 1, &expect)?;
        match request {
            TokenRequest::Refresh(refresh) => self.finish_refresh(refresh, grant),
            TokenRequest::CodeExchange(exchange) => {
                self.client
                    .store
                    .put(grant.tokens("", "", self.requested_at))?;
                Ok(Action::done(&claims, exchange.return_to()))
            }
        }
    }
}

/// The text of the document that the issuer publishes at `address`.
fn published_text(result: ActionResult, address: &str) -> Result<String, BoxedRefusal> {
    if result.is_unavailable() {
        return Err(Code::TemporarilyUnavailable.into());
    }
    let text = utf8(&result.body).filter(|_| result.status == 200);
    text.ok_or_else(|| {
        Refusal::because(
            Code::DiscoveryFailed,
            &[address, " is not there. Does issuer end in the pool id?"].concat(),
        )
    })
}

/// The refusal of a sign-out that did not reach the server.
fn server_session_lives_on() -> BoxedRefusal {
    Refusal::because(
        Code::TemporarilyUnavailable,
        "signed out here, but the session lives on there",
    )
}

#[cfg(test)]
mod tests;
