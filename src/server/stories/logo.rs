//! A client's logo, from the operation that sets it to the address that serves it.

use crate::testing;
use api::testing::{World, text};
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// A small drawing as PNG.
fn logo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(4, 2, image::Rgb([9, 90, 60]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("it is drawn");
    bytes.into_inner()
}

async fn world() -> World {
    let world = World::new().await;
    let domain = json!({"Domain": "acme"});
    world
        .call_admin("CreateUserPoolDomain", domain)
        .await
        .expect("the name is free");
    world
}

async fn get(world: &World, url: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let path = url.strip_prefix("http://localhost").unwrap_or(url);
    let request = Request::get(path).header("host", "localhost");
    let request = request.body(Body::empty()).expect("a request");
    let (parts, body) = testing::ask(&testing::around(&world.app, &[]), request).await;
    (parts.status, parts.headers, body)
}

async fn set(world: &World, body: Value) -> Value {
    let answer = world.call_admin("SetUICustomization", body).await;
    answer.expect("sound")["UICustomization"].clone()
}

#[tokio::test]
async fn succeeds_and_serves_the_logo_where_nothing_in_it_can_act() {
    let world = world().await;
    let polyglot = [logo(), b"<script>alert(1)</script>".to_vec()].concat();
    let body = json!({"ImageFile": STANDARD.encode(polyglot)});
    let url = text(&set(&world, body).await["ImageUrl"]);
    let (status, headers, bytes) = get(&world, &url).await;
    assert_eq!(status, StatusCode::OK);
    for (name, value) in [
        ("content-type", "image/png"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    assert!(bytes.starts_with(b"\x89PNG") && !bytes.windows(6).any(|six| six == b"script"));
    // What is served, uploaded again, is kept to the byte.
    let again = set(&world, json!({"ImageFile": STANDARD.encode(&bytes)})).await;
    let (_, _, same) = get(&world, &text(&again["ImageUrl"])).await;
    assert_eq!(same, bytes);
    for other in [url.replace("ALL", "nobody"), url.replace("2023", "2022")] {
        assert_eq!(
            get(&world, &other).await.0,
            StatusCode::NOT_FOUND,
            "{other}"
        );
    }
}

#[tokio::test]
async fn the_address_of_a_logo_that_was_replaced_is_gone() {
    let world = world().await;
    let logo = json!({"ImageFile": STANDARD.encode(logo())});
    let image = text(&set(&world, logo.clone()).await["ImageUrl"]);
    set(
        &world,
        json!({"ClientId": "ALL", "CSS": ".label-customizable{color:red}"}),
    )
    .await;
    set(&world, logo).await;
    let (status, ..) = get(&world, &image).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
