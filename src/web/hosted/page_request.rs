//! One request to a page: its pool, client and authorization request, its browser, and how it is replied to.

mod answer;
mod outcome;
mod refusal_page;

pub(super) use outcome::Outcome;

use super::{
    authorize_query::query,
    browser::{Browser, LANGUAGE_COOKIE},
    csrf,
    draw::{draw, header_text, languages, links, reply, see_other, target},
    error, step_cookie,
};
use crate::{
    branding::ClientBranding,
    form::{form_pairs, is_form, query_pairs},
    host::authority,
    site::Site,
};
use axum::{
    body::to_bytes,
    extract::Request as HttpRequest,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use cookie::time::Duration as CookieAge;
use domain::{
    client::Client,
    decision::Decision,
    oauth::authorize::{self, AuthorizeError, Request},
    pool::Pool,
    refusal::{self, Refusal},
};
use engine::{
    decide,
    fault::Fault,
    find,
    refusal::is_failed_guess,
    request::{BODY_LIMIT_BYTES, FailedGuess, RequestContext, RequestId, UnprovedSignIn},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use wire::{
    screen::{Done, Frame, Page, Reply, Screen},
    text::Text,
    theme::Brand,
};

/// The cookie of the anti-forgery token, which each form carries as its `_csrf`, behind a mask.
///
/// Cookies know no ports: at `localhost` every program has the same ones. So the names of all of ours are our own, and not
/// Cognito's (`XSRF-TOKEN`, `lang`, `page-data`), the first of which is that of large front-end frameworks too. A name must
/// not begin as those of the sessions do.
const CSRF_COOKIE: &str = "loggia_csrf";
/// The fields of a posted form.
pub(super) type Form = BTreeMap<String, String>;

/// One request to a page.
#[derive(Clone)]
pub(crate) struct PageRequest {
    /// What pages are served with.
    pub(crate) site: Site,
    /// The request.
    pub(crate) cx: RequestContext,
    /// The pool.
    pub(crate) pool: Pool,
    /// The client.
    pub(crate) client: Client,
    /// The authorization request in the query, or what is wrong with it.
    pub(crate) request: Result<Request, AuthorizeError>,
    /// What its pages look like.
    branding: ClientBranding,
    /// The browser.
    pub(crate) browser: Browser,
    /// The path.
    pub(crate) path: String,
    /// The query's parameters.
    pub(crate) pairs: Vec<(String, String)>,
    query: String,
    csrf: String,
    new_csrf: bool,
    language: &'static str,
    /// Whether something was guessed, and wrong.
    failed_guess: Arc<AtomicBool>,
    /// Whether the posted form was drawn, and not made by a program.
    is_drawn: bool,
    outcome: Arc<Mutex<Option<Outcome>>>,
}

impl PageRequest {
    /// Reads a request to a page.
    ///
    /// **Errors** the page that says what is wrong.
    pub(crate) async fn open(site: &Site, parts: &Parts) -> Result<Self, Response> {
        let browser = Browser::read(site, parts);
        let pairs = query_pairs(&parts.uri);
        let unknown = |text| error::bare(site, &browser, &pairs, text);
        let id = authorize::client_of(&pairs).map_err(|_| unknown(Text::ErrorUnknownClient))?;
        let at = site
            .hosts()
            .pool_of(&parts.headers, &parts.uri)
            .await
            .map_err(|fault| error::failed(site, &browser, &pairs, &fault))?;
        let (pool, client) = match find::client(&site.store, id).await {
            Ok((pool, client)) if at.is_none_or(|at| at.id == pool.id) => (pool, client),
            Ok(_) | Err(Fault::Refused(Refusal::Client(refusal::Client::Unknown(_)))) => {
                return Err(unknown(Text::ErrorUnknownClient));
            }
            Err(fault) => return Err(error::failed(site, &browser, &pairs, &fault)),
        };
        let branding = ClientBranding::of(&site.brands, &site.store, &client)
            .await
            .map_err(|error| error::failed(site, &browser, &pairs, &error.into()))?;
        let request = authorize::validate(&client, &pairs);
        let stored = browser
            .cookie(CSRF_COOKIE)
            .filter(|token| csrf::is_token(token))
            .map(str::to_owned);
        let new_csrf = stored.is_none();
        Ok(Self {
            site: site.clone(),
            cx: RequestContext {
                unproved: UnprovedSignIn::of(&parts.extensions),
                hides_users: true,
                ..RequestContext::new(site.app.clone(), RequestId::of(&parts.extensions))
            },
            request,
            path: parts.uri.path().to_owned(),
            query: query(&pairs),
            csrf: stored.unwrap_or_else(|| site.random.opaque_token()),
            new_csrf,
            language: browser.language(&pairs),
            failed_guess: Arc::default(),
            is_drawn: false,
            outcome: Arc::default(),
            pool,
            client,
            branding,
            browser,
            pairs,
        })
    }

    /// Decides something in the course of this request, through its client.
    ///
    /// **Errors** as [`decide::decide`].
    pub(super) async fn decide<D: Decision>(&self, decision: &D) -> Result<D::Value, Fault> {
        decide::decide(&self.cx, &self.pool, Some(&self.client), decision).await
    }

    /// Reads a posted form and checks that it came from a page of ours.
    ///
    /// **Errors** the page that says what is wrong.
    pub(super) async fn post(site: &Site, request: HttpRequest) -> Result<(Self, Form), Response> {
        let (parts, body) = request.into_parts();
        // Before anything is refused: an answer that overtakes its request's body may be lost with the connection.
        let body = to_bytes(body, BODY_LIMIT_BYTES).await.unwrap_or_default();
        let mut page_request = Self::open(site, &parts).await?;
        let form: Form = if is_form(&parts.headers) {
            form_pairs(&body).into_iter().collect()
        } else {
            Form::new()
        };
        let token = form
            .get("_csrf")
            .or_else(|| form.get("csrf"))
            .map(String::as_str)
            .unwrap_or("");
        let posted = csrf::read(token, &page_request.csrf);
        if page_request.new_csrf
            || posted == csrf::Posted::Foreign
            || !from_here(&site.public_url, &parts)
        {
            return Err(page_request.forgery());
        }
        page_request.is_drawn = posted == csrf::Posted::Masked;
        Ok((page_request, form))
    }

    /// The authorization request.
    ///
    /// **Errors** the error page, or the redirect that tells the app.
    #[expect(
        clippy::result_large_err,
        reason = "the error is the answer itself and is moved once"
    )]
    pub(super) fn sound(&self) -> Result<&Request, Response> {
        self.request
            .as_ref()
            .map_err(|error| self.refused_request(error))
    }

    /// Notes what was refused: a wrong guess counts against the address it came from.
    pub(super) fn note(&self, refusal: &Refusal) {
        if is_failed_guess(refusal) {
            self.failed_guess.store(true, Ordering::Relaxed);
        }
    }

    /// Marks an answer with what was noted.
    fn mark(&self, response: &mut Response) {
        if self.failed_guess.load(Ordering::Relaxed) {
            response.extensions_mut().insert(FailedGuess);
        }
    }

    /// The path of a page in the course of this request.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{path}{}", self.query)
    }

    /// The address of `path` with the request's parameters, of which one is set or replaced.
    pub(super) fn at_with(&self, path: &str, name: &str, value: &str) -> String {
        self.at_with_all(path, &[(name, value)])
    }

    /// The address of `path` with the request's parameters, of which these are set or replaced.
    pub(crate) fn at_with_all(&self, path: &str, replacements: &[(&str, &str)]) -> String {
        let others = self
            .pairs
            .iter()
            .filter(|(key, _)| replacements.iter().all(|(name, _)| key != name))
            .cloned();
        let new = replacements
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        format!("{path}{}", query(&others.chain(new).collect::<Vec<_>>()))
    }

    /// The page around a screen.
    fn page(&self, screen: Screen) -> Page {
        let frame = Frame {
            brand: Brand {
                name: self.client.settings.client_name.clone(),
                logo: self.branding.logo.clone(),
                layout: self.branding.layout,
            },
            query: self.query.clone(),
            csrf: csrf::masked(&self.csrf, self.site.random.bytes()),
            languages: languages(),
            links: links(&self.site),
            sign_up: !self.pool.admin_only(),
        };
        Page { frame, screen }
    }

    /// Draws a screen where it stands.
    pub(super) fn draw(&self, status: StatusCode, screen: Screen) -> Response {
        let page = self.page(screen);
        let mut response = if self.browser.by_script {
            (status, reply(&Reply::Page(Box::new(page)))).into_response()
        } else {
            draw(
                &self.site,
                status,
                self.language,
                page,
                &self.branding.style,
                self.form_targets(),
            )
        };
        self.remember(response.headers_mut());
        self.mark(&mut response);
        response
    }

    /// Replies to a form with the next screen: as data to script, else by a redirect to its path.
    pub(super) fn show(&self, screen: Screen) -> Response {
        self.note_outcome(Outcome::Page(Box::new(screen.clone())));
        let stored = self.keep(&screen);
        let path = self.at(screen.path());
        let mut response = match (self.browser.by_script, &stored) {
            (true, _) => reply(&Reply::Page(Box::new(self.page(screen)))),
            (false, Some(_)) => see_other(&path),
            // Too much to keep in a cookie: the page itself is the answer, which a reload would post again.
            (false, None) => self.draw(StatusCode::OK, screen),
        };
        let headers = response.headers_mut();
        headers.extend(stored.map(|stored| (header::SET_COOKIE, stored)));
        self.remember(headers);
        self.mark(&mut response);
        response
    }

    /// The `Set-Cookie` value that stores `screen` for its path; `None` if it is too long for a cookie.
    pub(super) fn keep(&self, screen: &Screen) -> Option<HeaderValue> {
        let sealed = step_cookie::seal(&self.site, &self.pairs, screen)?;
        let age = CookieAge::seconds(i64::try_from(step_cookie::LIFETIME.as_secs()).unwrap_or(0));
        Some(self.browser.set(step_cookie::COOKIE, sealed, Some(age)))
    }

    /// The stored screen of the requested path, in the course of the same authorization request.
    pub(super) fn stored_screen(&self) -> Option<Screen> {
        self.last_screen()
            .filter(|screen| screen.path() == self.path)
    }

    /// The screen stored last in the course of the same authorization request, its countdown as far as it is now.
    pub(super) fn last_screen(&self) -> Option<Screen> {
        step_cookie::open(&self.site, &self.browser, &self.pairs)
    }

    /// Leaves the pages, or goes to another of them by its address; the stored step ends.
    pub(crate) fn leave(&self, url: &str, cookies: Vec<HeaderValue>) -> Response {
        let mut response = if self.browser.by_script {
            reply(&Reply::Location(url.to_owned()))
        } else {
            see_other(url)
        };
        let headers = response.headers_mut();
        headers.append(header::SET_COOKIE, self.browser.clear(step_cookie::COOKIE));
        for cookie in cookies {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// Leaves for the app with an answer; the stored step ends.
    ///
    /// Browsers hold `form-action` against every redirect that follows a post, also against those with which the app's
    /// callback goes on, and no policy could name these: the browser would stay at the form without a word. So the chain ends
    /// in a page of ours that goes on by itself, or by its link.
    pub(super) fn leave_for_app(&self, url: &str, cookies: Vec<HeaderValue>) -> Response {
        let mut response = self.leave(url, cookies);
        if self.browser.posts_form
            && let Ok(refresh) = HeaderValue::from_str(&format!("0;url={}", header_text(url)))
        {
            let screen = Screen::Done(Done {
                heading: Text::LeavingTitle.into(),
                lead: Text::LeavingLead.into(),
                next: Some(url.to_owned()),
            });
            let mut page = self.draw(StatusCode::OK, screen);
            let headers = page.headers_mut();
            headers.insert(header::REFRESH, refresh);
            for cookie in response.headers().get_all(header::SET_COOKIE) {
                headers.append(header::SET_COOKIE, cookie.clone());
            }
            response = page;
        }
        response
    }

    /// The page that says that something failed here.
    pub(crate) fn failed(&self, fault: &Fault) -> Response {
        error::failed(&self.site, &self.browser, &self.pairs, fault)
    }

    fn remember(&self, headers: &mut HeaderMap) {
        if self.new_csrf {
            headers.append(
                header::SET_COOKIE,
                self.browser.set(CSRF_COOKIE, self.csrf.clone(), None),
            );
        }
        // A language that the request names stays chosen, as Cognito's `lang` does.
        if self.pairs.iter().any(|(name, _)| name == "lang") {
            headers.append(
                header::SET_COOKIE,
                self.browser.set(
                    LANGUAGE_COOKIE,
                    self.language.to_owned(),
                    Some(CookieAge::days(365)),
                ),
            );
        }
    }

    /// Where a form of this page may lead by redirects, of browsers that do not say that they are some.
    fn form_targets(&self) -> Vec<String> {
        let urls = self
            .client
            .callback_urls()
            .iter()
            .chain(self.client.logout_urls());
        let mut targets: Vec<String> = urls.filter_map(|url| target(url)).collect();
        targets.sort();
        targets.dedup();
        targets
    }
}

/// Whether the browser says that the form was sent from our own pages; old browsers say nothing.
///
/// Pages send no referrer, so that the origin of a plain form is `null`; then `Sec-Fetch-Site` tells.
fn from_here(public_url: &str, parts: &Parts) -> bool {
    let text = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let site = text("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    let host = authority(&parts.headers, &parts.uri).unwrap_or("");
    let origin = text("origin").is_none_or(|origin| {
        origin == "null"
            || origin == public_url
            || origin
                .split_once("://")
                .is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
    });
    site && origin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_come_from_the_pages_of_the_host_that_was_visited() {
        let check = |uri: &str, headers: &[(&str, &str)], expect: bool| {
            let mut request = HttpRequest::post(uri);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let (parts, ()) = request.body(()).expect("a request").into_parts();
            assert_eq!(
                from_here("https://id.example", &parts),
                expect,
                "{uri} {headers:?}"
            );
        };
        let host = ("host", "pool.example");
        check("/login", &[host], true);
        check("/login", &[host, ("origin", "https://pool.example")], true);
        check(
            "https://pool.example/login",
            &[("origin", "https://pool.example")],
            true,
        );
        check(
            "https://pool.example/login",
            &[("origin", "https://id.example")],
            true,
        );
        check(
            "https://pool.example/login",
            &[("origin", "https://evil.example")],
            false,
        );
        check(
            "/login",
            &[host, ("origin", "null"), ("sec-fetch-site", "same-origin")],
            true,
        );
        check(
            "/login",
            &[host, ("origin", "null"), ("sec-fetch-site", "cross-site")],
            false,
        );
        check("/login", &[host, ("sec-fetch-site", "same-site")], false);
    }
}
