//! `CreateUserPoolDomain`: gives a pool the prefix or host name under which its pages answer.

use crate::protocol::{Audit, CallerKind, Handle};
use domain::{pool, refusal};
use engine::{
    audit::{Action, Entry},
    edit::edit_pool_recorded,
    fault::Fault,
    rate_limiter::RateLimit,
    request::RequestContext,
};
use shapes::idp::{
    CreateUserPoolDomainRequest, CreateUserPoolDomainResponse, operation::CreateUserPoolDomain,
};
use store::Conflict;

impl Handle for CreateUserPoolDomain {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::StudioLink;
    const AUDIT: Audit = Audit::Recorded(Action::CreateUserPoolDomain);

    async fn handle(
        cx: &RequestContext,
        request: CreateUserPoolDomainRequest,
    ) -> Result<CreateUserPoolDomainResponse, Fault> {
        let entry = Entry::of(cx, Action::CreateUserPoolDomain).about(&request.domain);
        let edited = edit_pool_recorded(cx, &request.user_pool_id, entry, |pool, now| {
            pool::attach_domain(pool, &request, now)
        });
        let pool = edited.await.map_err(|fault| match fault {
            Fault::Store(error) if error.conflict() == Some(&Conflict::Domain) => {
                refusal::Pool::DomainTaken(request.domain).into()
            }
            other => other,
        })?;
        let custom = pool
            .domain
            .as_ref()
            .and_then(|domain| domain.custom.as_ref());
        Ok(CreateUserPoolDomainResponse {
            cloud_front_domain: custom.map(|_| cx.app.public_url.host().to_owned()),
            managed_login_version: pool.domain.map(|domain| domain.managed_login_version),
            routing: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_and_can_be_described() {
        let world = World::new().await;
        let create = json!({"Domain": "acme", "ManagedLoginVersion": 2});
        world
            .call_admin("CreateUserPoolDomain", create)
            .await
            .gives(json!({"ManagedLoginVersion": 2}));
        let answer = world
            .call("DescribeUserPoolDomain", json!({"Domain": "acme"}))
            .await
            .expect("it is there");
        assert_eq!(
            answer["DomainDescription"]["UserPoolId"],
            json!(world.pool.id)
        );
    }

    #[tokio::test]
    async fn refuses_a_second_domain_and_one_that_is_taken() {
        let world = World::new().await;
        world
            .call_admin("CreateUserPoolDomain", json!({"Domain": "acme"}))
            .await
            .expect("the name is free");
        world
            .call_admin("CreateUserPoolDomain", json!({"Domain": "other"}))
            .await
            .refuses(
                "InvalidParameter",
                "User pool already has a domain configured.",
            );
        let other = world
            .call("CreateUserPool", json!({"PoolName": "Acme"}))
            .await
            .expect("a name is enough");
        let taken_domain = json!({"UserPoolId": other["UserPool"]["Id"], "Domain": "acme"});
        world
            .call("CreateUserPoolDomain", taken_domain)
            .await
            .refuses(
                "InvalidParameter",
                "Domain already associated with another user pool: acme.",
            );
    }
}
