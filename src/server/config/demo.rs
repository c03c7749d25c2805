//! `[demo]`: a pool, app clients and an outbox to try things with.

use super::{parse, reader::Reader, server::Server};
use engine::public_url::is_local_authority;

/// Reads whether the demo is on. By default it is on a server that only this machine reaches, which listens on loopback
/// and has no public URL, and off on any other; where the public URL is not a name of this machine, it cannot be.
pub(super) fn read(reader: &mut Reader, server: &Server) -> bool {
    let at_home = server.is_at_home();
    let has_demo = reader.value(
        "demo.enabled",
        if at_home { "true" } else { "false" },
        parse::truth,
    );
    let public_url = server.public_url.as_ref();
    if has_demo && public_url.is_some_and(|url| !is_local_authority(url.authority())) {
        let (demo, public_url) = (
            reader.place("demo.enabled"),
            reader.place("server.public_url"),
        );
        reader.problem(format!(
            "{demo} turns on the demo, whose outbox shows every message with its code, but {public_url} makes this a \
             server that others reach: leave `demo.enabled` out, or leave `server.public_url` out to try things on this \
             machine."
        ));
    }
    has_demo
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Layers};

    #[test]
    fn the_demo_is_there_at_home_only() {
        let check = |settings: &[(&str, &str)], expect: bool| {
            let mut layers = Layers::default();
            for (name, value) in settings {
                layers.flag("test", name, value);
            }
            let config = Config::load(layers).expect("right settings");
            assert_eq!(config.has_demo, expect, "{settings:?}");
        };
        check(&[], true);
        check(&[("demo.enabled", "false")], false);
        check(&[("server.public_url", "https://id.example.com")], false);
        check(
            &[
                ("server.listen", "0.0.0.0:80"),
                ("server.public_url", "https://id.example.com"),
            ],
            false,
        );
        check(
            &[
                ("server.public_url", "http://localhost:8080"),
                ("demo.enabled", "true"),
            ],
            true,
        );
    }

    #[test]
    fn the_demo_and_a_public_url_are_refused_together() {
        for url in ["https://id.example.com", "http://localhost.example.com"] {
            let mut layers = Layers::default();
            layers.flag("--demo", "demo.enabled", "true");
            layers.flag("--public-url", "server.public_url", url);
            let problems = Config::load(layers)
                .expect_err("others reach it")
                .to_string();
            for part in [
                "`demo.enabled` (--demo)",
                "`server.public_url` (--public-url)",
                "leave",
            ] {
                assert!(problems.contains(part), "{problems}");
            }
        }
    }
}
