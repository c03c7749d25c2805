//! alice, her pool and her client: values for tests that need no more than one of each.

use super::hashed;
use crate::{
    client::Client,
    pool::Pool,
    srp,
    time::Timestamp,
    user::{Credentials, Status, User},
};
use shapes::idp;
use std::collections::BTreeMap;

/// The password of [`user`].
pub(crate) const PASSWORD: &str = "Sunny-Day-7";

/// A pool with the defaults of the API.
pub(crate) fn pool() -> Pool {
    Pool {
        id: "us-east-1_EXAMPLE1".into(),
        settings: idp::CreateUserPoolRequest {
            pool_name: "test".to_owned(),
            ..Default::default()
        },
        domain: None,
        mfa: Default::default(),
        created_at: Timestamp(0),
        modified_at: Timestamp(0),
        uses_srp: true,
    }
}

/// A public client that hides, or does not hide, who exists.
pub(crate) fn client(hides: bool) -> Client {
    let prevent = if hides {
        idp::PreventUserExistenceErrorTypes::Enabled
    } else {
        idp::PreventUserExistenceErrorTypes::Legacy
    };
    Client {
        id: "1example23456789".into(),
        pool: pool().id,
        settings: idp::CreateUserPoolClientRequest {
            prevent_user_existence_errors: Some(prevent),
            ..Default::default()
        },
        requires_pkce: false,
        secret: None,
        created_at: Timestamp(0),
        modified_at: Timestamp(0),
    }
}

/// alice, who can sign in.
pub(crate) fn user() -> User {
    let pool = pool();
    User {
        pool: pool.id.clone(),
        sub: "6f1d3d52-5a0e-4b3d-9a43-2f1b5a0a7c11".into(),
        username: "alice".to_owned(),
        status: Status::Confirmed,
        enabled: true,
        attributes: BTreeMap::from([("email".to_owned(), "alice@example.com".to_owned())]),
        pending: BTreeMap::new(),
        temporary_until: None,
        mfa: Default::default(),
        created_at: Timestamp(0),
        modified_at: Timestamp(0),
        credentials: Credentials {
            password: Some(hashed(PASSWORD)),
            srp: Some(srp::enrol(&pool.id, "alice", &PASSWORD.into(), &[7; 16])),
            ..Credentials::default()
        },
        version: 1,
    }
}

/// alice, of whom this is changed.
pub(crate) fn user_with(change: impl FnOnce(&mut User)) -> User {
    let mut user = user();
    change(&mut user);
    user
}
