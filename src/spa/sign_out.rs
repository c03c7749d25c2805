//! Signing out: here at once, then at the server.
//!
//! **Source** RFC 7009 §2.1, OpenID Connect RP-Initiated Logout §2, Cognito "Logout endpoint".

use crate::{
    authorize::{option_refusal, with_query},
    client::Client,
    error::BoxedRefusal,
    form::form,
    json::Json,
};
use alloc::string::String;

/// What is left to do at the server once the tokens are forgotten.
pub(crate) struct SignOut {
    options: Json,
    refresh_token: String,
    id_token: String,
}

impl SignOut {
    /// Forgets the tokens. Options as JSON text.
    pub(crate) fn new(client: &Client, options: &str) -> Result<Self, BoxedRefusal> {
        let options = Json::parse(options, &[]).map_err(option_refusal)?;
        options.text("returnTo").map_err(option_refusal)?;
        let (refresh_token, id_token) = client
            .store
            .tokens()?
            .map(|tokens| (tokens.refresh, tokens.id))
            .unwrap_or_default();
        client.store.clear()?;
        Ok(Self {
            options,
            refresh_token,
            id_token,
        })
    }

    /// What to send to the revocation endpoint; `None` when there is nothing to revoke.
    pub(crate) fn revocation(&self, client: &Client) -> Option<String> {
        let pairs = [
            ("token", self.refresh_token.as_str()),
            ("client_id", client.settings.client_id()),
        ];
        (!self.refresh_token.is_empty()).then(|| form(&pairs))
    }

    /// The URL of the server's sign-out page, in Cognito's words and in the standard's: Cognito knows only its own, and others
    /// only theirs. Who is not signed in has no ID token to show.
    pub(crate) fn page(&self, client: &Client, page: &str) -> String {
        let return_to = self.options.text("returnTo").ok().flatten();
        let return_to = return_to.unwrap_or_else(|| client.settings.post_logout_redirect_uri());
        with_query(
            page,
            &[
                ("client_id", client.settings.client_id()),
                ("logout_uri", return_to),
                ("post_logout_redirect_uri", return_to),
                ("id_token_hint", &self.id_token),
            ],
        )
    }
}
