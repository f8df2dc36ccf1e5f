//! The address by which a provider names itself.

use crate::domain::fault::Code;

/// The longest issuer, in bytes.
const LONGEST: usize = 200;
/// Paths of Microsoft's issuers that stand for every customer of theirs, in place of one.
const OF_EVERYBODY: [&str; 3] = ["common", "organizations", "consumers"];

/// Where providers may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On the public internet, over TLS.
    Public,
    /// On this machine, too: Rollcall itself runs on it.
    ThisMachine,
}

impl Reach {
    /// For an installation that people reach at this address.
    pub fn of(public_url: &str) -> Self {
        if is_of_this_machine(public_url) {
            Self::ThisMachine
        } else {
            Self::Public
        }
    }

    /// Whether an address may be asked for anything: over TLS, and by a name that the internet knows.
    pub fn allows(self, url: &str) -> bool {
        match url.strip_prefix("https://") {
            Some(rest) => host_of(rest).is_some_and(is_public_name),
            None => self == Self::ThisMachine && is_of_this_machine(url),
        }
    }
}

/// Whether an address is one of this machine's own.
fn is_of_this_machine(url: &str) -> bool {
    let host = url.strip_prefix("http://").and_then(host_of);
    host.is_some_and(|host| matches!(host, "127.0.0.1" | "localhost"))
}

/// The host of what follows the scheme. `None`: there is none, or more than host and port.
fn host_of(rest: &str) -> Option<&str> {
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_port = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    (is_port && !host.is_empty()).then_some(host)
}

/// Whether the internet may know a name: no number, and nothing of one machine or one network.
fn is_public_name(host: &str) -> bool {
    const OWN: [&str; 6] = ["localhost", "local", "internal", "localdomain", "home", "lan"];
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let mut labels = host.rsplit('.');
    let top = labels.next().unwrap_or_default().to_ascii_lowercase();
    let is_number = top.bytes().all(|byte| byte.is_ascii_digit()) || top.starts_with("0x");
    host.len() <= 253
        && host.contains('.')
        && host.split('.').all(is_label)
        && !is_number
        && !OWN.contains(&top.as_str())
}

/// Reads an issuer: an address over TLS without parameters (OpenID Connect Core 1.0, section 2), of one organisation. It is kept
/// letter by letter, since a token has to name it exactly so.
///
/// # Errors
///
/// Why it is none.
pub fn parse(text: &str, reach: Reach) -> Result<String, Code> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(Code::TooLong { limit: LONGEST });
    }
    let is_plain =
        text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains(['?', '#', '@', '"', '\\']);
    let path = text.splitn(4, '/').nth(3).unwrap_or_default();
    // Templates of documentation, and what stands for all customers of a provider at once: anybody may be one.
    let is_of_everybody = path
        .split('/')
        .any(|part| OF_EVERYBODY.contains(&part.to_ascii_lowercase().as_str()));
    if is_of_everybody || text.contains(['{', '}', '<', '>']) {
        return Err(Code::IssuerOfEverybody);
    }
    if !is_plain || !reach.allows(text) {
        return Err(Code::NotAnIssuer);
    }
    Ok(text.to_owned())
}

/// Whether a provider signs in people of many organisations under one issuer, and says in a claim of which a person is.
pub fn is_google(issuer: &str) -> bool {
    issuer == "https://accounts.google.com"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_a_public_address_of_one_organisation() {
        let long = format!("https://a.example/{}", "x".repeat(200));
        for (text, expected) in [
            ("https://login.example", Ok(())),
            ("https://login.example/", Ok(())),
            ("https://login.example:8443/one/two", Ok(())),
            (
                "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
                Ok(()),
            ),
            (" https://login.example ", Ok(())),
            ("http://login.example", Err(Code::NotAnIssuer)),
            ("login.example", Err(Code::NotAnIssuer)),
            ("https://", Err(Code::NotAnIssuer)),
            ("https:///x", Err(Code::NotAnIssuer)),
            ("https://login.example?a=1", Err(Code::NotAnIssuer)),
            ("https://login.example#a", Err(Code::NotAnIssuer)),
            ("https://a@login.example", Err(Code::NotAnIssuer)),
            ("https://a:b@login.example", Err(Code::NotAnIssuer)),
            ("https://login example", Err(Code::NotAnIssuer)),
            ("https://login.exämple", Err(Code::NotAnIssuer)),
            // Our own network is nobody's provider.
            ("https://127.0.0.1/", Err(Code::NotAnIssuer)),
            ("https://169.254.169.254/latest", Err(Code::NotAnIssuer)),
            ("https://[::1]/", Err(Code::NotAnIssuer)),
            ("https://0x7f.0x1/", Err(Code::NotAnIssuer)),
            ("https://2130706433/", Err(Code::NotAnIssuer)),
            ("https://localhost/", Err(Code::NotAnIssuer)),
            ("https://db.internal/", Err(Code::NotAnIssuer)),
            ("http://127.0.0.1:9000", Err(Code::NotAnIssuer)),
            // Everybody in the world.
            (
                "https://login.microsoftonline.com/common/v2.0",
                Err(Code::IssuerOfEverybody),
            ),
            (
                "https://login.microsoftonline.com/Organizations/v2.0",
                Err(Code::IssuerOfEverybody),
            ),
            (
                "https://login.microsoftonline.com/{tenantid}/v2.0",
                Err(Code::IssuerOfEverybody),
            ),
            (&long, Err(Code::TooLong { limit: LONGEST })),
        ] {
            assert_eq!(parse(text, Reach::Public).map(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn on_one_machine_a_provider_may_be_there_too() {
        let reach = Reach::of("http://127.0.0.1:8080");
        assert_eq!(reach, Reach::ThisMachine);
        assert!(parse("http://127.0.0.1:9000", reach).is_ok());
        assert!(parse("http://localhost:9000/x", reach).is_ok());
        assert!(parse("http://192.168.0.1", reach).is_err());
        assert!(parse("http://127.0.0.1.evil.example", reach).is_err());
        assert!(parse("http://127.0.0.1@evil.example", reach).is_err());
        assert_eq!(Reach::of("https://people.example"), Reach::Public);
    }
}
