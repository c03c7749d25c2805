//! OAuth 2.0, OpenID Connect and the hosted pages' plain forms, over HTTP against the real program.

mod authorize;
mod code;
mod discovery;
mod domain;
mod form_post;
mod hostile;
mod logout;
mod machine;
mod pages;
mod pre_token_generation;
mod race;
mod refresh;
mod revoke;
mod session;
mod token;
mod twice;
mod user_info;
