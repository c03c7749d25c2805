//! The bare cost of what a sign-in and a refresh must do, on all cores.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;

use crate::server::Stopwatch;

/// Password hashes of the server's default cost.
pub(crate) fn argon2_per_second(cores: usize, time: Duration) -> f64 {
    let params = Params::new(19_456, 2, 1, Some(32)).expect("these are OWASP's parameters");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    on_all(cores, time, || {
        let mut out = [0; 32];
        argon2
            .hash_password_into(b"Correct-horse-9-battery", b"sixteen bytes ok", &mut out)
            .expect("salt and length are valid");
    })
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
