//! Remembers the chosen language and goes back to the page it was chosen on, with what was typed there.
//!
//! The switcher sends the page's own form here, so that it needs no script. A password that comes with it is passed over:
//! it is neither stored nor sent back.

use super::{
    browser::LANGUAGE_COOKIE,
    confirm_user, forgot_password, identifier_form,
    page_request::{Form, PageRequest},
    resend_code, sign_in_form, sign_up, step,
};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    http::header,
    response::Response,
};
use cookie::time::Duration;
use pages::locale;
use wire::{route, screen::Screen};

/// `POST /lang`: field `lang`, `path`: the path of the page it was chosen on, and the fields of that page's form.
pub(super) async fn post(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (page_request, form) = PageRequest::post(&site, request).await?;
    let chosen = locale::negotiate(&[form.get("lang").map(String::as_str).unwrap_or("")]);
    let path = form.get("path").map(String::as_str).unwrap_or(route::LOGIN);
    let page = Screen::lasting(path).unwrap_or(route::LOGIN);
    // The request's own `lang` would win over the cookie on the next load.
    let mut next = page_request.clone();
    next.pairs
        .retain(|(name, _)| name != "lang" && name != "ui_locales");
    let mut response = if page_request.pairs.len() == next.pairs.len() {
        super::draw::see_other(&page_request.at(page))
    } else {
        super::draw::see_other(&page_request.at_with(page, "lang", chosen))
    };
    let cookie = page_request.browser.set(
        LANGUAGE_COOKIE,
        chosen.to_owned(),
        Some(Duration::days(365)),
    );
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cookie);
    let step_cookie =
        typed(&page_request, page, &form).and_then(|screen| page_request.keep(&screen));
    headers.extend(step_cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
}

/// The screen at `page` with what was typed in it; `None` if that changes nothing.
fn typed(page_request: &PageRequest, page: &str, form: &Form) -> Option<Screen> {
    let before = page_request
        .last_screen()
        .filter(|screen| screen.path() == page)
        .or_else(|| fresh(page_request, page))?;
    let mut screen = before.clone();
    step::retype(&mut screen, form);
    (screen != before).then_some(screen)
}

/// The screen at `page` as it is first shown, of those where something is typed.
fn fresh(page_request: &PageRequest, page: &str) -> Option<Screen> {
    if page == route::CONFIRM_USER {
        return Some(confirm_user::screen("", ""));
    }
    let hint = page_request.request.as_ref().ok()?.login_hint.clone();
    let name = hint.clone().unwrap_or_default();
    match page {
        route::LOGIN => Some(Screen::SignIn(sign_in_form::screen(page_request, name))),
        route::SIGNUP => Some(Screen::SignUp(sign_up::fresh(
            page_request,
            hint.as_deref(),
        ))),
        route::RESEND_CODE => Some(resend_code::screen(
            page_request,
            identifier_form::asking(page_request, name),
        )),
        route::FORGOT_PASSWORD => Some(forgot_password::screen(
            page_request,
            identifier_form::asking(page_request, name),
        )),
        _ => None,
    }
}
