//! What the address bar says.

use tacit_protocol::link::{Link, LinkError};

use crate::model::{BadLink, View};

/// The invitation in the address bar, or what to show instead: the landing page without a session, otherwise what is
/// wrong. `path` is the address's path, `href` all of it.
pub fn read(path: &str, href: &str) -> Result<Link, View> {
    if path == "/" {
        return Err(View::Landing);
    }
    href.parse::<Link>().map_err(|error| {
        let token = href.split_once('#').map_or("", |(_, token)| token);
        View::BadLink(match error {
            LinkError::Token if token.is_empty() => BadLink::NoToken,
            LinkError::Token => BadLink::Token,
            _ => BadLink::Session,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, fragment: &str) -> Result<(), View> {
        read(path, &format!("https://survey.example{path}{fragment}")).map(drop)
    }

    #[test]
    fn landing_and_links() {
        let session = format!("/s/{}", tacit_protocol::ids::SessionId::of_manifest(b"{}"));
        // As long as a token, and written alike.
        let token = format!("#{}", tacit_protocol::ids::ReportId::try_from(&[5; 16][..]).unwrap());
        assert_eq!(check("/", ""), Err(View::Landing));
        assert_eq!(check(&session, &token), Ok(()));
        assert_eq!(check(&session, ""), Err(View::BadLink(BadLink::NoToken)));
        assert_eq!(check(&session, "#"), Err(View::BadLink(BadLink::NoToken)));
        assert_eq!(check(&session, &token[..9]), Err(View::BadLink(BadLink::Token)));
        assert_eq!(check("/s/abc", &token), Err(View::BadLink(BadLink::Session)));
        assert_eq!(check("/elsewhere", &token), Err(View::BadLink(BadLink::Session)));
    }
}
