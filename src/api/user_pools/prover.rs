//! Operations that take an access token, or the flow token of a sign-in under way.

use domain::refusal::{self, Refusal};
use shapes::Sensitive;

/// What a request shows that may come with an access token, or with the flow token of a sign-in under way.
#[derive(Debug, Clone, Copy)]
pub(super) enum Prover<'a> {
    /// The access token of a user who is signed in.
    AccessToken(&'a Sensitive),
    /// The session of a sign-in that waits.
    Session(&'a str),
}

/// Reads which of the two a request carries.
///
/// **Errors** [`refusal::Parameter::Missing`], [`refusal::Parameter::Invalid`]: exactly one must be.
pub(super) fn prover<'a>(
    access_token: Option<&'a Sensitive>,
    session: Option<&'a Sensitive>,
) -> Result<Prover<'a>, Refusal> {
    match (access_token, session) {
        (Some(token), None) => Ok(Prover::AccessToken(token)),
        (None, Some(session)) => Ok(Prover::Session(session.as_str())),
        (None, None) => {
            Err(refusal::Parameter::Missing("AccessToken or Session".to_owned()).into())
        }
        (Some(_), Some(_)) => Err(refusal::Parameter::Invalid(
            "Session".to_owned(),
            "must not be given beside AccessToken.".to_owned(),
        )
        .into()),
    }
}
