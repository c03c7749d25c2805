//! E-mails as HTML, and HTML as text.

use super::sender::{Logo, Sender};
use theme::Role;

/// The words lead to the link.
pub(super) fn under(words: &str, link: &str) -> String {
    let words = if words.is_empty() { link } else { words };
    format!("<a href=\"{link}\">{words}</a>")
}

/// Our own text as an HTML e-mail in the sender's brand: its logo or name, paragraphs, the code large or the link as a button.
///
/// Styles stand at the elements, and the frame is a table: some mail programs know nothing else.
pub(super) fn branded(text: &str, point: &str, sender: &Sender) -> String {
    let color = |role| sender.color(role);
    let paragraphs = text.split("\n\n").map(|paragraph| {
        if paragraph == point && paragraph.starts_with("http") {
            let (back, ink) = (color(Role::Accent), color(Role::OnAccent));
            let link = escaped(paragraph);
            format!(
                "<p style=\"margin:0 0 16px\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 24px;\
                 border-radius:8px;background:{back};color:{ink};font-weight:600;text-decoration:none\">Confirm</a></p>\
                 <p style=\"margin:0 0 16px;font-size:13px;word-break:break-all;color:{quiet}\">\
                 Or open this address: <a href=\"{link}\" style=\"color:{quiet}\">{link}</a></p>",
                quiet = color(Role::Text2),
            )
        } else if paragraph == point {
            format!(
                "<p style=\"margin:0 0 16px;padding:12px 16px;border-radius:8px;background:{};font-size:28px;line-height:36px;\
                 font-weight:600;letter-spacing:4px;word-break:break-all\">{}</p>",
                color(Role::Sunken),
                escaped(paragraph)
            )
        } else {
            format!("<p style=\"margin:0 0 16px\">{}</p>", escaped(paragraph))
        }
    });
    let body: String = paragraphs.collect();
    let name = escaped(&sender.name);
    let head = match &sender.logo {
        Some(Logo { url, width, height }) => format!(
            "<img src=\"{}\" width=\"{width}\" height=\"{height}\" alt=\"{name}\" style=\"display:block;border:0\">",
            escaped(url)
        ),
        None => name.clone(),
    };
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{name}</title></head>\
         <body style=\"margin:0;padding:24px 8px;background:{page}\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:480px;margin:0 auto;\
         background:{card};border:1px solid {border};border-radius:12px\"><tr><td style=\"padding:32px 24px 16px;\
         font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:16px;line-height:24px;color:{text}\">\
         <div style=\"margin:0 0 24px;font-size:18px;font-weight:600\">{head}</div>{body}</td></tr></table></body></html>",
        page = color(Role::Page),
        card = color(Role::Card),
        border = color(Role::Border),
        text = color(Role::Text),
    )
}

/// HTML as text: tags left out, line breaks kept, entities of markup read.
pub(super) fn plain(html: &str) -> String {
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
pub fn escaped(text: &str) -> String {
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
