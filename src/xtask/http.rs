//! Just enough of HTTP/1.1 to fetch what a page loads from our own server on this machine.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

/// A complete answer.
pub(crate) struct Answer {
    /// The address that answered, after redirects.
    pub(crate) url: String,
    /// The status code.
    pub(crate) status: u16,
    /// The body, as sent without any content coding.
    pub(crate) body: Vec<u8>,
}

/// Fetches `url`, following redirects on the same server and keeping its cookies.
pub(crate) fn fetch(url: &str) -> Result<Answer, String> {
    let mut url = url.to_owned();
    let mut cookies: Vec<String> = Vec::new();
    for _ in 0..8 {
        let (origin, path) = split(&url)?;
        let raw = exchange(&origin, &path, &cookies)
            .map_err(|error| format!("cannot fetch {url}: {error}"))?;
        let (status, headers, body) =
            parse(&raw).map_err(|error| format!("{url} answered {error}"))?;
        cookies.extend(
            headers
                .iter()
                .filter(|(name, _)| name == "set-cookie")
                .filter_map(|(_, value)| value.split(';').next().map(str::to_owned)),
        );
        let location = headers
            .iter()
            .find(|(name, _)| name == "location")
            .map(|(_, value)| value);
        match location {
            Some(next) if (300..400).contains(&status) => url = resolve(&url, next)?,
            _ => return Ok(Answer { url, status, body }),
        }
    }
    Err(format!("{url} redirects without end"))
}

/// An address as a page at `base` means it.
pub(crate) fn resolve(base: &str, reference: &str) -> Result<String, String> {
    let (origin, path) = split(base)?;
    if reference.starts_with("http://") || reference.starts_with("https://") {
        return Ok(reference.to_owned());
    }
    if reference.starts_with('/') {
        return Ok(format!("http://{origin}{reference}"));
    }
    let folder = path
        .split('?')
        .next()
        .unwrap_or("/")
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    Ok(format!(
        "http://{origin}{folder}/{}",
        reference.trim_start_matches("./")
    ))
}

/// "127.0.0.1:9229" and "/path?query".
fn split(url: &str) -> Result<(String, String), String> {
    let rest = url
        .strip_prefix("http://")
        .ok_or_else(|| format!("{url} is not a plain http address"))?;
    let (origin, path) = rest.split_once('/').unwrap_or((rest, ""));
    Ok((origin.to_owned(), format!("/{path}")))
}

fn exchange(origin: &str, path: &str, cookies: &[String]) -> std::io::Result<Vec<u8>> {
    let address = if origin.contains(':') {
        origin.to_owned()
    } else {
        format!("{origin}:80")
    };
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let cookie = if cookies.is_empty() {
        String::new()
    } else {
        format!("Cookie: {}\r\n", cookies.join("; "))
    };
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {origin}\r\nAccept: text/html,*/*\r\nAccept-Language: en\r\n{cookie}Connection: close\r\n\r\n"
    )?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw)?;
    Ok(raw)
}

type Parsed = (u16, Vec<(String, String)>, Vec<u8>);

fn parse(raw: &[u8]) -> Result<Parsed, String> {
    let end = raw
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or("no complete HTTP header")?;
    let head = String::from_utf8_lossy(&raw[..end]);
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1)?.parse().ok())
        .ok_or("no status line")?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers
        .iter()
        .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let rest = &raw[end + 4..];
    let body = if chunked {
        unchunk(rest).ok_or("a broken chunked body")?
    } else {
        rest.to_vec()
    };
    Ok((status, headers, body))
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end])
            .ok()?
            .split(';')
            .next()?
            .trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunked_answer_is_put_together() {
        let raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n4\r\nWiki\r\n5;a=b\r\npedia\r\n0\r\n\r\n";
        let (status, headers, body) = parse(raw).unwrap();
        assert_eq!((status, body.as_slice()), (200, &b"Wikipedia"[..]));
        assert!(headers.contains(&("x".to_owned(), "y".to_owned())));
        assert!(parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort").is_err());
    }

    #[test]
    fn references_are_resolved_as_a_browser_does() {
        let check = |base: &str, reference: &str, expect: &str| {
            assert_eq!(
                resolve(base, reference).as_deref(),
                Ok(expect),
                "{reference} at {base}"
            );
        };
        check(
            "http://a:1/login?x=/y/",
            "/assets/p.js",
            "http://a:1/assets/p.js",
        );
        check(
            "http://a:1/assets/p.js",
            "./p_bg.wasm",
            "http://a:1/assets/p_bg.wasm",
        );
        check("http://a:1/login", "next", "http://a:1/next");
        check("http://a:1", "http://b/", "http://b/");
        assert!(resolve("ftp://a", "x").is_err());
    }
}
