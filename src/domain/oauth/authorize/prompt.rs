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

/// Whom the `id_token_hint` of a request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// This user of the pool.
    User(Sub),
    /// No ID token of the pool.
    Foreign,
}

impl Hint {
    /// Whether a session is the one that the request means. Who shows nothing must be sure; otherwise a hint that names
    /// nobody is as good as none.
    fn fits(&self, session: &Session, silent: bool) -> bool {
        match self {
            Self::User(sub) => *sub == session.sub,
            Self::Foreign => !silent,
        }
    }
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

/// Decides what follows from a sound request, whom its `id_token_hint` names, and the browser's session.
///
/// **Source** OpenID Connect Core §3.1.2.1, `prompt`, `max_age` and `id_token_hint`.
pub fn decide(
    request: &Request,
    hint: Option<&Hint>,
    session: Option<&Session>,
    now: Timestamp,
) -> Decision {
    let usable = session.filter(|session| {
        let fresh_enough = |most: Duration| !most.is_zero() && now.since(session.auth_time) <= most;
        !request.fresh
            && request.max_age.is_none_or(fresh_enough)
            && hint.is_none_or(|hint| hint.fits(session, request.silent))
    });
    match usable {
        Some(_) if request.select_account => Decision::Continue,
        Some(_) => Decision::Code,
        None if request.silent => Decision::Refuse(request.refuse(
            ErrorCode::LoginRequired,
            "Nobody whom the request allows is signed in, and prompt is none.",
        )),
        None => Decision::Login,
    }
}

/// Checks that the person who has signed in is the one whom the request's `id_token_hint` names.
///
/// **Errors** `login_required`: the answer must not be about anybody else.
/// **Source** OpenID Connect Core §3.1.2.1 and §3.1.2.2.
pub fn check_hint(request: &Request, hint: Option<&Hint>, sub: &Sub) -> Result<(), ErrorRedirect> {
    match hint {
        Some(Hint::User(hinted)) if hinted != sub => Err(request.refuse(
            ErrorCode::LoginRequired,
            "Somebody else has signed in than id_token_hint names.",
        )),
        _ => Ok(()),
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
            let decision = decide(&request, None, session, NOW);
            assert_eq!(decision, expect, "{extra:?}");
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
            "Nobody whom the request allows is signed in, and prompt is none.",
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
            login_required.answer("https://i").url(),
            "https://a.example/cb?error=login_required&error_description=Nobody+whom+the+request+allows+is+signed+in%2C+and+prompt+is+none.\
             &state=s+t&iss=https%3A%2F%2Fi"
        );
    }

    #[test]
    fn only_the_session_of_the_hinted_person_is_used() {
        let session = Session {
            sub: Sub::from("s"),
            auth_time: NOW,
        };
        let (own, other) = (Hint::User(Sub::from("s")), Hint::User(Sub::from("t")));
        let check = |prompt: &str, hint: &Hint, session: Option<&Session>, expect: &str| {
            let request = request(&[("prompt", prompt)]).expect("sound");
            let decision = match decide(&request, Some(hint), session, NOW) {
                Decision::Login => "login",
                Decision::Continue => "continue",
                Decision::Code => "code",
                Decision::Refuse(redirect) => redirect.error.error.as_str(),
            };
            assert_eq!(decision, expect, "{prompt} {hint:?}");
        };
        check("none", &own, Some(&session), "code");
        check("none", &other, Some(&session), "login_required");
        check("none", &Hint::Foreign, Some(&session), "login_required");
        check("none", &own, None, "login_required");
        check("", &own, Some(&session), "code");
        check("", &other, Some(&session), "login");
        check("", &Hint::Foreign, Some(&session), "code");
        check("select_account", &own, Some(&session), "continue");
        check("select_account", &other, Some(&session), "login");
        check("login", &own, Some(&session), "login");
    }

    #[test]
    fn nobody_else_than_the_hinted_person_answers() {
        let request = request(&[]).expect("sound");
        let check = |hint: Option<&Hint>, expect: Option<ErrorCode>| {
            let error = check_hint(&request, hint, &Sub::from("s")).err();
            assert_eq!(
                error.map(|redirect| redirect.error.error),
                expect,
                "{hint:?}"
            );
        };
        check(None, None);
        check(Some(&Hint::Foreign), None);
        check(Some(&Hint::User(Sub::from("s"))), None);
        check(
            Some(&Hint::User(Sub::from("t"))),
            Some(ErrorCode::LoginRequired),
        );
    }
}
