//! A form that is sent twice is answered once: the second time gets the page that the first time got.
//!
//! Two clicks without script send one form twice, at once or one after the other, and the browser shows the answer to the
//! second. So what a form came to is remembered for a moment, for this browser and this drawing of the form alone, and
//! the browser's own cookie is needed to hear it: nothing is decided, sent or counted a second time. A failure on our side
//! is not remembered, since trying again is the remedy.

use super::{
    page_request::{Form, Outcome, PageRequest},
    step_cookie,
};
use crate::site::Site;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    response::Response,
};
use domain::{time::Timestamp, token};
use engine::fault::Fault;
use serde::{Deserialize, Serialize};
use std::{future::Future, pin::Pin, time::Duration};
use store::flow::{self, FlowRow};
use tracing::Instrument;

/// Among the flows, the rows of this file.
const KIND: &str = "form";
/// How long an answer is remembered.
const MEMORY: Duration = Duration::from_mins(1);
/// How long the first time may take until the next one is decided in its place: its server has stopped.
const PATIENCE: Duration = Duration::from_mins(1);
/// The pauses in which the second time asks whether the first one has been answered.
const PAUSE: Duration = Duration::from_millis(20);

/// The first answer to a form. Its row holds `null` while it is being made.
#[derive(Serialize, Deserialize)]
struct FirstAnswer {
    outcome: Outcome,
    /// The `Set-Cookie` values of the answer: a browser that gave it up may not have them.
    cookies: Vec<String>,
    at: Timestamp,
}

type Answer = Pin<Box<dyn Future<Output = Result<Response, Response>> + Send>>;

/// The route that answers a form by `handler`, once.
pub(super) fn once<H, F>(
    handler: H,
) -> impl Fn(State<Site>, Request) -> Answer + Clone + Send + Sync + 'static
where
    H: Fn(PageRequest, Form) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<Response, Response>> + Send + 'static,
{
    move |State(site), request| {
        Box::pin(async move {
            let (page_request, form) = PageRequest::post(&site, request).await?;
            answer(page_request, form, handler).await
        })
    }
}

async fn answer<H, F>(
    page_request: PageRequest,
    form: Form,
    handler: H,
) -> Result<Response, Response>
where
    H: Fn(PageRequest, Form) -> F + Send + 'static,
    F: Future<Output = Result<Response, Response>> + Send + 'static,
{
    let Some(key) = key(&page_request, &form) else {
        return handler(page_request, form).await;
    };
    match begin(&page_request, &key).await {
        Ok(None) => {}
        Ok(Some(first)) => return Ok(repeat(&page_request, first)),
        Err(fault) => return Err(page_request.failed(&fault)),
    }
    let answer = {
        let page_request = page_request.clone();
        async move {
            let response = handler(page_request.clone(), form).await;
            let (Ok(answer) | Err(answer)) = &response;
            let cookies = cookies(answer);
            if let Err(fault) = end(&page_request, &key, cookies).await {
                tracing::warn!(?fault, "an answer is not remembered");
            }
            response
        }
    };
    // A browser that sends the form again gives the first answer up, and the server with it what makes the answer: that
    // must come to its end all the same.
    match tokio::spawn(answer.in_current_span()).await {
        Ok(response) => response,
        Err(error) => Err(page_request.failed(&Fault::Internal(error.to_string()))),
    }
}

/// The key of this form in this browser; `None` if it was not drawn, so that it cannot be told from another like it.
fn key(page_request: &PageRequest, form: &Form) -> Option<String> {
    let (token, path, pairs) = (
        page_request.form_token()?,
        &page_request.path,
        &page_request.pairs,
    );
    let parts = serde_json::to_string(&(token, path, pairs, form)).ok()?;
    Some(format!("{KIND}:{}", token::hash(&parts)))
}

/// Begins the one answer to a form; gives that of the first time if there is one, once it is made.
async fn begin(page_request: &PageRequest, key: &str) -> Result<Option<FirstAnswer>, Fault> {
    let (site, pool) = (&page_request.site, &page_request.pool.id);
    loop {
        let now = site.now();
        let row = row(page_request, None, now + PATIENCE)?;
        if flow::claim(&site.store, pool, key, &row, now).await? {
            return Ok(None);
        }
        while let Some(row) = flow::find(&site.store, pool, key).await?
            && row.expires_at > site.now()
        {
            let first: Option<FirstAnswer> = serde_json::from_value(row.value)
                .map_err(|error| Fault::Internal(format!("an answer cannot be read: {error}")))?;
            if first.is_some() {
                return Ok(first);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Remembers what the form came to, or that it came to nothing that may be said again.
async fn end(page_request: &PageRequest, key: &str, cookies: Vec<String>) -> Result<(), Fault> {
    let (site, pool) = (&page_request.site, &page_request.pool.id);
    let Some(outcome) = page_request.outcome() else {
        flow::take(&site.store, pool, key).await?;
        return Ok(());
    };
    let now = site.now();
    let first = FirstAnswer {
        outcome,
        cookies,
        at: now,
    };
    let row = row(page_request, Some(&first), now + MEMORY)?;
    site.store.write(vec![flow::put(pool, key, &row)]).await?;
    Ok(())
}

/// The `Set-Cookie` values of an answer, but for that of the step, which every showing of a page makes anew.
fn cookies(answer: &Response) -> Vec<String> {
    let is_of_step = |cookie: &str| {
        let name = cookie.split('=').next();
        name.is_some_and(|name| name.ends_with(step_cookie::COOKIE))
    };
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    cookies
        .filter_map(|cookie| cookie.to_str().ok().map(str::to_owned))
        .filter(|cookie| !is_of_step(cookie))
        .collect()
}

fn row(
    page_request: &PageRequest,
    first: Option<&FirstAnswer>,
    expires_at: Timestamp,
) -> Result<FlowRow, Fault> {
    let value = serde_json::to_value(first)
        .map_err(|error| Fault::Internal(format!("an answer cannot be stored: {error}")))?;
    Ok(FlowRow {
        kind: KIND.to_owned(),
        client: page_request.client.id.clone(),
        value,
        expires_at,
    })
}

/// Answers as the first time.
fn repeat(page_request: &PageRequest, first: FirstAnswer) -> Response {
    let mut response = match first.outcome {
        Outcome::SignedIn(address) => page_request.leave_for_app(&address, Vec::new()),
        Outcome::Page(mut screen) => {
            let waited = page_request.site.now().since(first.at).as_secs();
            if let Some(seconds) = screen.resend_in_seconds() {
                *seconds = seconds.saturating_sub(u32::try_from(waited).unwrap_or(u32::MAX));
            }
            page_request.show(*screen)
        }
    };
    for cookie in first.cookies {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}
