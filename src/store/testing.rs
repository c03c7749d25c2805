//! Test support: a store of each kind for every test, and a PostgreSQL to keep one in.

use crate::{Seal, Store};
use domain::id::{ClientId, EventId, PoolId, Sub};
use domain::time::Timestamp;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::OnceCell;

/// Runs each test on SQLite in a file, SQLite in memory, and PostgreSQL.
macro_rules! conformance {
    ($($test:ident),+ $(,)?) => {
        mod sqlite_file {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let bench = crate::testing::Bench::sqlite_file().await;
                super::$test(&bench).await;
                bench.finish().await;
            })+
        }
        mod sqlite_memory {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let bench = crate::testing::Bench::sqlite_memory().await;
                super::$test(&bench).await;
                bench.finish().await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                let bench = crate::testing::Bench::postgres().await;
                super::$test(&bench).await;
                bench.finish().await;
            })+
        }
    };
}
pub(crate) use conformance;

/// An empty store and what is to be cleaned up after it.
pub(crate) struct Bench {
    pub(crate) store: Store,
    pub(crate) url: String,
    kind: Kind,
}

enum Kind {
    File(PathBuf),
    Memory,
    Postgres,
}

impl Bench {
    pub(crate) async fn sqlite_file() -> Self {
        let folder = std::env::temp_dir().join(unique("loggia_store"));
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        let url = format!("sqlite:{}", folder.join("loggia.db").display());
        Self::open(url, Kind::File(folder)).await
    }

    pub(crate) async fn sqlite_memory() -> Self {
        Self::open("sqlite::memory:".to_owned(), Kind::Memory).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::open(new_postgres_database().await, Kind::Postgres).await
    }

    async fn open(url: String, kind: Kind) -> Self {
        let store = Store::open(&url, seal()).await.expect("the store opens");
        Self { store, url, kind }
    }

    /// The URL of one more empty database of the same kind.
    pub(crate) async fn another_database(&self) -> String {
        match &self.kind {
            Kind::File(folder) => format!("sqlite:{}", folder.join(unique("another")).display()),
            Kind::Memory => "sqlite::memory:".to_owned(),
            Kind::Postgres => new_postgres_database().await,
        }
    }

    /// Whether the data outlives the store, so that it can be opened again.
    pub(crate) fn outlives_its_store(&self) -> bool {
        !matches!(self.kind, Kind::Memory)
    }

    pub(crate) async fn finish(self) {
        self.store.close().await;
        match self.kind {
            Kind::File(folder) => std::fs::remove_dir_all(folder).expect("the folder of the test"),
            Kind::Memory | Kind::Postgres => {}
        }
    }
}

/// The keyring of the tests.
pub(crate) fn seal() -> Seal {
    Seal::new(vec![("test".to_owned(), [7; 32])]).expect("a proper keyring")
}

/// The pools of the tests.
pub(crate) fn pools() -> (PoolId, PoolId) {
    (
        "eu-central-1_AAAAAAAAA".into(),
        "eu-central-1_BBBBBBBBB".into(),
    )
}

/// A point in time, in seconds after an arbitrary one.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_800_000_000 + seconds)
}

pub(crate) fn client() -> ClientId {
    "1example23456789".into()
}

pub(crate) fn sub(n: u32) -> Sub {
    format!("{n:08}-0000-4000-8000-000000000000").into()
}

pub(crate) fn event(n: u32) -> EventId {
    format!("{n:08}-0000-4000-8000-00000000eeee").into()
}

fn unique(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!(
        "{name}_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

/// A new database, in the cluster that LOGGIA_TEST_POSTGRES names or in one that is started for this run. Its locale orders
/// text otherwise than SQLite does, so that the tests show that the order does not depend on it.
async fn new_postgres_database() -> String {
    static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
    let url = std::env::var("LOGGIA_TEST_POSTGRES").ok();
    let admin = match url {
        Some(url) => url,
        None => CLUSTER.get_or_init(Cluster::start).await.url.clone(),
    };
    let name = unique("loggia");
    crate::db::execute_on_postgres(&admin, format!("DROP DATABASE IF EXISTS {name}")).await;
    let locale =
        "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'";
    crate::db::execute_on_postgres(&admin, format!("CREATE DATABASE {name} {locale}")).await;
    let (server, _) = admin.rsplit_once('/').expect(
        "LOGGIA_TEST_POSTGRES ends with /<database>, as in postgres://me@localhost/postgres",
    );
    format!("{server}/{name}")
}

/// A private PostgreSQL, gone when the tests are: its guardian waits for the end of this program's end of a pipe.
struct Cluster {
    url: String,
    _guardian: Child,
}

impl Cluster {
    async fn start() -> Self {
        let binaries = postgres_binaries();
        let folder = std::env::temp_dir().join(unique("loggia_postgres"));
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        let script = format!(
            "set -e; trap '' INT TERM HUP; mkdir -m 700 {folder}; trap 'rm -rf {folder}' EXIT\n\
             {bin}/initdb -D {folder}/data -A trust -N -U loggia -E UTF8 --locale=C >/dev/null\n\
             {bin}/pg_ctl -D {folder}/data -w -l {folder}/log start >/dev/null \
             -o '-F -p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=300'\n\
             echo ready; read -r _ || true\n\
             {bin}/pg_ctl -D {folder}/data -m immediate stop >/dev/null",
            folder = folder.display(),
            bin = binaries.display(),
        );
        // PostgreSQL refuses to run as root; Debian's package makes a user for it.
        let root = std::fs::metadata("/proc/self")
            .is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
        let mut command = if root {
            Command::new("runuser")
        } else {
            Command::new("sh")
        };
        if root {
            command.args(["-u", "postgres", "--", "sh"]);
        }
        let mut guardian = command
            .args(["-c", &script])
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What ends this program's group, as Ctrl-C does, must leave the guardian to do its duty.
            .process_group(0)
            .spawn()
            .expect("a shell");
        let mut said = [0; 6];
        let ready = guardian
            .stdout
            .as_mut()
            .map(|out| std::io::Read::read_exact(out, &mut said));
        assert!(
            matches!(ready, Some(Ok(()))) && &said == b"ready\n",
            "a private PostgreSQL did not start; set LOGGIA_TEST_POSTGRES to the URL of an administrator instead"
        );
        Self {
            url: format!("postgres://loggia@127.0.0.1:{port}/postgres"),
            _guardian: guardian,
        }
    }
}

/// Where `initdb` is: on the path, or where Debian puts it.
fn postgres_binaries() -> PathBuf {
    let on_path = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect::<Vec<_>>())
        .unwrap_or_default();
    let debian = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"));
    let binaries = on_path
        .into_iter()
        .chain(debian)
        .find(|folder: &PathBuf| Path::join(folder, "initdb").exists());
    binaries.expect("PostgreSQL is not installed: install it (apt install postgresql), or set LOGGIA_TEST_POSTGRES to the URL of an administrator")
}
