//! `/login`, and what every sign-in on the pages ends in: a browser session and a code.

use super::{
    challenge, continue_as,
    draw::see_other,
    identifier_form,
    page_request::{Form, PageRequest},
    resend_code,
    session::{self, Live},
    sign_up,
};
use crate::site::Site;
use axum::{
    extract::{Request as HttpRequest, State},
    http::{HeaderValue, StatusCode},
    response::Response,
};
use domain::{
    field,
    id::Sub,
    oauth::{authorize::Request, code::AuthorizationCode},
    refusal::{self, Refusal},
    sign_in::{Grant, Start},
    time::Timestamp,
    token,
};
use engine::{
    decide::StoreFacts,
    fault::Fault,
    refusal::{Place, mask, words},
    sign_in::{EntryPoint, Outcome, PendingChallenge, Recipient, SignIn as PagesSignIn},
};
use shapes::idp::AuthFlowType;
use store::Write;
use wire::{
    route,
    screen::{Identifier, Message, Screen, SignIn},
    text::Text,
};

/// Shows the form; a browser that is signed in is asked whether to go on with that account.
pub(super) async fn get(
    State(site): State<Site>,
    request: HttpRequest,
) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(&site, &parts).await?;
    let authorize_request = page_request.sound()?;
    if let Some(screen) = super::step_cookie::open(&page_request) {
        return Ok(page_request.draw(StatusCode::OK, screen));
    }
    if continue_as::live(&page_request, authorize_request)
        .await?
        .is_some()
    {
        return Ok(see_other(&page_request.at(route::CONTINUE)));
    }
    let hint = authorize_request.login_hint.clone().unwrap_or_default();
    Ok(page_request.draw(StatusCode::OK, Screen::SignIn(screen(&page_request, hint))))
}

/// Takes identifier and password, or the identifier alone.
pub(super) async fn post(
    State(site): State<Site>,
    request: HttpRequest,
) -> Result<Response, Response> {
    let (page_request, form) = PageRequest::post(&site, request).await?;
    let authorize_request = page_request.sound()?;
    let username = identifier(&form);
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
    Ok(conclude(&page_request, &username, &form, outcome))
}

/// A sign-in on the pages.
pub(super) fn sign_in(page_request: &PageRequest) -> PagesSignIn<'_> {
    PagesSignIn {
        cx: &page_request.cx,
        pool: &page_request.pool,
        client: &page_request.client,
        entry_point: EntryPoint::Pages,
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
pub(super) fn screen(page_request: &PageRequest, username: String) -> SignIn {
    SignIn {
        identifier: page_request.pool.identifier(),
        username,
        // Choice-based sign-in asks who first and how second.
        identifier_first: page_request.client.allows(AuthFlowType::UserAuth),
        alert: None,
        username_error: None,
        password_error: None,
    }
}

/// The screen or redirect that follows an outcome of what was `typed`.
pub(super) fn conclude(
    page_request: &PageRequest,
    username: &str,
    typed: &Form,
    outcome: Result<Outcome<Admitted>, Fault>,
) -> Response {
    let challenge = |pending: PendingChallenge, refused| {
        page_request.show(challenge::screen(
            page_request,
            &pending.challenge,
            username,
            pending.flow_token,
            refused,
        ))
    };
    match outcome {
        Ok(Outcome::Ask(pending)) => challenge(pending, None),
        Ok(Outcome::Refused { refusal, retry }) => {
            page_request.note(&refusal);
            match retry {
                Some(pending) => challenge(pending, Some((&refusal, typed))),
                None => page_request.show(refused(page_request, username, &refusal)),
            }
        }
        Ok(Outcome::Done(admitted)) => page_request.leave(&admitted.url, vec![admitted.cookie]),
        Err(Fault::Refused(refusal)) => {
            page_request.show(refused(page_request, username, &refusal))
        }
        // The user changed meanwhile: nothing is wrong, and signing in once more shows what holds now.
        Err(Fault::Store(lost)) if lost.conflict().is_some() => {
            page_request.show(with_alert(page_request, username, Text::AlertBusy.into()))
        }
        Err(fault) => page_request.failed(&fault),
    }
}

/// What a person sees who may not sign in.
fn refused(page_request: &PageRequest, username: &str, refusal: &Refusal) -> Screen {
    // Who was sent a link has no code to type: another link can be sent.
    if *refusal == Refusal::User(refusal::User::Unconfirmed)
        && sign_up::confirms_by_link(&page_request.pool)
    {
        return resend_code::screen(identifier_form::asking(page_request, username.to_owned()));
    }
    if *refusal == Refusal::User(refusal::User::Unconfirmed) {
        return Screen::ConfirmSignUp(sign_up::asking(username.to_owned()));
    }
    let masked = mask(refusal.clone(), true);
    let words = words(&masked);
    let mut screen = screen(page_request, username.to_owned());
    match words.place {
        Place::Username => screen.username_error = Some(words.text),
        Place::Password => screen.password_error = Some(words.text),
        Place::Alert | Place::Code | Place::Attribute => screen.alert = Some(words.text),
    }
    Screen::SignIn(screen)
}

/// The form with an alert above it.
pub(super) fn with_alert(page_request: &PageRequest, username: &str, alert: Message) -> Screen {
    Screen::SignIn(SignIn {
        alert: Some(alert),
        ..screen(page_request, username.to_owned())
    })
}

/// Makes a browser session and a code of a sign-in.
pub(super) struct Admission<'a> {
    page_request: &'a PageRequest,
    authorize_request: &'a Request,
}

/// A browser that has signed in: the address it goes to, and the cookie of its session.
pub(super) struct Admitted {
    url: String,
    cookie: HeaderValue,
}

impl<'a> Admission<'a> {
    pub(super) fn new(page_request: &'a PageRequest, authorize_request: &'a Request) -> Self {
        Self {
            page_request,
            authorize_request,
        }
    }
}

impl Recipient for Admission<'_> {
    type Output = Admitted;

    async fn receive(
        &self,
        grant: &Grant,
        _: &StoreFacts<'_>,
    ) -> Result<(Admitted, Vec<Write>), Fault> {
        let Self {
            page_request,
            authorize_request,
        } = self;
        let (mut writes, cookie) = session::begin(
            &page_request.site,
            &page_request.browser,
            &page_request.pool,
            &page_request.client.id,
            &grant.user,
            grant.auth_time,
        );
        let (write, url) = code(
            page_request,
            authorize_request,
            &grant.user.sub,
            grant.auth_time,
        )?;
        writes.push(write);
        Ok((Admitted { url, cookie }, writes))
    }
}

/// The write of a new code and the address that carries it to the app.
fn code(
    page_request: &PageRequest,
    authorize_request: &Request,
    sub: &Sub,
    auth_time: Timestamp,
) -> Result<(Write, String), Fault> {
    let (site, pool) = (&page_request.site, &page_request.pool.id);
    let code = site.random.uuid();
    let authorization_code =
        AuthorizationCode::issue(authorize_request, sub.clone(), auth_time, site.now());
    let value = serde_json::to_value(&authorization_code)
        .map_err(|error| Fault::Internal(format!("a code cannot be kept: {error}")))?;
    let hash = token::hash(&code);
    let write = store::authorization::insert(
        pool,
        &hash,
        &authorization_code.sub,
        &value,
        authorization_code.expires_at,
    );
    Ok((write, authorize_request.code_url(&code, &site.issuer(pool))))
}

/// Sends a browser that is signed in back to the app with a code. `None` if its session ended meanwhile, as by a new
/// password, which no code outlives.
pub(crate) async fn resume(
    page_request: &PageRequest,
    authorize_request: &Request,
    live: &Live,
) -> Result<Option<Response>, Response> {
    let code = code(
        page_request,
        authorize_request,
        &live.user.sub,
        live.auth_time,
    );
    let (write, url) = code.map_err(|fault| page_request.failed(&fault))?;
    match page_request
        .site
        .store
        .write(vec![live.alive(), write])
        .await
    {
        Ok(()) => Ok(Some(page_request.leave(&url, Vec::new()))),
        Err(ended) if ended.conflict() == Some(&store::Conflict::BrowserSession) => Ok(None),
        Err(error) => Err(page_request.failed(&error.into())),
    }
}
