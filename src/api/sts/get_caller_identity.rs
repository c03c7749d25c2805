//! `GetCallerIdentity`: the owner of the access key that signed the request.

use crate::protocol::{Audit, CallerKind, Handle};
use engine::{fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::sts::{
    GetCallerIdentityRequest, GetCallerIdentityResponse, operation::GetCallerIdentity,
};

/// An administrator is a user of the one account there is; the name and the id of that user are the access key's id, for
/// an administrator is known by nothing else here, and the audit log names them alike.
impl Handle for GetCallerIdentity {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        GetCallerIdentityRequest: GetCallerIdentityRequest,
    ) -> Result<GetCallerIdentityResponse, Fault> {
        let key = cx.caller.access_key_id().unwrap_or_default();
        let account_id = &cx.app.settings.account_id;
        Ok(GetCallerIdentityResponse {
            account: Some(account_id.clone()),
            arn: Some(format!("arn:aws:iam::{account_id}:user/{key}")),
            user_id: Some(key.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        sts::SERVICE,
        testing::{REQUEST_ID, World},
    };
    use axum::http::{Method, StatusCode};

    const FORM: (&str, &str) = (
        "content-type",
        "application/x-www-form-urlencoded; charset=utf-8",
    );
    const BODY: &str = "Action=GetCallerIdentity&Version=2011-06-15";

    #[tokio::test]
    async fn succeeds_for_an_administrators_key() {
        let world = World::new().await;
        let (parts, body) = world
            .ask_signed(&SERVICE, Method::POST, "/", &[FORM], BODY)
            .await;
        assert_eq!(parts.status, StatusCode::OK, "{body}");
        let key = world.access_key_id();
        let expect = format!(
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
             <Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/{key}</Arn><UserId>{key}</UserId>\
             </GetCallerIdentityResult><ResponseMetadata><RequestId>{REQUEST_ID}</RequestId></ResponseMetadata>\
             </GetCallerIdentityResponse>"
        );
        assert_eq!(body, expect);
    }

    #[tokio::test]
    async fn refuses_without_a_signature() {
        let world = World::new().await;
        let request = axum::http::Request::post("/").header(FORM.0, FORM.1);
        let request = request.body(BODY.into()).expect("the request is sound");
        let (parts, body) = world.ask(request).await;
        assert_eq!(parts.status, StatusCode::FORBIDDEN);
        assert!(
            body.contains("<Code>MissingAuthenticationToken</Code>"),
            "{body}"
        );
    }
}
