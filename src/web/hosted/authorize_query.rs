//! The authorization request that every page carries in its address.

use wire::oauth::AUTHORIZE_PARAMETERS;

/// The parameters of an authorization request among `pairs`, as a query: empty, or `?…`.
pub(super) fn query(pairs: &[(String, String)]) -> String {
    let stored = pairs
        .iter()
        .filter(|(name, _)| AUTHORIZE_PARAMETERS.contains(&name.as_str()));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(stored)
        .finish();
    if query.is_empty() {
        query
    } else {
        format!("?{query}")
    }
}
