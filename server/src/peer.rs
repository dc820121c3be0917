//! Whose request it is, by address: that of the connection, or what the proxies before the server say.
//!
//! An address is used to count by, and for nothing else: it is in no log, metric, answer or store.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, request::Parts};
use ipnet::IpNet;
use tacit_protocol::forwarded::ForwardedHeader;

/// The other end of the connection that a request came by.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The network that a request counts for. `None`: for nobody's.
#[derive(Clone, Copy)]
pub(crate) struct Client(pub(crate) Option<Network>);

impl Client {
    /// That of a request which the interface has let in.
    pub(crate) fn of(request: &Parts) -> Option<Network> {
        request.extensions.get::<Self>().and_then(|client| client.0)
    }
}

/// The proxies before the server.
#[derive(Clone, Debug)]
pub struct Proxies {
    /// How many there are, one behind the other. 0: what a request says of others is not believed.
    pub hops: u8,
    /// Where the last of them, which connects to the server, may be. Nobody else is believed.
    pub networks: Vec<IpNet>,
    /// In which header each of them adds the address that it was asked from.
    pub header: ForwardedHeader,
}

impl Proxies {
    /// This machine, and what is reached without the internet (RFC 1918, RFC 4193, link-local).
    pub const NEAR: [&str; 8] = [
        "127.0.0.0/8",
        "::1/128",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    ];

    /// Whether a request says that it came by a proxy, though none is known.
    pub(crate) fn is_overlooked(&self, headers: &HeaderMap) -> bool {
        let says = |header| said(headers, header).next().is_some();
        self.hops == 0 && (says(ForwardedHeader::XForwardedFor) || says(ForwardedHeader::Forwarded))
    }

    /// Whose connection it is. `None`: a known proxy's, which has many for all its clients.
    pub(crate) fn connected(&self, peer: Peer) -> Option<IpAddr> {
        let peer = peer.0.to_canonical();
        let is_proxy = self.hops > 0 && self.networks.iter().any(|network| network.contains(&peer));
        (!is_proxy).then_some(peer)
    }

    /// Whose request it is. `None`: this machine's, and nothing says that a proxy here sent it on for others.
    pub(crate) fn client(&self, peer: Peer, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = peer.0.to_canonical();
        if self.hops == 0 {
            // All that a proxy here sends on counts as one address's, until we are told of it.
            return (!peer.is_loopback() || self.is_overlooked(headers)).then_some(peer);
        }
        if !self.networks.iter().any(|network| network.contains(&peer)) {
            return Some(peer);
        }
        let said = self.header.client(said(headers, self.header).map(HeaderValue::as_bytes), self.hops);
        Some(said.map_or(peer, |address| address.to_canonical()))
    }
}

impl Default for Proxies {
    fn default() -> Self {
        let networks = Self::NEAR.iter().filter_map(|network| network.parse().ok()).collect();
        Self { hops: 0, networks, header: ForwardedHeader::XForwardedFor }
    }
}

/// All that a request says in this header, in order.
fn said(headers: &HeaderMap, header: ForwardedHeader) -> impl DoubleEndedIterator<Item = &HeaderValue> {
    headers.get_all(HeaderName::from_static(header.name())).iter()
}

/// What one client can have many addresses of: of IPv6 a /64.
pub(crate) type Network = [u8; 8];

/// The network of an address. Those of IPv4 are in one that IPv6 gives nobody.
pub(crate) fn network(address: IpAddr) -> Network {
    match address {
        IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            [0, 0, 0, 0, a, b, c, d]
        }
        IpAddr::V6(address) => {
            let [a, b, c, d, e, f, g, h, ..] = address.octets();
            [a, b, c, d, e, f, g, h]
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use tacit_testkit::seeded::Seeded;

    use super::*;

    const PROXY: &str = "10.1.2.3";

    fn client(hops: u8, header: ForwardedHeader, peer: &str, values: &[&str]) -> Option<String> {
        let proxies = Proxies { hops, header, ..Proxies::default() };
        let mut headers = HeaderMap::new();
        for value in values {
            // What isn't ASCII comes through, too.
            headers.append(
                HeaderName::from_static(header.name()),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        proxies.client(Peer(peer.parse().unwrap()), &headers).map(|address| address.to_string())
    }

    fn of_x(hops: u8, peer: &str, values: &[&str]) -> String {
        client(hops, ForwardedHeader::XForwardedFor, peer, values).unwrap()
    }

    #[test]
    fn without_a_proxy_nothing_that_is_said_is_believed() {
        assert_eq!(of_x(0, PROXY, &["203.0.113.9"]), PROXY);
        assert_eq!(of_x(0, "::ffff:198.51.100.1", &[]), "198.51.100.1");
    }

    #[test]
    fn this_machine_counts_for_nobody_unless_a_proxy_here_sends_on_what_others_ask() {
        for header in [ForwardedHeader::XForwardedFor, ForwardedHeader::Forwarded] {
            for peer in ["127.0.0.1", "::1"] {
                assert_eq!(client(0, header, peer, &[]), None);
                for said in ["203.0.113.9", "198.51.100.1, 203.0.113.8", ""] {
                    assert_eq!(client(0, header, peer, &[said]).as_deref(), Some(peer), "{said:?}");
                }
            }
        }
    }

    #[test]
    fn strangers_are_not_believed() {
        assert_eq!(of_x(1, "198.51.100.1", &["203.0.113.9"]), "198.51.100.1");
        assert_eq!(of_x(2, "2001:db8::1", &["203.0.113.9, 203.0.113.8"]), "2001:db8::1");
    }

    #[test]
    fn the_nth_from_the_right_is_who_asked_the_first_proxy() {
        assert_eq!(of_x(1, PROXY, &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(of_x(1, PROXY, &["192.0.2.66, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(of_x(1, PROXY, &["192.0.2.66", "203.0.113.9"]), "203.0.113.9");
        assert_eq!(of_x(2, PROXY, &["192.0.2.66, 203.0.113.9,10.0.0.1"]), "203.0.113.9");
        assert_eq!(of_x(2, PROXY, &["192.0.2.66, 203.0.113.9", "10.0.0.1"]), "203.0.113.9");
        assert_eq!(of_x(1, PROXY, &["\u{fc}, \", 2001:db8::5"]), "2001:db8::5");
        assert_eq!(of_x(1, "127.0.0.1", &["[2001:db8::5]:4711"]), "2001:db8::5");
        assert_eq!(of_x(1, "::1", &["203.0.113.9:4711"]), "203.0.113.9");
    }

    #[test]
    fn what_names_no_address_counts_as_the_proxys_own() {
        for values in [&[][..], &[""], &["unknown"], &["203.0.113.9, _hidden"], &["\u{fc}"]] {
            assert_eq!(of_x(1, "127.0.0.1", values), "127.0.0.1", "{values:?}");
        }
        assert_eq!(of_x(2, PROXY, &["203.0.113.9"]), PROXY, "it didn't come through both");
    }

    #[test]
    fn connections_count_for_whoever_is_no_proxy() {
        let connected = |hops, peer: &str| {
            let proxies = Proxies { hops, ..Proxies::default() };
            proxies.connected(Peer(peer.parse().unwrap())).map(|address| address.to_string())
        };
        assert_eq!(connected(0, PROXY).as_deref(), Some(PROXY));
        assert_eq!(connected(1, PROXY), None);
        assert_eq!(connected(1, "127.0.0.1"), None);
        assert_eq!(connected(1, "::ffff:198.51.100.1").as_deref(), Some("198.51.100.1"));
    }

    #[test]
    fn rfc_7239_is_read() {
        let of = |value| client(1, ForwardedHeader::Forwarded, PROXY, &[value]).unwrap();
        assert_eq!(of("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60");
        assert_eq!(of("for=\"a, b\", For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
        assert_eq!(of("for=192.0.2.66, proto=https; for=192.0.2.60"), "192.0.2.60");
        assert_eq!(of("for=_hidden"), PROXY);
        let other = client(1, ForwardedHeader::Forwarded, PROXY, &[]).unwrap();
        assert_eq!(other, PROXY);
    }

    #[test]
    fn whatever_stands_before_what_the_proxy_added_changes_nothing() {
        let signs = b"for=FOR=203.0.113.9[2001:db8::1]:,;\"\\_-. \t\x80\xff";
        let mut random = Seeded::new(1);
        let mut below = |most: usize| random.below(most as u64) as usize;
        for (header, added) in
            [(ForwardedHeader::XForwardedFor, "192.0.2.60"), (ForwardedHeader::Forwarded, "for=192.0.2.60")]
        {
            let proxies = Proxies { hops: 1, header, ..Proxies::default() };
            let peer = Peer(PROXY.parse().unwrap());
            for _ in 0..20_000 {
                let invented: Vec<u8> = (0..below(40)).map(|_| signs[below(signs.len())]).collect();
                let value = |bytes: &[u8]| HeaderValue::from_bytes(bytes).unwrap();
                let headers = HeaderMap::from_iter([(
                    HeaderName::from_static(header.name()),
                    value(&[&invented[..], b",", added.as_bytes()].concat()),
                )]);
                let found = proxies.client(peer, &headers).map(|address| address.to_string());
                assert_eq!(found.as_deref(), Some("192.0.2.60"), "{}", String::from_utf8_lossy(&invented));
                // Alone it may say anything, and is read.
                proxies
                    .client(
                        peer,
                        &HeaderMap::from_iter([(HeaderName::from_static(header.name()), value(&invented))]),
                    )
                    .unwrap();
            }
        }
    }
}
