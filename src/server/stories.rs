//! Stories that only the whole program tells.

mod logo;
mod studio_link;
