//! Every decision that Loggia takes, as pure functions and state machines.
//!
//! Owns: pools, app clients, users and what may happen to them; sign-in, sign-up, recovery, enrolment and OAuth as
//! machines; the rules that refuse. Must not know: async, a clock, randomness, SQL, HTTP, or the words of an answer:
//! time and randomness arrive as arguments, a *no* leaves as a [`refusal::Refusal`].

pub mod attempt;
pub mod attribute;
pub mod brand;
pub mod client;
pub mod code;
pub mod enrol;
pub mod field;
pub mod filter;
pub mod flow_token;
pub mod id;
pub mod machine;
pub mod message;
pub mod mfa;
pub mod oauth;
pub mod password;
pub mod pool;
pub mod qr;
pub mod recover;
pub mod refusal;
pub mod secret;
pub mod secret_hash;
pub mod sign_in;
pub mod sign_up;
pub mod srp;
pub mod time;
pub mod token;
pub mod totp;
pub mod trigger;
pub mod user;
