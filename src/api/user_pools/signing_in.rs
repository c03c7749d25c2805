//! What the four operations of sign-in share: parameters in, challenge or tokens out.
//!
//! It contains no word about any challenge: `domain::sign_in` knows them.

use super::show;
use domain::{
    client::{ADMIN_SCOPE, Client},
    event::Metadata,
    refusal::{self, Refusal},
    secret_hash::check_secret_hash,
    sign_in::{Grant, Start},
    trigger::pre_token_generation::Source,
};
use engine::{
    decide::StoreFacts,
    fault::Fault,
    issue::{self, Narrowing, Terms, Tokens},
    refusal::mask,
    sign_in::{EntryPoint, Recipient, SignIn, SignInResult},
};
use shapes::{
    Sensitive,
    idp::{
        AdminInitiateAuthResponse, AdminRespondToAuthChallengeResponse, AuthFlowType,
        AuthenticationResultType, ChallengeNameType, InitiateAuthResponse,
        RespondToAuthChallengeResponse,
    },
};
use std::collections::BTreeMap;
use store::Write;
use wire::challenge::{Answers, ChallengeName};

/// `AuthParameters` or `ChallengeResponses`.
pub(super) type Parameters = BTreeMap<String, Sensitive>;

/// What the answers of all four operations hold.
pub(super) struct Answer {
    pub(super) authentication_result: Option<AuthenticationResultType>,
    pub(super) challenge_name: Option<ChallengeNameType>,
    pub(super) challenge_parameters: Option<BTreeMap<String, String>>,
    pub(super) session: Option<Sensitive>,
}

/// The service model gives each of the four operations a response of its own, with the same members.
macro_rules! responses {
    ($($response:ident)*) => {
        $(impl From<Answer> for $response {
            fn from(answer: Answer) -> Self {
                Self {
                    authentication_result: answer.authentication_result,
                    available_challenges: None,
                    challenge_name: answer.challenge_name,
                    challenge_parameters: answer.challenge_parameters,
                    session: answer.session,
                }
            }
        })*
    };
}

responses! {
    AdminInitiateAuthResponse
    AdminRespondToAuthChallengeResponse
    InitiateAuthResponse
    RespondToAuthChallengeResponse
}

/// The sign-in that an `AuthFlow` begins.
enum Beginning {
    Refresh,
    Srp,
    Password,
}

/// Begins a sign-in by this flow.
///
/// **Errors** the refusals of flows, parameters, secret hashes, and everything a sign-in refuses.
pub(super) async fn begin(
    sign_in: SignIn<'_>,
    flow: AuthFlowType,
    parameters: Option<Parameters>,
) -> Result<Answer, Fault> {
    let parameters = parameters.unwrap_or_default();
    let beginning = beginning(flow, sign_in.entry_point)?;
    if !sign_in.client.allows(flow) {
        return Err(refusal::Flow::NotEnabled(flow.as_str().to_owned()).into());
    }
    let start = match beginning {
        Beginning::Refresh => return refresh(sign_in, &parameters).await,
        Beginning::Srp => Start::Srp {
            username: check_client(sign_in.client, &parameters)?,
            a: required(&parameters, "SRP_A")?.to_owned(),
        },
        Beginning::Password => Start::Password {
            username: check_client(sign_in.client, &parameters)?,
            password: required(&parameters, "PASSWORD")?.into(),
        },
    };
    let tokens = IssueTokens {
        sign_in,
        source: Source::Authentication,
        // What the caller hands through with the start is for other functions.
        metadata: None,
    };
    let outcome = sign_in.start(start, &tokens).await?;
    answer_of(sign_in, outcome)
}

/// What this flow begins through this entry point.
///
/// **Errors** [`refusal::Flow::Unknown`] for one of administrators elsewhere, their twin of it here, and one that this
/// build does not have. **Source** API reference, `AdminInitiateAuth`, `AuthFlow`.
fn beginning(flow: AuthFlowType, entry_point: EntryPoint) -> Result<Beginning, Refusal> {
    let unknown = || Err(refusal::Flow::Unknown(flow.as_str().to_owned()).into());
    match flow {
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => Ok(Beginning::Refresh),
        AuthFlowType::UserSrpAuth => Ok(Beginning::Srp),
        AuthFlowType::UserPasswordAuth => match entry_point {
            EntryPoint::Api | EntryPoint::Pages => Ok(Beginning::Password),
            EntryPoint::Admin => unknown(),
        },
        AuthFlowType::AdminUserPasswordAuth | AuthFlowType::AdminNoSrpAuth => match entry_point {
            EntryPoint::Admin => Ok(Beginning::Password),
            EntryPoint::Api | EntryPoint::Pages => unknown(),
        },
        AuthFlowType::CustomAuth | AuthFlowType::UserAuth => unknown(),
    }
}

/// Answers a challenge.
///
/// **Errors** the refusals of flow tokens, answers, secret hashes, and everything a sign-in refuses.
pub(super) async fn answer(
    sign_in: SignIn<'_>,
    name: ChallengeNameType,
    responses: Option<Parameters>,
    session: Option<&Sensitive>,
    metadata: Option<Metadata>,
) -> Result<Answer, Fault> {
    let responses = responses.unwrap_or_default();
    check_client(sign_in.client, &responses)?;
    let name = ChallengeName::from_wire(name.as_str()).ok_or(refusal::Flow::ChallengeMismatch)?;
    let responses = responses
        .into_iter()
        .map(|(key, value)| (key, value.into_inner()))
        .collect();
    let (answers, flow_token) = (Answers { name, responses }, session.map(Sensitive::as_str));
    let tokens = IssueTokens {
        sign_in,
        source: Source::after(name),
        metadata: metadata.clone(),
    };
    let outcome = sign_in
        .answer(flow_token, answers, metadata, &tokens)
        .await?;
    answer_of(sign_in, outcome)
}

/// Checks the secret hash over the `USERNAME` of the same request, and gives that.
fn check_client(client: &Client, parameters: &Parameters) -> Result<String, Refusal> {
    let username = required(parameters, "USERNAME")?;
    let hash = parameters.get("SECRET_HASH").map(Sensitive::as_str);
    check_secret_hash(client, username, hash)?;
    Ok(username.to_owned())
}

fn required<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, Refusal> {
    let value = parameters
        .get(name)
        .map(Sensitive::as_str)
        .filter(|value| !value.is_empty());
    value.ok_or_else(|| refusal::Parameter::Missing(name.to_owned()).into())
}

/// **Source** a refresh carries no `USERNAME`; its secret hash is over the user name the token was issued to.
async fn refresh(sign_in: SignIn<'_>, parameters: &Parameters) -> Result<Answer, Fault> {
    let SignIn {
        cx, pool, client, ..
    } = sign_in;
    let token = required(parameters, "REFRESH_TOKEN")?;
    let hash = parameters.get("SECRET_HASH").map(Sensitive::as_str);
    let all = Narrowing::default();
    let tokens = issue::refresh_of(cx, pool, client, token, None, all, |user| {
        check_secret_hash(client, &user.username, hash)
    })
    .await?;
    Ok(tokens_answer(show::tokens(tokens)))
}

/// Makes tokens of a sign-in.
struct IssueTokens<'a> {
    sign_in: SignIn<'a>,
    source: Source,
    metadata: Option<Metadata>,
}

impl Recipient for IssueTokens<'_> {
    type Output = Tokens;

    async fn receive(
        &self,
        grant: &Grant,
        facts: &StoreFacts<'_>,
    ) -> Result<(Tokens, Vec<Write>), Fault> {
        let terms = Terms {
            pool: self.sign_in.pool,
            client: self.sign_in.client,
            scopes: vec![ADMIN_SCOPE.to_owned()],
            audience: None,
            nonce: None,
            oauth: false,
            source: self.source,
            metadata: self.metadata.as_ref(),
        };
        issue::issue(facts, &terms, grant).await
    }
}

fn answer_of(sign_in: SignIn<'_>, outcome: SignInResult<Tokens>) -> Result<Answer, Fault> {
    match outcome {
        SignInResult::Ask(pending) => Ok(Answer {
            authentication_result: None,
            challenge_name: pending.challenge.name.as_str().parse().ok(),
            challenge_parameters: Some(pending.challenge.parameters),
            session: Some(pending.flow_token.into()),
        }),
        SignInResult::Done(tokens) => Ok(tokens_answer(show::tokens(tokens))),
        SignInResult::Refused { refusal, .. } => {
            let hides_users = sign_in.client.hides_user_existence();
            Err(mask(refusal, hides_users).into())
        }
    }
}

/// A completed sign-in still says which challenge parameters there are: none.
fn tokens_answer(result: AuthenticationResultType) -> Answer {
    Answer {
        authentication_result: Some(result),
        challenge_name: None,
        challenge_parameters: Some(BTreeMap::new()),
        session: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Expect, PASSWORD, World, merged};
    use serde_json::json;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Issues tokens, and has an administrator set another password before the first ones are written.
    struct Overtaken<'a> {
        world: &'a World,
        tokens: IssueTokens<'a>,
        is_overtaken: AtomicBool,
    }

    impl Recipient for Overtaken<'_> {
        type Output = Tokens;

        async fn receive(
            &self,
            grant: &Grant,
            facts: &StoreFacts<'_>,
        ) -> Result<(Tokens, Vec<Write>), Fault> {
            if !self.is_overtaken.swap(true, Ordering::Relaxed) {
                let body = json!({"Username": "ada", "Password": "Rainy-Day-8", "Permanent": true});
                let set = self.world.call_admin("AdminSetUserPassword", body).await;
                set.expect("the password is sound");
            }
            self.tokens.receive(grant, facts).await
        }
    }

    #[tokio::test]
    async fn a_secret_hash_for_a_client_without_a_secret_is_refused_everywhere() {
        let world = World::with_user("ada").await;
        let tokens = world.tokens("ada").await;
        let message = format!(
            "App client {} is not configured for secret but secret hash was received",
            world.client.id
        );
        let name = json!({"Username": "ada", "SecretHash": "c2VjcmV0"});
        let code = merged(name.clone(), json!({"ConfirmationCode": "000000"}));
        let password = json!({"Password": PASSWORD});
        let parameters = json!({"USERNAME": "ada", "SECRET_HASH": "c2VjcmV0"});
        let begin = |flow: &str, with: serde_json::Value| {
            let parameters = merged(parameters.clone(), with);
            json!({"AuthFlow": flow, "AuthParameters": parameters})
        };
        let answer = json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED", "ChallengeResponses": parameters, "Session": "x".repeat(64)});
        let signed = json!({"ClientId": world.client.id});
        let typed = json!({"PASSWORD": PASSWORD});
        let calls = [
            ("SignUp", merged(name.clone(), password.clone())),
            ("ConfirmSignUp", code.clone()),
            ("ResendConfirmationCode", name.clone()),
            ("ForgotPassword", name),
            ("ConfirmForgotPassword", merged(code, password)),
            ("InitiateAuth", begin("USER_PASSWORD_AUTH", typed.clone())),
            (
                "InitiateAuth",
                begin("USER_SRP_AUTH", json!({"SRP_A": "02"})),
            ),
            (
                "InitiateAuth",
                begin(
                    "REFRESH_TOKEN_AUTH",
                    json!({"REFRESH_TOKEN": tokens["RefreshToken"]}),
                ),
            ),
            ("RespondToAuthChallenge", answer.clone()),
        ];
        for (operation, body) in calls {
            let answer = world.call_client(operation, body).await;
            answer.refuses("InvalidParameter", &message);
        }
        let calls = [
            (
                "AdminInitiateAuth",
                begin("ADMIN_USER_PASSWORD_AUTH", typed),
            ),
            ("AdminRespondToAuthChallenge", answer),
        ];
        for (operation, body) in calls {
            let body = merged(body, signed.clone());
            let answer = world.call_admin(operation, body).await;
            answer.refuses("InvalidParameter", &message);
        }
    }

    #[tokio::test]
    async fn a_password_that_was_replaced_before_the_end_is_looked_at_again() {
        let world = World::with_user("ada").await;
        let cx = world.context();
        let sign_in = SignIn {
            cx: &cx,
            pool: &world.pool,
            client: &world.client,
            entry_point: EntryPoint::Api,
        };
        let end_of = async |is_overtaken: bool| {
            let start = Start::Password {
                username: "ada".to_owned(),
                password: PASSWORD.into(),
            };
            let recipient = Overtaken {
                world: &world,
                tokens: IssueTokens {
                    sign_in,
                    source: Source::Authentication,
                    metadata: None,
                },
                is_overtaken: AtomicBool::new(!is_overtaken),
            };
            let outcome = sign_in.start(start, &recipient).await;
            answer_of(sign_in, outcome.expect("the store answers")).map(|_| ())
        };
        assert!(end_of(false).await.is_ok());
        let wrong = |fault: &Fault| {
            matches!(
                fault,
                Fault::Refused(Refusal::Credentials(refusal::Credentials::Wrong))
            )
        };
        for again in [end_of(true).await, end_of(false).await] {
            assert!(again.as_ref().is_err_and(wrong), "{again:?}");
        }
    }
}
