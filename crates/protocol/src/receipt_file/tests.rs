use proptest::prelude::*;

use super::*;
use crate::strategies;

fn file() -> ReceiptFile {
    let receipt = Receipt {
        session: SessionId::of_manifest(b"{}"),
        participant: crate::ids::ParticipantId::try_from(&[6; 32][..]).unwrap(),
        digest: crate::ids::ReportDigest::new([5; 32]),
        revision: 2,
        received_at: 1_800_000_000_000,
    };
    let signed = SignedReceipt::sign(&strategies::key(), receipt).unwrap();
    let origin = "https://user:word@survey.example/s/x?y#z".parse::<Origin>().unwrap();
    ReceiptFile::new(&origin, receipt.session, signed)
}

#[test]
fn the_text_is_as_documented() {
    let text = file().to_text(&["For people.", "Two\nlines."]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..3], ["# For people.", "# Two", "# lines."]);
    assert_eq!(lines[3..5], ["TACIT-RECEIPT-1", "server https://survey.example/"]);
    assert_eq!(lines[5], format!("session {}", SessionId::of_manifest(b"{}")));
    assert!(lines[6].starts_with("receipt a") && lines.len() == 7, "{text}");
    assert_eq!(text.parse(), Ok(file()));
    let receipt = file().verify(&strategies::key().public()).copied().unwrap();
    assert_eq!((receipt.revision, receipt.session), (2, *file().session()));
}

#[test]
fn what_editors_and_mail_do_to_it_does_not_matter() {
    let text = file().to_string();
    for text in [
        format!("\u{feff}{text}"),
        text.replace('\n', "\r\n"),
        text.replace('\n', "  \n\n"),
        text.replace("TACIT", "# hello\n\n  TACIT"),
        text.trim_end().to_owned(),
        text.replace("receipt ", "receipt   "),
    ] {
        assert_eq!(text.parse(), Ok(file()), "{text}");
    }
}

#[test]
fn anything_else_is_refused() {
    let text = file().to_string();
    let other = SessionId::of_manifest(b"other").to_string();
    let cases = [
        (String::new(), ReceiptFileError::Shape),
        ("hello\n".into(), ReceiptFileError::Shape),
        (text.replace("RECEIPT-1", "RECEIPT-2"), ReceiptFileError::Version),
        (text.replace("session ", "sesion "), ReceiptFileError::Shape),
        (text.lines().take(3).collect::<Vec<_>>().join("\n"), ReceiptFileError::Shape),
        (format!("{text}{text}"), ReceiptFileError::Shape),
        (text.replace("https://", "ftp://"), ReceiptFileError::Server),
        (text.replace("https://survey.example/", "survey"), ReceiptFileError::Server),
        (text.replace(&file().session().to_string(), &other), ReceiptFileError::Receipt),
        (text.trim_end()[..text.len() - 3].to_owned(), ReceiptFileError::Receipt),
        (text.replace("receipt a", "receipt 1"), ReceiptFileError::Receipt),
    ];
    for (text, error) in cases {
        assert_eq!(text.parse::<ReceiptFile>(), Err(error), "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _ = text.parse::<ReceiptFile>();
    }

    #[test]
    fn every_receipt_comes_back(receipt in strategies::receipt()) {
        let signed = SignedReceipt::sign(&strategies::key(), receipt).unwrap();
        let origin = "http://127.0.0.1:8080".parse::<Origin>().unwrap();
        let file = ReceiptFile::new(&origin, receipt.session, signed);
        prop_assert_eq!(file.to_string().parse(), Ok(file));
    }
}
