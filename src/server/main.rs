//! The command line of `loggia`.

use clap::{Args, Parser, Subcommand};
use domain::id::PoolId;
use domain::secret::Secret;
use engine::clock::Clock;
use engine::keys::Keys;
use engine::random::Random;
use engine::{audit, cryptography};
use server::config::{Config, Layers};
use server::summary::Say;
use server::theme_folder::{self, Target};
use server::{database, logging, reseal, start, studio_link};
use std::path::PathBuf;
use std::process::ExitCode;

/// Self-hosted sign-in that speaks Amazon Cognito.
#[derive(Parser)]
#[command(
    name = "loggia",
    version,
    after_help = "Example:\n  loggia serve --demo"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API, the OAuth endpoints and the pages
    #[command(after_help = "Example:\n  loggia serve --demo --listen 127.0.0.1:9300")]
    Serve {
        #[command(flatten)]
        settings: Settings,
        /// Print what was started as one line of JSON
        #[arg(long)]
        print_json: bool,
    },
    /// Print the settings in force, each with where it came from; secrets read ***
    #[command(after_help = "Example:\n  LOGGIA_SERVER_REGION=eu-west-1 loggia config")]
    Config {
        #[command(flatten)]
        settings: Settings,
    },
    /// List or rotate a pool's signing keys; seal everything with a new master key
    #[command(after_help = "Example:\n  loggia keys rotate --pool us-east-1_AbCdEfGhI")]
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Push a brand's folder to a running server, or pull it: theme.json, theme.css, logo.png or logo.jpg
    #[command(
        after_help = "Example:\n  loggia theme push ./brand --pool us-east-1_AbCdEfGhI --endpoint https://id.example.com"
    )]
    Theme {
        #[command(subcommand)]
        command: ThemeCommand,
    },
    /// Print a link that opens the studio, where designers change what the pages look like; list links, revoke one
    #[command(
        args_conflicts_with_subcommands = true,
        after_help = "The link opens the studio once, within 15 minutes; for an hour it may change brands, and nothing else.\n\n\
                      Example:\n  loggia studio --data ./data --pool us-east-1_AbCdEfGhI"
    )]
    Studio {
        #[command(subcommand)]
        command: Option<Box<StudioCommand>>,
        /// Only the pages of this pool; may be given more than once
        #[arg(long)]
        pool: Vec<String>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Print the audit log: who opened the studio and who changed which brand, newest last
    #[command(after_help = "Example:\n  loggia audit --pool us-east-1_AbCdEfGhI --limit 20")]
    Audit {
        /// Entries about this pool only
        #[arg(long)]
        pool: Option<String>,
        /// The latest so many
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        #[command(flatten)]
        settings: Settings,
    },
    /// List the API's operations and whether this program has them
    #[command(after_help = "Example:\n  loggia operations --markdown")]
    Operations {
        /// As a Markdown table
        #[arg(long)]
        markdown: bool,
    },
    /// Print the version
    #[command(after_help = "Example:\n  loggia version")]
    Version,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// List the keys: id, what they sign, whether they sign or are only published
    #[command(after_help = "Example:\n  loggia keys list --pool us-east-1_AbCdEfGhI")]
    List(OfPool),
    /// Make new keys, with which running servers sign after 15 seconds; the old ones stay published while their tokens live
    #[command(
        after_help = "Example:\n  loggia keys rotate --pool us-east-1_AbCdEfGhI --data ./data"
    )]
    Rotate(OfPool),
    /// Seal everything with the first line of the master key, so that the other lines can go; servers may run meanwhile
    #[command(
        after_help = "Put the new line on top of the master key and restart every server first. An interrupted run goes on \
                      where it was.\n\nExample:\n  loggia keys reseal --data ./data"
    )]
    Reseal(Settings),
}

#[derive(Subcommand)]
enum StudioCommand {
    /// List the links of the last day: id, whether one waits or is open, until when, which pools
    #[command(after_help = "Example:\n  loggia studio list --data ./data")]
    List(Settings),
    /// End a link, and the hour of whoever opened it
    #[command(after_help = "Example:\n  loggia studio revoke 6f1c2b --data ./data")]
    Revoke {
        /// The link's id, or as much of its beginning as no other has
        id: String,
        #[command(flatten)]
        settings: Settings,
    },
}

#[derive(Subcommand)]
enum ThemeCommand {
    /// Replace the brand by what the folder holds; what it does not hold is taken away
    #[command(
        after_help = "Example:\n  loggia theme push ./brand --pool us-east-1_AbCdEfGhI --client 1example23456789"
    )]
    Push(OfBrand),
    /// Write the brand into the folder, as it was given
    #[command(after_help = "Example:\n  loggia theme pull ./brand --pool us-east-1_AbCdEfGhI")]
    Pull(OfBrand),
}

#[derive(Args)]
struct OfBrand {
    /// The folder
    folder: PathBuf,
    /// The pool's id
    #[arg(long)]
    pool: String,
    /// The client's id; without it, all clients that have no brand of their own
    #[arg(long)]
    client: Option<String>,
    /// The server's address
    #[arg(
        long,
        value_name = "URL",
        env = "LOGGIA_SERVER_PUBLIC_URL",
        default_value = "http://127.0.0.1:9229"
    )]
    endpoint: String,
    /// Trust this certificate authority besides those of this machine (PEM)
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// An administrator's access key
    #[arg(long, value_name = "ID", env = "LOGGIA_ADMIN_ACCESS_KEY_ID")]
    access_key_id: String,
    /// Its secret; better in the variable, where no list of processes shows it
    #[arg(
        long,
        value_name = "SECRET",
        env = "LOGGIA_ADMIN_SECRET_ACCESS_KEY",
        hide_env_values = true
    )]
    secret_access_key: String,
}

impl From<OfBrand> for Target {
    fn from(args: OfBrand) -> Self {
        Self {
            folder: args.folder,
            pool: args.pool,
            client: args.client,
            endpoint: args.endpoint,
            authority: args.ca,
            access_key_id: args.access_key_id,
            secret_access_key: Secret::from(args.secret_access_key),
            clock: Clock::system(),
        }
    }
}

#[derive(Args)]
struct OfPool {
    /// The pool's id
    #[arg(long)]
    pool: String,
    #[command(flatten)]
    settings: Settings,
}

/// Settings: flags over environment (`LOGGIA_<SECTION>_<SETTING>`) over the settings file. `loggia config` lists all.
#[derive(Args)]
struct Settings {
    /// The settings file [default: loggia.toml, if it is there]
    #[arg(long, value_name = "FILE", env = "LOGGIA_CONFIG")]
    config: Option<PathBuf>,
    /// Any setting by name, such as passwords.threads=2
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Address and port to listen on; port 0 takes a free one [server.listen]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// URL under which browsers reach this server [server.public_url]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Region in pool ids and signatures [server.region]
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Folder of database, master key and certificates [server.data]
    #[arg(long, value_name = "FOLDER")]
    data: Option<String>,
    /// off, self-signed or files [server.tls]
    #[arg(long, value_name = "MODE")]
    tls: Option<String>,
    /// `sqlite:<file>` or postgres://… [database.url]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Make a demo pool, serve the demo app and the outbox [demo.enabled]
    #[arg(long)]
    demo: bool,
    /// Read the pages' script and styles from this folder on each request [pages.assets_dir]
    #[arg(long, value_name = "FOLDER")]
    assets_dir: Option<String>,
    /// auto, human or json [logging.format]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
}

impl Settings {
    fn load(self) -> Result<Config, String> {
        let mut layers = Layers::default();
        let file = self
            .config
            .clone()
            .unwrap_or_else(|| PathBuf::from("loggia.toml"));
        match std::fs::read_to_string(&file) {
            Ok(text) => layers
                .file(&file.display().to_string(), &text)
                .map_err(|problem| problem.to_string())?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.config.is_none() => {
            }
            Err(error) => {
                return Err(format!(
                    "the settings file {} (--config) cannot be read: {error}",
                    file.display()
                ));
            }
        }
        for (name, value) in std::env::vars_os() {
            if let (Some(name), Some(value)) = (name.to_str(), value.to_str()) {
                layers.variable(name, value);
            }
        }
        for setting in &self.set {
            let (name, value) = setting.split_once('=').ok_or_else(|| {
                format!("--set {setting} has no value: write --set section.setting=value")
            })?;
            layers.flag(&format!("--set {name}"), name, value);
        }
        let demo = self.demo.then(|| "true".to_owned());
        for (flag, setting, value) in [
            ("--listen", "server.listen", self.listen),
            ("--public-url", "server.public_url", self.public_url),
            ("--region", "server.region", self.region),
            ("--data", "server.data", self.data),
            ("--tls", "server.tls", self.tls),
            ("--database", "database.url", self.database),
            ("--demo", "demo.enabled", demo),
            ("--assets-dir", "pages.assets_dir", self.assets_dir),
            ("--log-format", "logging.format", self.log_format),
        ] {
            if let Some(value) = value {
                layers.flag(flag, setting, &value);
            }
        }
        Config::load(layers).map_err(|problems| problems.to_string())
    }
}

fn main() -> ExitCode {
    cryptography::choose();
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("loggia: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Serve {
            settings,
            print_json,
        } => {
            let config = settings.load()?;
            logging::start(&config.logging)?;
            let say = if print_json { Say::Json } else { Say::Words };
            runtime()?.block_on(start::serve(config, say))
        }
        Command::Config { settings } => {
            let config = settings.load()?;
            let width = config
                .effective()
                .iter()
                .map(|one| one.name.len())
                .max()
                .unwrap_or(0);
            for one in config.effective() {
                println!("{:width$} = {:<40} # {}", one.name, one.value, one.origin);
            }
            Ok(())
        }
        Command::Keys { command } => runtime()?.block_on(keys(command)),
        Command::Theme { command } => {
            let say = |line: &str| println!("{line}");
            match command {
                ThemeCommand::Push(of) => runtime()?.block_on(theme_folder::push(&of.into(), say)),
                ThemeCommand::Pull(of) => runtime()?.block_on(theme_folder::pull(&of.into(), say)),
            }
        }
        Command::Studio {
            command: None,
            pool,
            settings,
        } => {
            let (config, pools) = (settings.load()?, pool.into_iter().map(PoolId));
            let pools: Vec<_> = pools.collect();
            let link = studio_link::make_link(&config, &pools, |line| eprintln!("{line}"));
            println!("{}", runtime()?.block_on(link)?);
            Ok(())
        }
        Command::Studio {
            command: Some(command),
            ..
        } => {
            let lines = match *command {
                StudioCommand::List(settings) => {
                    let config = settings.load()?;
                    runtime()?.block_on(studio_link::list(&config))?
                }
                StudioCommand::Revoke { id, settings } => {
                    let config = settings.load()?;
                    vec![runtime()?.block_on(studio_link::revoke(&config, &id))?]
                }
            };
            lines.iter().for_each(|line| println!("{line}"));
            Ok(())
        }
        Command::Audit {
            pool,
            limit,
            settings,
        } => {
            let (config, pool) = (settings.load()?, pool.map(PoolId));
            let lines = runtime()?.block_on(audit_lines(&config, pool.as_ref(), limit))?;
            lines.iter().for_each(|line| println!("{line}"));
            Ok(())
        }
        Command::Operations { markdown } => {
            print!(
                "{}",
                if markdown {
                    api::operations::markdown()
                } else {
                    api::operations::text()
                }
            );
            Ok(())
        }
        Command::Version => {
            println!("loggia {}", env!("CARGO_PKG_VERSION"));
            Ok(())
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, String> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder
        .enable_all()
        .build()
        .map_err(|error| format!("the asynchronous runtime cannot start: {error}"))
}

async fn audit_lines(
    config: &Config,
    pool: Option<&PoolId>,
    limit: u32,
) -> Result<Vec<String>, String> {
    let (store, _) = database::open(config, Random).await?;
    let lines = audit::lines(&store, pool, limit).await;
    store.close().await;
    lines.map_err(|error| error.to_string())
}

async fn keys(command: KeysCommand) -> Result<(), String> {
    let (OfPool { pool, settings }, rotate) = match command {
        KeysCommand::Reseal(settings) => {
            let config = settings.load()?;
            let end = reseal::reseal(&config, |line| eprintln!("{line}")).await?;
            println!("{end}");
            return Ok(());
        }
        KeysCommand::List(of) => (of, false),
        KeysCommand::Rotate(of) => (of, true),
    };
    let config = settings.load()?;
    let (store, _) = database::open(&config, Random).await?;
    let pool = PoolId(pool);
    if rotate {
        let keys = Keys::new(store.clone(), Clock::system(), Random, "");
        let missing = |error| format!("the keys of {pool} (--pool) were not rotated: {error}");
        keys.rotate(&pool).await.map_err(missing)?;
    }
    let stored_keys = store::signing_key::list(&store, &pool)
        .await
        .map_err(|error| error.to_string())?;
    if stored_keys.is_empty() {
        return Err(format!("there is no pool {pool} (--pool) in this database"));
    }
    for key in stored_keys {
        println!(
            "{}  {:<6}  {}",
            key.kid,
            key.kind.as_str(),
            key.state.as_str()
        );
    }
    store.close().await;
    Ok(())
}
