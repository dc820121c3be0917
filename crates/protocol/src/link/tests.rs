use proptest::prelude::*;

use super::*;

fn session() -> SessionId {
    SessionId::of_manifest(b"{}")
}

fn token() -> Token {
    "aebagbafaydqqcikbmga2dqpca".parse().unwrap()
}

fn text(server: &str) -> String {
    format!("{server}/s/{}#{}", session(), token().expose())
}

fn parsed(text: &str) -> Result<Link, LinkError> {
    text.parse()
}

#[test]
fn a_good_link_is_taken_apart() {
    let link = parsed(&text("https://survey.example")).unwrap();
    assert_eq!(link.origin().as_str(), "https://survey.example/");
    assert_eq!(*link.session(), session());
    assert_eq!(*link.token(), token());
}

#[test]
fn schemes_hosts_and_ports() {
    for server in [
        "https://survey.example",
        "http://survey.example",
        "http://127.0.0.1:8080",
        "https://[::1]:8443",
        "https://survey.example:8443",
        "http://localhost:1",
    ] {
        let link = parsed(&text(server)).unwrap();
        assert_eq!(link.origin().as_str(), format!("{server}/"));
        assert_eq!(link.expose(), text(server));
    }
    // A scheme's own port goes without saying, and a host has no letter case.
    assert_eq!(parsed(&text("HTTPS://Survey.Example:443")).unwrap().expose(), text("https://survey.example"));
}

#[test]
fn host_names_are_in_ascii() {
    let server = "https://xn--mnchen-3ya.example";
    assert_eq!(parsed(&text(server)).unwrap().origin().as_str(), format!("{server}/"));
    assert_eq!(parsed(&text("https://münchen.example")), Err(LinkError::Host));
}

#[test]
fn blanks_around_it_and_upper_case_do_no_harm() {
    let link = parsed(&text("https://survey.example")).unwrap();
    assert_eq!(parsed(&format!(" {}\r\n", link.expose())).unwrap(), link);
    let shouted = text("https://survey.example").to_uppercase().replace("/S/", "/s/");
    assert_eq!(parsed(&shouted).unwrap(), link);
}

#[test]
fn query_and_user_are_dropped() {
    let link = parsed(&text("https://survey.example")).unwrap();
    let with_query = text("https://survey.example").replace('#', "?utm_source=mail#");
    assert_eq!(parsed(&with_query).unwrap(), link);
    assert_eq!(parsed(&text("https://user:password@survey.example")).unwrap(), link);

    let server = "https://user:password@survey.example/some/path?query#fragment".parse::<Origin>().unwrap();
    assert_eq!(Link::new(&server, session(), token()), link);
}

#[test]
fn what_is_no_invitation_is_refused() {
    let id = session();
    let secret = token().expose();
    for text in [
        String::new(),
        "survey".into(),
        format!("/s/{id}#{secret}"),
        format!("survey.example/s/{id}#{secret}"),
        format!("https:///s/{id}#{secret}").replace("https:///", "https://#/"),
        format!("ftp://survey.example/s/{id}#{secret}"),
        format!("file:///s/{id}#{secret}"),
        format!("javascript:/s/{id}#{secret}"),
        format!("https://survey.example/#{secret}"),
        format!("https://survey.example/{id}#{secret}"),
        format!("https://survey.example/S/{id}#{secret}"),
        // The server's pages are at its root.
        format!("https://survey.example/prefix/s/{id}#{secret}"),
    ] {
        assert_eq!(parsed(&text), Err(LinkError::Shape), "{text}");
    }
}

#[test]
fn a_damaged_session_id_is_named() {
    let id = session().to_string();
    let secret = token().expose();
    for damaged in
        ["", &id[1..], &format!("{id}a"), &format!("{id}/"), &format!("{id}/x"), &format!("%61{}", &id[1..])]
    {
        let text = format!("https://survey.example/s/{damaged}#{secret}");
        assert_eq!(parsed(&text), Err(LinkError::Session), "{text}");
    }
}

#[test]
fn a_missing_or_damaged_token_is_named() {
    let bare = format!("https://survey.example/s/{}", session());
    let secret = token().expose();
    assert_eq!(parsed(&bare), Err(LinkError::Token));
    for damaged in
        ["", &secret[1..], &format!("{secret}a"), &format!("{secret}#"), &format!("1{}", &secret[1..])]
    {
        let error = parsed(&format!("{bare}#{damaged}")).unwrap_err();
        assert_eq!(error, LinkError::Token, "{damaged}");
        assert!(damaged.is_empty() || !error.to_string().contains(damaged), "the message shows the token");
    }
}

#[test]
fn debug_hides_the_token() {
    let link = parsed(&text("https://survey.example")).unwrap();
    let shown = format!("{link:?} {link:#?}");
    assert!(!shown.contains(&token().expose()), "{shown}");
    assert!(shown.contains(&session().to_string()), "{shown}");
}

proptest! {
    #[test]
    fn survives_its_text(id: [u8; 32], secret: [u8; 16], port in 1..=u16::MAX, tls: bool) {
        let scheme = if tls { "https" } else { "http" };
        let server = format!("{scheme}://survey.example:{port}").parse().unwrap();
        let session = SessionId::try_from(&id[..]).unwrap();
        let token: Token = tacit_envelope::text::encode(&secret).parse().unwrap();
        let link = Link::new(&server, session, token.clone());
        let again = parsed(&link.expose()).unwrap();
        prop_assert_eq!(&again, &link);
        prop_assert_eq!((again.origin(), again.session(), again.token()), (&server, &session, &token));
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}") {
        let _ = parsed(&text);
        let _ = parsed(&format!("https://{text}"));
        let _ = parsed(&format!("https://survey.example/s/{text}"));
    }
}
