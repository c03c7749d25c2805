//! The link that confirms a sign-up, in pools whose e-mail carries one instead of a code.

use domain::message::{Channel, Message, Purpose};
use domain::pool::Pool;
use form_urlencoded::Serializer;
use url::Url;
use wire::route;

/// Where the pages of a server are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The server's public URL.
    pub(super) public_url: &'a str,
    /// The domain below which pools' domain prefixes answer.
    pub(super) domain: Option<&'a str>,
}

/// The link of a message, if it is one that carries a link.
///
/// **Source** developer guide, "Verifying contact information": only sign-ups are confirmed by link.
pub(super) fn of(pool: &Pool, message: &Message, place: Place<'_>) -> Option<String> {
    let client = message.client.as_ref()?;
    match (message.channel, message.purpose) {
        (Channel::Email, Purpose::SignUp | Purpose::Resend) if pool.confirms_by_link() => {}
        (Channel::Email | Channel::Sms, _) => return None,
    }
    // Where an address is the user name, the id stands for it: addresses do not belong into URLs.
    let name = if pool.has_username_attributes() {
        message.sub.as_str()
    } else {
        &message.username
    };
    let query = Serializer::new(String::new())
        .append_pair("client_id", client.as_str())
        .append_pair("user_name", name)
        .append_pair("confirmation_code", message.code.expose())
        .finish();
    let origin = origin(pool, place);
    Some(format!("{origin}{}?{query}", route::CONFIRM_USER))
}

/// The pool's own domain where it has one that answers here, else the server's public URL. Scheme and port are the server's.
pub(super) fn origin(pool: &Pool, place: Place<'_>) -> String {
    let own = pool.domain.as_ref().and_then(|own| {
        let host = match (&own.custom, place.domain) {
            (Some(_), _) => own.name.clone(),
            (None, Some(domain)) => format!("{}.{domain}", own.name),
            (None, None) => return None,
        };
        let mut url = Url::parse(place.public_url).ok()?;
        url.set_host(Some(&host)).ok()?;
        Some(url.origin().ascii_serialization())
    });
    own.unwrap_or_else(|| place.public_url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{ClientId, PoolId, Sub};
    use domain::time::Timestamp;
    use serde_json::json;

    fn pool(extra: &serde_json::Value, domain: serde_json::Value) -> Pool {
        let mut settings = json!({
            "PoolName": "Acme",
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
        });
        for (key, value) in extra.as_object().expect("an object") {
            settings[key] = value.clone();
        }
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let pool = Pool::create(settings, PoolId::from("us-east-1_a"), Timestamp(0));
        let pool = pool.expect("sound settings");
        if domain.is_null() {
            return pool;
        }
        let domain = serde_json::from_value(domain).expect("Cognito's shape");
        domain::pool::attach_domain(&pool, &domain, Timestamp(0)).expect("a sound domain")
    }

    fn message(channel: Channel, purpose: Purpose) -> Message {
        Message {
            pool: PoolId::from("us-east-1_a"),
            client: Some(ClientId::from("c1")),
            sub: Sub::from("the-sub"),
            username: "ann & bob=+".to_owned(),
            channel,
            to: "ann@example.com".to_owned(),
            purpose,
            code: "012345".into(),
        }
    }

    const PLACE: Place<'_> = Place {
        public_url: "https://id.example.com:8443",
        domain: Some("login.example.com"),
    };

    #[test]
    fn only_the_mail_of_a_sign_up_carries_a_link() {
        let linked = pool(&json!({}), json!(null));
        let check = |channel, purpose, expect: bool| {
            let link = of(&linked, &message(channel, purpose), PLACE);
            assert_eq!(link.is_some(), expect, "{channel:?} {purpose:?}");
        };
        check(Channel::Email, Purpose::SignUp, true);
        check(Channel::Email, Purpose::Resend, true);
        check(Channel::Email, Purpose::ForgotPassword, false);
        check(Channel::Email, Purpose::VerifyAttribute, false);
        check(Channel::Email, Purpose::Invitation, false);
        check(Channel::Sms, Purpose::SignUp, false);
        let coded = pool(&json!({"VerificationMessageTemplate": {}}), json!(null));
        let sign_up = message(Channel::Email, Purpose::SignUp);
        assert_eq!(of(&coded, &sign_up, PLACE), None);
        let nobodys = Message {
            client: None,
            ..sign_up
        };
        assert_eq!(of(&linked, &nobodys, PLACE), None);
    }

    #[test]
    fn links_lead_to_the_pools_domain_and_carry_names_escaped() {
        let check = |extra: serde_json::Value, domain, place, expect: &str| {
            let link = of(
                &pool(&extra, domain),
                &message(Channel::Email, Purpose::SignUp),
                place,
            );
            assert_eq!(link.as_deref(), Some(expect));
        };
        let query = "client_id=c1&user_name=ann+%26+bob%3D%2B&confirmation_code=012345";
        check(
            json!({}),
            json!(null),
            PLACE,
            &format!("https://id.example.com:8443/confirmUser?{query}"),
        );
        let prefix = json!({"Domain": "acme", "UserPoolId": "us-east-1_a"});
        check(
            json!({}),
            prefix.clone(),
            PLACE,
            &format!("https://acme.login.example.com:8443/confirmUser?{query}"),
        );
        let bare = Place {
            domain: None,
            ..PLACE
        };
        check(
            json!({}),
            prefix,
            bare,
            &format!("https://id.example.com:8443/confirmUser?{query}"),
        );
        let custom = json!({
            "Domain": "auth.acme.example", "UserPoolId": "us-east-1_a",
            "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:1:certificate/1"}
        });
        check(
            json!({"UsernameAttributes": ["email"]}),
            custom,
            bare,
            "https://auth.acme.example:8443/confirmUser?client_id=c1&user_name=the-sub&confirmation_code=012345",
        );
    }
}
