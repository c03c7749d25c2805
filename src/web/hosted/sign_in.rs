//! `/login`, and what every sign-in on the pages ends in: a browser session and a code.

use super::{
    challenge, continue_as,
    draw::see_other,
    resend_code,
    session::{self, Live},
    sign_up,
    visit::{Form, Visit},
    whose,
};
use crate::{
    refusal::{self, Place},
    site::Site,
};
use axum::{
    extract::{Request as HttpRequest, State},
    http::StatusCode,
    response::Response,
};
use domain::{
    field,
    id::Sub,
    oauth::{authorize::Request, code::AuthorizationCode},
    refusal::Refusal,
    sign_in::Start,
    time::Timestamp,
    token,
};
use engine::{
    drive::{Done, Door, Outcome, Setting},
    fault::Fault,
    refusal::mask,
};
use shapes::idp::AuthFlowType;
use store::Write;
use wire::{
    route,
    screen::{Identifier, Message, Screen, SignIn},
    text::Text,
};

/// Shows the form; a browser that is signed in is asked whether to go on so.
pub(super) async fn get(
    State(site): State<Site>,
    request: HttpRequest,
) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let visit = Visit::open(&site, &parts).await?;
    let asked = visit.sound()?;
    if let Some(screen) = super::kept::open(&visit) {
        return Ok(visit.draw(StatusCode::OK, screen));
    }
    if continue_as::live(&visit, asked).await?.is_some() {
        return Ok(see_other(&visit.at(route::CONTINUE)));
    }
    let hint = asked.login_hint.clone().unwrap_or_default();
    Ok(visit.draw(StatusCode::OK, Screen::SignIn(screen(&visit, hint))))
}

/// Takes identifier and password, or the identifier alone.
pub(super) async fn post(
    State(site): State<Site>,
    request: HttpRequest,
) -> Result<Response, Response> {
    let (visit, form) = Visit::post(&site, request).await?;
    let asked = visit.sound()?;
    let username = identifier(&form);
    let password = form.get("password").filter(|password| !password.is_empty());
    let mut screen = screen(&visit, username.clone());
    if username.is_empty() {
        screen.username_error = Some(need(visit.pool.identifier()).into());
    }
    if password.is_none() && !screen.identifier_first {
        screen.password_error = Some(Text::NeedPassword.into());
    }
    if screen.username_error.is_some() || screen.password_error.is_some() {
        return Ok(visit.show(Screen::SignIn(screen)));
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
    let outcome = setting(&visit).start(start).await;
    conclude(&visit, asked, &username, &form, outcome).await
}

/// The setting of a sign-in on the pages.
pub(super) fn setting(visit: &Visit) -> Setting<'_> {
    Setting {
        cx: &visit.cx,
        pool: &visit.pool,
        client: &visit.client,
        door: Door::Pages,
    }
}

/// The identifier of a form; spaces around it are a slip of the keyboard, and no user name has one inside, so that what
/// looks like a grouped phone number is one.
pub(super) fn identifier(form: &Form) -> String {
    let name = form.get("username").map(|name| name.trim());
    let name = name.unwrap_or_default();
    let grouped = name.contains(char::is_whitespace);
    let number = grouped.then(|| field::ungrouped(name)).flatten();
    number.unwrap_or_else(|| name.to_owned())
}

/// What is said where the identifier is missing.
pub(super) const fn need(identifier: Identifier) -> Text {
    match identifier {
        Identifier::Email => Text::NeedEmail,
        Identifier::Username | Identifier::Phone | Identifier::EmailOrPhone | Identifier::Any => {
            Text::NeedUsername
        }
    }
}

/// The empty form.
pub(super) fn screen(visit: &Visit, username: String) -> SignIn {
    SignIn {
        identifier: visit.pool.identifier(),
        username,
        // Choice-based sign-in asks who first and how second.
        identifier_first: visit.client.allows(AuthFlowType::UserAuth),
        alert: None,
        username_error: None,
        password_error: None,
    }
}

/// The screen or redirect that follows an outcome of what was `typed`.
pub(super) async fn conclude(
    visit: &Visit,
    asked: &Request,
    username: &str,
    typed: &Form,
    outcome: Result<Outcome, Fault>,
) -> Result<Response, Response> {
    let outcome = outcome.map_err(|fault| visit.failed(&fault))?;
    if let Outcome::Refused { refusal, .. } = &outcome {
        visit.note(refusal);
    }
    match outcome {
        Outcome::Ask { challenge, session } => Ok(visit.show(challenge::screen(
            visit, &challenge, username, session, None,
        ))),
        Outcome::Refused {
            refusal,
            again: Some(again),
        } => Ok(visit.show(challenge::screen(
            visit,
            &again.challenge,
            username,
            again.session,
            Some((&refusal, typed)),
        ))),
        Outcome::Refused {
            refusal,
            again: None,
        } => Ok(visit.show(refused(visit, username, &refusal))),
        Outcome::Done(done) => grant(visit, asked, username, *done).await,
    }
}

/// What a person sees who may not sign in.
fn refused(visit: &Visit, username: &str, refusal: &Refusal) -> Screen {
    // Who was sent a link has no code to type: another link can be sent.
    if *refusal == Refusal::NotConfirmed && sign_up::confirms_by_link(&visit.pool) {
        return resend_code::screen(whose::asking(visit, username.to_owned()));
    }
    if *refusal == Refusal::NotConfirmed {
        return Screen::ConfirmSignUp(sign_up::asking(username.to_owned()));
    }
    let masked = mask(refusal.clone(), true);
    let (place, message) = refusal::to_screen(&masked);
    let mut screen = screen(visit, username.to_owned());
    match place {
        Place::Username => screen.username_error = Some(message),
        Place::Password => screen.password_error = Some(message),
        Place::Alert | Place::Code | Place::Attribute => screen.alert = Some(message),
    }
    Screen::SignIn(screen)
}

/// The form with an alert above it.
pub(super) fn with_alert(visit: &Visit, username: &str, alert: Message) -> Screen {
    Screen::SignIn(SignIn {
        alert: Some(alert),
        ..screen(visit, username.to_owned())
    })
}

/// A sign-in succeeded: session, code, and back to the app, all in one transaction with the sign-in itself.
async fn grant(
    visit: &Visit,
    asked: &Request,
    username: &str,
    done: Done,
) -> Result<Response, Response> {
    let site = &visit.site;
    let (user, auth_time) = (done.grant().user.clone(), done.grant().auth_time);
    let (mut writes, cookie) = session::begin(
        site,
        &visit.browser,
        &visit.pool,
        &visit.client.id,
        &user,
        auth_time,
    );
    let (write, url) =
        code(visit, asked, &user.sub, auth_time).map_err(|fault| visit.failed(&fault))?;
    writes.push(write);
    match done.commit(site, writes).await {
        Ok(_) => Ok(visit.leave(&url, vec![cookie])),
        Err(Fault::Refused(refusal)) => Ok(visit.show(refused(visit, username, &refusal))),
        // The user changed meanwhile: nothing is wrong, and signing in once more shows what holds now.
        Err(Fault::Store(lost)) if lost.conflict().is_some() => {
            Ok(visit.show(with_alert(visit, username, Text::AlertBusy.into())))
        }
        Err(fault) => Err(visit.failed(&fault)),
    }
}

/// The write of a new code and the address that carries it to the app.
fn code(
    visit: &Visit,
    asked: &Request,
    sub: &Sub,
    auth_time: Timestamp,
) -> Result<(Write, String), Fault> {
    let (site, pool) = (&visit.site, &visit.pool.id);
    let code = site.random.uuid();
    let kept = AuthorizationCode::issue(asked, sub.clone(), auth_time, site.now());
    let value = serde_json::to_value(&kept)
        .map_err(|error| Fault::Internal(format!("a code cannot be kept: {error}")))?;
    let hash = token::hash(&code);
    let write = store::authorization::insert(pool, &hash, &kept.sub, &value, kept.expires_at);
    Ok((write, asked.code_url(&code, &site.issuer(pool))))
}

/// Back to the app with a code for a browser that is signed in; nothing if its session was ended meanwhile, as by a new
/// password: no code outlives that.
pub(crate) async fn resume(
    visit: &Visit,
    asked: &Request,
    live: &Live,
) -> Result<Option<Response>, Response> {
    let code = code(visit, asked, &live.user.sub, live.auth_time);
    let (write, url) = code.map_err(|fault| visit.failed(&fault))?;
    match visit.site.store.write(vec![live.alive(), write]).await {
        Ok(()) => Ok(Some(visit.leave(&url, Vec::new()))),
        Err(ended) if ended.conflict() == Some("browser_session") => Ok(None),
        Err(error) => Err(visit.failed(&error.into())),
    }
}
