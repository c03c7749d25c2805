//! Everything that Loggia keeps, in SQLite or in PostgreSQL, behind [`Store`].
//!
//! Owns: SQL, transactions, migrations, sealing at rest, uniqueness, paging, and every operation that must happen exactly
//! once (a flow, a code, an attempt, a job). Must not know: what a kept thing is for, HTTP, or the clock: the caller says
//! what time it is. A user pool is a wall: every query takes its id. Nothing changes but through [`Store::write`] and the
//! few atomic operations (`take`, `begin`, `claim`, …), each of which is durable when it returns.

pub mod access_key;
pub mod attempt;
pub mod audit;
pub mod authorization;
pub mod brand;
pub mod browser_session;
pub mod client;
pub mod code;
pub mod family;
pub mod flow;
pub mod job;
pub mod meta;
pub mod outbox;
pub mod pool;
pub mod signing_key;
pub mod studio_key;
pub mod studio_link;
pub mod user;

mod db;
mod error;
mod key;
mod migrate;
mod open;
mod page;
mod purge;
mod reseal;
mod seal;
mod sealed_column;
mod store;
#[cfg(test)]
mod testing;
mod value;
mod write;
mod writer;

pub use error::{Conflict, Error, Result};
pub use page::Page;
pub use reseal::ColumnProgress;
pub use seal::Seal;
pub use store::Store;
pub use write::Write;
pub use writer::Counters;
