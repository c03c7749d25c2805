//! Carries decisions out: everything that a request needs besides its protocol.
//!
//! Owns every effect that is not storage: hashing, keys, functions, delivery, jobs, limits, calls to the outside. Must
//! not decide anything (decisions are `domain`'s), must not know SQL (`store`'s) nor how a request arrives or an answer
//! is written (`api`'s and `web`'s).

pub mod admin;
pub mod app;
pub mod attempt_queue;
pub mod audit;
pub mod brand;
pub mod branding;
pub mod caller;
pub mod clock;
pub mod cryptography;
pub mod decide;
pub mod deliver;
pub mod edit;
pub mod egress;
pub mod fault;
pub mod find;
pub mod hasher;
pub mod issue;
pub mod jobs;
pub mod keys;
pub mod logo;
pub mod master_key;
pub mod metrics;
pub mod network;
pub mod public_url;
pub mod random;
pub mod rate_limiter;
pub mod refusal;
pub mod request;
pub mod revocation;
pub mod secrets;
pub mod settings;
pub mod sign_in;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod triggers;
pub mod worker;
