//! Reads which SDK sent a request.

use axum::http::HeaderMap;

/// The SDK that a request names, as events of functions do: `aws-sdk-<language>-<version>`.
///
/// **Source** the user agents of AWS SDKs, `aws-sdk-<language>/<version> …`; browsers cannot set theirs and send another header.
pub(super) fn sdk(headers: &HeaderMap) -> Option<String> {
    const LONGEST: usize = 64;
    let names = ["x-amz-user-agent", "user-agent"].iter();
    let mut agents = names.filter_map(|name| headers.get(*name)?.to_str().ok());
    agents.find_map(|agent| {
        let product = agent.split_ascii_whitespace().next()?;
        let (name, version) = product.split_once('/')?;
        let plain = |text: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            !text.is_empty() && text.bytes().all(is_plain)
        };
        let language = name.strip_prefix("aws-sdk-")?;
        let sound = plain(language) && plain(version);
        (sound && product.len() <= LONGEST).then(|| format!("{name}-{version}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sdk_is_named_by_its_user_agent() {
        let check = |agents: &[(&'static str, &str)], expect: Option<&str>| {
            let mut headers = HeaderMap::new();
            for (name, value) in agents {
                headers.insert(*name, value.parse().expect("a header value"));
            }
            assert_eq!(sdk(&headers).as_deref(), expect, "{agents:?}");
        };
        let js = "aws-sdk-js/3.540.0 ua/2.0 os/macOS";
        check(&[("user-agent", js)], Some("aws-sdk-js-3.540.0"));
        let browser = ("user-agent", "Mozilla/5.0");
        check(
            &[browser, ("x-amz-user-agent", js)],
            Some("aws-sdk-js-3.540.0"),
        );
        check(
            &[
                ("x-amz-user-agent", "aws-amplify/5"),
                ("user-agent", "aws-sdk-ios/2.6.29"),
            ],
            Some("aws-sdk-ios-2.6.29"),
        );
        for other in [
            "",
            "Boto3/1.34",
            "aws-sdk-js",
            "aws-sdk-/1",
            "aws-sdk-js/",
            "aws-sdk-j<s/1",
        ] {
            check(&[("user-agent", other)], None);
        }
        let long = format!("aws-sdk-js/{}", "1".repeat(100));
        check(&[("user-agent", &long), browser], None);
        check(&[], None);
    }
}
