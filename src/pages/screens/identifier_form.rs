//! The form that asks whose account it is about: the identifier alone.

use super::Head;
use crate::{
    components::{
        button,
        field::{Input, field},
        form::form,
        link,
    },
    node::Node,
    render_context::RenderContext,
};
use wire::{route, screen::Whose, text::Text};

/// What is particular to one such form.
pub(super) struct Form {
    /// The form's name among Cognito's hooks.
    pub(super) name: &'static str,
    /// Where it posts to.
    pub(super) action: &'static str,
    /// The button's name among Cognito's hooks.
    pub(super) button_name: &'static str,
    /// What the button says.
    pub(super) button: Text,
}

pub(super) fn head(title: Text, lead: Text, whose: &Whose) -> Head {
    Head::new(title)
        .lead(lead)
        .alert(&whose.alert, whose.username_error.is_some())
}

pub(super) fn body(at: &RenderContext, form_of: Form, whose: &Whose) -> Vec<Node> {
    let error = whose.username_error.as_ref();
    let mut input = Input::identifier(at, "username", whose.identifier, &whose.username, error);
    input.focus = whose.alert.is_none() && error.is_none();
    let fields = vec![
        field(at, input),
        button::primary(at, form_of.button_name, form_of.button),
    ];
    vec![
        form(at, form_of.name, form_of.action, fields),
        link::foot(at, None, Text::BackToSignIn, route::LOGIN),
    ]
}
