//! The program `loggia`: HTTP, delivery, jobs, keys, configuration.
//!
//! Owns every effect that is not storage, and the words of every answer. Must not decide anything: decisions are
//! `domain`'s; SQL is `store`'s; drawing is `pages`'.

pub mod admin;
mod api;
pub mod app;
pub mod assets;
pub mod audit;
pub mod brand;
mod caller;
mod client_address;
pub mod clock;
pub mod config;
pub mod connection;
pub mod deliver;
pub mod demo;
mod drive;
pub mod hasher;
pub mod health;
pub mod hosted;
pub mod http;
mod identity_pools;
mod issue;
pub mod jobs;
pub mod keys;
mod loggia;
pub mod logging;
pub mod master_key;
pub mod metrics;
pub mod oauth;
pub mod operations;
pub mod outbox;
pub mod random;
pub mod rate_limit;
mod refusal;
pub mod secrets;
mod sigv4;
pub mod start;
mod sts;
pub mod studio;
mod summary;
mod sync;
#[cfg(test)]
pub(crate) mod testing;
pub mod theme_folder;
pub mod tls;
pub mod triggers;
pub mod user_pools;
