//! E-mails as HTML, and HTML as text.

/// The words lead to the link.
pub(super) fn under(words: &str, link: &str) -> String {
    let words = if words.is_empty() { link } else { words };
    format!("<a href=\"{link}\">{words}</a>")
}

/// Our own text as HTML: paragraphs, the code large, the link to be opened.
pub(super) fn simple_html(text: &str, point: &str) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        if paragraph == point && paragraph.starts_with("http") {
            let link = escaped(paragraph);
            return format!("<p style=\"margin:0 0 16px\">{}</p>", under("", &link));
        }
        let style = if paragraph == point {
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
