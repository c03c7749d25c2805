//! TLS: from PEM files, or for `localhost` by an authority of our own that is made at first start.

use crate::config;
use engine::clock::Clock;
use engine::master_key::{lock, write_private};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The server's half of TLS, and the authority that people must trust, where it is our own.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    /// The configuration of the listener.
    pub config: Arc<ServerConfig>,
    /// The PEM file of our own authority.
    pub authority: Option<PathBuf>,
}

/// Opens TLS as the settings say; `None` where they say `off`.
///
/// **Errors** a file cannot be read or written, or holds no certificate or key: setting, place and fix.
pub(crate) fn open(settings: &config::Server, clock: &Clock) -> Result<Option<Endpoint>, String> {
    match &settings.tls {
        config::Tls::Off => Ok(None),
        config::Tls::Files(certificate, key) => {
            let config = configure(
                certificate,
                "`server.tls_certificate`",
                key,
                "`server.tls_key`",
            )?;
            Ok(Some(Endpoint {
                config,
                authority: None,
            }))
        }
        config::Tls::SelfSigned => {
            let folder = settings.data.join("tls");
            let files = Files::new(&folder);
            let cannot = |error: Box<dyn std::error::Error>| {
                format!(
                    "the certificates in {} cannot be made: {error}. Check `server.data`.",
                    folder.display()
                )
            };
            // Until certificate and key were read, so that another program replaces neither in between.
            let _turn = lock(&folder.join("made.lock")).map_err(|error| cannot(error.into()))?;
            files.make(clock).map_err(cannot)?;
            let fix = "remove the folder and start again:";
            let config = configure(&files.certificate, fix, &files.key, fix)?;
            Ok(Some(Endpoint {
                config,
                authority: Some(files.authority),
            }))
        }
    }
}

/// How to make clients trust an authority, one line for each kind of client.
pub(crate) fn trust(authority: &Path) -> String {
    let path = fs::canonicalize(authority).unwrap_or_else(|_| authority.to_owned());
    let path = path.display();
    format!(
        "To trust the certificate authority of this server, {path}:\n\
         \x20 Debian    sudo cp '{path}' /usr/local/share/ca-certificates/loggia.crt && sudo update-ca-certificates\n\
         \x20 Chromium  mkdir -p ~/.pki/nssdb && certutil -d sql:\"$HOME/.pki/nssdb\" -A -t C,, -n 'Loggia local authority' -i '{path}'\n\
         \x20 macOS     sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain '{path}'\n\
         \x20 Node.js   export NODE_EXTRA_CA_CERTS='{path}'\n\
         \x20 AWS CLI   export AWS_CA_BUNDLE='{path}'\n\
         On Linux, Chromium and Chrome do not read the system's list: certutil is in Debian's libnss3-tools. Firefox has a \
         list of its own: Settings, Certificates, Import."
    )
}

fn configure(
    certificate: &Path,
    certificate_from: &str,
    key: &Path,
    key_from: &str,
) -> Result<Arc<ServerConfig>, String> {
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| {
            format!(
                "{certificate_from} {} cannot be read: {error}",
                certificate.display()
            )
        })?;
    let key = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| format!("{key_from} {} cannot be read: {error}", key.display()))?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| {
            format!(
                "{certificate_from} {} cannot be used: {error}",
                certificate.display()
            )
        })?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// The files in `data/tls`.
struct Files {
    authority: PathBuf,
    authority_key: PathBuf,
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn new(folder: &Path) -> Self {
        Self {
            authority: folder.join("ca.pem"),
            authority_key: folder.join("ca-key.pem"),
            certificate: folder.join("localhost.pem"),
            key: folder.join("localhost-key.pem"),
        }
    }

    /// Makes what is missing: the authority once, for ten years, so that trust is given once; the certificate anew
    /// when a month or less of its year is left (Apple accepts no longer than 398 days).
    fn make(&self, clock: &Clock) -> Result<(), Box<dyn std::error::Error>> {
        let now = jiff::Timestamp::from_millisecond(clock.now().0)?
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        let renewal = jiff::Span::new().days(335);
        if !self.authority.exists() || !self.authority_key.exists() {
            let key = KeyPair::generate()?;
            let authority = authority(now)?.self_signed(&key)?;
            write_private(&self.authority_key, key.serialize_pem().as_bytes())?;
            write_private(&self.authority, authority.pem().as_bytes())?;
            drop(fs::remove_file(&self.certificate));
        }
        let made = fs::read_to_string(self.made())
            .ok()
            .and_then(|text| text.trim().parse::<jiff::civil::Date>().ok());
        let due = match made {
            Some(made) => made.checked_add(renewal)? <= now,
            None => true,
        };
        if due || !self.certificate.exists() || !self.key.exists() {
            let key = KeyPair::from_pem(&fs::read_to_string(&self.authority_key)?)?;
            // The issuer is its name and its key; both are as they were when the authority was made.
            let issuer = Issuer::new(authority(now)?, key);
            let key = KeyPair::generate()?;
            let certificate = localhost(now)?.signed_by(&key, &issuer)?;
            write_private(&self.key, key.serialize_pem().as_bytes())?;
            write_private(&self.certificate, certificate.pem().as_bytes())?;
            write_private(&self.made(), now.to_string().as_bytes())?;
        }
        Ok(())
    }

    /// When the certificate was made.
    fn made(&self) -> PathBuf {
        self.certificate.with_extension("made")
    }
}

fn authority(now: jiff::civil::Date) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Loggia local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut params, now, 3650);
    Ok(params)
}

fn localhost(now: jiff::civil::Date) -> Result<CertificateParams, rcgen::Error> {
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut params = CertificateParams::new(names)?;
    params
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    valid(&mut params, now, 365);
    Ok(params)
}

/// From the day before, for clocks that are late, to so many days later.
fn valid(params: &mut CertificateParams, now: jiff::civil::Date, days: i32) {
    let at = |days: i32| {
        let date = now.saturating_add(jiff::Span::new().days(days));
        date_time_ymd(
            date.year().into(),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        )
    };
    (params.not_before, params.not_after) = (at(-1), at(days));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn of_many_programs_that_start_at_once_one_makes_the_authority() {
        engine::cryptography::choose();
        let settings = testing::config(&[("server.tls", "self-signed")]).server;
        let start = || {
            let endpoint = open(&settings, &Clock::standing(testing::NOW));
            let authority = endpoint?.and_then(|endpoint| endpoint.authority);
            Ok::<_, String>(fs::read(authority.expect("it is our own")).expect("it is there"))
        };
        let authorities: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(start)).collect();
            let results = starts.into_iter().map(|start| start.join());
            results.map(|made| made.expect("it ends")).collect()
        });
        assert!(authorities[0].is_ok(), "{authorities:?}");
        assert!(authorities.iter().all(|made| *made == authorities[0]));
    }

    #[test]
    fn a_certificate_is_renewed_before_it_ends_and_the_authority_stays() {
        engine::cryptography::choose();
        let settings = testing::config(&[("server.tls", "self-signed")]).server;
        let clock = Clock::standing(testing::NOW);
        let made = || {
            open(&settings, &clock).expect("it is made");
            let read = |file| fs::read(settings.data.join("tls").join(file)).expect("it is there");
            (read("ca.pem"), read("localhost.pem"))
        };
        let day = std::time::Duration::from_hours(24);
        let first = made();
        clock.advance(334 * day);
        assert_eq!(made(), first, "a month is left");
        clock.advance(day);
        let second = made();
        assert_eq!(second.0, first.0);
        assert_ne!(second.1, first.1);
    }
}
