//! What the pages do with names that nobody may have, and with what is longer than any name.

use super::hidden_users::{hiding, post};
use api::testing::{PASSWORD, World};
use axum::http::StatusCode;
use engine::testing::relay;
use serde_json::json;

async fn world() -> World {
    World::set(
        |settings| settings.smtp = Some(relay()),
        json!({}),
        hiding(),
    )
    .await
}

#[tokio::test]
async fn nobody_signs_up_whom_no_name_can_name() {
    let world = world().await;
    let sign_up = async |name: &str| {
        let fields = [("username", name), ("password", PASSWORD)];
        let (status, _) = post(&world, "/signup", &fields).await;
        assert_eq!(status, StatusCode::OK);
        let users = store::user::count(&world.app.store, &world.pool.id).await;
        users.expect("the store answers")
    };
    let long = "x".repeat(129);
    let longer = "x".repeat(200_000);
    for name in [
        "admin\u{200b}",
        "\u{202e}nimda",
        "ad\u{7f}min",
        "ad min",
        "ad\u{2066}min",
        &long,
        &longer,
    ] {
        assert_eq!(sign_up(name).await, 0, "{name:?}");
    }
    assert_eq!(sign_up("admin").await, 1);
}

#[tokio::test]
async fn what_is_longer_than_any_name_costs_nothing() {
    let world = world().await;
    let longer = "x".repeat(200_000);
    let fields = [
        ("username", longer.as_str()),
        ("password", PASSWORD),
        ("code", "123456"),
    ];
    for path in [
        "/login",
        "/signup",
        "/forgotPassword",
        "/resendcode",
        "/confirm",
        "/confirmforgotPassword",
    ] {
        let before = world.hashes();
        let (status, page) = post(&world, path, &fields).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert_eq!(world.hashes(), before, "{path}");
        assert!(world.jobs().await.is_empty(), "{path}");
        let page = page.to_string();
        assert!(page.len() < 20_000, "{path}: {} bytes", page.len());
    }
}
