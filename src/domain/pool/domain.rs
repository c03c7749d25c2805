//! The domain of a pool's pages.

use super::{Domain, Pool};
use crate::{
    refusal::{Refusal, refuse_setting},
    time::Timestamp,
};
use shapes::idp;

/// What no prefix contains, so that nobody takes the pages for the service's own.
///
/// **Source** API reference, `CreateUserPoolDomain`; developer guide, "Using the Amazon Cognito domain".
const RESERVED: [&str; 3] = ["aws", "amazon", "cognito"];

/// Gives the pool a domain; `store` checks that no other pool has it.
///
/// **Errors** [`Setting::Invalid`](crate::refusal::Setting::Invalid) for a malformed name, a prefix with a reserved
/// word, a second domain, an unknown version, or failover routing.
pub fn attach_domain(
    pool: &Pool,
    request: &idp::CreateUserPoolDomainRequest,
    now: Timestamp,
) -> Result<Pool, Refusal> {
    if pool.domain.is_some() {
        return refuse_setting("User pool already has a domain configured.");
    }
    if request.routing.is_some() {
        return refuse_setting("Routing is not supported by this server. Leave it out.");
    }
    let version = request.managed_login_version.unwrap_or(1);
    if !(1..=2).contains(&version) {
        return refuse_setting("ManagedLoginVersion must be 1 or 2.");
    }
    let custom = request.custom_domain_config.clone();
    let labels: Vec<&str> = request.domain.split('.').collect();
    let sound = labels.iter().all(|label| is_label(label)) && request.domain.len() <= 253;
    match custom {
        None if labels.len() != 1 || !sound => {
            return refuse_setting("Domain prefix must be 1 to 63 of a-z, 0-9 and inner hyphens.");
        }
        Some(_) if labels.len() < 2 || !sound => {
            return refuse_setting("A custom domain must be a full host name, in lower case.");
        }
        None | Some(_) => {}
    }
    let reserved = RESERVED.iter().find(|word| request.domain.contains(*word));
    if let (None, Some(word)) = (&custom, reserved) {
        return refuse_setting(format!("Domain cannot contain reserved word: {word}"));
    }
    let domain = Domain {
        name: request.domain.clone(),
        custom,
        managed_login_version: version,
    };
    Ok(Pool {
        domain: Some(domain),
        modified_at: now,
        ..pool.clone()
    })
}

/// Whether this is one label of a host name.
fn is_label(label: &str) -> bool {
    let inner = label
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    inner && (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

/// A domain as `DescribeUserPoolDomain` shows it: nothing at all where no pool has it.
pub fn describe_domain(pool: Option<&Pool>) -> idp::DomainDescriptionType {
    let Some((pool, domain)) =
        pool.and_then(|pool| pool.domain.as_ref().map(|domain| (pool, domain)))
    else {
        return idp::DomainDescriptionType::default();
    };
    idp::DomainDescriptionType {
        user_pool_id: Some(pool.id.to_string()),
        domain: Some(domain.name.clone()),
        custom_domain_config: domain.custom.clone(),
        managed_login_version: Some(domain.managed_login_version),
        status: Some(idp::DomainStatusType::Active),
        ..idp::DomainDescriptionType::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::PoolId;

    #[test]
    fn domains_are_prefixes_or_host_names() {
        let pool =
            serde_json::from_value(serde_json::json!({"PoolName": "p"})).expect("Cognito's shape");
        let pool = Pool::create(pool, PoolId::from("r_a"), Timestamp(0)).expect("sound");
        let check = |name: &str, is_custom: bool, expect: bool| {
            let mut request = serde_json::json!({"Domain": name, "UserPoolId": "r_a"});
            if is_custom {
                request["CustomDomainConfig"] = serde_json::json!({"CertificateArn": "arn"});
            }
            let request = serde_json::from_value(request).expect("Cognito's shape");
            assert_eq!(
                attach_domain(&pool, &request, Timestamp(1)).is_ok(),
                expect,
                "{name}"
            );
        };
        check("acme", false, true);
        check("acme-1", false, true);
        check("my-aws", false, false);
        check("amazonas", false, false);
        check("cognito", false, false);
        check("cognito.example.com", true, true);
        check("-acme", false, false);
        check("acme.example.com", false, false);
        check("auth.example.com", true, true);
        check("example", true, false);
        check("auth..com", true, false);
    }

    #[test]
    fn an_unknown_domain_is_described_by_nothing() {
        let described = serde_json::to_value(describe_domain(None)).expect("JSON");
        assert_eq!(described, serde_json::json!({}));
    }
}
