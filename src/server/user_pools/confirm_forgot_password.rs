//! `ConfirmForgotPassword`: a code and a new password in place of the forgotten one.

use crate::{
    api::{Fault, Handle},
    app::App,
    drive,
    user_pools::find,
};
use domain::{recover, secret_hash::check_secret_hash};
use shapes::idp::{
    ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse, operation::ConfirmForgotPassword,
};

impl Handle for ConfirmForgotPassword {
    async fn handle(
        app: &App,
        request: ConfirmForgotPasswordRequest,
    ) -> Result<ConfirmForgotPasswordResponse, Fault> {
        let (pool, client) = find::client(app, &request.client_id).await?;
        check_secret_hash(&client, &request.username, request.secret_hash.as_deref())?;
        let (code, password) = (
            request.confirmation_code.into(),
            request.password.into_inner().into(),
        );
        let machine = recover::Reset::new(request.username.into_inner(), code, password);
        drive::run(app, &pool, Some(&client), machine).await?;
        Ok(ConfirmForgotPasswordResponse)
    }
}

#[cfg(test)]
mod tests {
    use crate::user_pools::testing::{PASSWORD, World, refused};
    use domain::code::Proof;
    use serde_json::json;

    async fn forgotten() -> World {
        let world = World::new().await;
        world.user("ada").await;
        world
            .call_client("ForgotPassword", json!({"Username": "ada"}))
            .await
            .expect("ada has an address");
        world
    }

    fn reset(code: &str, password: &str) -> serde_json::Value {
        json!({"Username": "ada", "ConfirmationCode": code, "Password": password})
    }

    #[tokio::test]
    async fn succeeds_and_the_new_password_counts() {
        let world = forgotten().await;
        let code = world.code("ada", &Proof::ForgotPassword).await;
        let answer = world
            .call_client("ConfirmForgotPassword", reset(&code, "Rainy-Day-8"))
            .await;
        assert_eq!(answer, Ok(json!({})));
        world
            .sign_in("ada", "Rainy-Day-8")
            .await
            .expect("the new password");
        refused(
            world.sign_in("ada", PASSWORD).await,
            "NotAuthorized",
            "Incorrect username or password.",
        );
        let again = world
            .call_client("ConfirmForgotPassword", reset(&code, "Other-Day-9"))
            .await;
        refused(
            again,
            "ExpiredCode",
            "Invalid code provided, please request a code again.",
        );
    }

    #[tokio::test]
    async fn refuses_a_wrong_code_and_a_weak_password() {
        let world = forgotten().await;
        let code = world.code("ada", &Proof::ForgotPassword).await;
        let other = if code == "000000" { "000001" } else { "000000" };
        let wrong = world
            .call_client("ConfirmForgotPassword", reset(other, "Rainy-Day-8"))
            .await;
        refused(
            wrong,
            "CodeMismatch",
            "Invalid verification code provided, please try again.",
        );
        let weak = world
            .call_client("ConfirmForgotPassword", reset(&code, "rainy-day-8"))
            .await;
        let message =
            "Password did not conform with policy: Password must have uppercase characters";
        refused(weak, "InvalidPassword", message);
        world
            .call_client("ConfirmForgotPassword", reset(&code, "Rainy-Day-8"))
            .await
            .expect("the code was not used up");
    }
}
