//! `[demo]`: a pool, app clients and an outbox to try things with.

use super::{parse, reader::Reader, server::Server};

/// Reads whether the demo is on. By default it is on a server that only this machine reaches, which listens on loopback
/// and has no public URL, and off on any other.
pub(super) fn read(reader: &mut Reader, server: &Server) -> bool {
    let at_home = server.is_at_home();
    reader.value(
        "demo.enabled",
        if at_home { "true" } else { "false" },
        parse::truth,
    )
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
                ("server.public_url", "https://id.example.com"),
                ("demo.enabled", "true"),
            ],
            true,
        );
    }
}
