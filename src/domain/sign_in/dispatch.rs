//! What follows what: the one place that knows the order of a sign-in.

use super::{
    AnswerResult, Grant, Next, Progress, Proof, SignInContext, StoredFlow, email_otp,
    flow::Flow,
    mfa_setup, new_password_required, password, password_verifier, software_token_mfa,
    standing::{Standing, standing},
};
use crate::{
    change::Change,
    decision::Decided,
    event::Metadata,
    facts::{Facts, Stop},
    mfa::Factor,
    refusal::Refusal,
    second_factor::{Demand, demand},
    trigger,
};

/// Decides what follows.
///
/// The order is credential, standing of the account, new password, second factor or remembered device, grant. A further
/// challenge is a file with its flow, an arm of [`Flow`] and of [`StoredFlow::answer`], and its line here: a choice of
/// first factors after [`Progress::Identifier`], a second factor in [`second_factor`].
///
/// **Source** developer guide, "Authentication with Amazon Cognito user pools", and the MFA decision table.
pub(super) async fn dispatch<F: Facts>(
    username: &str,
    progress: Progress,
    client_metadata: Option<&Metadata>,
    facts: &F,
    cx: &SignInContext<'_>,
) -> Result<Decided<Next>, Stop> {
    Ok(match progress {
        Progress::Identifier => {
            let (flow, challenge) = password::ask(username);
            let flow = StoredFlow::new(username, Flow::Password(flow), challenge);
            ask(flow, Vec::new(), cx)
        }
        Progress::PublicValue(opening) => match password_verifier::ask(opening, cx) {
            Ok((flow, challenge)) => {
                let flow = Flow::PasswordVerifier(Box::new(flow));
                ask(StoredFlow::new(username, flow, challenge), Vec::new(), cx)
            }
            Err(refusal) => refuse(refusal, Vec::new()),
        },
        Progress::FirstFactor(proof) => match standing(&proof.user, cx) {
            Ok(Standing::Good) => {
                second_factor(username, proof, client_metadata, facts, cx).await?
            }
            Ok(Standing::TemporaryPassword) => {
                let (flow, challenge) = new_password_required::ask(&proof.user, cx);
                let flow = Flow::NewPasswordRequired(flow);
                ask(
                    StoredFlow::new(username, flow, challenge),
                    proof.changes,
                    cx,
                )
            }
            Err(refusal) => refuse(refusal, proof.changes),
        },
        Progress::NewPassword(proof) => {
            second_factor(username, proof, client_metadata, facts, cx).await?
        }
        Progress::SecondFactor(proof) => grant(proof, client_metadata, cx),
    })
}

/// What follows from what an answer to the flow came to.
pub(super) async fn conclude<F: Facts>(
    flow: &StoredFlow,
    result: Result<AnswerResult<Flow>, Stop>,
    client_metadata: Option<&Metadata>,
    facts: &F,
    cx: &SignInContext<'_>,
) -> Result<Decided<Next>, Stop> {
    Ok(match result {
        Ok(AnswerResult::Progress(progress)) => {
            dispatch(flow.username(), progress, client_metadata, facts, cx).await?
        }
        Ok(AnswerResult::Reissue(next, changes)) => ask(flow.with(next), changes, cx),
        Ok(AnswerResult::Retry(next, refusal)) => flow.with(next).refuse(refusal),
        Err(Stop::Refused(refusal)) => refuse(refusal, Vec::new()),
        Err(stop @ Stop::Unavailable(_)) => return Err(stop),
    })
}

/// What follows the first factor: the second one that [`demand`] names. A further one is its line here.
async fn second_factor<F: Facts>(
    username: &str,
    proof: Proof,
    client_metadata: Option<&Metadata>,
    facts: &F,
    cx: &SignInContext<'_>,
) -> Result<Decided<Next>, Stop> {
    let demand = match demand(&proof.user, cx.pool) {
        Ok(demand) => demand,
        Err(refusal) => return Ok(refuse(refusal, proof.changes)),
    };
    let Proof { user, mut changes } = proof;
    let (flow, challenge) = match demand {
        Demand::Nothing => return Ok(grant(Proof { user, changes }, client_metadata, cx)),
        Demand::Factor(Factor::SoftwareToken) => {
            let (flow, challenge) = software_token_mfa::ask(&user);
            (Flow::SoftwareTokenMfa(flow), challenge)
        }
        Demand::Factor(Factor::Email) => match email_otp::ask(&user, facts, cx).await {
            Ok((flow, challenge, send)) => {
                changes.push(send);
                (Flow::EmailOtp(flow), challenge)
            }
            Err(Stop::Refused(refusal)) => return Ok(refuse(refusal, changes)),
            Err(stop) => return Err(stop),
        },
        Demand::SetUp(factors) => {
            let (flow, challenge) = mfa_setup::ask(&user, &factors, cx);
            (Flow::MfaSetup(flow), challenge)
        }
    };
    let flow = StoredFlow::new(username, flow, challenge);
    Ok(ask(flow, changes, cx))
}

/// The person is who they say; the pool's function of that hears of it once it is written.
fn grant(
    proof: Proof,
    client_metadata: Option<&Metadata>,
    cx: &SignInContext<'_>,
) -> Decided<Next> {
    let Proof { user, mut changes } = proof;
    let event = trigger::post_authentication_event(&user, client_metadata, cx);
    changes.extend(event.map(Change::CallAfter));
    let auth_time = cx.now;
    Decided::new(Next::Done(Grant { user, auth_time }), changes)
}

/// Asks the flow's challenge under a new flow token.
fn ask(flow: StoredFlow, changes: Vec<Change>, cx: &SignInContext<'_>) -> Decided<Next> {
    let (flow, flow_token) = (Box::new(flow), cx.flow_token());
    Decided::new(Next::Ask { flow, flow_token }, changes)
}

/// Ends the sign-in with a refusal.
pub(super) fn refuse(refusal: Refusal, changes: Vec<Change>) -> Decided<Next> {
    let flow = None;
    Decided::new(Next::Refused { refusal, flow }, changes)
}
