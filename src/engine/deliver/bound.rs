//! Codes in text messages that phones offer on our own pages and on no others.

/// `words` with the last line that binds `code` to the pages at `origin`.
///
/// **Shape** the words, an empty line, `@host #code`; only hosts that have a name and are reached by `https:` can be bound.
/// **Source** WICG "Origin-bound one-time codes delivered via SMS" §2; the port is no part of it.
pub(super) fn bound(words: String, code: &str, origin: &str) -> String {
    match origin.strip_prefix("https://") {
        Some(host) if !host.starts_with('[') => {
            let host = host.split(':').next().unwrap_or(host);
            format!("{words}\n\n@{host} #{code}")
        }
        Some(_) | None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::bound;
    use crate::deliver::{Sender, link::Place, template::render};
    use domain::id::{ClientId, PoolId, Sub};
    use domain::message::{Channel, Message, Purpose};
    use domain::pool::{Pool, attach_domain};
    use domain::time::Timestamp;
    use serde_json::{Value, json};

    #[test]
    fn a_code_is_bound_to_the_host_of_the_pages() {
        let check = |origin: &str, expect: &str| {
            let message = bound("Your code is 123456.".to_owned(), "123456", origin);
            assert_eq!(message, format!("Your code is 123456.{expect}"), "{origin}");
        };
        check("https://id.example.com", "\n\n@id.example.com #123456");
        check("https://id.example.com:8443", "\n\n@id.example.com #123456");
        check("http://localhost:9229", "");
        check("https://[::1]:9229", "");
    }

    fn pool(settings: Value) -> Pool {
        let settings = serde_json::from_value(settings).expect("Cognito's shape");
        let id = PoolId::from("us-east-1_a");
        Pool::create(settings, id, Timestamp(0)).expect("sound settings")
    }

    #[test]
    fn our_own_words_end_with_it_at_the_pools_domain_and_a_pools_words_are_left_alone() {
        let check = |pool: &Pool, purpose, expect: &str| {
            let message = Message {
                pool: pool.id.clone(),
                client: Some(ClientId::from("c1")),
                sub: Sub::from("sub"),
                username: "ann".to_owned(),
                channel: Channel::Sms,
                to: "+442079460018".to_owned(),
                purpose,
                code: "123456".into(),
            };
            let place = Place {
                public_url: "https://id.example.com:8443",
                domain: Some("login.example.com"),
            };
            let sent = render(pool, &Sender::of_pool(pool), &message, place);
            assert_eq!(sent.text.expose(), expect, "{purpose:?}");
        };
        let plain = pool(json!({"PoolName": "Acme"}));
        let last_line = "\n\n@id.example.com #123456";
        for purpose in [Purpose::SignUp, Purpose::Resend, Purpose::VerifyAttribute] {
            let words = "Your Acme verification code is 123456.";
            check(&plain, purpose, &format!("{words}{last_line}"));
        }
        let words = "Your Acme password reset code is 123456.";
        check(
            &plain,
            Purpose::ForgotPassword,
            &format!("{words}{last_line}"),
        );
        let words = "Your Acme user name is ann and your temporary password is 123456";
        check(&plain, Purpose::Invitation, words);

        let domain = json!({"Domain": "acme", "UserPoolId": "us-east-1_a"});
        let domain = serde_json::from_value(domain).expect("Cognito's shape");
        let with_domain = attach_domain(&plain, &domain, Timestamp(0)).expect("a sound domain");
        let words = "Your Acme verification code is 123456.\n\n@acme.login.example.com #123456";
        check(&with_domain, Purpose::SignUp, words);

        let own = pool(json!({"PoolName": "Acme", "SmsVerificationMessage": "Use {####}"}));
        check(&own, Purpose::SignUp, "Use 123456");
    }
}
