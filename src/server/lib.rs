//! The program `loggia`: command line, configuration, start, routes, TLS, health, metrics.
//!
//! Owns what an operator says and is told. Must not decide anything, nor answer any request of a user or an app: that is
//! `api`'s and `web`'s.

mod client_address;
pub mod config;
mod connection;
mod connections;
pub mod database;
mod health;
mod local;
pub mod logging;
mod metrics;
mod rate_limit;
pub mod reseal;
mod router;
pub mod start;
#[cfg(test)]
mod stories;
pub mod studio_link;
pub mod summary;
#[cfg(test)]
mod testing;
pub mod theme_folder;
mod tls;
