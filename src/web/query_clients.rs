//! The app clients that put parameters of the token endpoint into the query: the log warns of each once.

use domain::id::ClientId;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

/// The clients of which the log says that they put parameters into the query; clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct QueryClients(Arc<Mutex<BTreeSet<ClientId>>>);

impl QueryClients {
    /// Warns of an authenticated client when it does so for the first time since the start.
    pub(crate) fn warn(&self, client: &ClientId) {
        if self.is_first(client) {
            tracing::warn!(
                client = client.as_str(),
                "this app client sends parameters of the token endpoint in the query, which proxies may log: \
                 let it send them in the body"
            );
        }
    }

    fn is_first(&self, client: &ClientId) -> bool {
        let mut clients = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        clients.insert(client.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_warned_of_once() {
        let clients = QueryClients::default();
        let (one, two) = (ClientId::from("c1"), ClientId::from("c2"));
        let first: Vec<bool> = [&one, &one, &two, &one]
            .map(|client| clients.clone().is_first(client))
            .into();
        assert_eq!(first, [true, false, true, false]);
    }
}
