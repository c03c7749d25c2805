//! A form that works without script: it posts to its own page, with the authorization request in the query.

use crate::{
    drawn::{Draw, Drawn},
    scene::Scene,
};
use leptos::prelude::*;

/// A form named as Cognito names it, posting to `path`.
pub(crate) fn form(at: &Scene, name: &'static str, path: &str, fields: Vec<Drawn>) -> Drawn {
    view! {
        <form class="lg-form cognito-asf" name=name method="post" action=at.to(path) novalidate=true>
            {hidden("_csrf", &at.frame().csrf)}
            {fields}
        </form>
    }
    .drawn()
}

/// A value that travels unseen.
pub(crate) fn hidden(name: &'static str, value: &str) -> Drawn {
    view! { <input type="hidden" name=name value=value.to_owned()/> }.drawn()
}

/// The user name in a form that asks for a password only: unseen, but there for password managers.
pub(crate) fn remembered_user(name: &'static str, username: &str) -> Drawn {
    view! {
        <input
            class="lg-unseen"
            type="text"
            name=name
            value=username.to_owned()
            autocomplete="username"
            readonly=true
            tabindex="-1"
            aria-hidden="true"
        />
    }
    .drawn()
}

/// A password field that is not shown yet, for password managers that fill user name and password at once.
pub(crate) fn unseen_password(name: &'static str) -> Drawn {
    view! {
        <input
            class="lg-unseen"
            type="password"
            name=name
            autocomplete="current-password"
            maxlength="256"
            tabindex="-1"
            aria-hidden="true"
        />
    }
    .drawn()
}
