//! The authority of `--tls self-signed`, which can sign for the names of this server and for no other, and its certificate.

use crate::config::Config;
use engine::clock::Clock;
use engine::master_key::write_private;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use url::Host;

/// The names of this server: those of this machine, the public URL's, and those of the pools below `pages.domain`.
pub(super) fn names(settings: &Config) -> Vec<String> {
    let mut names = ["localhost", "127.0.0.1", "::1"]
        .map(str::to_owned)
        .to_vec();
    let public_url = settings.server.public_url.as_ref();
    names.extend(
        public_url
            .and_then(|url| url.host())
            .map(|host| match host {
                Host::Domain(name) => name.to_owned(),
                Host::Ipv4(address) => address.to_string(),
                Host::Ipv6(address) => address.to_string(),
            }),
    );
    let domain = settings.engine.pages.domain.as_deref();
    names.extend(domain.map(|domain| format!("*.{domain}")));
    let mut unique = Vec::new();
    for name in names {
        if !unique.contains(&name) {
            unique.push(name);
        }
    }
    unique
}

/// The files in `data/tls`.
pub(super) struct Files {
    pub(super) authority: PathBuf,
    authority_key: PathBuf,
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

impl Files {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            authority: folder.join("ca.pem"),
            authority_key: folder.join("ca-key.pem"),
            certificate: folder.join("localhost.pem"),
            key: folder.join("localhost-key.pem"),
        }
    }

    /// Makes what is missing: the authority once for its names, for ten years, so that trust is given once; the
    /// certificate anew when a month or less of its year is left (Apple accepts no longer than 398 days).
    pub(super) fn make(
        &self,
        names: &[String],
        clock: &Clock,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let now = today(clock)?;
        let renewal = jiff::Span::new().days(335);
        let is_made = self.authority.exists() && self.authority_key.exists();
        let is_for_names =
            fs::read_to_string(self.names()).is_ok_and(|made| made == names.join("\n"));
        if !is_made || !is_for_names {
            if is_made {
                tracing::warn!(
                    authority = %self.authority.display(),
                    "the certificate authority is made anew, for the names that this server has now: trust the new one, and \
                     take the old one from every list of trusted authorities"
                );
            }
            let key = KeyPair::generate()?;
            let authority = authority(names, now)?.self_signed(&key)?;
            write_private(&self.authority_key, key.serialize_pem().as_bytes())?;
            write_private(&self.authority, authority.pem().as_bytes())?;
            drop(fs::remove_file(&self.certificate));
            write_private(&self.names(), names.join("\n").as_bytes())?;
        }
        let made = fs::read_to_string(self.made_at())
            .ok()
            .and_then(|text| text.trim().parse::<jiff::civil::Date>().ok());
        let due = match made {
            Some(made) => made.checked_add(renewal)? <= now,
            None => true,
        };
        if due || !self.certificate.exists() || !self.key.exists() {
            let key = KeyPair::from_pem(&fs::read_to_string(&self.authority_key)?)?;
            // The issuer is its name and its key; both are as they were when the authority was made.
            let issuer = Issuer::new(authority(names, now)?, key);
            let key = KeyPair::generate()?;
            let certificate = certificate(names, now)?.signed_by(&key, &issuer)?;
            write_private(&self.key, key.serialize_pem().as_bytes())?;
            write_private(&self.certificate, certificate.pem().as_bytes())?;
            write_private(&self.made_at(), now.to_string().as_bytes())?;
        }
        Ok(())
    }

    /// When the certificate was made.
    fn made_at(&self) -> PathBuf {
        self.certificate.with_extension("made")
    }

    /// For which names the authority was made.
    fn names(&self) -> PathBuf {
        self.authority.with_extension("names")
    }
}

fn today(clock: &Clock) -> Result<jiff::civil::Date, jiff::Error> {
    let now = jiff::Timestamp::from_millisecond(clock.now().0)?;
    Ok(now.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// An authority that is good for servers of these names: who trusts it trusts it for nothing else.
///
/// **Source** RFC 5280 §4.2.1.10; rcgen marks the constraints as critical.
fn authority(names: &[String], now: jiff::civil::Date) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Loggia local authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.iter().map(|name| subtree(name)).collect(),
        excluded_subtrees: Vec::new(),
    });
    valid(&mut params, now, 3650);
    Ok(params)
}

fn subtree(name: &str) -> GeneralSubtree {
    match name.parse::<IpAddr>() {
        Ok(address) => {
            let every_bit = if address.is_ipv4() { 32 } else { 128 };
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, every_bit))
        }
        Err(_) => GeneralSubtree::DnsName(name.trim_start_matches("*.").to_owned()),
    }
}

fn certificate(
    names: &[String],
    now: jiff::civil::Date,
) -> Result<CertificateParams, rcgen::Error> {
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
    use crate::tls::open;
    use rustls::client::danger::ServerCertVerifier;
    use rustls::pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject};
    use rustls::{RootCertStore, client::WebPkiServerVerifier};
    use std::sync::Arc;

    #[test]
    fn of_many_programs_that_start_at_once_one_makes_the_authority() {
        engine::cryptography::choose();
        let settings = testing::config(&[("server.tls", "self-signed")]);
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
        let settings = testing::config(&[("server.tls", "self-signed")]);
        let clock = Clock::standing(testing::NOW);
        let made = || {
            open(&settings, &clock).expect("it is made");
            let read =
                |file| fs::read(settings.server.data.join("tls").join(file)).expect("it is there");
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

    /// Whether whoever trusts the authority believes that this certificate is the named server's.
    fn is_believed(authority: &Path, certificate: &CertificateDer<'_>, name: &str) -> bool {
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_file(authority).expect("the authority");
        roots.add(authority).expect("it is one");
        let verifier = WebPkiServerVerifier::builder(Arc::new(roots)).build();
        let verifier = verifier.expect("there is a root");
        let name = ServerName::try_from(name.to_owned()).expect("a name");
        let now = std::time::Duration::from_millis(testing::NOW.0.unsigned_abs());
        let now = UnixTime::since_unix_epoch(now);
        verifier
            .verify_server_cert(certificate, &[], &name, &[], now)
            .is_ok()
    }

    #[test]
    fn the_certificate_is_for_every_name_of_the_server() {
        engine::cryptography::choose();
        let settings = testing::config(&[
            ("server.tls", "self-signed"),
            ("server.public_url", "https://id.example.test:9443"),
            ("pages.domain", "auth.example.test"),
        ]);
        open(&settings, &Clock::standing(testing::NOW)).expect("it is made");
        let files = Files::new(&settings.server.data.join("tls"));
        let certificate = CertificateDer::from_pem_file(&files.certificate).expect("it is there");
        let expect = [
            "localhost",
            "127.0.0.1",
            "::1",
            "id.example.test",
            "acme.auth.example.test",
        ];
        for name in expect {
            assert!(is_believed(&files.authority, &certificate, name), "{name}");
        }
        assert!(!is_believed(&files.authority, &certificate, "example.test"));
        let address = testing::config(&[("server.public_url", "https://[2001:db8::1]:9443")]);
        assert!(names(&address).contains(&"2001:db8::1".to_owned()));
    }

    #[test]
    fn the_authority_is_believed_for_no_other_name() {
        engine::cryptography::choose();
        let settings = testing::config(&[("server.tls", "self-signed")]);
        open(&settings, &Clock::standing(testing::NOW)).expect("it is made");
        let files = Files::new(&settings.server.data.join("tls"));
        let sign = |name: &str| {
            let key = fs::read_to_string(&files.authority_key).expect("it is there");
            let key = KeyPair::from_pem(&key).expect("a key");
            let today = today(&Clock::standing(testing::NOW)).expect("a date");
            let names = names(&settings);
            let issuer = Issuer::new(authority(&names, today).expect("an authority"), key);
            let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
            valid(&mut params, today, 3650);
            let key = KeyPair::generate().expect("a key");
            let signed = params.signed_by(&key, &issuer).expect("signed");
            signed.der().clone()
        };
        assert!(is_believed(
            &files.authority,
            &sign("localhost"),
            "localhost"
        ));
        for name in ["bank.example", "127.0.0.2", "::2"] {
            assert!(!is_believed(&files.authority, &sign(name), name), "{name}");
        }
    }

    #[test]
    fn an_authority_for_other_names_is_made_anew() {
        engine::cryptography::choose();
        let settings = testing::config(&[("server.tls", "self-signed")]);
        let files = Files::new(&settings.server.data.join("tls"));
        let clock = Clock::standing(testing::NOW);
        let make = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            fs::create_dir_all(settings.server.data.join("tls")).expect("the folder is ours");
            files.make(&names, &clock).expect("it is made");
            fs::read(&files.authority).expect("it is there")
        };
        let first = make(&["localhost"]);
        assert_eq!(make(&["localhost"]), first);
        let second = make(&["localhost", "id.example.test"]);
        assert_ne!(second, first);
        let certificate = CertificateDer::from_pem_file(&files.certificate).expect("it is there");
        assert!(is_believed(
            &files.authority,
            &certificate,
            "id.example.test"
        ));
        // Made by a version that did not constrain it.
        fs::remove_file(files.names()).expect("it is there");
        assert_ne!(make(&["localhost", "id.example.test"]), second);
    }
}
