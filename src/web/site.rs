//! What pages and endpoints are served with.

use crate::{assets::Assets, branding::Brands, demo::Demo};
use axum::extract::FromRef;
use engine::app::App;
use std::ops::Deref;
use std::sync::Arc;

/// An [`App`] and what browsers are shown besides; clones share it.
#[derive(Debug, Clone)]
pub struct Site {
    /// What every request needs.
    pub app: App,
    /// Scripts, wasm, styles.
    pub assets: Assets,
    /// What the clients' pages look like, compiled.
    pub(crate) brands: Arc<Brands>,
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
            demo,
        }
    }
}

impl Deref for Site {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

impl FromRef<Site> for Assets {
    fn from_ref(site: &Site) -> Self {
        site.assets.clone()
    }
}

impl FromRef<Site> for Option<Demo> {
    fn from_ref(site: &Site) -> Self {
        site.demo.clone()
    }
}

impl FromRef<Site> for App {
    fn from_ref(site: &Site) -> Self {
        site.app.clone()
    }
}
