//! Refusals of pools.

/// A user pool that does not exist, or cannot be deleted or given the domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pool {
    /// No such pool.
    Unknown(String),
    /// Deleting is refused while something depends on it: the complete reason.
    InUse(String),
    /// The domain is taken.
    DomainTaken(String),
}
