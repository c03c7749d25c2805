//! `loggia keys rotate` and `loggia keys reseal`.

use base64::{Engine, engine::general_purpose::STANDARD};
use tests::Loggia;
use tests::server::{PATIENCE, program};

#[tokio::test(flavor = "multi_thread")]
async fn a_running_server_signs_with_keys_that_another_process_rotated() {
    let loggia = Loggia::start().await;
    let (person, old) = loggia.signed_in().await;
    let old_keys = [
        loggia.verified(&old.id).await.0,
        loggia.verified(&old.access).await.0,
    ];

    let pool = loggia.fact("pool_id").to_owned();
    let mut rotate = program();
    rotate
        .args(["keys", "rotate", "--pool", &pool, "--data"])
        .arg(loggia.folder().path());
    let output = rotate.output().await.expect("the command runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(listed.lines().count(), 4, "{listed}");

    let published = async || {
        while loggia.keys().await.len() < 4 {
            tokio::task::yield_now().await;
        }
    };
    let published = tokio::time::timeout(PATIENCE, published()).await;
    assert!(published.is_ok(), "the new keys are not published");
    // Whoever has the key set without them still gets tokens that it can verify.
    let keys_of = async || {
        let answer = loggia.sign_in(&person).await.ok();
        let token = |name: &str| {
            answer["AuthenticationResult"][name]
                .as_str()
                .expect("a token")
                .to_owned()
        };
        let (id, access) = (token("IdToken"), token("AccessToken"));
        [
            loggia.verified(&id).await.0,
            loggia.verified(&access).await.0,
        ]
    };
    assert_eq!(keys_of().await, old_keys);
    let new_keys_are_there = async || {
        loop {
            let keys = keys_of().await;
            if keys.iter().zip(&old_keys).all(|(new, old)| new != old) {
                return keys;
            }
        }
    };
    let new_keys = tokio::time::timeout(PATIENCE, new_keys_are_there())
        .await
        .expect("new tokens are signed by the new keys");
    for kid in old_keys.iter().chain(&new_keys) {
        assert!(listed.contains(kid.as_str()), "{kid}: {listed}");
    }
    // The old keys are still published, and what they signed is still good.
    loggia.verified(&old.id).await;
    assert_eq!(loggia.user_info(&old.access).await.status, 200);
}

#[tokio::test]
async fn a_pool_that_does_not_exist_has_no_keys_to_rotate() {
    let loggia = Loggia::start().await;
    let mut rotate = program();
    rotate
        .args(["keys", "rotate", "--pool", "us-east-1_AAAAAAAAA", "--data"])
        .arg(loggia.folder().path());
    let output = rotate.output().await.expect("the command runs");
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("us-east-1_AAAAAAAAA") && said.contains("--pool"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_starts_without_the_master_key_that_was_replaced() {
    let loggia = Loggia::start().await;
    let person = loggia.person().await;
    let kids = loggia.keys().await;
    let file = loggia.folder().path().join("master.key");
    let old = std::fs::read_to_string(&file).expect("a master key");
    let new = format!("new {}\n", STANDARD.encode([9; 32]));
    std::fs::write(&file, format!("{new}{old}")).expect("written");
    let (_, setup) = loggia.stop().await;
    let loggia = setup.start().await;
    let mut reseal = program();
    reseal
        .args(["keys", "reseal", "--data"])
        .arg(loggia.folder().path());
    let output = reseal.output().await.expect("the command runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("sealed with new."),
        "{output:?}"
    );
    // The server that ran meanwhile works on, and so does one that never knew the old key.
    loggia.sign_in(&person).await.ok();
    std::fs::write(&file, new).expect("written");
    let (_, setup) = loggia.stop().await;
    let loggia = setup.start().await;
    loggia.sign_in(&person).await.ok();
    assert_eq!(loggia.keys().await, kids);
}
