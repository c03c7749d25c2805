//! What went wrong, above the form: one message, with a way out where there is one; and good news in the same place.

use crate::{
    components::icon,
    drawn::{Draw, Drawn},
    scene::Scene,
    screens,
    words::Piece,
};
use leptos::prelude::*;
use wire::{
    route,
    screen::{Message, Screen},
    text::Text,
};

/// The screen's own alert.
pub(crate) fn alert(at: &Scene) -> Drawn {
    screens::head(&at.page.screen)
        .alert
        .map(|message| draw(at, &message))
        .drawn()
}

/// The alert of a form that did not reach the server.
pub(crate) fn trouble(at: &Scene) -> Drawn {
    let trouble = at.live.trouble;
    let (alert, label) = (at.words.clone(), at.text(Text::AlertLabel));
    (move || {
        trouble.get().map(|text| {
            let words = alert.text(text).to_owned();
            view! {
                <p class="lg-alert-box">
                    {icon::solid(icon::WARNING)}
                    <span><span class="lg-unseen">{label.clone()} " "</span>{words}</span>
                </p>
            }
        })
    })
    .drawn()
}

/// Good news.
pub(crate) fn notice(at: &Scene) -> Drawn {
    screens::head(&at.page.screen)
        .notice
        .map(|message| {
            view! { <p class="lg-notice-box">{icon::solid(icon::DONE)} <span>{at.say(&message)}</span></p> }
        })
        .drawn()
}

fn draw(at: &Scene, message: &Message) -> Drawn {
    let id = match at.page.screen {
        Screen::SignIn(_) | Screen::Password(_) => "loginErrorMessage",
        Screen::SignUp(_)
        | Screen::ConfirmSignUp(_)
        | Screen::ResendCode(_)
        | Screen::ForgotPassword(_)
        | Screen::ResetPassword(_)
        | Screen::NewPasswordRequired(_)
        | Screen::Continue(_)
        | Screen::SignedOut(_)
        | Screen::Done(_)
        | Screen::Error(_) => "errorMessage",
    };
    let pieces = at
        .words
        .pieces(message)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(words) => words.to_owned().drawn(),
            Piece::Argument(_, Some(value)) => value.to_owned().drawn(),
            Piece::Argument(_, None) => way_out(at, message.text).drawn(),
        })
        .collect_view();
    view! {
        <p class="lg-alert-box errorMessage-customizable" id=id>
            {icon::solid(icon::WARNING)}
            <span><span class="lg-unseen">{at.text(Text::AlertLabel)} " "</span>{pieces}</span>
        </p>
    }
    .drawn()
}

/// The link with which an alert ends.
fn way_out(at: &Scene, alert: Text) -> Drawn {
    let (text, path) = if matches!(alert, Text::AlertCredentials | Text::AlertResetRequired) {
        (Text::AlertResetLink, route::FORGOT_PASSWORD)
    } else {
        (Text::AlertSignInLink, route::LOGIN)
    };
    view! { <a href=at.to(path)>{at.text(text)}</a> }.drawn()
}
