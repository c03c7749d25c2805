//! The words of messages: the pool's own templates, or ours.
//!
//! **Source** Cognito "Message templates": `{####}` is the code or temporary password, `{username}` the user name; the
//! e-mail of a template is HTML.

use super::Rendered;
use domain::message::{Channel, Message, Purpose};
use domain::pool::Pool;
use domain::secret::Secret;

/// The pool's template for a message: subject and body, where it set them.
#[derive(Default)]
struct Template<'a> {
    subject: Option<&'a str>,
    email: Option<&'a str>,
    sms: Option<&'a str>,
}

/// Puts a message into words.
pub(super) fn render(pool: &Pool, message: &Message, public_url: &str) -> Rendered {
    let template = template(pool, message.purpose);
    let name = pool.settings.pool_name.as_str();
    let (username, code) = (message.username.as_str(), message.code.expose());
    let (to, channel) = (message.to.clone(), message.channel);
    match channel {
        Channel::Sms => {
            let words = match template.sms {
                Some(words) => fill(words, username, code),
                None => default_sms(message.purpose, name, username, code, public_url),
            };
            Rendered {
                channel,
                to,
                subject: None,
                text: words.into(),
                html: None,
            }
        }
        Channel::Email => {
            let subject = one_line(template.subject.unwrap_or(default_subject(message.purpose)));
            let (text, html): (Secret, String) = match template.email {
                Some(words) => {
                    let html = fill(words, &escaped(username), &escaped(code));
                    (plain(&html).into(), html)
                }
                None => {
                    let text = default_email(message.purpose, name, username, code);
                    (text.as_str().into(), simple_html(&text, code))
                }
            };
            Rendered {
                channel,
                to,
                subject: Some(subject),
                text,
                html: Some(html.into()),
            }
        }
    }
}

/// What the pool set for this purpose. The newer `VerificationMessageTemplate` wins over the older single settings.
fn template(pool: &Pool, purpose: Purpose) -> Template<'_> {
    let settings = &pool.settings;
    match purpose {
        Purpose::Invitation => {
            let invite = settings.admin_create_user_config.as_ref();
            let invite = invite.and_then(|config| config.invite_message_template.as_ref());
            invite.map_or_else(Template::default, |invite| Template {
                subject: invite.email_subject.as_deref(),
                email: invite.email_message.as_deref(),
                sms: invite.sms_message.as_deref(),
            })
        }
        Purpose::SignUp | Purpose::Resend | Purpose::ForgotPassword | Purpose::VerifyAttribute => {
            let newer = settings.verification_message_template.as_ref();
            let newer =
                |part: fn(&shapes::idp::VerificationMessageTemplateType) -> Option<&str>| {
                    newer.and_then(part)
                };
            Template {
                subject: newer(|newer| newer.email_subject.as_deref())
                    .or(settings.email_verification_subject.as_deref()),
                email: newer(|newer| newer.email_message.as_deref())
                    .or(settings.email_verification_message.as_deref()),
                sms: newer(|newer| newer.sms_message.as_deref())
                    .or(settings.sms_verification_message.as_deref()),
            }
        }
    }
}

/// Fills the places of a template in one pass, so that a user name which looks like a place stays a user name.
fn fill(words: &str, username: &str, code: &str) -> String {
    let mut filled = String::with_capacity(words.len() + code.len() + username.len());
    let mut rest = words;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        rest = if let Some(after) = from.strip_prefix("{####}") {
            filled.push_str(code);
            after
        } else if let Some(after) = from.strip_prefix("{username}") {
            filled.push_str(username);
            after
        } else {
            filled.push('{');
            &from[1..]
        };
    }
    filled + rest
}

const fn default_subject(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignUp | Purpose::Resend | Purpose::VerifyAttribute => "Your verification code",
        Purpose::ForgotPassword => "Your password reset code",
        Purpose::Invitation => "Your temporary password",
    }
}

fn default_email(purpose: Purpose, pool: &str, username: &str, code: &str) -> String {
    let ignore = "If you did not ask for it, you can ignore this message.";
    match purpose {
        Purpose::SignUp | Purpose::Resend | Purpose::VerifyAttribute => {
            format!("Your {pool} verification code is:\n\n{code}\n\n{ignore}")
        }
        Purpose::ForgotPassword => {
            format!(
                "Your {pool} password reset code is:\n\n{code}\n\n{ignore} Your password has not changed."
            )
        }
        Purpose::Invitation => format!(
            "An account at {pool} was made for you. Your user name is {username} and your temporary password is:\n\n\
             {code}\n\nYou choose your own password when you first sign in."
        ),
    }
}

fn default_sms(
    purpose: Purpose,
    pool: &str,
    username: &str,
    code: &str,
    public_url: &str,
) -> String {
    match purpose {
        Purpose::SignUp | Purpose::Resend | Purpose::VerifyAttribute => bound(
            format!("Your {pool} verification code is {code}."),
            code,
            public_url,
        ),
        Purpose::ForgotPassword => bound(
            format!("Your {pool} password reset code is {code}."),
            code,
            public_url,
        ),
        Purpose::Invitation => {
            format!("Your {pool} user name is {username} and your temporary password is {code}")
        }
    }
}

/// Adds the last line by which phones offer the code on our own pages and on no others.
///
/// **Source** WICG "Origin-bound one-time codes delivered via SMS".
fn bound(words: String, code: &str, public_url: &str) -> String {
    match public_url.strip_prefix("https://") {
        Some(host) if !host.starts_with('[') => {
            let host = host.split(':').next().unwrap_or(host);
            format!("{words}\n\n@{host} #{code}")
        }
        _ => words,
    }
}

/// Our own text as HTML: paragraphs, and the code large.
fn simple_html(text: &str, code: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let style = if paragraph == code {
            "margin:0 0 16px;font-size:24px;font-weight:600;letter-spacing:2px"
        } else {
            "margin:0 0 16px"
        };
        format!("<p style=\"{style}\">{}</p>", escaped(paragraph))
    });
    let body: String = paragraphs.collect();
    format!(
        "<!doctype html><html><body style=\"font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;\
         color:#222\">{body}</body></html>"
    )
}

/// HTML as text: tags left out, line breaks kept, entities of markup read.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('>') else {
            rest = &rest[at..];
            break;
        };
        let tag = rest[at + 1..at + end]
            .trim_start_matches('/')
            .trim_end_matches('/')
            .trim()
            .to_ascii_lowercase();
        let name = tag
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        if matches!(name, "br" | "p" | "div" | "tr" | "li" | "h1" | "h2" | "h3")
            && !text.ends_with('\n')
        {
            text.push('\n');
        }
        rest = &rest[at + end + 1..];
    }
    text.push_str(rest);
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text, |text, (entity, letter)| text.replace(entity, letter))
        .trim()
        .to_owned()
}

/// Text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A header's value is one line.
fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{PoolId, Sub};
    use domain::time::Timestamp;

    fn pool(extra: serde_json::Value) -> Pool {
        let mut settings = serde_json::json!({"PoolName": "Acme"});
        for (key, value) in extra.as_object().expect("an object") {
            settings[key] = value.clone();
        }
        Pool {
            id: PoolId::from("us-east-1_AbCdEfGhI"),
            settings: serde_json::from_value(settings).expect("the request has Cognito's shape"),
            domain: None,
            created_at: Timestamp(0),
            modified_at: Timestamp(0),
        }
    }

    fn message(channel: Channel, purpose: Purpose, username: &str) -> Message {
        Message {
            pool: PoolId::from("us-east-1_AbCdEfGhI"),
            client: None,
            sub: Sub::from("sub"),
            username: username.to_owned(),
            channel,
            to: "to".to_owned(),
            purpose,
            code: "123456".into(),
        }
    }

    #[test]
    fn the_pools_own_words_win_and_no_name_becomes_markup() {
        let ours = pool(serde_json::json!({}));
        let older = pool(serde_json::json!({
            "EmailVerificationMessage": "Old {####}", "EmailVerificationSubject": "Old", "SmsVerificationMessage": "Old {####}"
        }));
        let newer = pool(serde_json::json!({
            "EmailVerificationMessage": "Old {####}",
            "VerificationMessageTemplate": {"EmailMessage": "<p>Hi <b>{username}</b>,<br>code {####} &amp; {x}</p>", "EmailSubject": "New\r\nBcc: x"},
            "AdminCreateUserConfig": {"InviteMessageTemplate": {"SMSMessage": "{username} {####}"}}
        }));
        let check = |pool: &Pool,
                     channel,
                     purpose,
                     username: &str,
                     subject: &str,
                     text: &str,
                     html: Option<&str>| {
            let rendered = render(
                pool,
                &message(channel, purpose, username),
                "https://id.example.com",
            );
            assert_eq!(rendered.subject.as_deref().unwrap_or_default(), subject);
            assert_eq!(rendered.text.expose(), text);
            if let Some(html) = html {
                assert_eq!(rendered.html.as_ref().map(Secret::expose), Some(html));
            }
        };
        check(
            &older,
            Channel::Email,
            Purpose::SignUp,
            "ann",
            "Old",
            "Old 123456",
            Some("Old 123456"),
        );
        check(
            &older,
            Channel::Sms,
            Purpose::Resend,
            "ann",
            "",
            "Old 123456",
            None,
        );
        check(
            &newer,
            Channel::Email,
            Purpose::ForgotPassword,
            "<i>{####}",
            "New  Bcc: x",
            "Hi <i>{####},\ncode 123456 & {x}",
            Some("<p>Hi <b>&lt;i&gt;{####}</b>,<br>code 123456 &amp; {x}</p>"),
        );
        check(
            &newer,
            Channel::Sms,
            Purpose::Invitation,
            "ann",
            "",
            "ann 123456",
            None,
        );
        check(
            &ours,
            Channel::Sms,
            Purpose::SignUp,
            "ann",
            "",
            "Your Acme verification code is 123456.\n\n@id.example.com #123456",
            None,
        );
        let reset = render(
            &ours,
            &message(Channel::Email, Purpose::ForgotPassword, "ann"),
            "http://localhost:1",
        );
        assert_eq!(reset.subject.as_deref(), Some("Your password reset code"));
        assert!(
            reset.text.expose().contains("\n\n123456\n\n"),
            "{}",
            reset.text.expose()
        );
        assert!(
            reset
                .html
                .expect("an e-mail has HTML")
                .expose()
                .contains(">123456</p>")
        );
    }
}
