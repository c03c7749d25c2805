//! What needs a browser: the studio as people see it.

mod app;
mod browser;
mod constructed;
mod files;
mod frame;
mod gallery;
mod hooks;
mod inspector;
mod publish;
mod service;
mod specimen;
mod stage;
mod studio;
mod tile;
mod top;

pub(crate) use app::App;
