//! A request that is decided, and what a decision comes to.

use crate::{
    change::Change,
    context::Context,
    facts::{Facts, Stop},
};
use std::future::Future;

/// A request that is decided: a struct of its parameters, in a file of its own.
///
/// `decide` is one straight function: it reads through [`Facts`], writes nothing, and returns what must be written. It
/// takes `&self`, so that it can be made again after a lost race.
pub trait Decision: Sync {
    /// The value of a success.
    type Value: Send;

    /// Decides.
    ///
    /// **Errors** [`Stop::Refused`] with the rule that says no; nothing is written then. A refusal that must leave a trace
    /// is a value with its changes.
    fn decide<F: Facts>(
        &self,
        facts: &F,
        cx: &Context<'_>,
    ) -> impl Future<Output = Result<Decided<Self::Value>, Stop>> + Send;
}

/// What a decision comes to.
#[derive(Debug, Clone)]
pub struct Decided<T> {
    /// The decision's value.
    pub value: T,
    /// What must be written, in one transaction.
    pub changes: Vec<Change>,
}

impl<T> Decided<T> {
    /// A value and what must be written.
    pub fn new(value: T, changes: impl IntoIterator<Item = Change>) -> Self {
        Self {
            value,
            changes: changes.into_iter().collect(),
        }
    }
}
