//! The only loop over the machines of `domain`: take the flow, advance it, fulfil its needs, commit.
//!
//! Owns flow tokens (single use, expiring, bound to a client and to the door they came through), the order of reading,
//! deciding and writing, and the repeats that a lost race asks for. Must not know any challenge or rule, nor what
//! becomes of a grant: that is the caller's, in the same transaction.

mod facts;
mod outcome;
mod set_up;
mod sign_in;
mod small;
mod writes;

pub use facts::find_user;
pub use outcome::{Done, Outcome};
pub use set_up::set_up;
pub use sign_in::{Door, Setting};
pub use small::{run, run_as};

use crate::{app::App, fault::Fault};
use domain::{pool::Pool, sign_in::Change};

/// How often a decision is made again because something it was made from had changed.
const TRIES: usize = 5;

/// A name that was taken meanwhile is a refusal; all else is the store's failure.
fn failed(pool: &Pool, error: store::Error) -> Fault {
    match error.conflict().and_then(|what| writes::taken(pool, what)) {
        Some(refusal) => refusal.into(),
        None => error.into(),
    }
}

fn undecided() -> Fault {
    Fault::Internal("no decision was made".to_owned())
}

/// Has messages leave at once that this decision sends, or only seems to.
fn wake(app: &App, changes: &[Change]) {
    if changes
        .iter()
        .any(|change| matches!(change, Change::Send(_) | Change::SendNothing(_)))
    {
        app.jobs.wake();
    }
}
