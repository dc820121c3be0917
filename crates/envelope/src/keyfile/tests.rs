use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use data_encoding::HEXLOWER;
use getrandom::{SysRng, rand_core::UnwrapErr};
use proptest::prelude::*;

use super::{
    protected::{Cost, stretch},
    *,
};

const CREATED: &str = "2026-11-02T10:00:00Z";

/// The least Argon2 knows, to keep tests of everything else fast.
const CHEAP: Cost = Cost { m: 8, t: 1, p: 1 };

fn secret() -> AnalystSecret {
    AnalystSecret::from_seed(&std::array::from_fn(|i| i as u8))
}

fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

fn plain(text: &str) -> Result<AnalystSecret, KeyFileError> {
    match KeyFile::parse(text)? {
        KeyFile::Plain(secret) => Ok(secret),
        KeyFile::Protected(_) => panic!("the key is plain"),
    }
}

fn protected(text: &str) -> Result<ProtectedKey, KeyFileError> {
    match KeyFile::parse(text)? {
        KeyFile::Protected(key) => Ok(key),
        KeyFile::Plain(_) => panic!("the key is protected"),
    }
}

fn protected_line(cost: Cost, passphrase: &str) -> String {
    let key = ProtectedKey::seal_at_cost(&mut rng(), &secret(), passphrase, cost).unwrap();
    format!("{PROTECTED_PREFIX}{}", text::encode(&key.encode()))
}

fn assert_is_the_secret(found: &AnalystSecret) {
    assert_eq!(found.seed(), secret().seed());
}

/// The key line of a key file's text.
fn line(text: &str) -> String {
    text.lines().last().unwrap().to_owned()
}

/// Keys, fingerprint and checksum were made with Python's `cryptography`, `hashlib` and `hmac` from the definitions.
#[test]
fn a_plain_file_is_fixed_to_the_byte() {
    let expected = "\
# Tacit analyst key
# created: 2026-11-02T10:00:00Z
# fingerprint: bf30 856f 10e5 01d1 aded 80a7 3fa9 746a
#
# Keep it safe, and keep a copy: without it, nobody can compute your surveys' results.
# Whoever has it and the server's key can read every answer to them.
TACIT-ANALYST-KEY-1-aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dyp2vtgcq4
";
    assert_eq!(*to_text(&secret(), CREATED), expected);
    assert_is_the_secret(&plain(expected).unwrap());

    let public = secret().public();
    assert_eq!(public.signing.to_string(), "d7x6prnhxpoynlfz63iivzqjzl3kvuwixjdp7duuyor2so5tfboa");
    assert_eq!(public.sealing.to_string(), "p4aettdzyqdhhiws2ki2zfx5mopmmpzxobbtmdv77zbmsfpdka7a");
    assert_eq!(
        public.fingerprint().to_hex(),
        "bf30856f10e501d1aded80a73fa9746a0568099ebe53b99e8b3b2c4c1000f6aa"
    );
}

#[test]
fn a_protected_file_opens_with_its_passphrase_only() {
    let text = to_protected_text(&mut rng(), &secret(), "correct horse", CREATED).unwrap();
    assert!(text.lines().rev().skip(1).all(|line| line.starts_with('#')));
    assert!(text.contains("takes its passphrase"));
    let key = protected(&text).unwrap();
    assert_is_the_secret(&key.open("correct horse").unwrap());
    assert_eq!(key.open("correct house").unwrap_err(), KeyFileError::WrongPassphrase);
    assert_eq!(key.open("").unwrap_err(), KeyFileError::WrongPassphrase);
}

/// Made with Python's `cryptography` (Argon2id, ChaCha20-Poly1305) and the definition of HChaCha20, apart from this crate.
#[test]
fn a_protected_file_of_another_implementation_opens() {
    let file = "TACIT-ANALYST-KEY-1-PROTECTED-\
         ibaueq2eivdeoscjjjfuytkoj4aacaaaaaaaaayaaaaacydbmjrwizlgm5ugs2tlnrww433qofzhg5dvoz36\
         2qy37cow455n52j4lzxtnarsruxzguly7xqbnapdp6glgvyjfls5fmkffdl3yuwfpjv4etvcwtkfzus3uvq";
    let key = protected(file).unwrap();
    assert_is_the_secret(&key.open("correct horse").unwrap());
}

#[test]
fn two_protected_files_of_the_same_share_no_salt_and_no_box() {
    let [one, two] =
        [(), ()].map(|()| ProtectedKey::seal_at_cost(&mut rng(), &secret(), "pass", CHEAP).unwrap().encode());
    assert_ne!(one[..16], two[..16]);
    assert_ne!(one[28..52], two[28..52]);
    assert_ne!(one[52..], two[52..]);
}

#[test]
fn an_empty_passphrase_is_refused() {
    let refused = to_protected_text(&mut rng(), &secret(), "", CREATED);
    assert_eq!(refused.unwrap_err(), KeyFileError::EmptyPassphrase);
}

#[test]
fn people_s_editors_do_no_harm() {
    let text = to_text(&secret(), CREATED);
    assert_is_the_secret(&plain(&format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap());
    assert_is_the_secret(&plain(&format!("\n  {}  \n\n# my key\n", line(&text))).unwrap());
    let shouted = line(&text).to_ascii_uppercase();
    assert_is_the_secret(&plain(&shouted).unwrap());
}

#[test]
fn a_created_date_can_t_end_its_comment() {
    let text = to_text(&secret(), "today\nTACIT-ANALYST-KEY-1-aaaa\r\n");
    assert_is_the_secret(&plain(&text).unwrap());
    assert!(text.contains("# created: todayTACIT-ANALYST-KEY-1-aaaa\n"));
}

#[test]
fn every_truncated_plain_key_is_damaged() {
    let line = line(&to_text(&secret(), CREATED));
    for len in PLAIN_PREFIX.len()..line.len() {
        assert_eq!(plain(&line[..len]).unwrap_err(), KeyFileError::Damaged, "{len} characters");
    }
    assert_eq!(plain(&format!("{line}a")).unwrap_err(), KeyFileError::Damaged);
}

#[test]
fn every_mistyped_character_of_a_plain_key_is_noticed() {
    let line = line(&to_text(&secret(), CREATED));
    for at in PLAIN_PREFIX.len()..line.len() {
        for wrong in "abcdefghijklmnopqrstuvwxyz234567-018 ".chars() {
            let mut mistyped = line.clone();
            mistyped.replace_range(at..=at, wrong.encode_utf8(&mut [0; 4]));
            if mistyped != line {
                assert_eq!(plain(&mistyped).unwrap_err(), KeyFileError::Damaged, "{mistyped}");
            }
        }
    }
}

#[test]
fn every_truncated_or_mistyped_protected_key_is_damaged() {
    let line = protected_line(CHEAP, "pass");
    assert_is_the_secret(&protected(&line).unwrap().open("pass").unwrap());
    for at in PROTECTED_PREFIX.len()..line.len() {
        assert_eq!(protected(&line[..at]).unwrap_err(), KeyFileError::Damaged, "{at} characters");
        let mut mistyped = line.clone();
        mistyped.replace_range(at..=at, if line.as_bytes()[at] == b'a' { "b" } else { "a" });
        assert_eq!(protected(&mistyped).unwrap_err(), KeyFileError::Damaged, "{mistyped}");
    }
}

/// Someone who alters the file on purpose gets the checksum right.
#[test]
fn every_forged_byte_of_a_protected_key_is_refused() {
    let key = ProtectedKey::seal_at_cost(&mut rng(), &secret(), "pass", CHEAP).unwrap();
    for at in 0..100 {
        // Cost bytes: only the lowest of each, the others ask for too much, which is another test.
        if (16..28).contains(&at) && ![19, 23, 27].contains(&at) {
            continue;
        }
        let mut bytes = key.encode();
        bytes[at] ^= if at == 27 { 3 } else { 1 };
        add_checksum(PROTECTED_PREFIX, &mut bytes);
        let forged = ProtectedKey::decode(&text::encode(&bytes));
        match forged.map(|key| key.open("pass")) {
            Err(error) => {
                assert_eq!((error, (16..28).contains(&at)), (KeyFileError::Cost, true), "byte {at}")
            }
            Ok(opened) => assert_eq!(opened.unwrap_err(), KeyFileError::WrongPassphrase, "byte {at}"),
        }
    }
}

#[test]
fn a_hostile_cost_is_refused_before_any_work() {
    let most = Cost::MOST;
    assert_eq!(most.checked(), Ok(most));
    assert_eq!(Cost::RECOMMENDED.checked(), Ok(Cost::RECOMMENDED));
    for cost in [
        Cost { m: most.m + 1, ..most },
        Cost { t: most.t + 1, ..most },
        Cost { p: most.p + 1, ..most },
        Cost { m: u32::MAX, t: u32::MAX, p: u32::MAX },
        Cost { m: 7, ..CHEAP },
        Cost { t: 0, ..CHEAP },
        Cost { p: 0, ..CHEAP },
        Cost { p: 2, ..CHEAP },
    ] {
        let mut bytes = ProtectedKey::seal_at_cost(&mut rng(), &secret(), "pass", CHEAP).unwrap().encode();
        for (chunk, word) in bytes[16..28].chunks_exact_mut(4).zip([cost.m, cost.t, cost.p]) {
            chunk.copy_from_slice(&word.to_be_bytes());
        }
        add_checksum(PROTECTED_PREFIX, &mut bytes);
        let hostile = format!("{PROTECTED_PREFIX}{}", text::encode(&bytes));
        assert_eq!(protected(&hostile).unwrap_err(), KeyFileError::Cost, "{cost:?}");
    }
}

#[test]
fn what_is_no_key_file_says_so() {
    let line = line(&to_text(&secret(), CREATED));
    let refused = |text: &str| KeyFile::parse(text).unwrap_err();
    assert_eq!(refused(""), KeyFileError::NoKey);
    assert_eq!(refused("# only a comment\n"), KeyFileError::NoKey);
    assert_eq!(refused("AGE-SECRET-KEY-1QQQ"), KeyFileError::NoKey);
    assert_eq!(refused(&format!("{line}\n{line}")), KeyFileError::SeveralKeys);
    assert_eq!(refused(&format!("# one\n{line}\n\nhello")), KeyFileError::StrayLine { line: 4 });
    let broken = format!("{}\n{}", &line[..40], &line[40..]);
    assert_eq!(refused(&broken), KeyFileError::StrayLine { line: 2 });
    assert_eq!(refused(&line.replace("KEY-1-", "KEY-2-")), KeyFileError::UnknownVersion);
    // One kind's data behind the other's prefix
    assert_eq!(refused(&line.replace("KEY-1-", "KEY-1-PROTECTED-")), KeyFileError::Damaged);
    let protected = protected_line(CHEAP, "pass");
    assert_eq!(refused(&protected.replace("PROTECTED-", "")), KeyFileError::Damaged);
}

#[test]
fn every_error_says_what_happened_and_what_to_do() {
    for error in [
        KeyFileError::NoKey,
        KeyFileError::SeveralKeys,
        KeyFileError::StrayLine { line: 3 },
        KeyFileError::UnknownVersion,
        KeyFileError::Damaged,
        KeyFileError::Cost,
        KeyFileError::WrongPassphrase,
        KeyFileError::EmptyPassphrase,
        KeyFileError::OutOfMemory,
    ] {
        let text = error.to_string();
        let (happened, advice) = text.split_once(['.', ':']).unwrap();
        assert!(happened.len() > 15 && advice.len() > 25 && text.ends_with('.'), "{text}");
    }
}

#[test]
fn each_key_of_an_analyst_is_its_own() {
    let sealed = secret().vault(b"journal").seal(&mut rng(), b"", b"note");
    assert_eq!(*secret().vault(b"journal").open(b"", &sealed).unwrap(), b"note");
    assert!(secret().vault(b"other").open(b"", &sealed).is_err());
    let other = AnalystSecret::generate(&mut rng());
    assert!(other.vault(b"journal").open(b"", &sealed).is_err());
    assert_ne!(other.public().signing, secret().public().signing);
    assert_ne!(other.public().sealing, secret().public().sealing);
    assert_ne!(other.public().fingerprint(), secret().public().fingerprint());
}

/// Made with Python's `hmac` from the definition, with the analyst's own sealing key as the server's.
#[test]
fn the_verify_key_of_a_session_is_fixed() {
    let server = secret().public().sealing;
    let expected = "0314016ca06f1e78ca9dfdf3fc03ed92f77cd00625b90b1aeac887fb06121329";
    assert_eq!(HEXLOWER.encode(secret().verify_key(&server).as_slice()), expected);
    let other = AnalystSecret::from_seed(&[1; 32]);
    assert_ne!(other.verify_key(&server), secret().verify_key(&server));
    assert_ne!(secret().verify_key(&other.public().sealing), secret().verify_key(&server));
}

#[test]
fn public_keys_as_json() {
    let public = secret().public();
    let json = serde_json::to_value(public).unwrap();
    let expected =
        serde_json::json!({ "signing": public.signing.to_string(), "sealing": public.sealing.to_string() });
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_value::<AnalystPublic>(json).unwrap(), public);
}

/// RFC 9106, section 5.3: Argon2id with secret and associated data, which the key file does not use.
#[test]
fn rfc_9106_vector() {
    let mut builder = ParamsBuilder::new();
    builder.m_cost(32).t_cost(3).p_cost(4).data(AssociatedData::new(&[4; 12]).unwrap());
    let params = builder.build().unwrap();
    let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(HEXLOWER.encode(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

/// The reference implementation's test (phc-winner-argon2, src/test.c): 64 MiB, 2 passes, 1 lane.
#[test]
fn argon2_reference_vector() {
    let cost = Cost { m: 65536, t: 2, p: 1 };
    let stretched = stretch(b"password", b"somesalt", cost).unwrap();
    let expected = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7";
    assert_eq!(HEXLOWER.encode(stretched.as_slice()), expected);
}

proptest! {
    #[test]
    fn any_secret_survives_its_file(seed: [u8; 32], created: String) {
        let text = to_text(&AnalystSecret::from_seed(&seed), &created);
        let found = plain(&text).unwrap();
        prop_assert_eq!(found.seed(), &seed);
    }

    #[test]
    fn any_secret_and_passphrase_survive_protection(seed: [u8; 32], passphrase in ".{1,40}") {
        let secret = AnalystSecret::from_seed(&seed);
        let key = ProtectedKey::seal_at_cost(&mut rng(), &secret, &passphrase, CHEAP).unwrap();
        let key = ProtectedKey::decode(&text::encode(&key.encode())).unwrap();
        let found = key.open(&passphrase).unwrap();
        prop_assert_eq!(found.seed(), &seed);
        prop_assert!(key.open(&(passphrase + " ")).is_err());
    }

    #[test]
    fn any_text_is_answered(head in "(TACIT-ANALYST-KEY-1-(PROTECTED-)?)?", tail in "[a-z2-7]{0,200}|.{0,100}") {
        // A checksum of four bytes is not met by chance.
        prop_assert!(KeyFile::parse(&(head + &tail)).is_err());
    }
}

#[test]
fn a_key_opens_what_is_sealed_to_it() {
    assert!(secret().works(&mut rng()));
    assert!(AnalystSecret::generate(&mut rng()).works(&mut rng()));
}
