//! The machine behind every call that takes time: signing in, redeeming an answer, refreshing, signing out.
//!
//! A flow says what it needs from the browser and is told the fact; it never waits itself. Hence the tests drive it with a
//! script, and the package holds no machinery for asynchronous Rust, which would weigh as much as all the rest.

mod need;

pub(crate) use need::Need;

use crate::{
    authorize::{Begin, Redeem},
    browser,
    client::{Client, Provider},
    error::{Code, Refusal, Refused},
    form::join,
    grant::Grant,
    json::Json,
    refresh::Refresh,
    sign_out::SignOut,
    token::{self, Expect, Flaw, Key, Unverified},
};
use std::rc::Rc;

/// What the browser found out.
pub(crate) struct Fact {
    /// HTTP status, or 1 for yes and 0 for no.
    pub(crate) status: u16,
    /// Body or hash.
    pub(crate) body: Vec<u8>,
}

/// What a flow is for.
pub(crate) enum Goal {
    /// To leave for the server's pages.
    Begin(Begin),
    /// To redeem an answer.
    Redeem(Redeem),
    /// To get a new access token.
    Refresh(Refresh),
    /// To sign out.
    SignOut(SignOut),
}

/// What a flow waits for.
enum State {
    Start,
    Discovery,
    Challenge(Begin),
    Tokens(Errand),
    Keys(Pending),
    FreshKeys(Pending),
    Signature(Pending),
    Revocation(SignOut),
    Over,
}

/// What brings tokens.
enum Errand {
    Redeem(Redeem),
    Refresh(Refresh),
}

/// A grant whose ID token is still to be verified.
type Pending = Box<(Errand, Grant)>;

/// One call under way.
pub(crate) struct Flow {
    client: Rc<Client>,
    goal: Option<Goal>,
    state: State,
    /// When the tokens were asked for, in milliseconds since 1970: their life counts from here, so that they never seem to
    /// last longer than they do.
    asked_at: u64,
}

impl Flow {
    /// A flow of `client` towards `goal`.
    pub(crate) fn new(client: Rc<Client>, goal: Goal) -> Self {
        Self {
            client,
            goal: Some(goal),
            state: State::Start,
            asked_at: 0,
        }
    }

    /// Goes on with the fact that was needed; at the start there is none to know.
    ///
    /// **Errors** the refusal ends the flow.
    pub(crate) fn step(&mut self, fact: Fact) -> Result<Need, Refused> {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Start => self.start(),
            State::Discovery => {
                let provider = Provider::read(&published(fact)?, self.client.settings.issuer())?;
                // Where another flow has learnt it meanwhile, it has learnt the same.
                let _ = self.client.provider.set(provider);
                self.known()
            }
            State::Challenge(begin) => {
                let url = begin.leave(&self.client, &fact.body)?;
                Ok(Need::leave(&url))
            }
            State::Tokens(errand) => self.granted(errand, Grant::read(fact)),
            State::Keys(pending) => {
                self.learn_keys(fact)?;
                self.find_key(pending, true)
            }
            State::FreshKeys(pending) => {
                self.learn_keys(fact)?;
                self.find_key(pending, false)
            }
            State::Signature(pending) => self.verified(&pending, &fact),
            State::Revocation(sign_out) => Ok(self.leave_signed_out(&sign_out)),
            State::Over => Err(Code::InvalidOptions.into()),
        }
    }

    fn start(&mut self) -> Result<Need, Refused> {
        if let Some(Goal::Refresh(refresh)) = &self.goal
            && let Some(access) = refresh.overtaken(&self.client)?
        {
            return Ok(Need::done(&access, ""));
        }
        if self.client.provider.get().is_some() {
            return self.known();
        }
        self.state = State::Discovery;
        let url = join(&[self.client.settings.issuer(), wire::route::DISCOVERY]);
        Ok(Need::get(&url, ""))
    }

    /// The endpoints are known.
    fn known(&mut self) -> Result<Need, Refused> {
        let client = &self.client;
        let (state, need) = match self.goal.take().ok_or(Code::InvalidOptions)? {
            Goal::Begin(begin) => {
                let need = Need::digest(&begin.attempt.verifier);
                (State::Challenge(begin), need)
            }
            Goal::SignOut(sign_out) => match (
                sign_out.revocation(client),
                client.url("revocation_endpoint"),
            ) {
                (Some(body), Ok(url)) => (
                    State::Revocation(sign_out),
                    Need::post_and_leave(url, &body),
                ),
                (None, _) | (_, Err(_)) => return Ok(self.leave_signed_out(&sign_out)),
            },
            Goal::Redeem(redeem) => {
                let need = Need::post(client.url("token_endpoint")?, &redeem.form(client));
                (State::Tokens(Errand::Redeem(redeem)), need)
            }
            Goal::Refresh(refresh) => {
                let need = Need::post(client.url("token_endpoint")?, &refresh.form(client));
                (State::Tokens(Errand::Refresh(refresh)), need)
            }
        };
        self.asked_at = browser::now();
        self.state = state;
        Ok(need)
    }

    fn leave_signed_out(&self, sign_out: &SignOut) -> Need {
        match self.client.url("end_session_endpoint") {
            Ok(page) => Need::leave(&sign_out.page(&self.client, page)),
            Err(_) => Need::done("", ""),
        }
    }

    fn granted(&mut self, errand: Errand, answer: Result<Grant, Refused>) -> Result<Need, Refused> {
        let grant = match &errand {
            Errand::Redeem(_) => answer?,
            Errand::Refresh(refresh) => refresh.judge(&self.client, answer)?,
        };
        match errand {
            Errand::Refresh(refresh) if grant.id().is_empty() => {
                self.finish_refresh(&refresh, &grant)
            }
            Errand::Redeem(_) if grant.id().is_empty() => {
                Err(Refusal::because(Code::InvalidIdToken, "there is none"))
            }
            errand => self.find_key(Box::new((errand, grant)), true),
        }
    }

    fn finish_refresh(&self, refresh: &Refresh, grant: &Grant) -> Result<Need, Refused> {
        refresh.finish(&self.client, grant, self.asked_at)?;
        Ok(Need::done(grant.access(), ""))
    }

    fn learn_keys(&self, fact: Fact) -> Result<(), Refused> {
        self.client
            .keys
            .set(Some(Json::parse(&published(fact)?, Key::MEMBERS)?));
        Ok(())
    }

    /// Keys may change at any time: an unknown one makes us ask, if need be past the browser's cache.
    fn find_key(&mut self, pending: Pending, may_ask: bool) -> Result<Need, Refused> {
        let token = Unverified::read(pending.1.id())?;
        let keys = self.client.keys.take();
        let first = keys.is_none();
        let key = keys
            .as_ref()
            .map_or(Ok(None), |keys| Key::find(keys, &token.kid))?;
        let (need, state) = match key {
            Some(key) => (
                Need::verify(&key, &token, pending.1.access()),
                State::Signature(pending),
            ),
            None if !may_ask => return Err(Flaw::Key.into()),
            None => {
                let cache = if first { "" } else { "reload" };
                let need = Need::get(self.client.url("jwks_uri")?, cache);
                let state = if first { State::Keys } else { State::FreshKeys };
                (need, state(pending))
            }
        };
        self.state = state;
        self.client.keys.set(keys);
        Ok(need)
    }

    fn verified(&self, pending: &(Errand, Grant), fact: &Fact) -> Result<Need, Refused> {
        let (errand, grant) = pending;
        let settings = &self.client.settings;
        let expect = Expect {
            issuer: settings.issuer(),
            client_id: settings.client_id(),
            now: browser::now() / 1000,
            leeway: settings.leeway,
            at_hash: &token::at_hash(&fact.body),
            origin: match errand {
                Errand::Redeem(redeem) => redeem.origin(),
                Errand::Refresh(refresh) => refresh.origin(),
            },
        };
        let claims = Unverified::read(grant.id())?.claims(fact.status == 1, &expect)?;
        match errand {
            Errand::Refresh(refresh) => self.finish_refresh(refresh, grant),
            Errand::Redeem(redeem) => {
                self.client.keep.put(grant.tokens("", "", self.asked_at))?;
                Ok(Need::done(&claims, redeem.return_to()))
            }
        }
    }
}

/// Whether a status says that the server is not to be had at this time.
pub(crate) fn later(status: u16) -> bool {
    matches!(status, 0 | 408 | 429 | 500..)
}

/// The text of something the issuer publishes.
fn published(fact: Fact) -> Result<String, Refused> {
    if later(fact.status) {
        return Err(Code::TemporarilyUnavailable.into());
    }
    let text = String::from_utf8(fact.body)
        .ok()
        .filter(|_| fact.status == 200);
    text.ok_or_else(|| {
        Refusal::because(
            Code::DiscoveryFailed,
            "what the issuer must publish is not there",
        )
    })
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;
