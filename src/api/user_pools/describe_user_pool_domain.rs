//! `DescribeUserPoolDomain`: which pool answers at a domain; the description of an unknown domain is empty.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::pool;
use engine::{fault::Fault, rate_limiter::RateLimit, request::RequestContext};
use shapes::idp::{
    DescribeUserPoolDomainRequest, DescribeUserPoolDomainResponse,
    operation::DescribeUserPoolDomain,
};

impl Handle for DescribeUserPoolDomain {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::Administrator;
    const AUDIT: Audit = Audit::Unrecorded;

    async fn handle(
        cx: &RequestContext,
        request: DescribeUserPoolDomainRequest,
    ) -> Result<DescribeUserPoolDomainResponse, Fault> {
        let pool = store::pool::by_domain(&cx.app.store, &request.domain).await?;
        Ok(DescribeUserPoolDomainResponse {
            domain_description: Some(pool::describe_domain(pool.as_ref())),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_with_nothing_for_an_unknown_domain() {
        let world = World::new().await;
        world
            .call("DescribeUserPoolDomain", json!({"Domain": "nowhere"}))
            .await
            .gives(json!({"DomainDescription": {}}));
    }

    #[tokio::test]
    async fn refuses_what_is_no_domain() {
        let world = World::new().await;
        world
            .call("DescribeUserPoolDomain", json!({"Domain": "-acme-"}))
            .await
            .refuses_as("InvalidParameter");
    }
}
