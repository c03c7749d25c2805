//! Requests of any protocol to the whole program, signed by the administrator.

use super::World;
use crate::{
    api::Service,
    sigv4::{self, Signer},
    testing::ask,
};
use axum::{
    body::Body,
    http::{HeaderValue, Method, Request, response::Parts},
};

impl World {
    /// What the whole program answers to a request that the administrator signs for a service.
    pub(crate) async fn ask_signed(
        &self,
        service: &Service,
        method: Method,
        uri: &str,
        headers: &[(&'static str, &str)],
        body: &str,
    ) -> (Parts, String) {
        let mut request = Request::new(Body::from(body.to_owned()));
        *request.method_mut() = method;
        *request.uri_mut() = uri.parse().expect("a URI");
        let value = |text: &str| HeaderValue::from_str(text).expect("a header value");
        for (name, text) in [("host", "localhost")].iter().chain(headers) {
            request.headers_mut().insert(*name, value(text));
        }
        let signer = Signer {
            access_key_id: &self.key.0,
            secret: &self.key.1.as_str().into(),
            region: "us-east-1",
            service: service.info.signing_name,
        };
        let unsigned = sigv4::Request {
            method: request.method(),
            uri: request.uri(),
            headers: request.headers(),
            body: body.as_bytes(),
        };
        let signed = signer.sign(&unsigned, self.app.now());
        for (name, text) in [
            ("x-amz-date", signed.date),
            ("authorization", signed.authorization),
        ] {
            request.headers_mut().insert(name, value(&text));
        }
        self.ask(request).await
    }

    /// The id of the administrator's access key.
    pub(crate) fn access_key_id(&self) -> &str {
        &self.key.0
    }

    /// What the whole program answers to a request.
    pub(crate) async fn ask(&self, request: Request<Body>) -> (Parts, String) {
        let (parts, body) = ask(&self.app, request).await;
        (parts, String::from_utf8(body).expect("an answer is text"))
    }
}
