//! For whom a proxy asks, as it says in a header.

use core::net::{IpAddr, SocketAddr};

/// A header in which each proxy adds, at the end, the address that it was asked from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`: addresses.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl ForwardedHeader {
    /// The header's name, in small letters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }

    /// Who asked the first of so many proxies, by all that the header says in a request, in order. What stands before what they have added
    /// is the client's to invent. `None`: that proxy names no address, or there weren't as many.
    pub fn client<'a>(
        self,
        values: impl DoubleEndedIterator<Item = &'a [u8]>,
        proxies: u8,
    ) -> Option<IpAddr> {
        let before = usize::from(proxies).checked_sub(1)?;
        let mut newest_first = values.rev().flat_map(|value| value.rsplit(|byte| *byte == b','));
        self.address(newest_first.nth(before)?)
    }

    /// The address in one element of the list.
    fn address(self, element: &[u8]) -> Option<IpAddr> {
        let element = str::from_utf8(element).ok()?.trim();
        match self {
            Self::XForwardedFor => address(element),
            Self::Forwarded => element.split(';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then(|| address(value.trim().trim_matches('"')))?
            }),
        }
    }
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = || text.trim_start_matches('[').trim_end_matches(']').parse().ok();
    text.parse().ok().map(|address: SocketAddr| address.ip()).or_else(bare)
}
