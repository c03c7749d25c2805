//! `loggia theme`: a brand as a folder, pushed to a running server and pulled from it.
//!
//! Owns the folder (`theme.json`, `theme.css`, `logo.png` or `logo.jpg`) and what is printed about it. Must not know the
//! store: it is one more client of the public operations, with an administrator's key.

mod folder;
mod pull;
mod push;
mod service;

pub use pull::pull;
pub use push::push;

use domain::secret::Secret;
use engine::clock::Clock;
use std::path::PathBuf;

/// A folder, the brand it is for, and the server and access key to reach it with.
#[derive(Debug, Clone)]
pub struct Target {
    /// The folder.
    pub folder: PathBuf,
    /// The pool's id.
    pub pool: String,
    /// The client's id; none for all clients without a brand of their own.
    pub client: Option<String>,
    /// The server's address.
    pub endpoint: String,
    /// A certificate authority to trust besides those of this machine, in PEM.
    pub authority: Option<PathBuf>,
    /// The administrator's access key id.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: Secret,
    /// The time, which stands in signatures.
    pub clock: Clock,
}

impl Target {
    /// The owner of the brand, in words.
    fn owner(&self) -> String {
        match &self.client {
            Some(client) => format!("client {client} of pool {}", self.pool),
            None => format!("all clients of pool {}", self.pool),
        }
    }
}

#[cfg(test)]
mod tests;
