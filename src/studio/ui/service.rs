//! The server that the studio came from: the public operations, each call signed here.

use crate::{
    draft::Logo,
    published::{Goal, Published},
    signature::{Call, Key, headers},
    ui::inspector::decoded,
};
use gloo_net::http::{Headers, Request};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wire::route;

/// What every operation of user pools is named with.
const COGNITO: &str = "AWSCognitoIdentityProviderService";
/// What every operation that is ours alone is named with.
const LOGGIA: &str = "Loggia";
/// What stands in the signature of a call that is about no pool. The server takes each.
const REGION: &str = "us-east-1";
/// The largest page of a list.
const LARGEST_PAGE: u32 = 60;

/// By whose key calls are signed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Access {
    /// The key.
    pub(crate) key: Key,
    /// Until when it signs, in seconds since 1970; none for an administrator's.
    pub(crate) until: Option<f64>,
}

/// Why a call was not answered as it was meant to be.
pub(crate) struct CallError {
    /// The exception, if the server named one.
    pub(crate) kind: String,
    /// What the server says, or what the browser does.
    pub(crate) words: String,
}

impl CallError {
    fn unreached() -> Self {
        Self {
            kind: String::new(),
            words: "The server cannot be reached.".to_owned(),
        }
    }

    /// Whether the key is the reason.
    pub(crate) fn is_of_key(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "ExpiredTokenException" | "UnrecognizedClientException" | "InvalidSignatureException"
        )
    }
}

/// What has an id and a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// The id.
    pub(crate) id: String,
    /// The name that people gave it.
    pub(crate) name: String,
    /// Where an app runs; empty for a pool.
    pub(crate) sites: Vec<String>,
}

impl Item {
    /// The name, with what tells it from another of the same name.
    pub(crate) fn words(&self) -> String {
        let parts = [&self.name]
            .into_iter()
            .chain(&self.sites)
            .chain([&self.id]);
        let parts: Vec<_> = parts.map(String::as_str).collect();
        parts.join(" · ")
    }
}

/// The apps of a pool, and the domain of its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Apps {
    /// The pool.
    pub(crate) pool: Item,
    /// Its app clients.
    pub(crate) clients: Vec<Item>,
    /// The name under which its pages answer, if it has one.
    pub(crate) domain: Option<String>,
}

/// Opens a link.
pub(crate) async fn redeem(link: &str) -> Result<Access, CallError> {
    let sent = Headers::new();
    sent.set("content-type", "application/json");
    let body = json!({ "Link": link }).to_string();
    let answer = post(route::STUDIO_SESSION, sent, body).await?;
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    Ok(Access {
        key: Key {
            id: text("AccessKeyId"),
            secret: text("SecretAccessKey"),
            session_token: Some(text("SessionToken")),
        },
        until: answer["Expiration"].as_f64(),
    })
}

/// Every pool.
pub(crate) async fn pools(access: &Access) -> Result<Vec<Item>, CallError> {
    let (list, names) = ("UserPools", ["Id", "Name"]);
    let operation = (COGNITO, "ListUserPools");
    let (pools, _) = every(access, REGION, operation, &json!({}), list, names).await?;
    Ok(pools)
}

/// Every app of a pool.
pub(crate) async fn apps(access: &Access, pool: &Item) -> Result<Apps, CallError> {
    let (list, names) = ("Apps", ["ClientId", "ClientName"]);
    let request = json!({ "UserPoolId": pool.id });
    let region = pool.id.split('_').next().unwrap_or_default();
    let operation = (LOGGIA, "ListApps");
    let (clients, last) = every(access, region, operation, &request, list, names).await?;
    Ok(Apps {
        pool: pool.clone(),
        clients,
        domain: last["Domain"].as_str().map(str::to_owned),
    })
}

/// Gives a pool a domain.
pub(crate) async fn create_domain(
    access: &Access,
    goal: &Goal,
    name: &str,
) -> Result<(), CallError> {
    let request = json!({ "UserPoolId": goal.pool, "Domain": name });
    let operation = "CreateUserPoolDomain";
    let answer = call(access, goal.region(), COGNITO, operation, &request).await;
    answer.map(drop)
}

/// What is published for a goal.
pub(crate) async fn published(access: &Access, goal: &Goal) -> Result<Published, CallError> {
    let request = goal.request();
    let theme = call(access, goal.region(), LOGGIA, "GetTheme", &request).await?;
    let operation = "GetUICustomization";
    let branding = call(access, goal.region(), COGNITO, operation, &request).await?;
    Ok(Published::read(goal, &theme, &branding))
}

/// Sets sheet and logo.
pub(crate) async fn set_branding(
    access: &Access,
    goal: &Goal,
    branding: &Value,
) -> Result<(), CallError> {
    let operation = "SetUICustomization";
    let answer = call(access, goal.region(), COGNITO, operation, branding).await;
    answer.map(drop)
}

/// Sets the theme.
pub(crate) async fn set_theme(
    access: &Access,
    goal: &Goal,
    theme: &Value,
) -> Result<(), CallError> {
    let answer = call(access, goal.region(), LOGGIA, "SetTheme", theme).await;
    answer.map(drop)
}

/// The logo at a path of the server.
pub(crate) async fn logo(path: &str) -> Result<Logo, CallError> {
    let lost = |words: String| CallError {
        kind: String::new(),
        words,
    };
    let response = Request::get(path).send().await;
    let response = response.map_err(|_| CallError::unreached())?;
    let bytes = match response.ok() {
        true => response.binary().await.ok(),
        false => None,
    };
    let bytes = bytes.ok_or_else(|| lost("The published logo cannot be read.".to_owned()))?;
    decoded("logo", &bytes).await.map_err(lost)
}

/// Every item of a list, page by page, and the last page.
async fn every(
    access: &Access,
    region: &str,
    (prefix, operation): (&str, &str),
    filter: &Value,
    list: &str,
    [id, name]: [&str; 2],
) -> Result<(Vec<Item>, Value), CallError> {
    let mut items = Vec::new();
    let mut next = Value::Null;
    loop {
        let mut request = filter.clone();
        request["MaxResults"] = LARGEST_PAGE.into();
        if !next.is_null() {
            request["NextToken"] = next;
        }
        let mut page = call(access, region, prefix, operation, &request).await?;
        let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
        let page_items = page[list].as_array();
        items.extend(page_items.into_iter().flatten().map(|item| Item {
            id: text(item, id),
            name: text(item, name),
            sites: texts(&item["Sites"]),
        }));
        next = page["NextToken"].take();
        if next.is_null() {
            return Ok((items, page));
        }
    }
}

fn texts(list: &Value) -> Vec<String> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

/// Calls an operation.
async fn call(
    access: &Access,
    region: &str,
    prefix: &str,
    operation: &str,
    body: &Value,
) -> Result<Value, CallError> {
    let host = window().location().host();
    let host = host.map_err(|_| CallError::unreached())?;
    let body = body.to_string();
    let call = Call {
        service: if prefix == COGNITO {
            "cognito-idp"
        } else {
            "loggia"
        },
        region,
        host: &host,
        target: &format!("{prefix}.{operation}"),
        body: &body,
        at: (js_sys::Date::now() / 1000.0) as i64,
    };
    let sent = web_sys::Headers::new().map_err(|_| CallError::unreached())?;
    for (name, value) in headers(&access.key, &call) {
        // Typed text may hold what no header may; the server then finds no such key.
        let _ = sent.set(name, &value);
    }
    post("/", Headers::from_raw(sent), body).await
}

async fn post(path: &str, headers: Headers, body: String) -> Result<Value, CallError> {
    let request = Request::post(path).headers(headers).body(body);
    let response = request.map_err(|_| CallError::unreached())?.send().await;
    let response = response.map_err(|_| CallError::unreached())?;
    let text = response.text().await.unwrap_or_default();
    let answer: Value = serde_json::from_str(&text).unwrap_or_default();
    if response.ok() {
        return Ok(answer);
    }
    let part = |name: &str| answer[name].as_str().map(str::to_owned);
    let status = response.status();
    Err(CallError {
        kind: part("__type").unwrap_or_default(),
        words: part("message").unwrap_or_else(|| format!("The server answered {status}.")),
    })
}
