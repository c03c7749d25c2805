//! Scripts, wasm, styles and other files: embedded, compressed once, under names that change with their content. In
//! development they are read from folders on each request.

#[path = "../../style/parts.rs"]
mod style;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::fs;
use std::path::PathBuf;

/// Where a file is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Below `/assets/`.
    Assets,
    /// At the root, under its own name.
    Root,
    /// Below `/demo/`.
    Demo,
    /// Below `/studio/`.
    Studio,
}

/// An embedded file.
pub(crate) struct File {
    place: Place,
    pub(crate) name: &'static str,
    hash: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
}

mod table {
    use super::{File, Place};
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
}

/// A browser never asks again: the name changes with the content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// `Cache-Control` of a file that a browser revalidates before each use.
pub(crate) const ASK_AGAIN: &str = "no-cache";

/// The files of the pages.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    folder: Option<PathBuf>,
}

impl Assets {
    /// Embedded files, or those of a folder in development.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// Where the browser finds a file of the pages, by its name (`pages.js`, `pages_bg.wasm`, `pages.css`); `None`
    /// when it was not built.
    pub fn url(&self, name: &str) -> Option<String> {
        if self.folder.is_some() {
            return self.read(name).map(|_| format!("/assets/{name}"));
        }
        embedded(Place::Assets, name).map(|file| format!("/assets/{}", hashed(file)))
    }

    /// Whether the pages' script and wasm are there. Without them every page works all the same.
    pub fn has_pages(&self) -> bool {
        self.url("pages.js").is_some() && self.url("pages_bg.wasm").is_some()
    }

    /// A file as it is now on disk: styles from `style/`, others from the folder. What is made of this program's own
    /// sources is embedded in any case.
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let folder = self.folder.as_ref()?;
        match name {
            "pages.css" => styles().ok(),
            "outbox.css" => embedded(Place::Assets, name).map(|file| file.plain.to_vec()),
            _ if name.starts_with("texts-") => {
                embedded(Place::Assets, name).map(|file| file.plain.to_vec())
            }
            _ => read(folder, name),
        }
    }

    /// Whether files are read from disk: what is not built yet may be there a moment later.
    pub(crate) fn is_on_disk(&self) -> bool {
        self.folder.is_some()
    }

    /// A file of another folder beside that of the pages, as it is now on disk; `None` where files are embedded.
    pub(crate) fn read_beside(&self, folder: &str, name: &str) -> Option<Vec<u8>> {
        read(&self.folder.as_ref()?.parent()?.join(folder), name)
    }
}

/// A file of a folder as it is now; `None` also for a name that leads out of the folder.
fn read(folder: &std::path::Path, name: &str) -> Option<Vec<u8>> {
    let is_inside = name
        .split('/')
        .all(|part| !part.is_empty() && !part.starts_with('.') && !part.contains('\\'));
    is_inside.then(|| fs::read(folder.join(name)).ok())?
}

/// A file that was read from disk; the browser asks for it each time.
pub(crate) fn send_read(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind(name)),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}

/// The style sheet of the pages, from `style/` in the working folder, in the order that `build.rs` embeds it.
fn styles() -> std::io::Result<Vec<u8>> {
    let mut sheet = Vec::new();
    for part in style::parts("style".as_ref())? {
        sheet.extend(fs::read(part)?);
    }
    Ok(sheet)
}

impl File {
    /// Its bytes.
    pub(crate) fn plain(&self) -> &'static [u8] {
        self.plain
    }
}

/// Every embedded file of a place.
pub(crate) fn files(place: Place) -> impl Iterator<Item = &'static File> {
    table::FILES.iter().filter(move |file| file.place == place)
}

fn embedded(place: Place, name: &str) -> Option<&'static File> {
    files(place).find(|file| file.name == name)
}

/// `pages.js` as `pages-0123456789abcdef.js`.
fn hashed(file: &File) -> String {
    match file.name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{}.{extension}", file.hash),
        None => format!("{}-{}", file.name, file.hash),
    }
}

/// The routes of the pages' files and of what lies at the root.
pub(crate) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Assets: FromRef<S>,
{
    let routes = Router::new().route("/assets/{*name}", get(asset));
    files(Place::Root).fold(routes, |routes, file| {
        routes.route(
            &format!("/{}", file.name),
            get(move |headers: HeaderMap| async move { send(file, ASK_AGAIN, &headers) }),
        )
    })
}

/// `GET /assets/<name>`.
async fn asset(
    State(assets): State<Assets>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    if assets.folder.is_some() {
        return match assets.read(&name) {
            Some(bytes) => send_read(&name, bytes),
            None => missing(),
        };
    }
    let by_hash = files(Place::Assets).find(|file| hashed(file) == name);
    match by_hash
        .map(|file| (file, FOR_EVER))
        .or_else(|| Some((embedded(Place::Assets, &name)?, ASK_AGAIN)))
    {
        Some((file, cache)) => send(file, cache, &headers),
        None => missing(),
    }
}

/// An embedded file in the best encoding that the browser takes, or 304 if it has this very content.
pub(crate) fn send(file: &'static File, cache: &'static str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", file.hash);
    let tags = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let same = tags.is_some_and(|tags| {
        tags.split(',')
            .any(|one| one.trim().trim_start_matches("W/") == tag)
    });
    let mut response = if same {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::empty())
    };
    if !same {
        let brotli = file.brotli.filter(|_| takes_brotli(headers));
        *response.body_mut() = Body::from(brotli.unwrap_or(file.plain));
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(kind(file.name)),
        );
        if brotli.is_some() {
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
    }
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    response
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file.\n").into_response()
}

/// Whether `Accept-Encoding` takes `br`.
///
/// **Source** RFC 9110 §12.5.3: a weight of 0 refuses; `*` stands for what is not named.
fn takes_brotli(headers: &HeaderMap) -> bool {
    let mut any = false;
    let values = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    for coding in values.flat_map(|value| value.split(',')) {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight
            .trim()
            .strip_prefix("q=")
            .map_or(Ok(1.0), str::parse::<f32>);
        let wanted = weight.is_ok_and(|weight| weight > 0.0);
        match name.trim() {
            "br" => return wanted,
            "*" => any = wanted,
            _ => {}
        }
    }
    any
}

/// The media type of a name.
pub(crate) fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "ts") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_only_to_those_who_take_it() {
        let check = |values: &[&str], expect: bool| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(
                    header::ACCEPT_ENCODING,
                    HeaderValue::from_str(value).expect("a header value"),
                );
            }
            assert_eq!(takes_brotli(&headers), expect, "{values:?}");
        };
        check(&[], false);
        check(&["gzip, deflate, br, zstd"], true);
        check(&["gzip", "br;q=0.5"], true);
        check(&["br;q=0, *"], false);
        check(&["*"], true);
        check(&["*;q=0"], false);
        check(&["identity"], false);
        check(&["br;q=x"], false);
    }

    #[test]
    fn an_embedded_file_is_compressed_named_by_content_and_not_sent_twice() {
        let file = embedded(Place::Assets, "outbox.css").expect("it is always embedded");
        let url = Assets::default()
            .url("outbox.css")
            .expect("it is always embedded");
        assert_eq!(url, format!("/assets/outbox-{}.css", file.hash));
        let mut headers = HeaderMap::new();
        let plain = send(file, FOR_EVER, &headers);
        assert_eq!(plain.headers().get(header::CONTENT_ENCODING), None);
        assert_eq!(plain.headers()[header::CACHE_CONTROL], FOR_EVER);
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br"));
        let small = send(file, FOR_EVER, &headers);
        assert_eq!(small.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(
            small.headers()[header::CONTENT_TYPE],
            "text/css; charset=utf-8"
        );
        headers.insert(header::IF_NONE_MATCH, plain.headers()[header::ETAG].clone());
        assert_eq!(
            send(file, FOR_EVER, &headers).status(),
            StatusCode::NOT_MODIFIED
        );
        assert!(
            !file.plain.windows(2).any(|two| two == b"/*"),
            "comments are left out"
        );
    }

    #[test]
    fn each_language_has_a_file_with_all_its_texts_in_development_too() {
        for language in pages::locale::LANGUAGES {
            let name = format!("texts-{}.json", language.tag);
            let file = embedded(Place::Assets, &name).expect("it is always embedded");
            let texts: Vec<String> = serde_json::from_slice(file.plain).expect("JSON");
            assert_eq!(texts, pages::locale::texts(language.tag));
            let folder = Assets::new(Some(engine::testing::folder("texts")));
            assert_eq!(folder.read(&name).as_deref(), Some(file.plain));
        }
    }

    #[test]
    fn a_folder_gives_nothing_from_outside_itself() {
        let folder = engine::testing::folder("assets");
        std::fs::write(folder.join("pages.js"), "1").expect("it is ours");
        std::fs::create_dir_all(folder.join("inner")).expect("it is ours");
        let assets = Assets::new(Some(folder.join("inner")));
        for name in [
            "../pages.js",
            "/etc/hostname",
            "..",
            ".hidden",
            "a//b",
            "..\\pages.js",
        ] {
            assert_eq!(assets.read(name), None, "{name}");
        }
        assert_eq!(
            Assets::new(Some(folder)).url("pages.js").as_deref(),
            Some("/assets/pages.js")
        );
    }

    #[test]
    fn what_is_built_beside_the_pages_is_read_from_disk() {
        let folder = engine::testing::folder("assets");
        std::fs::create_dir_all(folder.join("studio")).expect("it is ours");
        std::fs::write(folder.join("studio/studio.js"), "1").expect("it is ours");
        let assets = Assets::new(Some(folder.join("pages")));
        let read = |name| assets.read_beside("studio", name);
        assert_eq!(read("studio.js").as_deref(), Some(&b"1"[..]));
        assert_eq!(read("../studio/studio.js"), None);
        assert_eq!(Assets::default().read_beside("studio", "studio.js"), None);
    }
}
