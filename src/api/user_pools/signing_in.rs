//! What the four operations of sign-in share: parameters in, challenge or tokens out.
//!
//! It contains no word about any challenge: the machine of `domain::sign_in` knows them.

use super::show;
use domain::{
    client::ADMIN_SCOPE, refusal::Refusal, secret_hash::check_secret_hash, sign_in::Start,
    trigger::Metadata,
};
use engine::{
    drive::{Door, Outcome, Setting},
    fault::Fault,
    issue::{self, Terms},
    refusal,
    triggers::pre_token_generation::{PreTokenGeneration, Source},
};
use shapes::{
    Sensitive,
    idp::{AuthFlowType, AuthenticationResultType, ChallengeNameType},
};
use std::collections::BTreeMap;
use wire::challenge::{Answers, ChallengeName};

/// How often a sign-in is decided again because the user changed meanwhile.
const TRIES: usize = 5;

/// `AuthParameters` or `ChallengeResponses`.
pub(super) type Given = BTreeMap<String, Sensitive>;

/// What the answers of all four operations hold.
pub(super) struct Answer {
    pub(super) authentication_result: Option<AuthenticationResultType>,
    pub(super) challenge_name: Option<ChallengeNameType>,
    pub(super) challenge_parameters: Option<BTreeMap<String, String>>,
    pub(super) session: Option<Sensitive>,
}

/// Begins a sign-in by the flow asked for.
///
/// **Errors** the refusals of flows, parameters, secret hashes, and everything a sign-in says no to.
pub(super) async fn begin(
    setting: Setting<'_>,
    flow: AuthFlowType,
    given: Option<Given>,
) -> Result<Answer, Fault> {
    let given = given.unwrap_or_default();
    let unknown = || Refusal::FlowUnknown(flow.as_str().to_owned());
    match flow {
        AuthFlowType::UserSrpAuth | AuthFlowType::UserPasswordAuth => {}
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken => {}
        AuthFlowType::AdminUserPasswordAuth | AuthFlowType::AdminNoSrpAuth => match setting.door {
            Door::Admin => {}
            Door::Api | Door::Pages => return Err(unknown().into()),
        },
        AuthFlowType::CustomAuth | AuthFlowType::UserAuth => return Err(unknown().into()),
    }
    if !setting.client.allows(flow) {
        return Err(Refusal::FlowNotEnabled(flow.as_str().to_owned()).into());
    }
    if matches!(
        flow,
        AuthFlowType::RefreshTokenAuth | AuthFlowType::RefreshToken
    ) {
        return refresh(setting, &given).await;
    }
    let username = prove_client(setting, &given)?;
    let start = match flow {
        AuthFlowType::UserSrpAuth => Start::Srp {
            username,
            a: required(&given, "SRP_A")?.to_owned(),
        },
        AuthFlowType::UserPasswordAuth
        | AuthFlowType::AdminUserPasswordAuth
        | AuthFlowType::AdminNoSrpAuth => Start::Password {
            username,
            password: required(&given, "PASSWORD")?.into(),
        },
        AuthFlowType::RefreshTokenAuth
        | AuthFlowType::RefreshToken
        | AuthFlowType::CustomAuth
        | AuthFlowType::UserAuth => return Err(unknown().into()),
    };
    // What the caller hands through with the start is for other functions.
    let mut trigger = PreTokenGeneration::new(Source::Authentication, None);
    let mut tries = TRIES;
    loop {
        tries -= 1;
        let outcome = setting.start(start.clone()).await?;
        match finish(setting, outcome, &mut trigger).await {
            lost if is_lost(&lost) && tries > 0 => {}
            finished => return finished,
        }
    }
}

/// Whether the user changed between decision and commit, so that nothing is written and all may be decided again.
fn is_lost(finished: &Result<Answer, Fault>) -> bool {
    matches!(finished, Err(Fault::Store(error)) if error.conflict().is_some())
}

/// Answers a challenge.
///
/// **Errors** the refusals of flow tokens, answers, secret hashes, and everything a sign-in says no to.
pub(super) async fn go_on(
    setting: Setting<'_>,
    name: ChallengeNameType,
    given: Option<Given>,
    session: Option<&Sensitive>,
    metadata: Option<&Metadata>,
) -> Result<Answer, Fault> {
    let given = given.unwrap_or_default();
    prove_client(setting, &given)?;
    let name = ChallengeName::from_wire(name.as_str()).ok_or(Refusal::ChallengeMismatch)?;
    let responses = given
        .into_iter()
        .map(|(key, value)| (key, value.into_inner()))
        .collect();
    let (answers, session) = (Answers { name, responses }, session.map(Sensitive::as_str));
    let mut trigger = PreTokenGeneration::new(Source::after(name), metadata);
    let mut tries = TRIES;
    loop {
        tries -= 1;
        let outcome = setting.answer(session, answers.clone()).await?;
        match finish(setting, outcome, &mut trigger).await {
            // The flow waits for the same answer again.
            lost if is_lost(&lost) && tries > 0 => {}
            finished => return finished,
        }
    }
}

/// Checks the secret hash over the `USERNAME` of the same request, and gives that.
fn prove_client(setting: Setting<'_>, given: &Given) -> Result<String, Refusal> {
    let username = required(given, "USERNAME")?;
    check_secret_hash(
        setting.client,
        username,
        given.get("SECRET_HASH").map(Sensitive::as_str),
    )?;
    Ok(username.to_owned())
}

fn required<'a>(given: &'a Given, name: &str) -> Result<&'a str, Refusal> {
    let value = given
        .get(name)
        .map(Sensitive::as_str)
        .filter(|value| !value.is_empty());
    value.ok_or_else(|| Refusal::ParameterMissing(name.to_owned()))
}

/// **Source** a refresh carries no `USERNAME`; its secret hash is over the user name the token was issued to.
async fn refresh(setting: Setting<'_>, given: &Given) -> Result<Answer, Fault> {
    let Setting {
        cx, pool, client, ..
    } = setting;
    let token = required(given, "REFRESH_TOKEN")?;
    let hash = given.get("SECRET_HASH").map(Sensitive::as_str);
    let tokens = issue::refresh_of(cx, pool, client, token, None, |user| {
        check_secret_hash(client, &user.username, hash)
    })
    .await?;
    Ok(granted(show::tokens(tokens)))
}

async fn finish(
    setting: Setting<'_>,
    outcome: Outcome,
    trigger: &mut PreTokenGeneration<'_>,
) -> Result<Answer, Fault> {
    let Setting {
        cx, pool, client, ..
    } = setting;
    match outcome {
        Outcome::Ask { challenge, session } => Ok(Answer {
            authentication_result: None,
            challenge_name: challenge.name.as_str().parse().ok(),
            challenge_parameters: Some(challenge.parameters),
            session: Some(session.into()),
        }),
        Outcome::Done(done) => {
            let terms = Terms {
                pool,
                client,
                scopes: vec![ADMIN_SCOPE.to_owned()],
                nonce: None,
                oauth: false,
            };
            match issue::issue(cx, &terms, done.grant(), trigger).await {
                Ok((tokens, writes)) => {
                    done.commit(&cx.app, writes).await?;
                    Ok(granted(show::tokens(tokens)))
                }
                Err(fault) => {
                    done.abandon(&cx.app).await;
                    Err(fault)
                }
            }
        }
        Outcome::Refused { refusal, .. } => {
            Err(refusal::mask(refusal, client.hides_user_existence()).into())
        }
    }
}

/// A completed sign-in still says which challenge parameters there are: none.
fn granted(result: AuthenticationResultType) -> Answer {
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
    use crate::testing::{PASSWORD, World};
    use serde_json::json;

    #[tokio::test]
    async fn a_password_that_was_replaced_before_the_end_is_looked_at_again() {
        let world = World::with_user("ada").await;
        let cx = world.context();
        let setting = Setting {
            cx: &cx,
            pool: &world.pool,
            client: &world.client,
            door: Door::Api,
        };
        let ended = async |meanwhile: Option<&str>| {
            let start = Start::Password {
                username: "ada".to_owned(),
                password: PASSWORD.into(),
            };
            let outcome = setting.start(start).await.expect("the store answers");
            if let Some(password) = meanwhile {
                let body = json!({"Username": "ada", "Password": password, "Permanent": true});
                let set = world.call_admin("AdminSetUserPassword", body).await;
                set.expect("the password is sound");
            }
            let mut trigger = PreTokenGeneration::new(Source::Authentication, None);
            finish(setting, outcome, &mut trigger).await
        };
        assert!(ended(None).await.is_ok());
        assert!(is_lost(&ended(Some("Rainy-Day-8")).await));
        let again = ended(None).await.map(|_| ());
        let wrong = |fault: &Fault| matches!(fault, Fault::Refused(Refusal::CredentialsWrong));
        assert!(again.as_ref().is_err_and(wrong), "{again:?}");
    }
}
