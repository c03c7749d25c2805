//! Folders that go to a server over HTTP and come back.

use super::{Target, pull, push};
use crate::router::router;
use crate::testing;
use api::testing::World;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const THEME: &str = "{\n  \"layout\": \"split\",\n  \"light\": { \"accent\": \"#3b2a8c\" }\n}\n";
const SHEET: &str = "\u{feff}/* ours */\r\n.label-customizable { color: #123456; }\r\n";

/// A server with a pool that has a domain, and a target that names both.
async fn served(folder: &Path) -> (World, Target) {
    let world = World::new().await;
    let domain = json!({"Domain": "acme"});
    let made = world.call_admin("CreateUserPoolDomain", domain).await;
    made.expect("the name is free");
    let started = testing::around(&world.app, &[]);
    let endpoint = testing::serve(router(started.site, &started.config)).await;
    let target = Target {
        folder: folder.to_owned(),
        pool: world.pool.id.0.clone(),
        client: None,
        endpoint,
        authority: None,
        access_key_id: "AKIAEXAMPLEEXAMPLE00".to_owned(),
        secret_access_key: "an example of a secret access key 00".into(),
        clock: world.app.clock.clone(),
    };
    (world, target)
}

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> PathBuf {
    let folder = testing::folder("brand");
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes).expect("it can be written");
    }
    folder
}

fn logo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(40, 20, image::Rgb([9, 90, 60]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("it is drawn");
    bytes.into_inner()
}

/// Runs a command; gives what it said and how it ended.
async fn run(
    command: impl AsyncFnOnce(&Target, &dyn Fn(&str)) -> Result<(), String>,
    target: &Target,
) -> (String, Result<(), String>) {
    let said = Mutex::new(String::new());
    let say = |line: &str| {
        let mut said = said.lock().expect("one speaks at a time");
        *said += line;
        said.push('\n');
    };
    let result = command(target, &say).await;
    (said.into_inner().expect("nobody speaks"), result)
}

async fn pushed(target: &Target) -> (String, Result<(), String>) {
    run(async |target, say| push(target, say).await, target).await
}

async fn pulled(target: &Target) -> (String, Result<(), String>) {
    run(async |target, say| pull(target, say).await, target).await
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).expect(name)
}

#[tokio::test]
async fn what_is_pushed_is_pulled_byte_for_byte() {
    let from = folder(&[
        ("theme.json", THEME.as_bytes()),
        ("theme.css", SHEET.as_bytes()),
        ("logo.png", &logo()),
        ("notes.txt", b"not ours"),
    ]);
    let (_world, mut target) = served(&from).await;
    let (said, result) = pushed(&target).await;
    assert_eq!(result, Ok(()));
    assert!(said.contains("theme.css  "), "{said}");
    let last = format!(
        "pushed to all clients of pool {}, CSSVersion 20231114221320\n",
        target.pool
    );
    assert!(said.ends_with(&last), "{said}");
    target.folder = testing::folder("brand").join("new");
    let (said, result) = pulled(&target).await;
    assert_eq!(result, Ok(()), "{said}");
    assert_eq!(read(&target.folder, "theme.json"), THEME.as_bytes());
    assert_eq!(read(&target.folder, "theme.css"), SHEET.as_bytes());
    // The logo is the server's drawing; pushed and pulled again it stays what it is.
    let logo = read(&target.folder, "logo.png");
    assert_eq!(pushed(&target).await.1, Ok(()));
    assert_eq!(pulled(&target).await.1, Ok(()));
    assert_eq!(read(&target.folder, "logo.png"), logo);
    assert!(!target.folder.join("notes.txt").exists());
}

#[tokio::test]
async fn what_the_folder_lacks_is_taken_away() {
    let from = folder(&[("theme.json", b"{}"), ("theme.css", SHEET.as_bytes())]);
    let (world, mut target) = served(&from).await;
    target.client = Some(world.client.id.0.clone());
    assert_eq!(pushed(&target).await.1, Ok(()));
    std::fs::remove_file(from.join("theme.css")).expect("it was there");
    assert_eq!(pushed(&target).await.1, Ok(()));
    let call = world.call_client("GetUICustomization", json!({"UserPoolId": world.pool.id}));
    assert_eq!(call.await, Ok(json!({"UICustomization": {}})));
    // A file that only the folder has is left, and named.
    std::fs::write(from.join("theme.css"), "mine").expect("it can be written");
    let (said, result) = pulled(&target).await;
    assert_eq!(result, Ok(()));
    assert!(
        said.contains("theme.css is in the folder and not in the brand"),
        "{said}"
    );
    assert_eq!(read(&from, "theme.css"), b"mine");
}

#[tokio::test]
async fn problems_are_told_with_file_and_line_before_anything_is_sent() {
    let from = folder(&[
        (
            "theme.json",
            b"{\n  \"mode\": \"drak\",\n  \"lihgt\": {}\n}",
        ),
        ("theme.css", b".label-customizable {\n  position: fixed;\n}"),
    ]);
    let (world, target) = served(&from).await;
    let (said, result) = pushed(&target).await;
    let at = |rest: &str| format!("{}/{rest}", from.display());
    assert!(
        said.contains(&at("theme.json:2:11: error: mode: ")),
        "{said}"
    );
    assert!(said.contains(&at("theme.css:2:3: error: ")), "{said}");
    let reason = result.expect_err("two errors");
    assert!(reason.ends_with("errors: nothing was pushed."), "{reason}");
    let answer = world.call_admin("GetTheme", json!({})).await;
    assert_eq!(answer, Ok(json!({})));
}

#[tokio::test]
async fn what_is_wrong_is_said_plainly() {
    let (_world, target) = served(&folder(&[])).await;
    let reason = pushed(&target).await.1.expect_err("an empty folder");
    assert!(
        reason.contains("holds no brand: it needs theme.json"),
        "{reason}"
    );
    let reason = pulled(&target).await.1.expect_err("no brand");
    assert!(
        reason.starts_with("There is no brand for all clients of pool "),
        "{reason}"
    );
    let both = folder(&[("logo.png", b"1"), ("logo.jpg", b"2")]);
    let with = |folder: PathBuf| Target {
        folder,
        ..target.clone()
    };
    let reason = pushed(&with(both)).await.1.expect_err("two logos");
    assert!(reason.contains("logo.png and logo.jpg"), "{reason}");
    let text = folder(&[("theme.css", b"\xff")]);
    let reason = pushed(&with(text)).await.1.expect_err("no text");
    assert!(reason.contains("theme.css is not UTF-8"), "{reason}");
    let sound = folder(&[("theme.json", b"{}")]);
    let key = Target {
        secret_access_key: "wrong".into(),
        ..with(sound.clone())
    };
    let reason = pushed(&key).await.1.expect_err("a wrong key");
    assert!(
        reason.starts_with("SetUICustomization: InvalidSignatureException: "),
        "{reason}"
    );
    let gone = Target {
        endpoint: "http://127.0.0.1:1".to_owned(),
        ..with(sound.clone())
    };
    let reason = pushed(&gone).await.1.expect_err("nobody there");
    assert!(
        reason.starts_with("http://127.0.0.1:1 (--endpoint) does not answer: "),
        "{reason}"
    );
    let nowhere = Target {
        endpoint: "localhost".to_owned(),
        ..with(sound)
    };
    let reason = pushed(&nowhere).await.1.expect_err("no address");
    assert!(reason.contains("(--endpoint)"), "{reason}");
}
