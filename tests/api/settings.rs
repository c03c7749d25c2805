//! Wrong settings: the program does not start, and says which setting is wrong, where, and what to do.

use std::path::Path;
use tests::Folder;
use tests::server::program;

/// A settings file, flags, environment, and what must be said.
type Case<'a> = (
    &'a str,
    &'a [&'a str],
    &'a [(&'a str, &'a str)],
    &'a [&'a str],
);

async fn error_text(folder: &Path, args: &[&str], environment: &[(&str, &str)]) -> String {
    let mut command = program();
    command
        .arg("serve")
        .args(args)
        .envs(environment.iter().copied())
        .current_dir(folder);
    let output = command.output();
    let output = tokio::time::timeout(tests::server::PATIENCE, output)
        .await
        .expect("it ends")
        .expect("it runs");
    assert!(
        !output.status.success(),
        "{args:?} {environment:?} was accepted"
    );
    assert!(
        output.stdout.is_empty(),
        "standard output is for what was asked"
    );
    String::from_utf8(output.stderr).expect("text")
}

#[tokio::test]
async fn each_wrong_setting_is_named_with_its_place_and_the_fix() {
    let folder = Folder::new();
    let place = folder.path();
    let file = place.join("loggia.toml");
    let cases: [Case<'_>; 9] = [
        (
            "[smpt]\nhost = \"mail.example\"",
            &[],
            &[],
            &[
                "`smpt.host`",
                "loggia.toml line 2",
                "Did you mean `smtp.host`?",
            ],
        ),
        (
            "[server]\nlisten = \"here\"",
            &[],
            &[],
            &["`server.listen`", "loggia.toml line 2", "127.0.0.1:9229"],
        ),
        ("[server", &[], &[], &["loggia.toml line 1"]),
        (
            "",
            &[],
            &[("LOGGIA_SERVER_LISTN", "127.0.0.1:0")],
            &["LOGGIA_SERVER_LISTN", "Did you mean LOGGIA_SERVER_LISTEN?"],
        ),
        (
            "",
            &[],
            &[("LOGGIA_PASSWORDS_MEMORY_KIB", "lots")],
            &[
                "`passwords.memory_kib`",
                "LOGGIA_PASSWORDS_MEMORY_KIB",
                "whole number",
            ],
        ),
        (
            "",
            &["--listen", "nowhere"],
            &[],
            &["`server.listen`", "--listen", "127.0.0.1:9229"],
        ),
        (
            "",
            &["--set", "no.such=1"],
            &[],
            &["`no.such`", "--set no.such"],
        ),
        (
            "",
            &["--config", "missing.toml"],
            &[],
            &["missing.toml", "--config"],
        ),
        (
            "",
            &["--database", "mysql://me:hunter2@db/x"],
            &[],
            &["`database.url`", "--database", "sqlite:"],
        ),
    ];
    for (text, args, environment, parts) in cases {
        std::fs::write(&file, text).expect("written");
        let said = error_text(place, args, environment).await;
        for part in parts {
            assert!(said.contains(part), "{part} is not in: {said}");
        }
        assert!(
            !said.contains("hunter2") && !said.contains("panicked"),
            "{said}"
        );
    }
    std::fs::write(&file, "").expect("written");
    let said = error_text(place, &["--no-such-flag"], &[]).await;
    assert!(said.contains("--no-such-flag"), "{said}");
}

#[tokio::test]
async fn a_taken_port_a_foreign_key_and_a_missing_folder_are_told_apart() {
    let folder = Folder::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound").to_string();
    let said = error_text(folder.path(), &["--listen", &address], &[]).await;
    assert!(
        said.contains("`server.listen`") && said.contains(&address) && said.contains("--listen"),
        "{said}"
    );

    let loggia = tests::Setup::demo().on(&folder).start().await;
    drop(loggia.kill().await);
    std::fs::remove_file(folder.path().join("master.key")).expect("there is a master key");
    let data = folder.path().to_str().expect("text");
    let said = error_text(
        folder.path(),
        &["--listen", "127.0.0.1:0", "--data", data],
        &[],
    )
    .await;
    assert!(
        said.contains("master key") && said.contains("`database.url`"),
        "{said}"
    );

    std::fs::write(folder.path().join("file"), "").expect("written");
    let below = folder.path().join("file/data");
    let said = error_text(
        folder.path(),
        &[
            "--listen",
            "127.0.0.1:0",
            "--data",
            below.to_str().expect("text"),
        ],
        &[],
    )
    .await;
    assert!(
        said.contains("`server.data`") && said.contains("--data"),
        "{said}"
    );
}

#[tokio::test]
async fn the_settings_in_force_are_listed_without_secrets() {
    let folder = Folder::new();
    let mut command = program();
    command
        .arg("config")
        .current_dir(folder.path())
        .env("LOGGIA_METRICS_TOKEN", "hush-hush")
        .env("LOGGIA_SERVER_REGION", "eu-west-1");
    let output = command.output().await.expect("it runs");
    assert!(output.status.success());
    let said = String::from_utf8(output.stdout).expect("text");
    let line = said
        .lines()
        .find(|line| line.starts_with("server.region"))
        .expect("every setting is listed");
    assert!(
        line.contains("eu-west-1") && line.contains("LOGGIA_SERVER_REGION"),
        "{line}"
    );
    assert!(said.contains("***") && !said.contains("hush-hush"));
}
