//! Stories that only the whole program tells.

mod logo;
mod safe_methods;
mod studio_link;
