//! How many connections there are: in all, and of one client address.

use crate::config::Server;
use engine::metrics::Metrics;
use engine::network::Network;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Files that are open besides connections: the database, its readers, connections to relays and functions.
const OTHER_FILES: u64 = 256;

/// How often it is said that places are short.
const WARN_EVERY: Duration = Duration::from_mins(1);

/// The places for connections; clones share them.
#[derive(Debug, Clone)]
pub(crate) struct Connections(Arc<Limits>);

#[derive(Debug)]
struct Limits {
    all: usize,
    per_address: usize,
    /// Through one of these comes who knows how many clients.
    proxies: Vec<Network>,
    open: Mutex<Open>,
    metrics: Metrics,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    by_client: HashMap<Network, usize>,
    /// When it was last said that places are short.
    warned_at: Option<Instant>,
}

/// The place of one connection, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    connections: Connections,
    client: Option<Network>,
}

impl Connections {
    /// No connections yet, and as many places as the settings say.
    pub(crate) fn new(settings: &Server, metrics: Metrics) -> Self {
        let places = |setting: u32| usize::try_from(setting).unwrap_or(usize::MAX);
        Self(Arc::new(Limits {
            all: places(settings.max_connections),
            per_address: places(settings.max_connections_per_address),
            proxies: settings.trusted_proxies.clone(),
            open: Mutex::default(),
            metrics,
        }))
    }

    /// A place for a connection from this address; `None` when there is none left, in all or for the address.
    pub(crate) fn enter(&self, peer: IpAddr) -> Option<Place> {
        let limits = &self.0;
        let is_proxy = limits.proxies.iter().any(|proxy| proxy.contains(peer));
        let client = (!is_proxy).then(|| Network::of_client(peer));
        let mut open = self.open();
        let of_client = client.map_or(0, |client| {
            open.by_client.get(&client).copied().unwrap_or(0)
        });
        let limit = if open.all >= limits.all {
            "all"
        } else if of_client >= limits.per_address {
            "address"
        } else {
            open.all += 1;
            if let Some(client) = client {
                open.by_client.insert(client, of_client + 1);
            }
            limits.metrics.connections(1);
            let connections = self.clone();
            return Some(Place {
                connections,
                client,
            });
        };
        limits.metrics.connection_refused(limit);
        let now = Instant::now();
        if open.warned_at.is_none_or(|then| now - then > WARN_EVERY) {
            open.warned_at = Some(now);
            tracing::warn!(
                limit,
                open = open.all,
                "connections are closed at once: `server.max_connections` or `server.max_connections_per_address` is reached"
            );
        }
        None
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open();
        open.all -= 1;
        if let Some(client) = self.client
            && let Some(count) = open.by_client.get_mut(&client)
        {
            *count -= 1;
            if *count == 0 {
                open.by_client.remove(&client);
            }
        }
        self.connections.0.metrics.connections(-1);
    }
}

/// Lets this program open as many files as it may have connections, as far as the system allows.
///
/// **Errors** the system allows fewer: which setting, and the fix.
#[cfg(unix)]
pub(crate) fn allow_files(settings: &Server) -> Result<(), String> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let needed = u64::from(settings.max_connections) + OTHER_FILES;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    let allowed = limit.maximum.map_or(needed, |maximum| maximum.min(needed));
    let raised = Rlimit {
        current: Some(allowed),
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) if allowed == needed => Ok(()),
        Ok(()) | Err(_) => Err(format!(
            "`server.max_connections` is {}, but the system lets this program open only {allowed} files: raise that \
             (LimitNOFILE= of a systemd unit, or ulimit -n), or lower the setting",
            settings.max_connections
        )),
    }
}

/// Nothing is known about other systems.
#[cfg(not(unix))]
pub(crate) fn allow_files(_: &Server) -> Result<(), String> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::config;

    fn connections(metrics: &Metrics) -> Connections {
        let settings = config(&[
            ("server.max_connections", "5"),
            ("server.max_connections_per_address", "2"),
            ("server.trusted_proxies", "10.0.0.1"),
        ]);
        Connections::new(&settings.server, metrics.clone())
    }

    #[test]
    fn places_are_limited_in_all_and_for_each_address() {
        let metrics = Metrics::default();
        let connections = connections(&metrics);
        let enter = |address: &str| connections.enter(address.parse().expect("an address"));
        let first = enter("192.0.2.1");
        let _second = enter("::ffff:192.0.2.1");
        assert!(first.is_some());
        assert!(enter("192.0.2.1").is_none(), "two of one address");
        let _six = [enter("2001:db8::1"), enter("2001:db8::ffff:1")];
        assert!(enter("2001:db8::2").is_none(), "two of one /64");
        let fifth = enter("10.0.0.1");
        assert!(fifth.is_some());
        assert!(enter("192.0.2.9").is_none(), "five in all");
        drop(first);
        assert!(enter("192.0.2.1").is_some(), "a place was given back");
        let text = metrics.text();
        for line in [
            "loggia_connections 4",
            "loggia_connections_refused_total{limit=\"all\"} 1",
            "loggia_connections_refused_total{limit=\"address\"} 2",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn a_proxy_has_as_many_places_as_there_are() {
        let connections = connections(&Metrics::default());
        let proxy: IpAddr = "10.0.0.1".parse().expect("an address");
        let places: Vec<_> = (0..6).map(|_| connections.enter(proxy)).collect();
        assert_eq!(places.iter().flatten().count(), 5);
        drop(places);
        assert!(connections.open().by_client.is_empty());
        assert_eq!(connections.open().all, 0);
    }
}
