//! TLS: from PEM files, or by an authority of our own that is made at first start.

mod self_signed;

use crate::config::{self, Config};
use engine::clock::Clock;
use engine::master_key::lock;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use self_signed::{Files, names};
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
pub(crate) fn open(settings: &Config, clock: &Clock) -> Result<Option<Endpoint>, String> {
    match &settings.server.tls {
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
            let folder = settings.server.data.join("tls");
            let files = Files::new(&folder);
            let cannot = |error: Box<dyn std::error::Error>| {
                format!(
                    "the certificates in {} cannot be made: {error}. Check `server.data`.",
                    folder.display()
                )
            };
            // Until certificate and key were read, so that another program replaces neither in between.
            let _turn = lock(&folder.join("made.lock")).map_err(|error| cannot(error.into()))?;
            files.make(&names(settings), clock).map_err(cannot)?;
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
