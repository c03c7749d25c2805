//! `loggia studio`: a link that opens the studio of the server of these settings.

use crate::config::{Config, Tls};
use crate::database;
use engine::clock::Clock;
use engine::random::Random;
use web::studio::{self, LINK_LIVES};
use wire::route;

/// Makes a link for the server of these settings; `say` is told what it opens, and for how long.
///
/// **Errors** why there can be none, with setting and fix.
pub async fn make_link(config: &Config, say: impl Fn(&str)) -> Result<String, String> {
    if !config.engine.has_studio {
        return Err(
            "`studio.enabled` is false: set it to true, here and where the server is started."
                .to_owned(),
        );
    }
    if config.server.public_url.is_none() && config.server.listen.port() == 0 {
        return Err(
            "`server.listen` takes any free port: say with --listen at which address the server answers, or with \
             --public-url under which URL."
                .to_owned(),
        );
    }
    let url = config.public_url(config.server.listen, config.server.tls != Tls::Off);
    let (store, _) = database::open(config, Random).await?;
    let access_keys = store::access_key::list(&store).await;
    let link = match access_keys.as_deref() {
        Ok([]) => {
            return Err(
                "no server was ever started with this database: say with --data, --database or --config where it is."
                    .to_owned(),
            );
        }
        Ok([..]) => studio::make_link(&store, Random, Clock::system().now()).await,
        Err(error) => Err(error.clone()),
    };
    store.close().await;
    let secret = link.map_err(|error| format!("the link was not made: {error}"))?;
    if !studio::is_built() {
        say("The studio was not built into this program: see that it is in the one that serves.");
    }
    say(&format!(
        "Opens the studio once, within {} minutes; then for an hour it may change the pages' look in every pool.",
        LINK_LIVES.as_secs() / 60
    ));
    Ok(format!(
        "{url}{}#{}={}",
        route::STUDIO,
        route::STUDIO_LINK,
        secret.expose()
    ))
}
