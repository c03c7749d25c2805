//! `[studio]`: where designers change what the pages look like.

use super::{parse, reader::Reader, server::Server};

/// Left out, the studio is there with the demo, and for who tries the program on the own machine. On a server that
/// others reach, nothing that changes it is offered before somebody asks for it.
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
        check(&[public, ("demo.enabled", "true")], true);
        check(&[public, ("studio.enabled", "true")], true);
    }
}
