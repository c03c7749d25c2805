//! What somebody sees who proved the password of an account that is not confirmed: that it is not, and where the code or
//! link went that confirms it.

use super::{page_request::PageRequest, resend_cooldown, sign_in_form, sign_up};
use axum::response::Response;
use domain::{
    message::{Channel, Delivery},
    sign_up::{Confirmation, RemindUnconfirmed},
};
use engine::fault::Fault;
use wire::{
    screen::{ConfirmSignUp, Done, Message, Screen},
    text::Text,
};

/// Sends another code or link, unless the last one is too recent, and shows the page that takes it.
pub(super) async fn remind(
    page_request: &PageRequest,
    username: &str,
) -> Result<Response, Response> {
    let decision = RemindUnconfirmed {
        username: username.to_owned(),
        may_send: resend_cooldown::may_send(page_request, "sign_up", username).await?,
    };
    match page_request.decide(&decision).await {
        Ok(confirmation) => Ok(page_request.show(screen(page_request, username, confirmation))),
        Err(Fault::Refused(refusal)) => {
            Ok(page_request.show(sign_in_form::with_refusal(page_request, username, &refusal)))
        }
        Err(fault) => Err(page_request.failed(&fault)),
    }
}

fn screen(page_request: &PageRequest, username: &str, confirmation: Confirmation) -> Screen {
    let waiting = |delivery: Delivery, notice: Text| {
        if page_request.pool.confirms_by_link() && delivery.channel == Channel::Email {
            let destination = delivery.destination;
            return Screen::Done(Done {
                heading: Text::LinkSentTitle.into(),
                lead: Message::with(Text::UnconfirmedLinkLead, "destination", destination),
                next: Some(sign_up::sign_in_path(page_request, username)),
            });
        }
        Screen::ConfirmSignUp(ConfirmSignUp {
            delivery: Some(sign_up::screen_delivery(&delivery)),
            resend_in_seconds: resend_cooldown::SECONDS,
            notice: Some(notice.into()),
            ..sign_up::asking(username.to_owned())
        })
    };
    match confirmation {
        // Confirmed meanwhile, by the link or by an administrator.
        Confirmation::Complete => sign_up::done(page_request, username, Text::ReadyTitle),
        Confirmation::NewCode(delivery) => waiting(delivery, Text::UnconfirmedNewCode),
        Confirmation::EarlierCode(delivery) => waiting(delivery, Text::UnconfirmedEarlierCode),
        Confirmation::Administrator => sign_up::approval(),
    }
}
