//! Sign-ins as those who begin and answer them meet them.

use crate::testing::{PASSWORD, World};
use domain::refusal::Refusal;
use domain::sign_in::Start;
use domain::user::User;
use engine::{
    drive::{Door, Outcome, Setting},
    fault::Fault,
    request::RequestContext,
};
use serde_json::json;
use wire::challenge::{Answers, ChallengeName};

/// ada with a temporary password, asked for one of her own; the flow token.
async fn asked(world: &World) -> String {
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
    match setting(world, &world.context(), Door::Pages)
        .start(start)
        .await
        .expect("the store answers")
    {
        Outcome::Ask { challenge, session } => {
            assert_eq!(challenge.name, ChallengeName::NewPasswordRequired);
            session
        }
        other => panic!("{other:?}"),
    }
}

fn setting<'a>(world: &'a World, cx: &'a RequestContext, door: Door) -> Setting<'a> {
    Setting {
        cx,
        pool: &world.pool,
        client: &world.client,
        door,
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
    let session = asked(&world).await;
    let answer = async || {
        setting(&world, &cx, Door::Pages)
            .answer(Some(&session), answers("Rainy-Day-8"))
            .await
    };
    let Ok(Outcome::Done(done)) = answer().await else {
        panic!("the answer is sound")
    };
    let touched = User {
        modified_at: world.app.now(),
        ..world.found("ada").await
    };
    world.touch(&touched).await;
    let lost = done.commit(&world.app, Vec::new()).await;
    assert!(
        matches!(lost, Err(Fault::Store(store::Error::Conflict(_)))),
        "{lost:?}"
    );
    let Ok(Outcome::Done(done)) = answer().await else {
        panic!("the flow waits")
    };
    assert_eq!(done.grant().user.username, "ada");
    done.commit(&world.app, Vec::new())
        .await
        .expect("nobody changed ada this time");
    assert!(matches!(
        answer().await,
        Ok(Outcome::Refused {
            refusal: Refusal::FlowTokenInvalid,
            again: None
        })
    ));
}

#[tokio::test]
async fn a_refused_answer_can_be_put_right_and_looking_uses_nothing_up() {
    let world = World::new().await;
    let cx = world.context();
    let session = asked(&world).await;
    let pages = setting(&world, &cx, Door::Pages);
    let weak = pages
        .answer(Some(&session), answers("weak"))
        .await
        .expect("the store answers");
    let Outcome::Refused {
        refusal: Refusal::PasswordPolicy(_),
        again: Some(again),
    } = weak
    else {
        panic!("{weak:?}")
    };
    assert_eq!(
        (&again.session, again.challenge.name),
        (&session, ChallengeName::NewPasswordRequired)
    );
    for _ in 0..2 {
        assert_eq!(
            pages.asked(&session).await.expect("it waits"),
            again.challenge
        );
    }
    let elsewhere = setting(&world, &cx, Door::Api).asked(&session).await;
    assert!(
        matches!(elsewhere, Err(Fault::Refused(Refusal::FlowTokenInvalid))),
        "another door"
    );
    world.app.clock.advance(world.client.auth_session());
    let late = pages.asked(&session).await;
    assert!(matches!(
        late,
        Err(Fault::Refused(Refusal::FlowTokenExpired))
    ));
}
