//! TLS, with a certificate that can be renewed while the server runs.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::SystemTime,
};

use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{
        CertificateDer, PrivateKeyDer,
        pem::{self, PemObject},
    },
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// Speaks TLS 1.2 and 1.3. Cheap to clone; clones share the certificate. `Debug` shows no key.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    identity: Arc<Identity>,
}

/// Why TLS can't be spoken with these files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file can't be read, or holds nothing of what it should.
    #[error("{path} can't be read as PEM: {problem}. Is it the right file, and may this user read it?")]
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong; nothing of the file's content, which may be a key.
        problem: String,
    },
    /// There is no certificate in the file.
    #[error(
        "there is no certificate in {0}. It must hold the server's, and after it those up to the issuer's root."
    )]
    NoCertificate(PathBuf),
    /// The key isn't the certificate's, or of a kind that isn't known.
    #[error("the certificate in {certificate} and the key in {key} can't be used together: {error}.")]
    Pair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What is wrong.
        error: rustls::Error,
    },
}

impl Tls {
    /// With the chain of certificates and the key in these files (PEM).
    ///
    /// # Errors
    ///
    /// [`TlsError`]
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, TlsError> {
        let files = Files { certificate: certificate.into(), key: key.into() };
        let provider = Arc::new(ring::default_provider());
        // Before they are read: what changes meanwhile is read again.
        let changed = files.changed();
        let pair = files.pair(&provider)?;
        let identity =
            Arc::new(Identity { files, provider: provider.clone(), current: RwLock::new((changed, pair)) });
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.map_err(|error| identity.files.unfit(error))?;
        let mut config = builder.with_no_client_auth().with_cert_resolver(identity.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: Arc::new(config).into(), identity })
    }

    /// Reads the files again if they have changed: connections from now on get the new certificate. `false`: they haven't.
    ///
    /// # Errors
    ///
    /// [`TlsError`]: the certificate stays the one it was.
    pub fn reload(&self) -> Result<bool, TlsError> {
        let Identity { files, provider, current } = &*self.identity;
        let changed = files.changed();
        if changed.is_some() && changed == current.read().unwrap_or_else(PoisonError::into_inner).0 {
            return Ok(false);
        }
        let pair = files.pair(provider)?;
        *current.write().unwrap_or_else(PoisonError::into_inner) = (changed, pair);
        Ok(true)
    }

    /// The client's handshake.
    pub(crate) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
    ) -> io::Result<TlsStream<S>> {
        self.acceptor.accept(stream).await
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.identity.files.certificate).finish_non_exhaustive()
    }
}

/// Who the server says it is.
struct Identity {
    files: Files,
    provider: Arc<CryptoProvider>,
    /// When the files were changed, and what was in them then.
    current: RwLock<(Option<[SystemTime; 2]>, Arc<CertifiedKey>)>,
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().unwrap_or_else(PoisonError::into_inner).1.clone())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// What is wrong with a file. The library's own words may repeat a line of it, and so a key.
fn problem(error: &pem::Error) -> String {
    match error {
        pem::Error::Io(error) => error.to_string(),
        pem::Error::NoItemsFound => "there is nothing of that kind in it".to_owned(),
        _ => "it is cut off or damaged".to_owned(),
    }
}

struct Files {
    certificate: PathBuf,
    key: PathBuf,
}

impl Files {
    fn pair(&self, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, TlsError> {
        let unread = |path: &Path| {
            let path = path.to_owned();
            |error| TlsError::File { path, problem: problem(&error) }
        };
        let chain: Vec<_> = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect)
            .map_err(unread(&self.certificate))?;
        if chain.is_empty() {
            return Err(TlsError::NoCertificate(self.certificate.clone()));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(unread(&self.key))?;
        let pair = CertifiedKey::from_der(chain, key, provider).map_err(|error| self.unfit(error))?;
        Ok(Arc::new(pair))
    }

    fn changed(&self) -> Option<[SystemTime; 2]> {
        let of = |path: &Path| path.metadata().and_then(|file| file.modified()).ok();
        Some([of(&self.certificate)?, of(&self.key)?])
    }

    fn unfit(&self, error: rustls::Error) -> TlsError {
        TlsError::Pair { certificate: self.certificate.clone(), key: self.key.clone(), error }
    }
}
