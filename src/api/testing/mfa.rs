//! Users with an authenticator app.

use super::{CallResult, PASSWORD, World, text};
use serde_json::{Value, json};

/// A world whose pool has this `MfaConfiguration`.
pub async fn world(mode: &str) -> World {
    let world = World::new().await;
    set(&world, mode, true).await.expect("sound");
    world
}

/// Has the pool ask for authenticator apps so.
pub async fn set(world: &World, mode: &str, enabled: bool) -> CallResult {
    let body =
        json!({"MfaConfiguration": mode, "SoftwareTokenMfaConfiguration": {"Enabled": enabled}});
    world.call_admin("SetUserPoolMfaConfig", body).await
}

/// Turns the caller's authenticator app on or off as their second factor.
pub async fn prefer(world: &World, token: &str, enabled: bool) -> CallResult {
    let body = json!({"SoftwareTokenMfaSettings": {"Enabled": enabled, "PreferredMfa": enabled}});
    world.call_as(token, "SetUserMFAPreference", body).await
}

/// A world whose pool has this `MfaConfiguration`, with ada, and the secret of the authenticator app that she uses. The
/// app's codes up to now are used up.
pub async fn enrolled(mode: &str) -> (World, String) {
    enrolled_in(World::new().await, mode).await
}

/// Does in this world what [`enrolled`] does in a new one.
pub async fn enrolled_in(world: World, mode: &str) -> (World, String) {
    set(&world, "OPTIONAL", true).await.expect("sound");
    world.user("ada").await;
    let token = world.access_token("ada").await;
    let associated = world.call_as(&token, "AssociateSoftwareToken", json!({}));
    let secret = text(&associated.await.expect("allowed")["SecretCode"]);
    let body = json!({"UserCode": world.app_code(&secret), "FriendlyDeviceName": "Phone"});
    let verified = world.call_as(&token, "VerifySoftwareToken", body).await;
    verified.expect("the code is right");
    prefer(&world, &token, true).await.expect("it is proved");
    set(&world, mode, true).await.expect("sound");
    (world, secret)
}

/// The authenticator app with this secret.
fn app(secret: &str) -> totp_rs::Totp {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let app = totp_rs::Builder::new().with_secret(secret).build();
    app.expect("twenty bytes")
}

impl World {
    /// What the authenticator app with this secret shows now.
    pub fn app_code(&self, secret: &str) -> String {
        let now = self.app.now().seconds().unsigned_abs();
        app(secret).generate(now).to_string()
    }

    /// A code that the app does not show these minutes.
    pub fn wrong_app_code(&self, secret: &str) -> String {
        let now = self.app.now().seconds().unsigned_abs();
        let near = [now - 30, now, now + 30].map(|at| app(secret).generate(at).to_string());
        let mut codes = (0..4).map(|code| format!("{code:06}"));
        let other = codes.find(|code| !near.contains(code));
        other.expect("three codes are right at most")
    }

    /// Signs in with the password: the session under which the code of the user's app is due.
    pub async fn software_token_session(&self, name: &str) -> Value {
        let challenge = self.sign_in(name, PASSWORD).await;
        let challenge = challenge.expect("the password is right");
        assert_eq!(challenge["ChallengeName"], "SOFTWARE_TOKEN_MFA");
        challenge["Session"].clone()
    }

    /// Answers with this code.
    pub async fn send_code(&self, name: &str, session: &Value, code: &str) -> CallResult {
        let responses = json!({"USERNAME": name, "SOFTWARE_TOKEN_MFA_CODE": code});
        let body = json!({
            "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": session, "ChallengeResponses": responses});
        self.call_client("RespondToAuthChallenge", body).await
    }

    /// The access token of a user with an app, thirty seconds from now, when there is another code.
    pub async fn access_token_with_code(&self, name: &str, secret: &str) -> String {
        self.app.clock.advance(std::time::Duration::from_secs(30));
        let session = self.software_token_session(name).await;
        let code = self.app_code(secret);
        let result = self.send_code(name, &session, &code).await;
        text(&result.expect("the code is right")["AuthenticationResult"]["AccessToken"])
    }
}
