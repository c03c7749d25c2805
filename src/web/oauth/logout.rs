//! `/logout`: ends the browser session and leads to a registered address, a new sign-in, or a page that says so.
//!
//! **Source** Cognito "Logout endpoint", OpenID Connect RP-Initiated Logout 1.0.

use crate::{
    form::{form_pairs, is_form, query_pairs},
    host::check_wall,
    hosted::{Browser, failed, see_other, session, sign_out_question},
    site::Site,
};
use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{Method, header, request::Parts},
    response::Response,
};
use domain::{
    client::Client,
    id::PoolId,
    oauth::{
        OAuthError,
        logout::{self, Logout},
    },
    pool::Pool,
};
use engine::{fault::Fault, find, request::BODY_LIMIT_BYTES};
use wire::route;

/// Signs out by the parameters in the query.
pub(super) async fn get(State(site): State<Site>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let pairs = query_pairs(&parts.uri);
    sign_out(&site, &parts, &pairs).await
}

/// Signs out by the parameters in a form.
pub(super) async fn post(State(site): State<Site>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT_BYTES).await.unwrap_or_default();
    let pairs = if is_form(&parts.headers) {
        form_pairs(&body)
    } else {
        query_pairs(&parts.uri)
    };
    sign_out(&site, &parts, &pairs).await
}

async fn sign_out(site: &Site, parts: &Parts, pairs: &[(String, String)]) -> Response {
    let browser = Browser::read(site, parts);
    match leave(site, parts, &browser, pairs).await {
        Ok(response) => response,
        Err(Answer::Page(error)) => {
            let code = if error.description == "redirect_mismatch" {
                "redirect_mismatch"
            } else {
                error.error.as_str()
            };
            see_other(&format!("{}?error={code}", route::ERROR))
        }
        Err(Answer::Fault(fault)) => failed(site, &browser, pairs, &fault),
    }
}

enum Answer {
    Page(OAuthError),
    Fault(Fault),
}

impl From<OAuthError> for Answer {
    fn from(error: OAuthError) -> Self {
        Self::Page(error)
    }
}

impl From<Fault> for Answer {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

async fn leave(
    site: &Site,
    parts: &Parts,
    browser: &Browser,
    pairs: &[(String, String)],
) -> Result<Response, Answer> {
    let hint = pairs
        .iter()
        .find(|(name, _)| name == "id_token_hint")
        .map(|(_, token)| token.as_str());
    // An expired hint still tells whose it was; one that is not ours tells nothing (RP-Initiated Logout §4).
    let hinted = match hint {
        Some(token) => site.keys.id_token_hint(token).await,
        None => None,
    };
    let client_id = logout::client_of(pairs, hinted.as_ref().map(|hint| hint.client.as_str()))?;
    let at = site.hosts().pool_of(&parts.headers, &parts.uri).await?;
    let client: Option<(Pool, Client)> = match &client_id {
        None => None,
        Some(id) => match find::client(&site.store, id).await {
            Ok((pool, client)) if check_wall(at.as_ref(), &pool, id).is_ok() => {
                Some((pool, client))
            }
            Ok(_) | Err(Fault::Refused(_)) => {
                return Err(OAuthError::invalid_request("invalid_client").into());
            }
            Err(fault) => return Err(fault.into()),
        },
    };
    let url = match logout::decide(client.as_ref().map(|(_, client)| client), pairs)? {
        Logout::To(url) => url,
        Logout::Login(pairs) => with_pairs(route::LOGIN, &pairs),
        Logout::SignedOut => {
            let pairs: Vec<(String, String)> = client_id
                .map(|id| ("client_id".to_owned(), id))
                .into_iter()
                .collect();
            with_pairs(route::SIGNED_OUT, &pairs)
        }
        Logout::Ask => {
            let link = sign_out_link(site, browser, at.as_ref(), pairs).await?;
            return Ok(sign_out_question(site, browser, pairs, link));
        }
    };
    // Where nothing says of which pool, "signed out" is only true of all of them.
    let pools: Vec<PoolId> = match client.as_ref().map(|(pool, _)| pool).or(at.as_ref()) {
        // HEAD only asks where GET leads: it ends nothing.
        _ if parts.method == Method::HEAD => Vec::new(),
        Some(pool) => vec![pool.id.clone()],
        None => session::pools(browser),
    };
    let (writes, cookies): (Vec<_>, Vec<_>) =
        pools.iter().map(|pool| session::end(browser, pool)).unzip();
    site.store
        .write(writes.into_iter().flatten().collect())
        .await
        .map_err(Fault::from)?;
    let mut response = see_other(&url);
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The address at which a person signs out who was asked. It leads to the requested address where that is registered with the
/// client of one of the browser's sessions, and else to a page.
async fn sign_out_link(
    site: &Site,
    browser: &Browser,
    at: Option<&Pool>,
    pairs: &[(String, String)],
) -> Result<String, Fault> {
    for (pool, id) in session::clients(site, browser).await? {
        if at.is_some_and(|at| at.id != pool) {
            continue;
        }
        let client = store::client::find(&site.store, &pool, &id).await?;
        if matches!(
            client.map(|client| logout::decide(Some(&client), pairs)),
            Some(Ok(Logout::To(_)))
        ) {
            let request = pairs
                .iter()
                .filter(|(name, _)| name == "post_logout_redirect_uri" || name == "state")
                .cloned();
            let client_id = ("client_id".to_owned(), id.to_string());
            let pairs: Vec<_> = request.chain([client_id]).collect();
            return Ok(with_pairs(route::LOGOUT, &pairs));
        }
    }
    Ok(route::LOGOUT.to_owned())
}

fn with_pairs(path: &str, pairs: &[(String, String)]) -> String {
    format!(
        "{path}?{}",
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    )
}
