//! A small stock of RSA keys, made ahead of need: one takes a tenth of a second of a core and more.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

/// Keys of one new pool.
const STOCK: usize = 2;

/// A private key, PKCS #8, DER.
type Pkcs8 = Zeroizing<Vec<u8>>;

/// Ready keys.
pub(super) struct Stock(Mutex<Receiver<Pkcs8>>);

impl Stock {
    /// Starts filling; the thread ends when the stock is dropped.
    pub(super) fn start() -> Self {
        let (ready, receiver) = sync_channel(STOCK);
        let fill = move || {
            while let Ok(der) = make() {
                if ready.send(der).is_err() {
                    return;
                }
            }
        };
        // Without the thread keys are made when they are needed.
        if let Err(error) = std::thread::Builder::new()
            .name("rsa-keys".to_owned())
            .spawn(fill)
        {
            tracing::warn!(%error, "no thread makes keys ahead of need");
        }
        Self(Mutex::new(receiver))
    }

    /// Takes a key out of the stock; each is used once.
    pub(super) async fn take(&self) -> Result<Pkcs8, String> {
        let ready = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .try_recv();
        match ready {
            Ok(der) => Ok(der),
            Err(_) => tokio::task::spawn_blocking(make)
                .await
                .map_err(|error| format!("making a key was broken off: {error}"))?,
        }
    }
}

fn make() -> Result<Pkcs8, String> {
    let broken = |_| "the cryptographic library could not make an RSA key".to_owned();
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(broken)?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(broken)?;
    Ok(Zeroizing::new(der.as_ref().to_vec()))
}
