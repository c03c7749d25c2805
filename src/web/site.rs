//! What pages and endpoints are served with.

use crate::{
    assets::Assets, branding::Brands, demo::Demo, host::Hosts, query_clients::QueryClients,
};
use axum::extract::FromRef;
use engine::{
    app::App, clock::Clock, jobs::Jobs, keys::Keys, metrics::Metrics, public_url::PublicUrl,
    random::Random, settings::Settings,
};
use std::{ops::Deref, sync::Arc};
use store::Store;

/// An [`App`] and what the pages need besides; clones share it.
#[derive(Debug, Clone)]
pub struct Site {
    /// What every request needs.
    pub app: App,
    /// Scripts, wasm, styles.
    pub assets: Assets,
    /// What the clients' pages look like, compiled.
    pub(crate) brands: Arc<Brands>,
    /// The clients that put parameters of the token endpoint into the query.
    pub(crate) query_clients: QueryClients,
    /// The demo's pool and clients, in demo mode.
    pub demo: Option<Demo>,
}

impl Site {
    /// Puts the parts together.
    pub fn new(app: App, assets: Assets, demo: Option<Demo>) -> Self {
        Self {
            app,
            assets,
            brands: Arc::default(),
            query_clients: QueryClients::default(),
            demo,
        }
    }

    /// The names at which pages and endpoints answer.
    pub(crate) fn hosts(&self) -> Hosts {
        Hosts {
            store: self.store.clone(),
            public_url: self.public_url.clone(),
            settings: self.settings.clone(),
        }
    }
}

impl Deref for Site {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

/// What a handler may take by itself (`State<Store>`); one that decides takes the [`App`].
macro_rules! parts {
    ($($part:ty: $field:ident,)*) => {
        $(impl FromRef<Site> for $part {
            fn from_ref(site: &Site) -> Self {
                site.$field.clone()
            }
        })*
    };
}

parts! {
    App: app,
    Assets: assets,
    Option<Demo>: demo,
    QueryClients: query_clients,
    Store: store,
    Arc<Settings>: settings,
    PublicUrl: public_url,
    Clock: clock,
    Random: random,
    Keys: keys,
    Metrics: metrics,
    Jobs: jobs,
}

impl FromRef<Site> for Hosts {
    fn from_ref(site: &Site) -> Self {
        site.hosts()
    }
}
