//! `[studio]`: where designers change what the pages look like.

use super::{parse, reader::Reader, server::Server};

/// Reads whether the studio is on. By default it is on with the demo, and on a server that only this machine reaches; on
/// a server that others reach it is off until the operator turns it on.
pub(super) fn read(reader: &mut Reader, server: &Server, has_demo: bool) -> bool {
    let there = server.is_at_home() || has_demo;
    let default = if there { "true" } else { "false" };
    reader.value("studio.enabled", default, parse::truth)
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Layers};

    #[test]
    fn the_studio_is_there_at_home_and_with_the_demo() {
        let check = |settings: &[(&str, &str)], expect: bool| {
            let mut layers = Layers::default();
            for (name, value) in settings {
                layers.flag("test", name, value);
            }
            let config = Config::load(layers).expect("right settings");
            assert_eq!(config.engine.has_studio, expect, "{settings:?}");
            let mut all = config.effective().iter();
            let enabled = all.find(|one| one.name == "studio.enabled");
            assert_eq!(enabled.map(|one| one.value == "true"), Some(expect));
        };
        let public = ("server.public_url", "https://id.example.com");
        check(&[], true);
        check(&[("studio.enabled", "false")], false);
        check(&[("demo.enabled", "false")], true);
        check(&[public], false);
        let local = ("server.public_url", "http://localhost:8080");
        check(&[local], false);
        check(&[local, ("demo.enabled", "true")], true);
        check(&[public, ("studio.enabled", "true")], true);
    }
}
