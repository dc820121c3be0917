//! Receipts: what the server really acknowledged.

use tacit_envelope::text;
use tacit_protocol::{
    closing::SignedClosingStatement,
    codec::Decode,
    ids::ParticipantId,
    inclusion::{Inclusion, InclusionError, Standing},
    publication::{PublicationError, Published, SignedPublication},
    receipt::{Receipt, SignedReceipt},
    receipt_file::ReceiptFile,
};

use crate::{report::SealedReport, session::Session};

/// Bytes of a signed receipt: version, session, participant, digest, revision, time, signature.
const SIGNED_RECEIPT_LEN: usize = 1 + 32 + 32 + 32 + 4 + 8 + 64;

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
    /// It is somebody else's, or about another report or revision.
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

/// Why published results aren't to be believed by somebody with a receipt.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// They aren't the analyst's, or can't be read.
    #[error(transparent)]
    Publication(#[from] PublicationError),
    /// The set is closed, so the server owes a proof, and gave none.
    #[error(
        "results are published, and the server gives no proof that your submission is in them. Keep your receipt: it shows \
         that the server had it. Tell the analyst and whoever invited you."
    )]
    Unproven,
    /// The submission counts in another set.
    #[error(
        "the published results are of another closed set than the one that the server proves to you. Keep your receipt; \
         tell the analyst and whoever invited you."
    )]
    OtherSet,
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
        let header = &report.report().header;
        let is_its = receipt.participant == header.participant_id
            && receipt.digest == *report.digest()
            && receipt.revision == header.revision;
        if is_its { Ok(receipt) } else { Err(ReceiptError::OtherReport) }
    }

    /// What the server acknowledged earlier to this participant, from the text in
    /// [`SubmissionStatus::receipt`](tacit_protocol::session::SubmissionStatus::receipt): base32.
    ///
    /// # Errors
    ///
    /// [`SavedReceiptError`]: nothing proves that the server has what it says.
    pub fn read_receipt(&self, who: &ParticipantId, text: &str) -> Result<Receipt, SavedReceiptError> {
        self.read_signed_receipt(who, text).map(|(receipt, _)| receipt)
    }

    /// As [`Session::read_receipt`], with the receipt as it was signed: to be kept.
    ///
    /// # Errors
    ///
    /// [`SavedReceiptError`]: nothing proves that the server has what it says.
    pub fn read_signed_receipt(
        &self,
        who: &ParticipantId,
        text: &str,
    ) -> Result<(Receipt, SignedReceipt), SavedReceiptError> {
        let bytes =
            text::decode_array::<SIGNED_RECEIPT_LEN>(text).map_err(|_| SavedReceiptError::Malformed)?;
        let signed = SignedReceipt::get_decoded(&bytes).map_err(|_| SavedReceiptError::Malformed)?;
        let receipt = *self.check_any_receipt(&signed)?;
        if receipt.participant != *who {
            return Err(ReceiptError::OtherReport.into());
        }
        Ok((receipt, signed))
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
    /// `closed`: the statement, if it gave one by itself.
    ///
    /// # Errors
    ///
    /// [`InclusionError`]: nothing of the answer may be believed.
    pub fn check_inclusion(
        &self,
        receipt: &Receipt,
        answer: &Inclusion,
        closed: Option<&SignedClosingStatement>,
    ) -> Result<Standing, InclusionError> {
        let standing = Standing::check(receipt, answer, &self.manifest.server.signing_key)?;
        match closed {
            Some(_) if standing.counted.is_none() => Err(InclusionError::Withheld),
            _ => Ok(standing),
        }
    }

    /// What the analyst published, if it signed it, with the server's statement about the set. Whoever has a receipt asks
    /// [`Session::check_own_results`] instead.
    ///
    /// # Errors
    ///
    /// [`PublicationError`]: nothing of it may be believed.
    pub fn check_results(&self, published: &SignedPublication) -> Result<Published, PublicationError> {
        Published::check(published, &self.id, &self.manifest)
    }

    /// What the analyst published, if it is of the very set in which the submission is proven to count that stands so.
    ///
    /// # Errors
    ///
    /// [`ResultsError`]: nothing of it may be believed.
    pub fn check_own_results(
        &self,
        published: &SignedPublication,
        standing: &Standing,
    ) -> Result<Published, ResultsError> {
        let published = self.check_results(published)?;
        match standing.counted {
            None => Err(ResultsError::Unproven),
            Some(counted) if counted.statement != published.statement => Err(ResultsError::OtherSet),
            Some(_) => Ok(published),
        }
    }

    fn check_any_receipt<'a>(&self, receipt: &'a SignedReceipt) -> Result<&'a Receipt, ReceiptError> {
        let receipt =
            receipt.verify(&self.manifest.server.signing_key).map_err(|_| ReceiptError::Signature)?;
        if receipt.session == self.id { Ok(receipt) } else { Err(ReceiptError::OtherSession) }
    }
}
