//! `loggia keys rotate`.

use serde_json::json;
use tests::server::program;
use tests::{Loggia, PASSWORD};

#[tokio::test]
async fn rotated_keys_sign_new_tokens_and_old_tokens_still_verify() {
    let loggia = Loggia::start().await;
    let (person, old) = loggia.signed_in().await;
    let (old_id_key, _) = loggia.verified(&old.id).await;
    let (old_access_key, _) = loggia.verified(&old.access).await;

    let pool = loggia.fact("pool_id").to_owned();
    let mut rotate = program();
    rotate
        .args(["keys", "rotate", "--pool", &pool, "--data"])
        .arg(loggia.folder().path());
    let ended = rotate.output().await.expect("the command runs");
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    let listed = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert_eq!(listed.lines().count(), 4, "{listed}");

    // A server that starts afterwards signs with the new keys at once.
    let loggia = loggia.kill().await.start().await;
    let asked = json!({"ClientId": loggia.fact("client_id"), "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": person, "PASSWORD": PASSWORD}});
    let new = loggia.call("InitiateAuth", asked).await.ok();
    let token = |name: &str| {
        new["AuthenticationResult"][name]
            .as_str()
            .expect("a token")
            .to_owned()
    };
    let keys = loggia.keys().await;
    let published = |kid: &str| keys.iter().any(|key| key["kid"] == kid);
    for (old_key, new_token) in [
        (&old_id_key, token("IdToken")),
        (&old_access_key, token("AccessToken")),
    ] {
        let header = jsonwebtoken::decode_header(&new_token).expect("a header");
        let kid = header.kid.expect("a key");
        assert_ne!(&kid, old_key);
        assert!(published(old_key) && published(&kid));
    }
    assert_eq!(keys.len(), 4);
}

#[tokio::test]
async fn a_pool_that_does_not_exist_has_no_keys_to_rotate() {
    let loggia = Loggia::start().await;
    let mut rotate = program();
    rotate
        .args(["keys", "rotate", "--pool", "us-east-1_AAAAAAAAA", "--data"])
        .arg(loggia.folder().path());
    let ended = rotate.output().await.expect("the command runs");
    assert!(!ended.status.success());
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(
        said.contains("us-east-1_AAAAAAAAA") && said.contains("--pool"),
        "{said}"
    );
}
