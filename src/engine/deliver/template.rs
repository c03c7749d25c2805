//! The words of messages: the pool's own templates, or ours.
//!
//! **Source** Cognito "Message templates": `{####}` is the code or temporary password, `{username}` the user name, and
//! `{##words##}` the link that confirms a sign-up, under these words; the e-mail of a template is HTML.

use super::{
    MessageText,
    bound::bound,
    html::{branded, escaped, plain, under},
    link::{self, Place},
    sender::Sender,
};
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
pub(super) fn render(
    pool: &Pool,
    sender: &Sender,
    message: &Message,
    place: Place<'_>,
) -> MessageText {
    let link = link::of(pool, message, place);
    let template = template(pool, message.purpose, link.is_some());
    let name = sender.name.as_str();
    let (username, code) = (message.username.as_str(), message.code.expose());
    let (to, channel) = (message.to.clone(), message.channel);
    match channel {
        Channel::Sms => {
            let words = match template.sms {
                Some(words) => fill(words, username, code, None),
                None => {
                    let origin = link::origin(pool, place);
                    default_sms(message.purpose, name, username, code, &origin)
                }
            };
            MessageText {
                channel,
                to,
                subject: None,
                text: words.into(),
                html: None,
            }
        }
        Channel::Email => {
            let subject = match (template.subject, &link) {
                (Some(subject), _) => one_line(subject),
                (None, Some(_)) => one_line(&format!("Confirm your {name} account")),
                (None, None) => one_line(&default_subject(message.purpose, name, code)),
            };
            let (text, html): (Secret, String) = match (template.email, &link) {
                (Some(words), link) => {
                    let link = link.as_deref().map(escaped);
                    let filled = |anchor: Anchor| {
                        let link = link.as_deref().map(|link| (link, anchor));
                        fill(words, &escaped(username), &escaped(code), link)
                    };
                    (plain(&filled(beside)).into(), filled(under))
                }
                (None, Some(link)) => {
                    let text = default_link_email(name, link);
                    (text.as_str().into(), branded(&text, link, sender))
                }
                (None, None) => {
                    let text = default_email(message.purpose, name, username, code);
                    (text.as_str().into(), branded(&text, code, sender))
                }
            };
            MessageText {
                channel,
                to,
                subject: Some(subject.into()),
                text,
                html: Some(html.into()),
            }
        }
    }
}

/// What the pool set for this purpose.
fn template(pool: &Pool, purpose: Purpose, by_link: bool) -> Template<'_> {
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
        Purpose::SignUp | Purpose::Resend if by_link => {
            let newer = settings.verification_message_template.as_ref();
            newer.map_or_else(Template::default, |newer| Template {
                subject: newer.email_subject_by_link.as_deref(),
                email: newer.email_message_by_link.as_deref(),
                sms: None,
            })
        }
        // Templates of e-mail MFA are refused where pools are configured.
        Purpose::Authentication => Template::default(),
        Purpose::SignUp | Purpose::Resend | Purpose::ForgotPassword | Purpose::VerifyAttribute => {
            let words = pool.verification_words();
            Template {
                subject: words.email_subject,
                email: words.email_message,
                sms: words.sms_message,
            }
        }
    }
}

/// How a link and its words are written.
type Anchor = fn(&str, &str) -> String;

/// The link follows the words, on a line of its own, so that mail programs find where it ends.
fn beside(words: &str, link: &str) -> String {
    if words.is_empty() {
        format!("\n{link}\n")
    } else {
        format!("{words}:\n{link}\n")
    }
}

/// Fills the places of a template in one pass, so that a user name which looks like a place stays a user name.
fn fill(words: &str, username: &str, code: &str, link: Option<(&str, Anchor)>) -> String {
    let mut filled = String::with_capacity(words.len() + code.len() + username.len());
    let mut rest = words;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let linked = link.and_then(|(link, anchor)| {
            let (words, after) = from.strip_prefix("{##")?.split_once("##}")?;
            Some((anchor(words, link), after))
        });
        rest = if let Some((anchor, after)) = linked {
            filled.push_str(&anchor);
            after
        } else if let Some(after) = from.strip_prefix("{####}") {
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

/// The code first: it is read in the list of messages. A temporary password is not for that list.
fn default_subject(purpose: Purpose, app: &str, code: &str) -> String {
    match purpose {
        Purpose::SignUp | Purpose::Resend | Purpose::VerifyAttribute => {
            format!("{code} is your {app} verification code")
        }
        Purpose::ForgotPassword => format!("{code} is your {app} password reset code"),
        Purpose::Authentication => format!("{code} is your {app} sign-in code"),
        Purpose::Invitation => format!("Your {app} account"),
    }
}

fn default_email(purpose: Purpose, app: &str, username: &str, code: &str) -> String {
    let ignore = "If you did not ask for it, you can ignore this message.";
    match purpose {
        Purpose::SignUp | Purpose::Resend | Purpose::VerifyAttribute => {
            format!("Your {app} verification code is:\n\n{code}\n\n{ignore}")
        }
        Purpose::ForgotPassword => {
            format!(
                "Your {app} password reset code is:\n\n{code}\n\n{ignore} Your password has not changed."
            )
        }
        Purpose::Authentication => format!(
            "Your {app} sign-in code is:\n\n{code}\n\n\
             If you are not signing in, somebody knows your password: change it."
        ),
        Purpose::Invitation => format!(
            "An account at {app} was made for you. Your user name is {username} and your temporary password is:\n\n\
             {code}\n\nYou choose your own password when you first sign in."
        ),
    }
}

fn default_link_email(app: &str, link: &str) -> String {
    format!(
        "Open this link to confirm your {app} account:\n\n{link}\n\n\
         If you did not ask for it, you can ignore this message."
    )
}

fn default_sms(purpose: Purpose, app: &str, username: &str, code: &str, origin: &str) -> String {
    match purpose {
        Purpose::SignUp | Purpose::Resend | Purpose::VerifyAttribute => bound(
            format!("Your {app} verification code is {code}."),
            code,
            origin,
        ),
        Purpose::ForgotPassword => bound(
            format!("Your {app} password reset code is {code}."),
            code,
            origin,
        ),
        Purpose::Authentication => {
            bound(format!("Your {app} sign-in code is {code}."), code, origin)
        }
        Purpose::Invitation => {
            format!("Your {app} user name is {username} and your temporary password is {code}")
        }
    }
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
            mfa: Default::default(),
            created_at: Timestamp(0),
            modified_at: Timestamp(0),
            uses_srp: true,
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

    const PLACE: Place<'_> = Place {
        public_url: "https://id.example.com",
        domain: None,
    };

    #[test]
    fn a_link_is_under_its_words_and_beside_them_in_plain_text() {
        const LINK: &str = "https://id.example.com/confirmUser?client_id=c1&user_name=ann&confirmation_code=123456";
        let check = |template: serde_json::Value, subject: &str, text: &str, html: &str| {
            let mut by_link = serde_json::json!({"DefaultEmailOption": "CONFIRM_WITH_LINK"});
            for (key, value) in template.as_object().expect("an object") {
                by_link[key] = value.clone();
            }
            let pool = pool(serde_json::json!({"VerificationMessageTemplate": by_link}));
            let message = Message {
                client: Some(domain::id::ClientId::from("c1")),
                ..message(Channel::Email, Purpose::SignUp, "ann")
            };
            let rendered = render(&pool, &Sender::of_pool(&pool), &message, PLACE);
            assert_eq!(rendered.subject.as_ref().map(Secret::expose), Some(subject));
            assert_eq!(rendered.text.expose(), text.replace("LINK", LINK));
            let markup = LINK.replace('&', "&amp;");
            let rendered = rendered.html.expect("an e-mail has HTML");
            assert!(
                rendered.expose().contains(&html.replace("LINK", &markup)),
                "{}",
                rendered.expose()
            );
        };
        check(
            serde_json::json!({"EmailMessageByLink": "<p>Hi {username}, {##<b>Click</b> Here##} now {####} {##x</p>", "EmailSubjectByLink": "Open"}),
            "Open",
            "Hi ann, Click Here:\nLINK\n now \nLINK\n {##x",
            "<p>Hi ann, <a href=\"LINK\"><b>Click</b> Here</a> now <a href=\"LINK\">LINK</a> {##x</p>",
        );
        check(
            serde_json::json!({"EmailMessage": "Not this {####}", "EmailSubject": "Nor this"}),
            "Confirm your Acme account",
            "Open this link to confirm your Acme account:\n\nLINK\n\nIf you did not ask for it, you can ignore this message.",
            ">LINK</a>",
        );
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
                &Sender::of_pool(pool),
                &message(channel, purpose, username),
                PLACE,
            );
            let words = rendered.subject.as_ref().map_or("", Secret::expose);
            assert_eq!(words, subject);
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
            &Sender::of_pool(&ours),
            &message(Channel::Email, Purpose::ForgotPassword, "ann"),
            Place {
                public_url: "http://localhost:1",
                domain: None,
            },
        );
        assert_eq!(
            reset.subject.as_ref().map(Secret::expose),
            Some("123456 is your Acme password reset code")
        );
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
