//! `DescribeUserPoolDomain`: which pool answers at a domain; the description of an unknown domain is empty.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::pool::{self, DomainHost};
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
        let host = DomainHost {
            account_id: &cx.app.settings.account_id,
            name: cx.app.public_url.host(),
        };
        Ok(DescribeUserPoolDomainResponse {
            domain_description: Some(pool::describe_domain(pool.as_ref(), host)),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, merged};
    use serde_json::json;
    use std::time::Duration;

    #[tokio::test]
    async fn succeeds_with_all_that_tools_read_of_a_domain() {
        let world = World::new().await;
        for (name, custom) in [
            ("acme", json!({})),
            (
                "auth.acme.example",
                json!({"CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/c"}}),
            ),
        ] {
            let pool = world.call("CreateUserPool", json!({"PoolName": "Acme"}));
            let pool = pool.await.expect("a name is enough")["UserPool"]["Id"].clone();
            let create = merged(json!({"UserPoolId": pool, "Domain": name}), custom.clone());
            let created = world.call("CreateUserPoolDomain", create).await;
            let created = created.expect("the name is free");
            // What a custom domain is an alias of.
            let target = custom.get("CustomDomainConfig").map(|_| "localhost");
            assert_eq!(created["CloudFrontDomain"].as_str(), target);
            world.app.clock.advance(Duration::from_mins(1));
            let described = merged(
                json!({
                    "UserPoolId": pool, "AWSAccountId": "123456789012", "Domain": name,
                    "S3Bucket": "loggia-assets-us-east-1", "CloudFrontDistribution": "localhost",
                    "Version": if name == "acme" {"20231114221320"} else {"20231114221420"},
                    "Status": "ACTIVE", "ManagedLoginVersion": 1}),
                custom,
            );
            let describe = json!({ "Domain": name });
            let answer = world.call("DescribeUserPoolDomain", describe).await;
            answer.gives(json!({ "DomainDescription": described }));
        }
    }

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
