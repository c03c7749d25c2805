//! The bare cost of what a sign-in and a refresh must do, on all cores.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;

use crate::BenchError;
use crate::server::Stopwatch;

/// One hash is timed so often.
const HASHES_TIMED: usize = 21;

/// Password hashes of the cost that a server has by default.
pub(crate) struct Hashes(Argon2<'static>);

impl Hashes {
    /// Asks the program for its cost.
    pub(crate) fn of(program: &str) -> Result<Self, BenchError> {
        let output = Command::new(program).arg("config").output()?;
        let settings = String::from_utf8(output.stdout)?;
        let setting = |name: &str| {
            let mut words = settings.lines().map(str::split_whitespace);
            let mut line = words.find_map(|mut line| (line.next() == Some(name)).then_some(line));
            let value = line.as_mut().and_then(|line| line.nth(1));
            let value = value.ok_or_else(|| format!("`loggia config` does not say {name}"))?;
            Ok::<u32, BenchError>(value.parse()?)
        };
        let params = Params::new(
            setting("passwords.memory_kib")?,
            setting("passwords.iterations")?,
            setting("passwords.parallelism")?,
            Some(32),
        );
        let params = params.map_err(|error| error.to_string())?;
        Ok(Self(Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            params,
        )))
    }

    /// Its cost in words.
    pub(crate) fn cost(&self) -> String {
        let params = self.0.params();
        let (memory, passes, lanes) = (params.m_cost() / 1024, params.t_cost(), params.p_cost());
        format!("{memory} MiB, t={passes}, p={lanes}")
    }

    /// How many all cores compute in a second.
    pub(crate) fn per_second(&self, cores: usize, time: Duration) -> f64 {
        on_all(cores, time, || self.compute())
    }

    /// The median time of one, alone on one core.
    pub(crate) fn time_of_one(&self) -> Duration {
        let mut times = Vec::new();
        for _ in 0..HASHES_TIMED {
            let watch = Stopwatch::start();
            self.compute();
            times.push(watch.elapsed());
        }
        times.sort();
        times[HASHES_TIMED / 2]
    }

    fn compute(&self) {
        let mut out = [0; 32];
        self.0
            .hash_password_into(b"Correct-horse-9-battery", b"sixteen bytes ok", &mut out)
            .expect("salt and length are valid");
    }
}

/// RS256 signatures over something as long as a token.
pub(crate) fn rsa_per_second(cores: usize, time: Duration) -> f64 {
    let key = KeyPair::generate(KeySize::Rsa2048).expect("the size is supported");
    let random = SystemRandom::new();
    on_all(cores, time, || {
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &random, &[b'x'; 900], &mut signature)
            .expect("the buffer has the key's length");
    })
}

fn on_all(cores: usize, time: Duration, work: impl Fn() + Sync) -> f64 {
    let count = AtomicU64::new(0);
    let watch = Stopwatch::start();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while watch.elapsed() < time {
                    work();
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    count.load(Ordering::Relaxed) as f64 / watch.elapsed().as_secs_f64()
}
