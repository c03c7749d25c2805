//! A browser without script: cookies, links, forms, and redirects one at a time.

use crate::{Loggia, html};
use reqwest::{Method, RequestBuilder, StatusCode, header::HeaderMap};
use std::collections::BTreeMap;
use url::Url;

/// One person's browser at one server.
#[derive(Debug, Clone)]
pub struct Browser<'a> {
    loggia: &'a Loggia,
    /// Whether it says what each request is for, as real ones do.
    pub navigates: bool,
    /// The cookies.
    pub cookies: BTreeMap<String, String>,
    /// Another host name than the server's own.
    pub host: Option<String>,
}

/// A page, or a redirect.
#[derive(Debug)]
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The HTML.
    pub html: String,
}

impl Page {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        let location = self.headers.get("location");
        location
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The parameters of the address a redirect leads to.
    pub fn parameters(&self) -> BTreeMap<String, String> {
        let url = Url::parse(self.location())
            .unwrap_or_else(|_| panic!("no redirect to an app: {self:?}"));
        url.query_pairs().into_owned().collect()
    }

    /// The code that a redirect carries to an app.
    pub fn code(&self) -> String {
        let code = self.parameters().remove("code");
        code.unwrap_or_else(|| panic!("no code: {}", self.location()))
    }

    /// The form that posts to a path.
    pub fn form(&self, path: &str) -> html::Form {
        let forms = html::forms(&self.html);
        let form = forms
            .iter()
            .find(|form| form.action.split('?').next() == Some(path));
        form.unwrap_or_else(|| panic!("there is no form to {path}: {} {}", self.status, self.html))
            .clone()
    }
}

impl<'a> Browser<'a> {
    /// A browser that was never here.
    pub fn new(loggia: &'a Loggia) -> Self {
        Self {
            loggia,
            navigates: false,
            cookies: BTreeMap::new(),
            host: None,
        }
    }

    /// The same browser, which sends its next requests to another program of the same site.
    pub fn at(self, loggia: &'a Loggia) -> Self {
        Self { loggia, ..self }
    }

    /// Opens an address of the server, without following where it leads.
    pub async fn get(&mut self, path: &str) -> Page {
        self.load(self.loggia.request(Method::GET, path)).await
    }

    /// Opens an address and follows redirects as long as they stay on the server.
    pub async fn open(&mut self, path: &str) -> Page {
        let page = self.get(path).await;
        self.follow(page).await
    }

    /// Posts fields to an address.
    pub async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self.loggia.request(Method::POST, path);
        let request = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.load(request).await
    }

    /// Fills the form of a page that posts to `path`, sends it, and follows redirects on the server.
    pub async fn submit(&mut self, page: &Page, path: &str, filled: &[(&str, &str)]) -> Page {
        let form = page.form(path);
        let mut fields = form.fields;
        fields.retain(|(name, _)| filled.iter().all(|(key, _)| key != name));
        let filled = filled
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        fields.extend(filled);
        let page = self.post(&form.action, &fields).await;
        self.follow(page).await
    }

    /// Follows redirects as long as they stay on the server.
    pub async fn follow(&mut self, mut page: Page) -> Page {
        while page.location().starts_with('/') {
            page = self.get(page.location()).await;
        }
        page
    }

    async fn load(&mut self, mut request: RequestBuilder) -> Page {
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", pairs.join("; "));
        }
        if self.navigates {
            request = request.header("sec-fetch-mode", "navigate");
        }
        if let Some(host) = &self.host {
            request = request.header("host", host);
        }
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("a cookie is text");
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let html = response.text().await.expect("the page is complete");
        Page {
            status,
            headers,
            html,
        }
    }
}
