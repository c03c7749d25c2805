//! `SetTheme`: replaces the theme document of a client's pages, or of those of all clients.

use super::ThemeType;
use crate::{
    protocol::{Audit, CallerKind, Handle},
    theme_problems,
};
use engine::{
    audit::Action, branding, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use serde::{Deserialize, Serialize};
use shapes::{
    Bounds, Decode, Exception, Kind, Member, Operation, Shape,
    idp::{GetUICustomizationRequest, exception},
};
use std::sync::LazyLock;
use theme::{Severity, Theme};

/// Sets a theme, or removes it where the request has none. A theme with warnings alone is accepted.
pub(super) struct SetTheme;

/// Request of `SetTheme`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Request {
    user_pool_id: String,
    client_id: Option<String>,
    theme: Option<String>,
}

/// Response of `SetTheme`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Response {
    #[serde(flatten)]
    theme: ThemeType,
    /// What somebody should look at, in the order of the document.
    problems: Vec<Problem>,
}

/// Something that was taken all the same.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Problem {
    line: u32,
    column: u32,
    path: String,
    reason: String,
}

impl From<theme::Problem> for Problem {
    fn from(problem: theme::Problem) -> Self {
        Self {
            line: problem.line,
            column: problem.column,
            path: problem.path,
            reason: problem.reason,
        }
    }
}

/// Any text: what is in it, its length too, is judged with line and reason.
static THEME: Shape = Shape::open(Kind::String {
    length: Bounds::NONE,
    pattern: None,
});

/// Pool and client as `GetUICustomization` names them, and the document.
static MEMBERS: LazyLock<Vec<Member>> = LazyLock::new(|| {
    let names = GetUICustomizationRequest::members().iter();
    let names = names.map(|member| Member { ..*member });
    names.chain([Member::optional("Theme", &THEME)]).collect()
});

impl Decode for Request {
    fn members() -> &'static [Member] {
        &MEMBERS
    }
}

impl Operation for SetTheme {
    const NAME: &'static str = "SetTheme";
    const SIGNED: bool = true;
    const EMPTY_BODY: bool = false;
    const ERRORS: &'static [Exception] =
        &[exception::INVALID_PARAMETER, exception::RESOURCE_NOT_FOUND];
    type Request = Request;
    type Response = Response;
}

impl Handle for SetTheme {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::StudioLink;
    const AUDIT: Audit = Audit::Recorded(Action::SetTheme);

    async fn handle(cx: &RequestContext, request: Request) -> Result<Response, Fault> {
        let (pool, owner) = find::branded(
            &cx.app.store,
            &request.user_pool_id,
            request.client_id.as_deref(),
        )
        .await?;
        let (_, problems) = request
            .theme
            .as_deref()
            .map(Theme::read)
            .unwrap_or_default();
        let errors: Vec<_> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .cloned()
            .collect();
        if !errors.is_empty() {
            return Err(theme_problems::refusal_of("theme", &errors).into());
        }
        let now = cx.app.now();
        let brand = branding::change(cx, &pool.id, &owner, Action::SetTheme, |brand, _| {
            brand.set_theme(request.theme.clone(), now);
        })
        .await?;
        Ok(Response {
            theme: ThemeType::of(&pool.id, &owner, brand.parts.theme.as_ref()),
            problems: problems.into_iter().map(Problem::from).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World};
    use serde_json::json;

    #[tokio::test]
    async fn succeeds_replaces_and_takes_away() {
        let world = World::new().await;
        let set = async |theme: serde_json::Value| world.call_admin("SetTheme", theme).await;
        let answer = set(json!({"Theme": "{\"mode\": \"dark\"}"})).await;
        answer.gives(json!({
            "UserPoolId": world.pool.id, "ClientId": "ALL", "Theme": "{\"mode\": \"dark\"}",
            "CreationDate": 1_700_000_000, "LastModifiedDate": 1_700_000_000, "Problems": [],
        }));
        world.app.clock.advance(std::time::Duration::from_secs(5));
        let answer = set(json!({"Theme": "{}"})).await.expect("sound");
        assert_eq!(answer["CreationDate"], json!(1_700_000_000));
        assert_eq!(answer["LastModifiedDate"], json!(1_700_000_005));
        set(json!({})).await.gives(json!({
            "UserPoolId": world.pool.id, "ClientId": "ALL", "Problems": [],
        }));
        let gone = world.call_admin("GetTheme", json!({})).await;
        gone.gives(json!({}));
    }

    #[tokio::test]
    async fn succeeds_with_warnings_and_tells_them() {
        let world = World::new().await;
        let theme = "{\n  \"mode\": \"dark\",\n  \"mode\": \"light\"\n}";
        let answer = world.call_admin("SetTheme", json!({"Theme": theme})).await;
        let answer = answer.expect("a warning refuses nothing");
        assert_eq!(answer["Theme"], json!(theme));
        let problem = &answer["Problems"][0];
        assert_eq!(
            (&problem["Line"], &problem["Column"], &problem["Path"]),
            (&json!(3), &json!(3), &json!("mode"))
        );
        let reason = problem["Reason"].as_str().expect("a text");
        assert!(reason.contains("set twice"), "{reason}");
    }

    #[tokio::test]
    async fn refuses_what_is_wrong_with_line_and_reason_and_keeps_what_was() {
        let world = World::new().await;
        let sound = json!({"Theme": "{\"radius\": 4}"});
        world.call_admin("SetTheme", sound).await.expect("sound");
        let theme = "{\n  \"mode\": \"drak\",\n  \"light\": { \"accent\": \"blurple\" }\n}";
        let (kind, message) = world
            .call_admin("SetTheme", json!({"Theme": theme}))
            .await
            .expect_err("two mistakes");
        assert_eq!(kind, "InvalidParameter");
        let mut lines = message.lines();
        assert_eq!(lines.next(), Some("The theme has 2 problems:"));
        assert!(
            lines
                .next()
                .expect("two")
                .starts_with("line 2, column 11, mode: ")
        );
        assert!(
            lines
                .next()
                .expect("two")
                .starts_with("line 3, column 24, light.accent: ")
        );
        let long = json!({"Theme": format!("{{{}}}", " ".repeat(70_000))});
        world
            .call_admin("SetTheme", long)
            .await
            .refuses_as("InvalidParameter");
        world
            .call_admin("SetTheme", json!({"Theme": 7}))
            .await
            .refuses_as("Serialization");
        let unknown_client = json!({"ClientId": "nobody", "Theme": "{}"});
        world
            .call_admin("SetTheme", unknown_client)
            .await
            .refuses_as("ResourceNotFound");
        let theme = world
            .call_admin("GetTheme", json!({}))
            .await
            .expect("there");
        assert_eq!(theme["Theme"], json!("{\"radius\": 4}"));
    }
}
