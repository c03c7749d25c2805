//! A form that works without script: it posts to its own page, with the authorization request in the query.

use crate::{
    node::{Element, Node, element},
    render_context::RenderContext,
};

/// The id of the page's own form, by which controls outside it belong to it.
pub(crate) const ID: &str = "form";

/// The page's own form, named as Cognito names it, posting to `path`.
pub(crate) fn form(at: &RenderContext, name: &'static str, path: &str, fields: Vec<Node>) -> Node {
    posting(at, "lg-form cognito-asf", name, path)
        .attr("id", ID)
        .attr("novalidate", "")
        .child(fields)
        .into()
}

/// A form that posts its token, and nothing else yet, to `path`.
pub(crate) fn posting(
    at: &RenderContext,
    class: &'static str,
    name: &'static str,
    path: &str,
) -> Element {
    element("form", &[("method", "post")])
        .attr("class", class)
        .attr("name", name)
        .attr("action", at.to(path))
        .child(hidden("_csrf", &at.frame().csrf))
}

/// A value that travels unseen.
pub(crate) fn hidden(name: &'static str, value: &str) -> Node {
    element("input", &[("type", "hidden")])
        .attr("name", name)
        .attr("value", value.to_owned())
        .into()
}

/// The user name in a form that asks for a password only: unseen, but there for password managers.
pub(crate) fn remembered_user(name: &'static str, username: &str) -> Node {
    const FIXED: &[(&str, &str)] = &[
        ("class", "lg-unseen"),
        ("type", "text"),
        ("autocomplete", "username"),
        ("readonly", ""),
        ("tabindex", "-1"),
        ("aria-hidden", "true"),
    ];
    element("input", FIXED)
        .attr("name", name)
        .attr("value", username.to_owned())
        .into()
}

/// A password field that is not shown yet, for password managers that fill user name and password at once.
pub(crate) fn unseen_password(name: &'static str) -> Node {
    const FIXED: &[(&str, &str)] = &[
        ("class", "lg-unseen"),
        ("type", "password"),
        ("autocomplete", "current-password"),
        ("maxlength", "256"),
        ("tabindex", "-1"),
        ("aria-hidden", "true"),
    ];
    element("input", FIXED).attr("name", name).into()
}
