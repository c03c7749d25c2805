//! `SetUICustomization`: replaces the style sheet and the logo of a client's pages, or of those of all clients.

use crate::{
    protocol::{Audit, CallerKind, Handle},
    theme_problems,
    user_pools::show,
};
use domain::refusal;
use engine::{
    audit::Action, branding, fault::Fault, find, rate_limiter::RateLimit, request::RequestContext,
};
use shapes::idp::{
    SetUICustomizationRequest, SetUICustomizationResponse, UICustomizationType,
    operation::SetUICustomization,
};

impl Handle for SetUICustomization {
    const LIMIT: Option<RateLimit> = None;
    const CALLER: CallerKind = CallerKind::StudioLink;
    const AUDIT: Audit = Audit::Recorded(Action::SetUICustomization);

    async fn handle(
        cx: &RequestContext,
        request: SetUICustomizationRequest,
    ) -> Result<SetUICustomizationResponse, Fault> {
        let (pool, owner) = find::branded(
            &cx.app.store,
            &request.user_pool_id,
            request.client_id.as_deref(),
        )
        .await?;
        let css = request.css.filter(|css| !css.is_empty());
        let file = request.image_file.map(|file| file.0);
        let file = file.filter(|file| !file.is_empty());
        // What is taken away needs no page that would show it.
        if pool.domain.is_none() && (css.is_some() || file.is_some()) {
            let reason = format!(
                "User pool {} has no domain. Create one before its pages are customized.",
                pool.id
            );
            return Err(refusal::Setting::Invalid(reason).into());
        }
        if let Some(css) = &css {
            theme::css::check(css)
                .map_err(|problems| theme_problems::refusal_of("style sheet", &problems))?;
        }
        let redrawn_logo = match &file {
            Some(file) => Some(cx.app.logos.redraw(file.clone()).await?),
            None => None,
        };
        let now = cx.app.now();
        let brand = branding::change(
            cx,
            &pool.id,
            &owner,
            Action::SetUICustomization,
            |brand, logo| {
                let before = brand.parts.customization.as_ref();
                let same = file.is_some() && *logo == file;
                let same_logo = before.and_then(|set| set.logo).filter(|_| same);
                // A logo that comes back as it is served is this program's own drawing: again it would only lose.
                let next = match (same_logo, &redrawn_logo) {
                    (Some(meta), _) => Some(meta),
                    (None, Some((meta, bytes))) => {
                        *logo = Some(bytes.clone());
                        Some(*meta)
                    }
                    (None, None) => {
                        *logo = None;
                        None
                    }
                };
                brand.customize(css.clone(), next, now);
            },
        )
        .await?;
        let ui_customization = match &brand.parts.customization {
            Some(set) => show::ui_customization(&cx.app, &pool.id, &owner, set),
            None => UICustomizationType {
                user_pool_id: Some(pool.id.0),
                client_id: Some(owner.as_str().into()),
                ..UICustomizationType::default()
            },
        };
        Ok(SetUICustomizationResponse { ui_customization })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Expect, World, text};
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde_json::{Value, json};

    /// A small drawing as PNG.
    fn logo() -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(4, 2, image::Rgb([9, 90, 60]))
            .write_to(&mut bytes, image::ImageFormat::Png)
            .expect("it is drawn");
        bytes.into_inner()
    }

    const CSS: &str = ".label-customizable { color: #123456; }\n";

    async fn world() -> World {
        let world = World::new().await;
        let domain = json!({"Domain": "acme"});
        world
            .call_admin("CreateUserPoolDomain", domain)
            .await
            .expect("the name is free");
        world
    }

    async fn set(world: &World, body: Value) -> Value {
        let answer = world.call_admin("SetUICustomization", body).await;
        answer.expect("sound")["UICustomization"].clone()
    }

    #[tokio::test]
    async fn succeeds_and_replaces_sheet_and_logo_together() {
        let world = world().await;
        let both = set(
            &world,
            json!({"CSS": CSS, "ImageFile": STANDARD.encode(logo())}),
        )
        .await;
        let image = format!(
            "http://localhost/{}/ALL/20231114221320/assets/images/image.jpg",
            world.pool.id
        );
        assert_eq!(
            both,
            json!({
                "UserPoolId": world.pool.id, "ClientId": "ALL", "CSS": CSS, "CSSVersion": "20231114221320",
                "ImageUrl": image, "CreationDate": 1_700_000_000, "LastModifiedDate": 1_700_000_000,
            })
        );
        let sheet = set(&world, json!({"ClientId": "ALL", "CSS": CSS})).await;
        assert!(
            sheet.get("ImageUrl").is_none(),
            "only a sheet drops the logo"
        );
        assert_eq!(sheet["CSSVersion"], json!("20231114221321"), "never twice");
        assert_eq!(sheet["CreationDate"], both["CreationDate"]);
        let logo = set(&world, json!({"ImageFile": STANDARD.encode(logo())})).await;
        assert!(logo.get("CSS").is_none() && logo["ImageUrl"].is_string());
    }

    #[tokio::test]
    async fn succeeds_with_nothing_and_ends_the_customization() {
        let world = world().await;
        set(&world, json!({"CSS": CSS})).await;
        let client = json!({"ClientId": world.client.id});
        let own = json!({"ClientId": world.client.id, "CSS": ".legalText-customizable{color:red}"});
        set(&world, own).await;
        let gone = set(&world, client.clone()).await;
        assert_eq!(
            gone,
            json!({"UserPoolId": world.pool.id, "ClientId": world.client.id})
        );
        let answer = world.call_admin("GetUICustomization", client.clone()).await;
        assert_eq!(
            answer.expect("the pool's")["UICustomization"]["ClientId"],
            json!("ALL")
        );
        set(&world, json!({"CSS": "", "ImageFile": ""})).await;
        let answer = world.call_admin("GetUICustomization", client).await;
        answer.gives(json!({"UICustomization": {}}));
    }

    #[tokio::test]
    async fn refuses_a_sheet_with_line_and_reason() {
        let world = world().await;
        set(&world, json!({"CSS": CSS})).await;
        let css = ".label-customizable { color: red; }\n@import url(https://evil.example);\nbody { margin: 0 }\n";
        let (kind, message) = world
            .call_admin("SetUICustomization", json!({"CSS": css}))
            .await
            .expect_err("two mistakes");
        assert_eq!(kind, "InvalidParameter");
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!(lines[0], "The style sheet has 2 problems:");
        assert!(lines[1].starts_with("line 2, column 1"), "{message}");
        assert!(lines[2].starts_with("line 3, column 1"), "{message}");
        let answer = world.call_admin("GetUICustomization", json!({})).await;
        assert_eq!(answer.expect("there")["UICustomization"]["CSS"], json!(CSS));
    }

    #[tokio::test]
    async fn refuses_what_is_no_logo_no_client_no_pool_and_pools_without_pages() {
        let world = world().await;
        let refusal_to = async |body: Value| {
            let answer = world.call_admin("SetUICustomization", body).await;
            answer.expect_err("refused")
        };
        let svg = STANDARD.encode("<svg onload='alert(1)'/>");
        let (kind, message) = refusal_to(json!({"ImageFile": svg})).await;
        assert_eq!(kind, "InvalidParameter");
        assert!(
            message.contains("SVG") && message.contains("PNG or a JPEG"),
            "{message}"
        );
        let large = STANDARD.encode(vec![0; 110_000]);
        assert!(
            refusal_to(json!({"ImageFile": large}))
                .await
                .1
                .contains("100 KB")
        );
        let unknown_client = json!({"ClientId": "nobody", "CSS": CSS});
        let (kind, message) = refusal_to(unknown_client).await;
        assert_eq!(kind, "ResourceNotFound");
        assert_eq!(message, "User pool client nobody does not exist.");
        let pool = json!({"UserPoolId": "us-east-1_nobody", "CSS": CSS});
        world
            .call("SetUICustomization", pool)
            .await
            .refuses_as("ResourceNotFound");
        let bare = World::new().await;
        bare.call_admin("SetUICustomization", json!({"CSS": CSS}))
            .await
            .refuses(
                "InvalidParameter",
                &format!(
                    "User pool {} has no domain. Create one before its pages are customized.",
                    bare.pool.id
                ),
            );
    }

    #[tokio::test]
    async fn succeeds_for_each_of_many_at_once() {
        let world = world().await;
        let calls = (0..12).map(|n| {
            let css = format!(".label-customizable{{font-weight:{}00}}", n % 9 + 1);
            set(&world, json!({"CSS": css}))
        });
        let answers = futures_util::future::join_all(calls).await;
        let versions: std::collections::BTreeSet<_> =
            answers.iter().map(|one| text(&one["CSSVersion"])).collect();
        assert_eq!(versions.len(), 12);
    }
}
