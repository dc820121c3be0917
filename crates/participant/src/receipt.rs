//! Receipts: what the server really acknowledged.

use tacit_envelope::text;
use tacit_protocol::{
    codec::Decode,
    inclusion::{Inclusion, InclusionError, Standing},
    publication::{PublicationError, Published, SignedPublication},
    receipt::{Receipt, SignedReceipt},
    receipt_file::ReceiptFile,
};

use crate::{report::SealedReport, session::Session};

/// Bytes of a signed receipt: version, session, digest, revision, time, signature.
const SIGNED_RECEIPT_LEN: usize = 1 + 32 + 32 + 4 + 8 + 64;

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReceiptError {
    /// The signature isn't by the key that the manifest names.
    #[error(
        "the server's signature is wrong, so nothing proves that it has your answers. Submit again; if it stays so, tell whoever invited you."
    )]
    Signature,
    /// It is about another session.
    #[error(
        "the server signed for another session, so nothing proves that it has your answers. Submit again; if it stays so, tell whoever invited you."
    )]
    OtherSession,
    /// It is about another report or revision.
    #[error(
        "the server's receipt is for another submission, so nothing proves that it has your answers. Submit again; if it stays so, tell whoever invited you."
    )]
    OtherReport,
}

/// Why a receipt in text form can't be taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SavedReceiptError {
    /// Not the text of a receipt.
    #[error("this is no receipt. Copy it again, whole, from where it was given to you.")]
    Malformed,
    /// A receipt that proves nothing here.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
}

impl Session {
    /// What the server acknowledges, if it signed for exactly this report.
    ///
    /// # Errors
    ///
    /// [`ReceiptError`]: the submission must not be taken for stored.
    pub fn check_receipt<'a>(
        &self,
        report: &SealedReport,
        receipt: &'a SignedReceipt,
    ) -> Result<&'a Receipt, ReceiptError> {
        let receipt = self.check_any_receipt(receipt)?;
        if receipt.digest != *report.digest() || receipt.revision != report.revision() {
            return Err(ReceiptError::OtherReport);
        }
        Ok(receipt)
    }

    /// What the server acknowledged earlier, from the text in
    /// [`SubmissionStatus::receipt`](tacit_protocol::session::SubmissionStatus::receipt): base32.
    ///
    /// # Errors
    ///
    /// [`SavedReceiptError`]: nothing proves that the server has what it says.
    pub fn read_receipt(&self, text: &str) -> Result<Receipt, SavedReceiptError> {
        self.read_signed_receipt(text).map(|(receipt, _)| receipt)
    }

    /// As [`Session::read_receipt`], with the receipt as it was signed: to be kept.
    ///
    /// # Errors
    ///
    /// [`SavedReceiptError`]: nothing proves that the server has what it says.
    pub fn read_signed_receipt(&self, text: &str) -> Result<(Receipt, SignedReceipt), SavedReceiptError> {
        let bytes =
            text::decode_array::<SIGNED_RECEIPT_LEN>(text).map_err(|_| SavedReceiptError::Malformed)?;
        let signed = SignedReceipt::get_decoded(&bytes).map_err(|_| SavedReceiptError::Malformed)?;
        Ok((*self.check_any_receipt(&signed)?, signed))
    }

    /// What the server acknowledged earlier, from a file that was saved.
    ///
    /// # Errors
    ///
    /// [`ReceiptError`]: nothing proves that the server has what it says.
    pub fn check_receipt_file(&self, file: &ReceiptFile) -> Result<Receipt, ReceiptError> {
        self.check_any_receipt(file.receipt()).copied()
    }

    /// What became of the submission with this receipt, which one of the other functions found right, by the server's
    /// answer: whether it was replaced, and whether it is in the closed set, by the signed closing statement.
    ///
    /// # Errors
    ///
    /// [`InclusionError`]: nothing of the answer may be believed.
    pub fn check_inclusion(&self, receipt: &Receipt, answer: &Inclusion) -> Result<Standing, InclusionError> {
        Standing::check(receipt, answer, &self.manifest.server.signing_key)
    }

    /// What the analyst published, if it signed it, with the server's statement about the set. Whoever has an inclusion
    /// proof compares the two statements: they must be the same.
    ///
    /// # Errors
    ///
    /// [`PublicationError`]: nothing of it may be believed.
    pub fn check_results(&self, published: &SignedPublication) -> Result<Published, PublicationError> {
        Published::check(published, &self.id, &self.manifest)
    }

    fn check_any_receipt<'a>(&self, receipt: &'a SignedReceipt) -> Result<&'a Receipt, ReceiptError> {
        let receipt =
            receipt.verify(&self.manifest.server.signing_key).map_err(|_| ReceiptError::Signature)?;
        if receipt.session == self.id { Ok(receipt) } else { Err(ReceiptError::OtherSession) }
    }
}
