//! The person whom a request's `id_token_hint` names.
//!
//! **Source** OpenID Connect Core §3.1.2.1.

use super::page_request::PageRequest;
use axum::response::Response;
use domain::oauth::authorize::Hint;

/// Whom the request names; `None` where it names nobody.
pub(crate) async fn of(page_request: &PageRequest) -> Option<Hint> {
    let (_, token) = page_request
        .pairs
        .iter()
        .find(|(name, value)| name == "id_token_hint" && !value.is_empty())?;
    let hint = page_request.site.keys.id_token_hint(token).await;
    Some(
        hint.filter(|hint| hint.pool == page_request.pool.id)
            .map_or(Hint::Foreign, |hint| Hint::User(hint.sub)),
    )
}

/// The name under which the person signs in, for the identifier field.
///
/// **Errors** the page that says that the store failed.
pub(crate) async fn username(
    page_request: &PageRequest,
    hint: Option<&Hint>,
) -> Result<Option<String>, Response> {
    let Some(Hint::User(sub)) = hint else {
        return Ok(None);
    };
    let user = store::user::find(&page_request.site.store, &page_request.pool.id, sub)
        .await
        .map_err(|error| page_request.failed(&error.into()))?;
    Ok(user.map(|user| user.shown_name(&page_request.pool).to_owned()))
}
