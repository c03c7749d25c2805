//! SRP, by an independent client: verifiers are kept where it is used, and made where it comes later.

use aws_cognito_srp::{SrpClient, User};
use serde_json::{Value, json};
use tests::{Answer, Loggia, PASSWORD};

/// A sign-in of ada that proves the password and never sends it.
async fn proved(loggia: &Loggia, pool: &str, client: &Value, password: &str) -> Answer {
    let id = client["ClientId"].as_str().expect("an id");
    let srp = SrpClient::new(User::new(pool, "ada", password), id, None);
    let begin = json!({"ClientId": id, "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": "ada", "SRP_A": srp.get_auth_parameters().a}});
    let challenge = loggia.call("InitiateAuth", begin).await.ok();
    let parameter = |key: &str| {
        challenge["ChallengeParameters"][key]
            .as_str()
            .expect("a text")
    };
    let proof = srp
        .verify(
            parameter("SECRET_BLOCK"),
            parameter("USER_ID_FOR_SRP"),
            parameter("SALT"),
            parameter("SRP_B"),
        )
        .expect("the parameters are sound");
    let answer = json!({"ClientId": id, "ChallengeName": challenge["ChallengeName"], "ChallengeResponses": {
        "USERNAME": "ada", "TIMESTAMP": proof.timestamp,
        "PASSWORD_CLAIM_SECRET_BLOCK": proof.password_claim_secret_block,
        "PASSWORD_CLAIM_SIGNATURE": proof.password_claim_signature}});
    loggia.call("RespondToAuthChallenge", answer).await
}

fn is_wrong(answer: &Answer) {
    assert_eq!(
        (answer.exception(), answer.text("message")),
        ("NotAuthorizedException", "Incorrect username or password.")
    );
}

#[tokio::test]
async fn a_client_that_brings_srp_finds_those_who_gave_their_password_since() {
    let loggia = Loggia::start().await;
    // In a pool without clients, as scripts set one up, and in one whose first client does without SRP.
    for at_first in [None, Some("ALLOW_USER_PASSWORD_AUTH")] {
        let made = loggia
            .admin("CreateUserPool", json!({"PoolName": "srp"}))
            .await
            .ok();
        let pool = made["UserPool"]["Id"].as_str().expect("an id").to_owned();
        let client = async |flow: &str| {
            loggia
                .client(json!({"UserPoolId": pool, "ExplicitAuthFlows": [flow]}))
                .await
        };
        let plain = match at_first {
            Some(flow) => Some(client(flow).await),
            None => None,
        };
        let user_request = json!({"UserPoolId": pool, "Username": "ada"});
        let mut create = user_request.clone();
        create["MessageAction"] = json!("SUPPRESS");
        loggia.admin("AdminCreateUser", create).await.ok();
        let mut set = user_request;
        (set["Password"], set["Permanent"]) = (json!(PASSWORD), json!(true));
        loggia.admin("AdminSetUserPassword", set).await.ok();
        let srp = client("ALLOW_USER_SRP_AUTH").await;
        let is_warning = |line: &str| line.contains("uses SRP") && line.contains(&pool);
        let warnings = loggia.log().lines().filter(|line| is_warning(line)).count();
        assert_eq!(
            warnings,
            usize::from(plain.is_some()),
            "who runs it is told"
        );
        if let Some(plain) = plain {
            is_wrong(&proved(&loggia, &pool, &srp, PASSWORD).await);
            let typed = json!({"ClientId": plain["ClientId"], "AuthFlow": "USER_PASSWORD_AUTH",
                "AuthParameters": {"USERNAME": "ada", "PASSWORD": PASSWORD}});
            loggia.call("InitiateAuth", typed).await.ok();
        }
        let answer = proved(&loggia, &pool, &srp, PASSWORD).await.ok();
        assert!(answer["AuthenticationResult"]["IdToken"].is_string());
        is_wrong(&proved(&loggia, &pool, &srp, "Another-Horse-2!").await);
    }
}
