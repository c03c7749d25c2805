//! Requests of any protocol, signed by the administrator.

use super::World;
use crate::protocol::Service;
use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, Method, Request, response::Parts},
};
use engine::request::RequestId;
use sigv4::Signer;
use tower::ServiceExt;

/// The id of every request of these.
pub const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000001";

impl World {
    /// What the services answer to a request that the administrator signs for one of them.
    pub async fn ask_signed(
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
            secret: &self.key.1,
            session_token: None,
            region: "us-east-1",
            service: service.info.signing_name,
        };
        let unsigned = sigv4::Request::new(
            request.method(),
            request.uri(),
            request.headers(),
            body.as_bytes(),
        );
        let signed = signer.sign(&unsigned, self.app.now().seconds());
        for (name, text) in [
            ("x-amz-date", signed.date),
            ("authorization", signed.authorization),
        ] {
            request.headers_mut().insert(name, value(&text));
        }
        self.ask(request).await
    }

    /// The id of the administrator's access key.
    pub fn access_key_id(&self) -> &str {
        &self.key.0
    }

    /// What the services answer to a request.
    pub async fn ask(&self, mut request: Request<Body>) -> (Parts, String) {
        let id = RequestId(REQUEST_ID.to_owned());
        request.extensions_mut().insert(id);
        let routes = crate::routes().with_state(self.app.clone());
        let answer = routes.oneshot(request).await;
        let (parts, body) = answer.expect("the router answers").into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("in memory");
        let text = String::from_utf8(body.to_vec());
        (parts, text.expect("an answer is text"))
    }
}
