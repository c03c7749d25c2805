//! Whether an authorization request needs a sign-in, a choice, or neither.

use super::{ErrorRedirect, Request};
use crate::{id::Sub, time::Timestamp};
use std::time::Duration;
use wire::oauth::ErrorCode;

/// The browser's session at the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The user who is signed in.
    pub sub: Sub,
    /// When they proved who they are.
    pub auth_time: Timestamp,
}

/// What follows from an authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The person signs in.
    Login,
    /// The person chooses whether to go on as the user who is signed in (`prompt=select_account`).
    Continue,
    /// A code is issued at once.
    Code,
    /// An error is sent to the client.
    Refuse(ErrorRedirect),
}

/// Decides what follows from a sound request and the browser's session.
///
/// **Source** OpenID Connect Core §3.1.2.1, `prompt` and `max_age`.
pub fn decide(request: &Request, session: Option<&Session>, now: Timestamp) -> Decision {
    let usable = session.filter(|session| {
        let fresh_enough = |most: Duration| !most.is_zero() && now.since(session.auth_time) <= most;
        !request.fresh && request.max_age.is_none_or(fresh_enough)
    });
    match usable {
        Some(_) if request.select_account => Decision::Continue,
        Some(_) => Decision::Code,
        None if request.silent => Decision::Refuse(request.refuse(
            ErrorCode::LoginRequired,
            "Nobody is signed in, and prompt is none.",
        )),
        None => Decision::Login,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{NOW, request},
        *,
    };

    #[test]
    fn the_session_is_used_as_prompt_and_max_age_allow() {
        let session = Session {
            sub: Sub::from("s"),
            auth_time: NOW - Duration::from_mins(10),
        };
        let check = |extra: &[(&str, &str)], session: Option<&Session>, expect: Decision| {
            let request = request(extra).expect("sound");
            assert_eq!(decide(&request, session, NOW), expect, "{extra:?}");
        };
        check(&[], None, Decision::Login);
        check(&[], Some(&session), Decision::Code);
        check(&[("prompt", "login")], Some(&session), Decision::Login);
        check(
            &[("prompt", "select_account")],
            Some(&session),
            Decision::Continue,
        );
        check(&[("prompt", "select_account")], None, Decision::Login);
        check(&[("prompt", "none")], Some(&session), Decision::Code);
        check(&[("max_age", "600")], Some(&session), Decision::Code);
        check(&[("max_age", "599")], Some(&session), Decision::Login);
        check(&[("max_age", "0")], Some(&session), Decision::Login);
        let silent = request(&[("prompt", "none")]).expect("sound");
        let login_required = silent.refuse(
            ErrorCode::LoginRequired,
            "Nobody is signed in, and prompt is none.",
        );
        check(
            &[("prompt", "none")],
            None,
            Decision::Refuse(login_required.clone()),
        );
        check(
            &[("prompt", "none"), ("max_age", "5")],
            Some(&session),
            Decision::Refuse(login_required.clone()),
        );
        assert_eq!(
            login_required.url("https://i"),
            "https://a.example/cb?error=login_required&error_description=Nobody+is+signed+in%2C+and+prompt+is+none.\
             &state=s+t&iss=https%3A%2F%2Fi"
        );
    }
}
