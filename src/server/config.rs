//! Settings: flags over environment over `loggia.toml` over defaults, one struct and one file a section.
//!
//! Owns every setting's name, default, rule and provenance. Must not know what a setting is used for: it reads no
//! database and opens no socket.

mod admin;
mod database;
mod demo;
mod file;
mod layers;
mod logging;
mod master_key;
mod metrics;
mod network;
mod pages;
mod parse;
mod passwords;
mod rate_limits;
mod reader;
mod server;
mod sms;
mod smtp;
mod studio;
mod triggers;

pub use admin::Admin;
pub use database::Database;
pub use demo::Demo;
pub use layers::{Layers, Origin};
pub use logging::{Format, Logging};
pub use master_key::MasterKey;
pub use metrics::Metrics;
pub use network::Network;
pub use pages::Pages;
pub use passwords::Passwords;
pub use rate_limits::RateLimits;
pub use reader::{Effective, Problem, Problems};
pub use server::{ForwardedHeader, Server, Tls};
pub use sms::Sms;
pub use smtp::{Security, Smtp};
pub use studio::Studio;
pub use triggers::{AccessKey, Place, Triggers};

use reader::Reader;

/// All settings as they are in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where and as whom the program answers.
    pub server: Server,
    /// Where everything is kept.
    pub database: Database,
    /// The key that seals what is secret at rest.
    pub master_key: MasterKey,
    /// What a password hash costs.
    pub passwords: Passwords,
    /// How much one client address may try.
    pub rate_limits: RateLimits,
    /// How e-mail leaves; `None` when no relay is set.
    pub smtp: Option<Smtp>,
    /// How text messages leave; `None` when no webhook is set.
    pub sms: Option<Sms>,
    /// Where the functions of pools are.
    pub triggers: Triggers,
    /// The administrator's access key, where the settings give it.
    pub admin: Option<Admin>,
    /// Whether the demo pool, demo app and outbox exist.
    pub demo: Demo,
    /// The hosted pages.
    pub pages: Pages,
    /// The designers' studio.
    pub studio: Studio,
    /// Logs.
    pub logging: Logging,
    /// The metrics endpoint.
    pub metrics: Metrics,
    effective: Vec<Effective>,
}

impl Config {
    /// Reads every setting from its strongest source.
    ///
    /// **Errors** all problems at once: unknown names, values that break a rule, settings that need one another.
    pub fn load(layers: Layers) -> Result<Self, Problems> {
        let mut reader = Reader::new(layers);
        let server = Server::read(&mut reader);
        let demo = Demo::read(&mut reader, &server);
        let config = Self {
            database: Database::read(&mut reader, &server.data),
            master_key: MasterKey::read(&mut reader, &server.data),
            passwords: Passwords::read(&mut reader),
            rate_limits: RateLimits::read(&mut reader),
            smtp: Smtp::read(&mut reader),
            sms: Sms::read(&mut reader),
            triggers: Triggers::read(&mut reader),
            admin: Admin::read(&mut reader),
            pages: Pages::read(&mut reader),
            studio: Studio::read(&mut reader, &server, &demo),
            demo,
            logging: Logging::read(&mut reader),
            metrics: Metrics::read(&mut reader),
            server,
            effective: Vec::new(),
        };
        let effective = reader.finish()?;
        Ok(Self {
            effective,
            ..config
        })
    }

    /// Every setting with its value and where that came from; secrets read `***`.
    pub fn effective(&self) -> &[Effective] {
        &self.effective
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(
        flags: &[(&str, &str)],
        environment: &[(&str, &str)],
        file: &str,
    ) -> Result<Config, Problems> {
        let mut layers = Layers::default();
        layers
            .file("loggia.toml", file)
            .map_err(|problem| Problems(vec![problem]))?;
        for (name, value) in environment {
            layers.variable(name, value);
        }
        for (name, value) in flags {
            layers.flag(&format!("--{name}"), name, value);
        }
        Config::load(layers)
    }

    #[test]
    fn flags_win_over_environment_over_file_over_defaults() {
        let region = |config: Config| {
            let effective = config
                .effective()
                .iter()
                .find(|one| one.name == "server.region")
                .cloned();
            let effective = effective.expect("every setting is listed");
            (config.server.region, effective.origin.to_string())
        };
        let file = "[server]\n\nregion = \"eu-west-1\"\n";
        let environment = [("LOGGIA_SERVER_REGION", "eu-west-2")];
        let check = |given: Result<Config, Problems>, value: &str, origin: &str| {
            assert_eq!(
                region(given.expect("these settings are right")),
                (value.to_owned(), origin.to_owned())
            );
        };
        check(load(&[], &[], ""), "us-east-1", "default");
        check(load(&[], &[], file), "eu-west-1", "loggia.toml line 3");
        check(
            load(&[], &environment, file),
            "eu-west-2",
            "environment variable LOGGIA_SERVER_REGION",
        );
        check(
            load(&[("server.region", "eu-west-3")], &environment, file),
            "eu-west-3",
            "--server.region",
        );
    }

    #[test]
    fn a_wrong_setting_is_named_with_its_place_and_the_fix() {
        let check = |file: &str, expect: &str| match load(&[], &[], file) {
            Ok(_) => panic!("{file} was accepted"),
            Err(problems) => assert_eq!(problems.to_string(), expect),
        };
        check(
            "[server]\nlisten = \"here\"",
            "`server.listen` (loggia.toml line 2) is `here`: it must be an IP address and a port, such as 127.0.0.1:9229.",
        );
        check(
            "[passwords]\nmemory_kib = 1",
            "`passwords.memory_kib` (loggia.toml line 2) is `1`: it must be a whole number from 8 to 4194304.",
        );
        check(
            "[smpt]\nhost = \"mail.example\"",
            "`smpt.host` (loggia.toml line 2) is not a setting. Did you mean `smtp.host`? `loggia config` lists them all.",
        );
        check(
            "[passwords]\nmemory = 1",
            "`passwords.memory` (loggia.toml line 2) is not a setting. Did you mean `passwords.memory_kib`? `loggia config` \
             lists them all.",
        );
        check(
            "listen = \"127.0.0.1:1\"",
            "`listen` (loggia.toml line 1) is not a setting. Did you mean `server.listen`? `loggia config` lists them all.",
        );
        check(
            "[server]\nregion = [1]",
            "`server.region` (loggia.toml line 2) is a list: write one value.",
        );
        check(
            "[server",
            "loggia.toml line 1 cannot be read: unclosed table, expected `]`",
        );
        check(
            "[server]\nlisten = \"0.0.0.0:9229\"",
            "`server.public_url` is not set, but `server.listen` (loggia.toml line 2) is reachable from outside: set it to \
             the URL under which browsers reach this server, such as https://id.example.com; tokens carry it as issuer.",
        );
        check(
            "[admin]\naccess_key_id = \"AKIALOGGIA0000000000\"",
            "`admin.secret_access_key` is not set, but `admin.access_key_id` (loggia.toml line 2) is: set both, or neither.",
        );
        check(
            "[smtp]\nhost = \"mail.example\"",
            "`smtp.from` is not set, but `smtp.host` (loggia.toml line 2) is: set it to the sender, such as \
             Acme <no-reply@example.com>.",
        );
        check(
            "[server]\ntrusted_proxies = \"10.0.0.0/8, proxy\"",
            "`server.trusted_proxies` (loggia.toml line 2) is `10.0.0.0/8, proxy`: it must be addresses and networks, \
             separated by commas, such as 10.0.0.0/8, ::1.",
        );
        check(
            "[server]\nforwarded_header = \"x-real-ip\"",
            "`server.forwarded_header` (loggia.toml line 2) is `x-real-ip`: it must be one of: x-forwarded-for, forwarded.",
        );
        check(
            "[rate_limits]\nwindow_seconds = 0",
            "`rate_limits.window_seconds` (loggia.toml line 2) is `0`: it must be a whole number from 1 to 86400.",
        );
        check(
            "[server]\ntls = \"files\"",
            "`server.tls_certificate` is not set, but `server.tls` (loggia.toml line 2) is `files`: set it to a PEM file.\n\
             `server.tls_key` is not set, but `server.tls` (loggia.toml line 2) is `files`: set it to a PEM file.",
        );
    }

    #[test]
    fn unknown_variables_stop_the_start_too() {
        let problems = load(&[], &[("LOGGIA_SERVER_LISTN", "127.0.0.1:1")], "")
            .expect_err("the name is wrong");
        assert_eq!(
            problems.to_string(),
            "environment variable LOGGIA_SERVER_LISTN is not a setting. Did you mean LOGGIA_SERVER_LISTEN? `loggia config` lists them all."
        );
        assert!(load(&[], &[("LOGGIA_TEST_POSTGRES", "x"), ("HOME", "/")], "").is_ok());
    }

    #[test]
    fn secrets_are_never_shown() {
        let secret = "hush-hush-hush";
        let file = format!(
            "[smtp]\nhost=\"mail.example\"\nfrom=\"a@b.example\"\nusername=\"u\"\npassword=\"{secret}\""
        );
        let config = load(&[], &[], &file).expect("these settings are right");
        let shown = config
            .effective()
            .iter()
            .find(|one| one.name == "smtp.password")
            .expect("every setting is listed");
        assert_eq!(shown.shown, "***");
        assert!(!format!("{config:?}").contains(secret));
        let wrong = load(&[], &[], "[database]\nurl = \"mysql://me:hunter2@db/x\"")
            .expect_err("not a database of ours");
        assert!(!wrong.to_string().contains("hunter2"), "{wrong}");
    }
}
