//! Redirect URIs: which a client may register.

use url::Url;

/// Schemes that a browser would run, read or refuse rather than hand to an app.
const NEVER: [&str; 9] = [
    "javascript",
    "data",
    "vbscript",
    "file",
    "blob",
    "about",
    "filesystem",
    "view-source",
    "ws",
];

/// Whether a URL may be registered as callback or sign-out URL: absolute, without fragment, `https`, or `http` on the
/// loopback, or an app's own scheme.
///
/// **Errors** the rest of a sentence that begins with the URL.
/// **Source** developer guide, "Application-specific settings with app clients"; RFC 8252 §7, §8.4.
pub(super) fn check(text: &str) -> Result<(), &'static str> {
    let Ok(url) = Url::parse(text) else {
        return Err("is not an absolute URL.");
    };
    if text.contains('#') {
        return Err("must not contain a fragment.");
    }
    if text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || c == '\\')
    {
        return Err("must not contain spaces, control characters or backslashes.");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain a user name or password.");
    }
    // Such a host goes into the pages' `form-action`, where `;`, `,` and `*` mean something.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    if matches!(url.scheme(), "http" | "https")
        && !url.host_str().is_some_and(|host| host.chars().all(plain))
    {
        return Err("must not contain signs in its host name.");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        "http" => Err("cannot use the HTTP protocol."),
        scheme if NEVER.contains(&scheme) => Err("cannot use this scheme."),
        scheme
            if text
                .get(scheme.len()..)
                .is_some_and(|rest| rest.starts_with(":/")) =>
        {
            Ok(())
        }
        _ => Err("must go on with // after its scheme."),
    }
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_may_be_registered() {
        let check =
            |url: &str, expect: Result<(), &str>| assert_eq!(super::check(url), expect, "{url}");
        check("https://a.example/cb?x=1", Ok(()));
        check("http://localhost:3000/", Ok(()));
        check("http://127.0.0.1:9229/demo/", Ok(()));
        check("http://[::1]:80/", Ok(()));
        check("myapp://callback", Ok(()));
        check("com.example.app:/callback", Ok(()));
        check("http://a.example", Err("cannot use the HTTP protocol."));
        check(
            "http://localhost.evil.example/",
            Err("cannot use the HTTP protocol."),
        );
        check("https://a.example/#x", Err("must not contain a fragment."));
        check("https://a.example/#", Err("must not contain a fragment."));
        check(
            "https://user@a.example/",
            Err("must not contain a user name or password."),
        );
        check("https://münchen.example/", Ok(()));
        for host in ["a;script-src", "a,b.example", "*.example", "a'b.example"] {
            let url = format!("https://{host}/");
            check(&url, Err("must not contain signs in its host name."));
        }
        check("/relative", Err("is not an absolute URL."));
        check(
            "https://a.example/a b",
            Err("must not contain spaces, control characters or backslashes."),
        );
        check(
            "javascript://a.example/%0aalert(1)",
            Err("cannot use this scheme."),
        );
        check("JavaScript:alert(1)", Err("cannot use this scheme."));
        check("data:text/html,x", Err("cannot use this scheme."));
        check("mailto:a@b.c", Err("must go on with // after its scheme."));
    }
}
