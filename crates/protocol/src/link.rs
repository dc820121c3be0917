//! The link that invites a participant: `https://host/s/<session id>#<token>` (§3).

use std::{fmt, str::FromStr};

use url::Url;

use crate::ids::{SessionId, Token};

/// An invitation: where, which session, and the participant's secret.
///
/// `Debug` hides the token; [`Link::expose`] writes the whole link, for its owner only.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    origin: Url,
    session: SessionId,
    token: Token,
}

/// Why a text is no invitation.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkError {
    /// Not an http(s) URL of the right shape.
    #[error(
        "this is no invitation link. It should look like https://host/s/<session>#<token>: copy it again, whole."
    )]
    Shape,
    /// The server's name has other letters than those of ASCII.
    #[error(
        "the link's server name has letters beyond a to z. Write it in its ASCII form, which begins with xn--: a browser \
         shows it when you open the link."
    )]
    Host,
    /// The part after `/s/` is no session id.
    #[error("the link's session id is damaged. Copy the link again, whole, from your invitation.")]
    Session,
    /// The part after `#` is missing or no token.
    #[error(
        "the part of the link after # is missing or damaged. Copy the link again, whole, from your invitation."
    )]
    Token,
}

impl Link {
    /// The link for `token` in `session`, on the server at `origin` (only its scheme, host and port are kept).
    pub fn new(origin: &Url, session: SessionId, token: Token) -> Self {
        Self { origin: origin_of(origin), session, token }
    }

    /// Scheme, host and port of the server, with an empty path.
    pub fn origin(&self) -> &Url {
        &self.origin
    }

    /// The session that the link invites to.
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// The participant's secret.
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// The whole link, secret included: show it to its owner only.
    pub fn expose(&self) -> String {
        format!("{}s/{}#{}", self.origin, self.session, self.token.expose())
    }
}

impl FromStr for Link {
    type Err = LinkError;

    fn from_str(s: &str) -> Result<Self, LinkError> {
        let s = s.trim();
        check_letters(s)?;
        let url = Url::parse(s).map_err(|_| LinkError::Shape)?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(LinkError::Shape);
        }
        let session = url.path().strip_prefix("/s/").ok_or(LinkError::Shape)?;
        let session = session.parse().map_err(|_| LinkError::Session)?;
        let token = url.fragment().ok_or(LinkError::Token)?.parse().map_err(|_| LinkError::Token)?;
        Ok(Self { origin: origin_of(&url), session, token })
    }
}

/// Refuses a server's name with letters beyond ASCII's, written or percent-encoded: it would need Unicode's tables, which
/// this program is without.
fn check_letters(link: &str) -> Result<(), LinkError> {
    let (_, rest) = link.split_once("://").ok_or(LinkError::Shape)?;
    // The parser passes over these, and over further slashes.
    if link.contains(|character: char| character.is_ascii_control()) {
        return Err(LinkError::Shape);
    }
    let host = rest.trim_start_matches(['/', '\\']).split(['/', '?', '#']).next().unwrap_or(rest);
    if host.is_ascii() && !host.contains('%') { Ok(()) } else { Err(LinkError::Host) }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({}s/{}#secret)", self.origin, self.session)
    }
}

/// Scheme, host and port of a URL, with an empty path.
pub(crate) fn origin_of(url: &Url) -> Url {
    let mut origin = url.clone();
    origin.set_path("/");
    origin.set_query(None);
    origin.set_fragment(None);
    // A URL with a host takes these; one without was refused when parsed.
    let _ = origin.set_username("");
    let _ = origin.set_password(None);
    origin
}

#[cfg(test)]
mod tests;
