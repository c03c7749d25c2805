//! As much HTML as the tests read: forms with their fields, and texts of elements.

/// A form: where it posts, and its fields with their values.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its `action`.
    pub action: String,
    /// The fields in order; those the person fills are empty or prefilled.
    pub fields: Vec<(String, String)>,
}

/// The forms of a page.
pub fn forms(html: &str) -> Vec<Form> {
    html.split("<form")
        .skip(1)
        .filter_map(|rest| {
            let rest = &rest[..rest.find("</form>")?];
            let (open, inside) = rest.split_once('>')?;
            let inputs = inside.split("<input").skip(1);
            let fields = inputs.filter_map(|input| {
                let input = &input[..input.find('>')?];
                Some((
                    attribute(input, "name")?,
                    attribute(input, "value").unwrap_or_default(),
                ))
            });
            Some(Form {
                action: attribute(open, "action")?,
                fields: fields.collect(),
            })
        })
        .collect()
}

/// An attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let length = tag[start..].find('"')?;
    Some(plain(&tag[start..start + length]))
}

/// A text without HTML's escapes.
pub fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    for (escaped, plain) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        text = text.replace(escaped, plain);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_with_their_fields() {
        let html = "<form class=\"a\" action=\"/login?a=1&amp;b=2\" method=\"post\"><input type=\"hidden\" name=\"_csrf\" \
                    value=\"t\"><input name=\"username\"></form>";
        let form = forms(html).remove(0);
        assert_eq!(form.action, "/login?a=1&b=2");
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(form.fields, [field("_csrf", "t"), field("username", "")]);
    }
}
