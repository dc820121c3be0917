//! Where a server is: the scheme, host and port that its addresses begin with.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A server's address: `https://survey.example/`, `http://127.0.0.1:8080/`, `http://[::1]/`.
///
/// Its text is in lower case, without the port that the scheme has anyway, and ends with the slash. Whether there is such
/// a host is for whoever connects to find out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Origin {
    text: String,
}

/// Why a text is no address of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OriginError {
    /// No http(s) URL.
    #[error("this is no server's address. Write it like https://survey.example or http://127.0.0.1:8080.")]
    Shape,
    /// The host's name has other letters than those of ASCII, which would need Unicode's tables.
    #[error(
        "the server's name has letters beyond a to z. Write it in its ASCII form, which begins with xn--: a browser \
         shows it when you open the address."
    )]
    Host,
}

impl Origin {
    /// The whole of it, ending with a slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Without the slash at its end, as people write it.
    pub fn bare(&self) -> &str {
        self.text.trim_end_matches('/')
    }

    /// Whether connections to it are encrypted: the scheme is `https`.
    pub fn is_tls(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// Host and port, as in a browser's address bar; an IPv6 address is in brackets.
    pub fn authority(&self) -> &str {
        self.bare().split_once("://").map_or("", |(_, authority)| authority)
    }

    /// The host alone.
    pub fn host(&self) -> &str {
        split_port(self.authority()).0
    }

    /// The address of something at the server: `path` is absolute.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.bare())
    }

    /// The origin that a URL begins with, and what of the URL comes after it: path, query and fragment. A name and a
    /// password before the host are left out.
    pub(crate) fn split(url: &str) -> Result<(Self, &str), OriginError> {
        let (scheme, rest) = url.split_once("://").ok_or(OriginError::Shape)?;
        let scheme = scheme.to_ascii_lowercase();
        let own_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(OriginError::Shape),
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        // Browsers take these for something else: who reads the address would be sent elsewhere.
        if authority.contains(|c: char| c == '\\' || c.is_whitespace() || c.is_control()) {
            return Err(OriginError::Shape);
        }
        let authority = authority.rsplit_once('@').map_or(authority, |(_, authority)| authority);
        let (host, port) = split_port(authority);
        if !host.is_ascii() || host.contains('%') {
            return Err(OriginError::Host);
        }
        let host = host.to_ascii_lowercase();
        let port = port.map(parse_port).transpose()?.flatten().filter(|port| *port != own_port);
        if !is_host(&host) {
            return Err(OriginError::Shape);
        }
        let text = match port {
            Some(port) => format!("{scheme}://{host}:{port}/"),
            None => format!("{scheme}://{host}/"),
        };
        Ok((Self { text }, rest))
    }
}

/// Host, and what comes after the colon that isn't one of an IPv6 address.
fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// `None`: nothing comes after the colon.
fn parse_port(port: &str) -> Result<Option<u16>, OriginError> {
    match port {
        "" => Ok(None),
        port if port.bytes().all(|digit| digit.is_ascii_digit()) => {
            port.parse().map(Some).map_err(|_| OriginError::Shape)
        }
        _ => Err(OriginError::Shape),
    }
}

/// A name, an IPv4 address, or an IPv6 address in brackets; in lower case. Addresses as they are commonly written: browsers
/// rewrite others (`127.1`, `0x7f.1`, `[::ffff:127.0.0.1]`), so that who reads one wouldn't see where it leads.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':');
    }
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    !host.is_empty() && host.bytes().all(is_name) && (!ends_in_number(host) || is_ipv4(host))
}

/// Whether browsers take the host for an IPv4 address (WHATWG URL, "ends in a number checker").
fn ends_in_number(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or(host);
    match last.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|digit| digit.is_ascii_hexdigit()),
        None => !last.is_empty() && last.bytes().all(|digit| digit.is_ascii_digit()),
    }
}

/// Four numbers of up to 255 without needless zeros.
fn is_ipv4(host: &str) -> bool {
    let is_byte = |part: &str| part.parse::<u8>().is_ok() && (part == "0" || !part.starts_with(['0', '+']));
    host.split('.').count() == 4 && host.split('.').all(is_byte)
}

impl FromStr for Origin {
    type Err = OriginError;

    /// Takes a URL; blanks around it and what comes after its origin are left out.
    fn from_str(url: &str) -> Result<Self, OriginError> {
        Self::split(url.trim()).map(|(origin, _)| origin)
    }
}

impl TryFrom<String> for Origin {
    type Error = OriginError;

    fn try_from(text: String) -> Result<Self, OriginError> {
        text.parse()
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.text
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Result<String, OriginError> {
        text.parse().map(|origin: Origin| origin.text)
    }

    #[test]
    fn it_has_one_text() {
        for (url, text) in [
            ("https://survey.example", "https://survey.example/"),
            (" HTTPS://Survey.Example:443/x?y#z ", "https://survey.example/"),
            ("http://survey.example:0080?x", "http://survey.example/"),
            ("http://survey.example:443", "http://survey.example:443/"),
            ("https://me:secret@survey.example:/#x", "https://survey.example/"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
            ("http://10.0.0.0", "http://10.0.0.0/"),
            ("http://1.example", "http://1.example/"),
            ("http://1.2.3.4.example", "http://1.2.3.4.example/"),
            ("http://[::1]", "http://[::1]/"),
            ("https://[2001:DB8::1]:8443/a", "https://[2001:db8::1]:8443/"),
            ("https://xn--mnchen-3ya.example", "https://xn--mnchen-3ya.example/"),
        ] {
            assert_eq!(parsed(url).as_deref(), Ok(text), "{url}");
        }
    }

    #[test]
    fn its_parts() {
        let origin: Origin = "https://[::1]:8443".parse().unwrap();
        assert_eq!((origin.host(), origin.authority(), origin.is_tls()), ("[::1]", "[::1]:8443", true));
        assert_eq!(
            (origin.bare(), origin.at("/a?b")),
            ("https://[::1]:8443", "https://[::1]:8443/a?b".into())
        );
        let origin: Origin = "http://survey.example".parse().unwrap();
        assert_eq!(
            (origin.host(), origin.authority(), origin.is_tls()),
            ("survey.example", "survey.example", false)
        );
    }

    #[test]
    fn anything_else_is_refused() {
        for url in [
            "",
            "survey.example",
            "//survey.example",
            "ftp://survey.example",
            "https:survey.example",
            "https:///x",
            "https://:80",
            "https://a b",
            "https://a\\b",
            "https://evil.example\\@good.example",
            "https://a\tb@good.example",
            "https://a:b:c",
            "https://a:65536",
            "https://a:+1",
            "https://[::1",
            "https://[]",
            "https://::1",
            "https://a\tb",
            "http://127.1",
            "http://0x7f.1",
            "http://0x7f000001",
            "http://2130706433",
            "http://127.0.0.01",
            "http://127.0.0.256",
            "http://127.0.0.1.",
            "http://a.0x",
            "http://[::ffff:127.0.0.1]",
            "http://[::g]",
        ] {
            assert_eq!(parsed(url), Err(OriginError::Shape), "{url}");
        }
        assert_eq!(parsed("https://münchen.example"), Err(OriginError::Host));
        assert_eq!(parsed("https://m%C3%BCnchen.example"), Err(OriginError::Host));
    }

    proptest! {
        #[test]
        fn its_text_is_its_own(url in "https?://[a-z@:\\[\\].0-9/?#]{1,20}") {
            if let Ok(text) = parsed(&url) {
                prop_assert_eq!(parsed(&text), Ok(text));
            }
        }
    }
}
