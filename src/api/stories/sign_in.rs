//! Sign-ins as those who begin and answer them meet them.

use crate::testing::{PASSWORD, World};
use domain::refusal::{self, Refusal};
use domain::sign_in::{Grant, Start};
use domain::user::User;
use engine::{
    decide::StoreFacts,
    fault::Fault,
    request::RequestContext,
    sign_in::{EntryPoint, Recipient, SignIn, SignInResult},
};
use serde_json::json;
use std::sync::atomic::{AtomicBool, Ordering};
use store::Write;
use wire::challenge::{Answers, ChallengeName};

/// A recipient that returns the name of who signed in; it may change the user each time before the sign-in is written.
struct NameRecipient<'a> {
    world: &'a World,
    is_overtaken: AtomicBool,
}

impl<'a> NameRecipient<'a> {
    fn new(world: &'a World) -> Self {
        Self {
            world,
            is_overtaken: AtomicBool::new(false),
        }
    }
}

impl Recipient for NameRecipient<'_> {
    type Output = String;

    async fn receive(
        &self,
        grant: &Grant,
        _: &StoreFacts<'_>,
    ) -> Result<(String, Vec<Write>), Fault> {
        if self.is_overtaken.load(Ordering::Relaxed) {
            let touched = User {
                modified_at: self.world.app.now(),
                ..self.world.stored_user("ada").await
            };
            self.world.touch(&touched).await;
        }
        Ok((grant.user.username.clone(), Vec::new()))
    }
}

/// Invites ada and signs her in: the flow token under which a new password is required.
async fn challenged(world: &World) -> String {
    let create =
        json!({"Username": "ada", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"});
    world
        .call_admin("AdminCreateUser", create)
        .await
        .expect("ada is new");
    let start = Start::Password {
        username: "ada".to_owned(),
        password: PASSWORD.into(),
    };
    match sign_in(world, &world.context(), EntryPoint::Pages)
        .start(start, &NameRecipient::new(world))
        .await
        .expect("the store answers")
    {
        SignInResult::Ask(pending) => {
            assert_eq!(pending.challenge.name, ChallengeName::NewPasswordRequired);
            pending.flow_token
        }
        other => panic!("{other:?}"),
    }
}

fn sign_in<'a>(world: &'a World, cx: &'a RequestContext, entry_point: EntryPoint) -> SignIn<'a> {
    SignIn {
        cx,
        pool: &world.pool,
        client: &world.client,
        entry_point,
    }
}

fn answers(password: &str) -> Answers {
    let responses = [("USERNAME", "ada"), ("NEW_PASSWORD", password)];
    let responses = responses
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    Answers {
        name: ChallengeName::NewPasswordRequired,
        responses,
    }
}

#[tokio::test]
async fn a_flow_that_came_to_nothing_waits_again() {
    let world = World::new().await;
    let cx = world.context();
    let session = challenged(&world).await;
    let recipient = NameRecipient::new(&world);
    let answer = async || {
        sign_in(&world, &cx, EntryPoint::Pages)
            .answer(Some(&session), answers("Rainy-Day-8"), None, &recipient)
            .await
    };
    recipient.is_overtaken.store(true, Ordering::Relaxed);
    let lost = answer().await;
    assert!(
        matches!(lost, Err(Fault::Store(store::Error::Conflict(_)))),
        "{lost:?}"
    );
    recipient.is_overtaken.store(false, Ordering::Relaxed);
    let Ok(SignInResult::Done(name)) = answer().await else {
        panic!("the flow waits")
    };
    assert_eq!(name, "ada");
    assert!(matches!(
        answer().await,
        Ok(SignInResult::Refused {
            refusal: Refusal::Flow(refusal::Flow::TokenInvalid),
            retry: None
        })
    ));
}

#[tokio::test]
async fn a_refused_answer_can_be_put_right_and_looking_uses_nothing_up() {
    let world = World::new().await;
    let cx = world.context();
    let session = challenged(&world).await;
    let pages = sign_in(&world, &cx, EntryPoint::Pages);
    let weak = pages
        .answer(
            Some(&session),
            answers("weak"),
            None,
            &NameRecipient::new(&world),
        )
        .await
        .expect("the store answers");
    let SignInResult::Refused {
        refusal: Refusal::Password(refusal::Password::Policy(_)),
        retry: Some(again),
    } = weak
    else {
        panic!("{weak:?}")
    };
    assert_eq!(
        (&again.flow_token, again.challenge.name),
        (&session, ChallengeName::NewPasswordRequired)
    );
    for _ in 0..2 {
        assert_eq!(
            pages.challenge(&session).await.expect("it waits"),
            again.challenge
        );
    }
    let elsewhere = sign_in(&world, &cx, EntryPoint::Api)
        .challenge(&session)
        .await;
    assert!(
        matches!(
            elsewhere,
            Err(Fault::Refused(Refusal::Flow(refusal::Flow::TokenInvalid)))
        ),
        "another entry point"
    );
    world.app.clock.advance(world.client.auth_session());
    let late = pages.challenge(&session).await;
    assert!(matches!(
        late,
        Err(Fault::Refused(Refusal::Flow(refusal::Flow::TokenExpired)))
    ));
}
