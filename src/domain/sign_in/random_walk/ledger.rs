//! What was truly proved, noted apart from the decisions: by what was typed, and by who people are at that moment.

use super::{opens, step};
use crate::{
    attempt::AttemptKey,
    change::Change,
    id::Sub,
    mfa::Factor,
    sign_in::{
        Grant, SetUpAct, Start, StoredFlow,
        testing::{Input, TestSignIn},
    },
    testing::hashed,
    time::Timestamp,
    totp,
    user::{Status, User},
};
use shapes::idp::UserPoolMfaType;
use std::collections::BTreeSet;
use wire::challenge::{ChallengeName, SECRET_CODE};

/// What one input proves, if it is heard.
#[derive(Debug, Clone)]
pub(super) enum Proof {
    Password(Password),
    /// In place of the password that was proved before.
    NewPassword(String),
    Code(Code),
    EmailCode(EmailCode),
}

/// That somebody knows their password.
#[derive(Debug, Clone)]
pub(super) struct Password {
    sub: Sub,
    password: String,
    way: &'static str,
}

/// That somebody has the app of this secret, whose code of this step they gave.
#[derive(Debug, Clone)]
pub(super) struct Code {
    secret: String,
    step: u64,
    way: &'static str,
}

/// That somebody reads what is sent to this address, from which they know this code.
#[derive(Debug, Clone)]
pub(super) struct EmailCode {
    address: String,
    code: String,
}

/// What one sign-in proved so far.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    password: Option<Password>,
    new_password: Option<String>,
    code: Option<Code>,
    email_code: Option<EmailCode>,
    /// The code that was sent to whoever signs in, and where.
    sent: Option<EmailCode>,
    /// The codes that signed somebody in, in all sign-ins.
    used: BTreeSet<(String, u64)>,
}

impl Ledger {
    /// Another sign-in begins.
    pub(super) fn forget(&mut self) {
        let used = std::mem::take(&mut self.used);
        *self = Self {
            used,
            ..Self::default()
        };
    }

    /// What this input proves to whoever looks at it now; SRP is looked at by [`Ledger::by_srp`].
    pub(super) fn proof(&self, world: &TestSignIn, input: &Input) -> Option<Proof> {
        let challenge = world.flow().map(StoredFlow::challenge);
        let new_secret = || Some(challenge?.page.get(SECRET_CODE)?.clone());
        let own_app = || {
            owner(world, self.password.as_ref()?)?
                .credentials
                .software_token
                .as_ref()
        };
        match input {
            Input::Start(Start::Password { username, password }) => {
                proof_of(world, username, password.expose(), "password")
            }
            Input::SetUp(SetUpAct::Verify { code, .. }) => of_app(
                new_secret()?,
                code.expose(),
                None,
                world.now,
                "set-up by a program",
            ),
            Input::Answer(answers) => {
                let typed = world.flow()?.username();
                if challenge?.name != answers.name || answers.response("USERNAME") != Some(typed) {
                    return None;
                }
                match answers.name {
                    ChallengeName::Password => proof_of(
                        world,
                        typed,
                        answers.response("PASSWORD")?,
                        "password asked for",
                    ),
                    ChallengeName::NewPasswordRequired => Some(Proof::NewPassword(
                        answers.response("NEW_PASSWORD")?.to_owned(),
                    )),
                    ChallengeName::SoftwareTokenMfa => {
                        let code = answers.response("SOFTWARE_TOKEN_MFA_CODE")?;
                        let app = own_app()?;
                        let secret = app.secret.expose().to_owned();
                        of_app(secret, code, Some(app.last_step), world.now, "code")
                    }
                    ChallengeName::EmailOtp => {
                        let code = answers.response("EMAIL_OTP_CODE")?;
                        let sent = self.sent.clone().filter(|sent| sent.code == code)?;
                        let user = owner(world, self.password.as_ref()?)?;
                        let is_theirs = user.attributes.get("email") == Some(&sent.address);
                        is_theirs.then_some(Proof::EmailCode(sent))
                    }
                    ChallengeName::MfaSetup => {
                        let code = answers.response("SOFTWARE_TOKEN_MFA_CODE")?;
                        of_app(new_secret()?, code, None, world.now, "set-up")
                    }
                    ChallengeName::PasswordVerifier => None,
                }
            }
            Input::Start(Start::Srp { .. } | Start::Identifier { .. })
            | Input::SetUp(SetUpAct::Associate) => None,
        }
    }

    /// What a proof by SRP with this password proves, of the name with which the exchange began.
    pub(super) fn by_srp(world: &TestSignIn, name: &str, password: &str) -> Option<Proof> {
        let user = world.users.iter().find(|user| user.username == name)?;
        user.credentials.srp.as_ref()?;
        proof_of(world, name, password, "proof by SRP")
    }

    /// Notes what was proved and looks at what is to be written because of it.
    pub(super) fn note(&mut self, proof: Option<&Proof>, changes: &[Change]) {
        match proof {
            Some(Proof::Password(password)) => self.password = Some(password.clone()),
            Some(Proof::Code(code)) => self.code = Some(code.clone()),
            Some(Proof::EmailCode(code)) => self.email_code = Some(code.clone()),
            Some(Proof::NewPassword(password)) => {
                let set = |change: &Change| matches!(change, Change::UpdateUser(user) if user.credentials.password == Some(hashed(password)));
                if changes.iter().any(set) {
                    self.new_password = Some(password.clone());
                }
            }
            None => {}
        }
        let who = self.password.as_ref().map(|proved| &proved.sub);
        for change in changes {
            match change {
                Change::UpdateUser(user) => assert_eq!(Some(&user.sub), who, "of somebody else"),
                Change::EndBrowserSessions(sub) => assert_eq!(Some(sub), who, "of somebody else"),
                Change::ClearAttempts(_) | Change::SettleAttempt(_) => {
                    let sub = who.expect("tries are forgotten for a proof");
                    let may = match proof {
                        Some(Proof::Password(_)) => AttemptKey::Password(sub.clone()),
                        Some(Proof::Code(_)) => AttemptKey::SoftwareToken(sub.clone()),
                        Some(Proof::EmailCode(_)) => AttemptKey::EmailOtp(sub.clone()),
                        Some(Proof::NewPassword(_)) | None => {
                            // A code that was proved before counts with the answer that follows it.
                            assert!(self.code.is_some(), "tries are forgotten for a proof");
                            AttemptKey::SoftwareToken(sub.clone())
                        }
                    };
                    assert_eq!(*change, Change::of_right(may));
                }
                Change::Send(message) => {
                    assert_eq!(Some(&message.sub), who, "to somebody else");
                    self.sent = Some(EmailCode {
                        address: message.to.clone(),
                        code: message.code.expose().to_owned(),
                    });
                }
                Change::CreateUser(_)
                | Change::DeleteUser(_)
                | Change::PutCode(..)
                | Change::DeleteCode(..)
                | Change::TakeAlias(..)
                | Change::RevokeFamilies(_)
                | Change::SendDecoy(_)
                | Change::CallAfter(_) => panic!("a sign-in does not write this: {change:?}"),
            }
        }
    }

    /// Whether this grant is owed to what was proved, in a world that nothing of it was written to yet. What was proved.
    pub(super) fn owes(&mut self, grant: &Grant, world: &TestSignIn) -> Vec<&'static str> {
        let proved = self.password.as_ref().expect("a password was proved");
        let mut ways = vec![proved.way];
        let user = owner(world, proved).expect("they are there");
        assert_eq!(user.sub, grant.user.sub, "it was theirs");
        assert!(user.enabled);
        let password = match user.status {
            Status::Confirmed | Status::ExternalProvider => {
                self.new_password.as_ref().unwrap_or(&proved.password)
            }
            Status::ForceChangePassword => {
                let new = self.new_password.as_ref().expect("they chose a password");
                assert_eq!(grant.user.credentials.password, Some(hashed(new)));
                assert_eq!(grant.user.status, Status::Confirmed);
                &proved.password
            }
            Status::Unconfirmed | Status::ResetRequired => panic!("{:?} signs in", user.status),
        };
        assert!(opens(user, password), "it is their password still");
        if self.new_password.is_some() {
            ways.push("new password");
        }

        let app = user.credentials.software_token.as_ref();
        let enabled = |factor| user.mfa.enabled.contains(&factor);
        let by_app = enabled(Factor::SoftwareToken) && app.is_some();
        let by_email =
            enabled(Factor::Email) && world.pool.mfa.email && user.attributes.contains_key("email");
        let required = user.status != Status::ExternalProvider
            && match world.pool.mfa.mode {
                UserPoolMfaType::Off => false,
                UserPoolMfaType::Optional => by_app || by_email,
                UserPoolMfaType::On => true,
            };
        match (self.code.take(), app) {
            (Some(code), Some(app)) => {
                assert_eq!(app.secret.expose(), code.secret, "a code of their app");
                ways.push(code.way);
                self.use_up(code);
            }
            (Some(code), None) => {
                let new_app = grant.user.credentials.software_token.as_ref();
                let new_app = new_app.expect("they have an app now");
                assert_eq!(new_app.secret.expose(), code.secret);
                assert!(grant.user.mfa.enabled.contains(&Factor::SoftwareToken));
                ways.push(code.way);
                self.use_up(code);
            }
            (None, _) if self.email_code.is_some() => {
                let proved = self.email_code.take().expect("it is there");
                assert_eq!(user.attributes.get("email"), Some(&proved.address));
                ways.push("code by e-mail");
            }
            (None, _) => {
                assert!(!required, "a second factor was required");
                ways.push("no second factor");
            }
        }
        ways
    }

    fn use_up(&mut self, code: Code) {
        let new = self.used.insert((code.secret, code.step));
        assert!(new, "a code counts once");
    }
}

/// The user who proved this password, as they are.
fn owner<'a>(world: &'a TestSignIn, proved: &Password) -> Option<&'a User> {
    world.users.iter().find(|user| user.sub == proved.sub)
}

fn proof_of(world: &TestSignIn, name: &str, password: &str, way: &'static str) -> Option<Proof> {
    let user = world.users.iter().find(|user| user.username == name)?;
    let proved = Password {
        sub: user.sub.clone(),
        password: password.to_owned(),
        way,
    };
    opens(user, password).then_some(Proof::Password(proved))
}

/// A code of this app, of this half minute or a neighbour, and of none before the last that counted.
fn of_app(
    secret: String,
    code: &str,
    last: Option<u64>,
    now: Timestamp,
    way: &'static str,
) -> Option<Proof> {
    let secret_of_app = secret.as_str().into();
    let near = [30, 0, -30].map(|offset| Timestamp(now.0 + offset * 1000));
    let at = near
        .into_iter()
        .find(|at| totp::code(&secret_of_app, *at) == code)?;
    let step = step(at);
    let proved = Code { secret, step, way };
    last.is_none_or(|last| step > last)
        .then_some(Proof::Code(proved))
}
