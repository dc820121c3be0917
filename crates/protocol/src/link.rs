//! The link that invites a participant: `https://host/s/<session id>#<token>` (§3).

use std::{fmt, str::FromStr};

use crate::{
    ids::{SessionId, Token},
    origin::{Origin, OriginError},
};

/// An invitation: where, which session, and the participant's secret.
///
/// `Debug` hides the token; [`Link::expose`] writes the whole link, for its owner only.
#[derive(Clone, PartialEq, Eq)]
pub struct Link {
    origin: Origin,
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
    /// The link for `token` in `session`, on the server at `origin`.
    pub fn new(origin: &Origin, session: SessionId, token: Token) -> Self {
        Self { origin: origin.clone(), session, token }
    }

    /// Where the server is.
    pub fn origin(&self) -> &Origin {
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
        let (origin, rest) = Origin::split(s.trim()).map_err(|error| match error {
            OriginError::Host => LinkError::Host,
            OriginError::Shape => LinkError::Shape,
        })?;
        let (path, token) = rest.split_once('#').map_or((rest, None), |(path, token)| (path, Some(token)));
        let path = path.split('?').next().unwrap_or(path);
        let session = path.strip_prefix("/s/").ok_or(LinkError::Shape)?;
        let session = session.parse().map_err(|_| LinkError::Session)?;
        let token = token.and_then(|token| token.parse().ok()).ok_or(LinkError::Token)?;
        Ok(Self { origin, session, token })
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({}s/{}#secret)", self.origin, self.session)
    }
}

#[cfg(test)]
mod tests;
