//! Whom the analyst invites, and how it knows them again (§4).

use std::io::Cursor;

use tacit_envelope::{
    keyfile::AnalystSecret,
    voucher::{self, VoucherKey},
};

use crate::{
    codec::{CodecError, Decode, Encode, put_items, put_version, take_array, take_items, take_version},
    ids::{InvitationName, ParticipantId, SessionId, Token},
};

/// The most invitations in one [`Invitations`].
pub const MAX_INVITATIONS: usize = 10_000;

/// By which an analyst knows again whom it invited, and to which cohort. The server keeps it and can't make one.
pub type Voucher = [u8; voucher::LEN];

/// A participant to admit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Hash of the token in the link.
    pub participant: ParticipantId,
    /// The number of the cohort that the participant is assigned; 0: none is assigned.
    pub cohort: u16,
    /// The analyst's, for these two.
    pub voucher: Voucher,
}

/// Participants to admit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitations {
    /// At most [`MAX_INVITATIONS`].
    pub invitations: Vec<Invitation>,
}

/// The token of the invitation with this name: the analyst makes it, and finds it again on any machine with the key file.
pub fn token(analyst: &AnalystSecret, session: &SessionId, name: &InvitationName) -> Token {
    Token::new(&analyst.token(session.as_bytes(), name.as_bytes()))
}

/// Makes an analyst's invitations to one session, and knows them again. Secret; `Debug` shows nothing.
#[derive(Debug)]
pub struct Inviter(VoucherKey);

impl Inviter {
    /// The analyst's, for this session: any machine with the key file has the same.
    pub fn new(analyst: &AnalystSecret, session: &SessionId) -> Self {
        Self(analyst.vouchers(session.as_bytes()))
    }

    /// An invitation. `cohort` is 0 unless invitations assign cohorts.
    pub fn invite(&self, participant: ParticipantId, cohort: u16) -> Invitation {
        Invitation { participant, cohort, voucher: self.0.voucher(&vouched(&participant, cohort)) }
    }

    /// Whether this invitation was made by this analyst.
    pub fn made(&self, invitation: &Invitation) -> bool {
        self.0.accepts(&vouched(&invitation.participant, invitation.cohort), &invitation.voucher)
    }
}

fn vouched(participant: &ParticipantId, cohort: u16) -> Vec<u8> {
    [participant.as_bytes().as_slice(), &cohort.to_be_bytes()].concat()
}

impl Invitation {
    /// Length in bytes.
    pub const LEN: usize = ParticipantId::LEN + 2 + voucher::LEN;
}

impl Encode for Invitation {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        self.participant.encode(bytes)?;
        self.cohort.encode(bytes)?;
        bytes.extend_from_slice(&self.voucher);
        Ok(())
    }
}

impl Decode for Invitation {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        Ok(Self {
            participant: ParticipantId::decode(bytes)?,
            cohort: u16::decode(bytes)?,
            voucher: take_array(bytes)?,
        })
    }
}

impl Encode for Invitations {
    fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
        put_version(bytes);
        put_items(bytes, &self.invitations)
    }
}

impl Decode for Invitations {
    fn decode(bytes: &mut Cursor<&[u8]>) -> Result<Self, CodecError> {
        take_version(bytes)?;
        let invitations = take_items(bytes)?;
        if invitations.len() > MAX_INVITATIONS {
            return Err(CodecError::LengthPrefixTooBig(invitations.len()));
        }
        Ok(Self { invitations })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inviter(analyst: u8, session: u8) -> Inviter {
        Inviter::new(&AnalystSecret::from_seed(&[analyst; 32]), &SessionId::of_manifest(&[session]))
    }

    fn participant(number: u8) -> ParticipantId {
        ParticipantId::try_from(&[number; 32][..]).unwrap()
    }

    #[test]
    fn up_to_their_maximum() {
        let inviter = inviter(1, 1);
        let of = |n: usize| Invitations {
            invitations: (0..n).map(|i| inviter.invite(participant(i as u8), i as u16)).collect(),
        };
        for n in [0, 1, MAX_INVITATIONS] {
            let bytes = of(n).get_encoded().unwrap();
            assert_eq!(bytes.len(), 5 + Invitation::LEN * n);
            assert_eq!(Invitations::get_decoded(&bytes).unwrap(), of(n));
        }
        let found = Invitations::get_decoded(&of(MAX_INVITATIONS + 1).get_encoded().unwrap());
        assert!(matches!(found, Err(CodecError::LengthPrefixTooBig(n)) if n == MAX_INVITATIONS + 1));
    }

    #[test]
    fn tokens_follow_from_key_session_and_name() {
        let token = |analyst: u8, session: u8, name: u8| {
            let secret = AnalystSecret::from_seed(&[analyst; 32]);
            let name = InvitationName::try_from(&[name; 16][..]).unwrap();
            super::token(&secret, &SessionId::of_manifest(&[session]), &name)
        };
        assert!(token(1, 1, 1) == token(1, 1, 1));
        for other in [token(2, 1, 1), token(1, 2, 1), token(1, 1, 2)] {
            assert!(other != token(1, 1, 1));
        }
    }

    #[test]
    fn another_participant_cohort_session_or_analyst_is_noticed() {
        let good = inviter(1, 1).invite(participant(5), 3);
        assert!(inviter(1, 1).made(&good));
        assert!(!inviter(2, 1).made(&good));
        assert!(!inviter(1, 2).made(&good));
        assert!(!inviter(1, 1).made(&Invitation { participant: participant(6), ..good }));
        assert!(!inviter(1, 1).made(&Invitation { cohort: 2, ..good }));
        assert!(!inviter(1, 1).made(&Invitation { voucher: [0; 16], ..good }));
    }
}
