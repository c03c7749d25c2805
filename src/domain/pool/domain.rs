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

/// What the name of the bucket begins with in which, to Cognito, the files of a domain's pages are. The pages here come
/// with the program; tools that read the member find a name that is nobody's.
const ASSETS: &str = "loggia-assets";

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
        created_at: now,
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

/// Whose server answers at a domain, and where.
#[derive(Debug, Clone, Copy)]
pub struct DomainHost<'a> {
    /// The account in resource names.
    pub account_id: &'a str,
    /// The host under which the server is reached, which a custom domain is an alias of.
    pub name: &'a str,
}

/// A domain as `DescribeUserPoolDomain` shows it: nothing at all where no pool has it.
pub fn describe_domain(pool: Option<&Pool>, host: DomainHost<'_>) -> idp::DomainDescriptionType {
    let Some((pool, domain)) =
        pool.and_then(|pool| pool.domain.as_ref().map(|domain| (pool, domain)))
    else {
        return idp::DomainDescriptionType::default();
    };
    idp::DomainDescriptionType {
        aws_account_id: Some(host.account_id.to_owned()),
        cloud_front_distribution: Some(host.name.to_owned()),
        custom_domain_config: domain.custom.clone(),
        domain: Some(domain.name.clone()),
        managed_login_version: Some(domain.managed_login_version),
        routing: None,
        s3_bucket: Some(format!("{ASSETS}-{}", pool.id.region())),
        status: Some(idp::DomainStatusType::Active),
        user_pool_id: Some(pool.id.to_string()),
        version: Some(version(domain.created_at)),
    }
}

/// The version of a domain: the second of its creation, as Cognito writes it.
fn version(created_at: Timestamp) -> String {
    let at = jiff::Timestamp::from_millisecond(created_at.0).unwrap_or_default();
    at.strftime("%Y%m%d%H%M%S").to_string()
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
        let host = DomainHost {
            account_id: "123456789012",
            name: "id.example.com",
        };
        let described = serde_json::to_value(describe_domain(None, host)).expect("JSON");
        assert_eq!(described, serde_json::json!({}));
    }
}
