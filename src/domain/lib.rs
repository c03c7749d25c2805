//! Every decision that Loggia takes, as pure functions.
//!
//! Owns: pools, app clients, users and what may happen to them; sign-in, sign-up, recovery, enrolment and OAuth; the rules
//! that refuse. Must not know: a clock, randomness, SQL, HTTP, or the words of an answer. A decision is a straight `async`
//! function ([`decision::Decision`]) that reads through [`facts::Facts`] and returns what must be written; time and
//! randomness arrive in its [`context::Context`], a *no* leaves as a [`refusal::Refusal`].

#[cfg(test)]
mod chance;
#[cfg(test)]
mod testing;

pub(crate) mod account;
pub mod attempt;
pub mod attribute;
pub mod brand;
pub mod change;
pub mod client;
pub mod code;
pub mod context;
pub mod decision;
pub(crate) mod decoy;
pub mod enrol;
pub mod event;
pub mod facts;
pub mod field;
pub mod filter;
pub mod flow_token;
pub mod id;
pub mod message;
pub mod mfa;
pub mod oauth;
pub mod password;
pub mod pool;
pub(crate) mod preferred_username;
pub mod qr;
pub mod recover;
pub mod refusal;
pub(crate) mod second_factor;
pub mod secret;
pub mod secret_hash;
pub(crate) mod send_code;
pub mod sign_in;
pub mod sign_up;
pub mod srp;
pub mod time;
pub mod token;
pub mod totp;
pub mod trigger;
pub(crate) mod unbuilt;
pub mod user;
pub mod window;
