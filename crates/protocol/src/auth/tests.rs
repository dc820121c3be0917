use super::*;

const NOW: u64 = 1_800_000_000_000;
const PATH: &str = "/api/v1/sessions/abc/notes?from=7";

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn signed() -> SignedRequest {
    SignedRequest::sign(&key(), "PUT", PATH, NOW, b"body")
}

fn parsed(header: &str) -> Result<SignedRequest, AuthError> {
    header.parse()
}

mod participant {
    use super::*;

    #[test]
    fn the_token_survives_its_header() {
        let token: Token = "aebagbafaydqqcikbmga2dqpca".parse().unwrap();
        let header = bearer(&token);
        assert_eq!(header, "Bearer aebagbafaydqqcikbmga2dqpca");
        assert_eq!(token_of(&header), Some(token.clone()));
        assert_eq!(token_of(&header.to_uppercase().replace("BEARER", "Bearer")), Some(token));
    }

    #[test]
    fn other_headers_have_no_token() {
        for header in [
            "",
            "Bearer",
            "Bearer ",
            "Beareraebagbafaydqqcikbmga2dqpca",
            "Basic aebagbafaydqqcikbmga2dqpca",
            "aebagbafaydqqcikbmga2dqpca",
            "Bearer aebagbafaydqqcikbmga2dqpcaa",
            "Bearer aebagbafaydqqcikbmga2dqpca aebagbafaydqqcikbmga2dqpca",
            "Bearer 1ebagbafaydqqcikbmga2dqpca",
        ] {
            assert_eq!(token_of(header), None, "{header:?}");
        }
    }
}

#[test]
fn a_signed_request_is_its_signers() {
    let signed = signed();
    assert_eq!(signed.verify("PUT", PATH, NOW, b"body"), Ok(key().public()));
    let again = parsed(&signed.header()).unwrap();
    assert_eq!(again, signed);
    assert_eq!(again.verify("PUT", PATH, NOW, b"body"), Ok(key().public()));
}

#[test]
fn the_header_is_key_time_and_signature() {
    let header = signed().header();
    let parts: Vec<&str> = header.strip_prefix("Tacit ").unwrap().split('.').collect();
    assert_eq!(parts[0], key().public().to_string());
    assert_eq!(parts[1], "1800000000000");
    assert_eq!(parts[2].len(), 103);
    assert_eq!(parts.len(), 3);
}

#[test]
fn nothing_of_a_request_can_be_altered() {
    let signed = signed();
    for (what, method, path, body) in [
        ("method", "POST", PATH, &b"body"[..]),
        ("method's case", "put", PATH, b"body"),
        ("path", "PUT", "/api/v1/sessions/abd/notes?from=7", b"body"),
        ("query", "PUT", "/api/v1/sessions/abc/notes?from=8", b"body"),
        ("missing query", "PUT", "/api/v1/sessions/abc/notes", b"body"),
        ("body", "PUT", PATH, b"bodz"),
        ("longer body", "PUT", PATH, b"body "),
        ("missing body", "PUT", PATH, b""),
        ("moved border", "PUT/", &PATH[1..], b"body"),
    ] {
        assert_eq!(signed.verify(method, path, NOW, body), Err(AuthError::Signature), "{what}");
    }
}

#[test]
fn time_key_and_signature_can_not_be_altered() {
    let good = signed();
    let later = SignedRequest { time: NOW + 1, ..good.clone() };
    assert_eq!(later.verify("PUT", PATH, NOW, b"body"), Err(AuthError::Signature));
    let other = SignedRequest { key: SigningKey::from_seed(&[8; 32]).public(), ..good.clone() };
    assert_eq!(other.verify("PUT", PATH, NOW, b"body"), Err(AuthError::Signature));
    for position in 0..64 {
        let mut signature = *good.signature.as_bytes();
        signature[position] ^= 1;
        let forged = SignedRequest { signature: Signature::from_bytes(signature), ..good.clone() };
        assert_eq!(forged.verify("PUT", PATH, NOW, b"body"), Err(AuthError::Signature), "byte {position}");
    }
    let message = message("PUT", PATH, NOW, &hash::sha256(&[b"body"]));
    let labelled = SignedRequest { signature: key().sign("receipt", &message), ..good };
    assert_eq!(labelled.verify("PUT", PATH, NOW, b"body"), Err(AuthError::Signature));
}

#[test]
fn clocks_may_differ_by_five_minutes_either_way() {
    let signed = signed();
    for now in [NOW - MAX_SKEW_MS, NOW + MAX_SKEW_MS] {
        assert_eq!(signed.verify("PUT", PATH, now, b"body"), Ok(key().public()));
    }
    for (now, seconds) in [
        (NOW - MAX_SKEW_MS - 1, 300),
        (NOW + MAX_SKEW_MS + 1, 300),
        (NOW + 3_600_000, 3_600),
        (0, NOW / 1000),
        (u64::MAX, (u64::MAX - NOW) / 1000),
    ] {
        assert_eq!(signed.verify("PUT", PATH, now, b"body"), Err(AuthError::Skew { seconds }), "{now}");
    }
}

/// Who hasn't signed isn't told the server's time.
#[test]
fn the_signature_comes_before_the_clock() {
    let found = signed().verify("PUT", PATH, NOW + 2 * MAX_SKEW_MS, b"other");
    assert_eq!(found, Err(AuthError::Signature));
}

#[test]
fn malformed_headers_are_missing_ones() {
    let good = signed().header();
    let [key, time, signature]: [&str; 3] =
        good["Tacit ".len()..].split('.').collect::<Vec<_>>().try_into().unwrap();
    let low_order = "a".repeat(52);
    for header in [
        String::new(),
        "Tacit".into(),
        "Tacit ".into(),
        "Tacit ..".into(),
        good["Tacit ".len()..].into(),
        good.replace("Tacit", "Bearer"),
        format!("Tacit {key}"),
        format!("Tacit {key}.{time}"),
        format!("{good}."),
        format!("{good}.{signature}"),
        format!("Tacit {key}.{time}.{}", &signature[1..]),
        format!("Tacit {}.{time}.{signature}", &key[1..]),
        format!("Tacit {low_order}.{time}.{signature}"),
        format!("Tacit {key}..{signature}"),
        format!("Tacit {key}.+{time}.{signature}"),
        format!("Tacit {key}.-{time}.{signature}"),
        format!("Tacit {key}.{time}x.{signature}"),
        format!("Tacit {key}. {time}.{signature}"),
        format!("Tacit {key}.18446744073709551616.{signature}"),
    ] {
        assert_eq!(parsed(&header), Err(AuthError::Missing), "{header}");
    }
}

/// The digest of RFC 9530, appendix B.1 (SHA-256 of `{"hello": "world"}` and a line feed).
#[test]
fn content_digests_are_those_of_the_rfc() {
    let body = b"{\"hello\": \"world\"}\n";
    let header = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
    assert_eq!(content_digest(body), header);
    assert_eq!(digest_of(header), Some(hash::sha256(&[body])));
    assert_eq!(digest_of(&format!("md5=:AAAA:, {header} ,sha-512=:AAAA:")), digest_of(header));
    for other in [
        "",
        "sha-256",
        "sha-256=",
        "sha-256=:",
        "sha-256=::",
        "sha-256=:AAAA:",
        &header[..50],
        "sha-512=:AAAA:",
    ] {
        assert_eq!(digest_of(other), None, "{other}");
    }
}

#[test]
fn the_head_alone_says_whose_request_it_is() {
    let signed = signed();
    assert_eq!(signed.verify_head("PUT", PATH, NOW, &hash::sha256(&[b"body"])), Ok(key().public()));
    let other = signed.verify_head("PUT", PATH, NOW, &hash::sha256(&[b"bodz"]));
    assert_eq!(other, Err(AuthError::Signature));
}
