//! `/oauth2/authorize`: where apps send people. It decides between the pages, a code at once, and an error.
//!
//! **Source** RFC 6749 §4.1.1, OpenID Connect Core §3.1.2, Cognito "Authorize endpoint".

use crate::{
    form::{form_pairs, is_form},
    hosted::{PageRequest, hint, session},
    site::Site,
};
use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{Method, Uri},
    response::Response,
};
use domain::oauth::authorize::{AuthorizeError, Decision, decide};
use engine::request::BODY_LIMIT_BYTES;
use wire::route;

/// Answers an authorization request in the query.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Result<Response, Response> {
    let (parts, _) = request.into_parts();
    let page_request = PageRequest::open(&site, &parts).await?;
    let authorize_request = match &page_request.request {
        Ok(authorize_request) => authorize_request,
        Err(error) => return Ok(page_request.refused_request(error)),
    };
    let live = session::find(&site, &page_request.browser, &page_request.pool)
        .await
        .map_err(|error| page_request.failed(&error.into()))?;
    let hint = hint::of(&page_request).await;
    let decided = |live: Option<&session::Live>| {
        let session = live.map(session::Live::session);
        decide(
            authorize_request,
            hint.as_ref(),
            session.as_ref(),
            site.now(),
        )
    };
    let mut decision = decided(live.as_ref());
    // HEAD only asks where GET leads: no code is made for it.
    if parts.method != Method::HEAD
        && let (Decision::Code, Some(live)) = (&decision, &live)
    {
        match crate::hosted::resume(&page_request, authorize_request, live).await? {
            Some(response) => return Ok(response),
            None => decision = decided(None),
        }
    }
    Ok(match decision {
        Decision::Continue => page_request.leave(&page_request.at(route::CONTINUE), Vec::new()),
        Decision::Refuse(redirect) => {
            page_request.refused_request(&AuthorizeError::Redirect(redirect))
        }
        Decision::Login | Decision::Code => {
            let login = match hint::username(&page_request, hint.as_ref()).await? {
                // Whoever else is signed in here is not offered.
                Some(username) => page_request.at_with_all(
                    route::LOGIN,
                    &[("login_hint", &username), ("prompt", "login")],
                ),
                None => page_request.at(route::LOGIN),
            };
            page_request.leave(&login, Vec::new())
        }
    })
}

/// Answers an authorization request in a form, as OpenID Connect Core §3.1.2.1 asks.
pub(super) async fn post(state: State<Site>, request: Request) -> Result<Response, Response> {
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT_BYTES).await.unwrap_or_default();
    if is_form(&parts.headers) {
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form_pairs(&body))
            .finish();
        if let Ok(uri) = format!("{}?{query}", route::AUTHORIZE).parse::<Uri>() {
            parts.uri = uri;
        }
    }
    get(state, Request::from_parts(parts, axum::body::Body::empty())).await
}
