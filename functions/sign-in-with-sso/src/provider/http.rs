//! Asking providers: over TLS, public addresses alone, no redirects, and never for long or for much.
//!
//! An administrator of any organisation says which address is asked. So it must not lead into a network of ours, by whatever name:
//! names are looked up here, and what is not of the public internet is left out of the answer, so that there is nothing between
//! the check and the connection.

use axum::http::{Request, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::Name},
    },
    rt::TokioExecutor,
};
use rollcall::domain::sso::issuer::Reach;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
    vec,
};
use tower::Service;

/// A provider answers within this, or not at all.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Larger answers are not read, in bytes.
const LARGEST: usize = 256 * 1024;

/// The body of a request.
pub(crate) type Body = Full<axum::body::Bytes>;

/// Why a provider was asked for nothing, or in vain. In words that name nobody.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AskError {
    /// Its address is not one that may be asked.
    #[error("the address is not public")]
    Forbidden,
    /// It did not answer, or not in time.
    #[error("no answer: {0}")]
    Unreachable(String),
    /// It answered otherwise than it should.
    #[error("answered with status {0}")]
    Status(u16),
    /// Its answer is larger than any should be.
    #[error("the answer is too large or was cut off")]
    TooLarge,
}

/// What asks providers.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    client: Client<HttpsConnector<HttpConnector<PublicNames>>, Body>,
    reach: Reach,
}

impl Asking {
    /// Providers within this reach.
    ///
    /// # Errors
    ///
    /// Where TLS cannot be set up.
    pub(crate) fn new(reach: Reach) -> Result<Self, rustls::Error> {
        let roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls);
        let connector = match reach {
            Reach::Public => connector.https_only(),
            Reach::ThisMachine => connector.https_or_http(),
        };
        let mut names = HttpConnector::new_with_resolver(PublicNames(reach));
        names.enforce_http(false);
        names.set_connect_timeout(Some(TIMEOUT));
        let connector = connector.enable_http1().wrap_connector(names);
        Ok(Self {
            client: Client::builder(TokioExecutor::new()).build(connector),
            reach,
        })
    }

    /// Sends a request. Answers with status and body; a redirect is an answer like any other.
    pub(crate) async fn send(&self, request: Request<Body>) -> Result<(u16, Vec<u8>), AskError> {
        if !self.reach.allows(&request.uri().to_string()) {
            return Err(AskError::Forbidden);
        }
        let answer = async {
            let response = self.client.request(request).await;
            let response = response.map_err(|error| AskError::Unreachable(cause(&error)))?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), LARGEST).collect().await;
            let body = body.map_err(|_| AskError::TooLarge)?.to_bytes();
            Ok((status, body.to_vec()))
        };
        match tokio::time::timeout(TIMEOUT, answer).await {
            Ok(answer) => answer,
            Err(_) => Err(AskError::Unreachable("it took too long".to_owned())),
        }
    }

    /// What stands at an address.
    pub(crate) async fn get(&self, url: &str, bearer: Option<&str>) -> Result<Vec<u8>, AskError> {
        let mut request = Request::get(url).header(header::ACCEPT, "application/json");
        if let Some(token) = bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::default()).map_err(|_| AskError::Forbidden)?;
        match self.send(request).await? {
            (200, body) => Ok(body),
            (status, _) => Err(AskError::Status(status)),
        }
    }
}

/// The root cause of an error.
fn cause(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string().chars().take(120).collect()
}

/// Looks names up, and leaves out what is not of the public internet.
#[derive(Debug, Clone)]
struct PublicNames(Reach);

impl Service<Name> for PublicNames {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found
                .filter(|address| may_be_asked(reach, address.ip()))
                .collect();
            if allowed.is_empty() {
                return Err(io::Error::other("the name leads to no public address"));
            }
            Ok(allowed.into_iter())
        })
    }
}

fn may_be_asked(reach: Reach, address: IpAddr) -> bool {
    is_public(address) || (reach == Reach::ThisMachine && address.is_loopback())
}

/// Whether an address is of the public internet (IANA's registries of special-purpose addresses, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224..=255, ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Global unicast (2000::/3) alone; of it not what is for documentation, and not what carries an older address within it.
    let [first, second, ..] = address.segments();
    let is_global = first & 0xe000 == 0x2000;
    let is_special = match first {
        0x2001 => second < 0x0200 || second == 0x0db8,
        0x2002 | 0x3fff => true,
        _ => false,
    };
    is_global && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_asked() {
        for (address, expected) in [
            ("93.184.216.34", true),
            ("20.190.128.1", true),
            ("2a00:1450:4001:82b::200e", true),
            ("127.0.0.1", false),
            ("10.0.0.1", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            // Where clouds answer what their machines may do.
            ("169.254.169.254", false),
            ("169.254.170.2", false),
            ("fd00:ec2::254", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("198.18.0.1", false),
            ("::1", false),
            ("::", false),
            ("fe80::1", false),
            ("::ffff:127.0.0.1", false),
            ("::ffff:93.184.216.34", false),
            ("64:ff9b::7f00:1", false),
            ("2002:7f00:1::", false),
            ("2001::1", false),
            ("2001:db8::1", false),
        ] {
            let address: IpAddr = address.parse().unwrap();
            assert_eq!(may_be_asked(Reach::Public, address), expected, "{address}");
        }
        assert!(may_be_asked(Reach::ThisMachine, "127.0.0.1".parse().unwrap()));
        assert!(!may_be_asked(Reach::ThisMachine, "192.168.1.1".parse().unwrap()));
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_asked() {
        let mut names = PublicNames(Reach::Public);
        let refused = names.call("localhost".parse().unwrap()).await;
        assert!(refused.is_err_and(|error| error.to_string().contains("no public address")));
        let mut names = PublicNames(Reach::ThisMachine);
        assert!(names.call("localhost".parse().unwrap()).await.is_ok());
    }

    #[tokio::test]
    async fn addresses_that_are_not_public_are_refused_before_anything_is_sent() {
        let asking = Asking::new(Reach::Public).unwrap();
        for url in [
            "http://login.example/x",
            "https://127.0.0.1/x",
            "https://169.254.169.254/latest",
            "https://localhost/x",
            "https://[::1]/x",
        ] {
            let refused = asking.get(url, None).await;
            assert!(matches!(refused, Err(AskError::Forbidden)), "{url}");
        }
    }
}
