//! The one provider of cryptography.

/// Chooses this process's cryptography, once, before anything uses it.
pub fn choose() {
    // Both refuse a second choice, which would be the same one.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let _ = jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default();
}
