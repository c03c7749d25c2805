//! `/login`: the form of identifier and password.

use super::{
    admission::Admission,
    continue_as,
    draw::see_other,
    hint,
    identifier::{identifier, need},
    outcome::{conclude, sign_in},
    page_request::{Form, PageRequest},
    sign_in_form::screen,
};
use crate::site::Site;
use axum::{
    extract::{Request as HttpRequest, State},
    http::StatusCode,
    response::Response,
};
use domain::sign_in::Start;
use wire::{route, screen::Screen, text::Text};

/// Shows the form; a browser that is signed in is asked whether to go on with that account.
pub(super) async fn get(
    State(site): State<Site>,
    request: HttpRequest,
) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(&site, &parts).await?;
    let authorize_request = page_request.sound()?;
    if let Some(screen) = page_request.stored_screen() {
        return Ok(page_request.draw(StatusCode::OK, screen));
    }
    if continue_as::live(&page_request, authorize_request)
        .await?
        .is_some()
    {
        return Ok(see_other(&page_request.at(route::CONTINUE)));
    }
    let hint = hint::of(&page_request).await;
    let username = hint::username(&page_request, hint.as_ref())
        .await?
        .or_else(|| authorize_request.login_hint.clone())
        .unwrap_or_default();
    Ok(page_request.draw(
        StatusCode::OK,
        Screen::SignIn(screen(&page_request, username)),
    ))
}

/// Takes identifier and password, or the identifier alone.
pub(super) async fn post(page_request: PageRequest, form: Form) -> Result<Response, Response> {
    let authorize_request = page_request.sound()?;
    let username = identifier(&page_request.pool, &form);
    let password = form.get("password").filter(|password| !password.is_empty());
    let mut screen = screen(&page_request, username.clone());
    if username.is_empty() {
        screen.username_error = Some(need(page_request.pool.identifier()).into());
    }
    if password.is_none() && !screen.identifier_first {
        screen.password_error = Some(Text::NeedPassword.into());
    }
    if screen.username_error.is_some() || screen.password_error.is_some() {
        return Ok(page_request.show(Screen::SignIn(screen)));
    }
    let start = match password {
        Some(password) => Start::Password {
            username: username.clone(),
            password: password.as_str().into(),
        },
        None => Start::Identifier {
            username: username.clone(),
        },
    };
    let recipient = Admission::new(&page_request, authorize_request);
    let outcome = sign_in(&page_request).start(start, &recipient).await;
    conclude(&page_request, &username, &form, outcome).await
}
