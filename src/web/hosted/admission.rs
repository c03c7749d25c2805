//! What every sign-in on the pages ends in: a browser session and a code.

use super::{
    hint,
    page_request::{Outcome, PageRequest},
    session::{self, Live},
};
use axum::{http::HeaderValue, response::Response};
use domain::{
    id::Sub,
    oauth::{
        authorize::{Answer, Request, ResponseMode, check_hint},
        code::AuthorizationCode,
    },
    sign_in::Grant,
    time::Timestamp,
    token,
};
use engine::{decide::StoreFacts, fault::Fault, sign_in::Recipient};
use store::Write;
use wire::route;

/// Makes a browser session and a code of a sign-in.
pub(super) struct Admission<'a> {
    page_request: &'a PageRequest,
    authorize_request: &'a Request,
}

/// A browser that has signed in: where it goes, and the cookie of its session.
pub(super) struct SignedInBrowser {
    destination: Destination,
    /// The page that brings the app another answer.
    answering_page: String,
    cookie: HeaderValue,
}

/// Where a browser goes that has signed in.
enum Destination {
    /// To the app, with the answer.
    App(Answer),
    /// To the page at this address, which brings the app the answer.
    Page(String),
}

impl SignedInBrowser {
    /// Leaves for the app, or for the page that brings it the answer.
    pub(super) fn leave(self, page_request: &PageRequest) -> Response {
        page_request.note_outcome(Outcome::SignedIn(self.answering_page));
        let cookies = vec![self.cookie];
        match self.destination {
            Destination::App(answer) => page_request.leave_for_app(&answer.url(), cookies),
            Destination::Page(address) => page_request.leave(&address, cookies),
        }
    }
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
    type Output = SignedInBrowser;

    async fn receive(
        &self,
        grant: &Grant,
        _: &StoreFacts<'_>,
    ) -> Result<(SignedInBrowser, Vec<Write>), Fault> {
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
        let hint = hint::of(page_request).await;
        let check = check_hint(authorize_request, hint.as_ref(), &grant.user.sub);
        let answering_page = match &check {
            Ok(()) => page_request.answering_page(),
            Err(_) => page_request.refusing_page(),
        };
        let destination = match (authorize_request.response_mode, check) {
            (ResponseMode::Query, Ok(())) => {
                let (write, answer) = code(
                    page_request,
                    authorize_request,
                    &grant.user.sub,
                    grant.auth_time,
                )?;
                writes.push(write);
                Destination::App(answer)
            }
            (ResponseMode::Query, Err(redirect)) => {
                let issuer = page_request.site.issuer(&page_request.pool.id);
                Destination::App(redirect.answer(&issuer))
            }
            (ResponseMode::FormPost, _) => Destination::Page(answering_page.clone()),
        };
        let browser = SignedInBrowser {
            destination,
            answering_page,
            cookie,
        };
        Ok((browser, writes))
    }
}

/// The write of a new code and the answer that carries it to the app.
fn code(
    page_request: &PageRequest,
    authorize_request: &Request,
    sub: &Sub,
    auth_time: Timestamp,
) -> Result<(Write, Answer), Fault> {
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
    Ok((
        write,
        authorize_request.code_answer(&code, &site.issuer(pool)),
    ))
}

/// Sends a browser that is signed in back to the app with a code. `None` if its session ended meanwhile, as by a new
/// password, which no code outlives.
pub(crate) async fn resume(
    page_request: &PageRequest,
    authorize_request: &Request,
    live: &Live,
) -> Result<Option<Response>, Response> {
    if authorize_request.response_mode == ResponseMode::FormPost
        && page_request.path != route::AUTHORIZE
    {
        let url = page_request.answering_page();
        return Ok(Some(page_request.leave(&url, Vec::new())));
    }
    let code = code(
        page_request,
        authorize_request,
        &live.user.sub,
        live.auth_time,
    );
    let (write, answer) = code.map_err(|fault| page_request.failed(&fault))?;
    match page_request
        .site
        .store
        .write(vec![live.alive(), write])
        .await
    {
        Ok(()) => Ok(Some(page_request.bring(&answer))),
        Err(error) if error.conflict() == Some(&store::Conflict::BrowserSession) => Ok(None),
        Err(error) => Err(page_request.failed(&error.into())),
    }
}
