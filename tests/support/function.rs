//! The functions of `src/server/examples/trigger_receiver.rs`, running.

use crate::server::{PATIENCE, built};
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// The ARN under which these tests name the functions.
pub const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:example";

/// The running example; it ends with this value.
#[derive(Debug)]
pub struct Functions {
    /// Where it is.
    pub url: String,
    child: Child,
}

impl Functions {
    /// Starts the example on a free port.
    pub async fn start() -> Self {
        let mut child = Command::new(built("examples/trigger_receiver"))
            .arg("127.0.0.1:0")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the example starts: cargo build --examples");
        let out = child.stdout.take().expect("standard output is piped");
        let mut lines = BufReader::new(out).lines();
        let line = tokio::time::timeout(PATIENCE, lines.next_line()).await;
        let line = line.expect("it says where it is in time");
        let url = line.expect("its output is text").expect("a line");
        Self { url, child }
    }

    /// The setting that maps [`ARN`] to it.
    pub fn setting(&self) -> String {
        format!("triggers.{ARN}={}", self.url)
    }

    /// Ends it.
    pub async fn stop(mut self) {
        self.child.kill().await.expect("it runs");
    }
}
