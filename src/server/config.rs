//! Settings: flags over environment over `loggia.toml` over defaults, one struct and one file a section.
//!
//! Owns every setting's name, default, rule and provenance. Must not know what a setting is used for: it reads no
//! database and opens no socket.

mod admin;
mod database;
mod demo;
mod egress;
mod file;
mod layers;
mod logging;
mod master_key;
mod metrics;
mod oauth;
mod pages;
mod parse;
mod passwords;
mod problem;
mod rate_limits;
mod raw_value;
mod reader;
mod server;
mod sms;
mod smtp;
mod studio;
mod triggers;

pub use database::Database;
pub use layers::Layers;
pub use logging::{Format, Logging};
pub use metrics::Metrics;
pub use problem::{Problem, Problems};
pub use raw_value::Origin;
pub use reader::Effective;
pub use server::{ForwardedHeader, Server, Tls};

use engine::settings::{Admin, MasterKey, Settings};
use reader::Reader;
use std::net::SocketAddr;
use std::path::PathBuf;

/// All settings in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where and as whom the program answers.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// The key that seals what is secret at rest.
    pub master_key: MasterKey,
    /// What requests are answered with.
    pub engine: Settings,
    /// The administrator's access key, where the settings give it.
    pub admin: Option<Admin>,
    /// Whether the demo pool, its clients, the demo app and the outbox exist. Never on a server that others rely on: the
    /// outbox shows every message to everyone.
    pub has_demo: bool,
    /// For development: scripts and wasm are read from this folder, styles from `style/`, on each request.
    pub assets_folder: Option<PathBuf>,
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
        let has_demo = demo::read(&mut reader, &server);
        let database = Database::read(&mut reader, &server.data);
        let master_key = master_key::read(&mut reader, &server.data);
        let passwords = passwords::read(&mut reader);
        let rate_limits = rate_limits::read(&mut reader);
        let smtp = smtp::read(&mut reader);
        let sms = sms::read(&mut reader);
        let triggers = triggers::read(&mut reader);
        let egress = egress::read(&mut reader);
        let admin = admin::read(&mut reader);
        let oauth = oauth::read(&mut reader);
        let (pages, assets_folder) = pages::read(&mut reader);
        let has_studio = studio::read(&mut reader, &server, has_demo);
        let config = Self {
            engine: Settings {
                region: server.region.clone(),
                account_id: server.account_id.clone(),
                passwords,
                rate_limits,
                smtp,
                sms,
                has_outbox: has_demo,
                triggers,
                egress,
                oauth,
                pages,
                has_studio,
            },
            database,
            master_key,
            admin,
            has_demo,
            assets_folder,
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

    /// The public URL of the settings, or `localhost` at the port: a name, because passkeys and `Secure` cookies want one.
    pub(crate) fn public_url(&self, address: SocketAddr, tls: bool) -> String {
        match &self.server.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!(
                "{}://localhost:{}",
                if tls { "https" } else { "http" },
                address.port()
            ),
        }
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
        let check = |config: Result<Config, Problems>, value: &str, origin: &str| {
            assert_eq!(
                region(config.expect("these settings are right")),
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
            "[server]\naccount_id = \"acme\"",
            "`server.account_id` (loggia.toml line 2) is `acme`: it must be twelve digits, such as 123456789012.",
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
            "[egress]\nallowed_networks = \"everywhere\"",
            "`egress.allowed_networks` (loggia.toml line 2) is `everywhere`: it must be addresses and networks, \
             separated by commas, such as 10.0.0.0/8, ::1.",
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
        let setting = config
            .effective()
            .iter()
            .find(|one| one.name == "smtp.password")
            .expect("every setting is listed");
        assert_eq!(setting.value, "***");
        assert!(!format!("{config:?}").contains(secret));
        let wrong = load(&[], &[], "[database]\nurl = \"mysql://me:hunter2@db/x\"")
            .expect_err("not a database of ours");
        assert!(!wrong.to_string().contains("hunter2"), "{wrong}");
    }

    #[test]
    fn the_operators_page_lists_the_settings_there_are() {
        let page = include_str!("../../docs/operate.md");
        let config = load(&[], &[], "").expect("nothing is set");
        let settings: Vec<&str> = config
            .effective()
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        for name in &settings {
            assert!(page.contains(&format!("`{name}`")), "{name} is not told of");
        }
        let rows = page.lines().filter(|line| line.starts_with("| `"));
        let setting_names = rows.flat_map(|row| {
            let names = row.split('|').nth(1).unwrap_or_default();
            names
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|name| name.contains('.'))
        });
        let functions = "triggers.\"<ARN>\"";
        for name in setting_names.filter(|name| *name != functions) {
            assert!(settings.contains(&name), "there is no setting {name}");
        }
    }
}
