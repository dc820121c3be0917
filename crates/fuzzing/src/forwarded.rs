//! For whom a proxy asks: what it adds counts, whatever a client has written before.

use tacit_protocol::forwarded::ForwardedHeader;

/// The header's values, a line each.
pub(crate) fn run(bytes: &[u8]) {
    for (header, added) in
        [(ForwardedHeader::XForwardedFor, "192.0.2.60"), (ForwardedHeader::Forwarded, "for=192.0.2.60")]
    {
        let values = || bytes.split(|byte| *byte == b'\n');
        let client = |more: &[u8], proxies| header.client(values().chain([more]), proxies);
        let named = "192.0.2.60".parse().ok();
        assert_eq!(client(added.as_bytes(), 1), named);
        assert_eq!(client(format!("{added},, unknown").as_bytes(), 3), named);
        for proxies in [0, 1, 2, 255] {
            let Some(found) = header.client(values(), proxies) else { continue };
            let again = match header {
                ForwardedHeader::XForwardedFor => found.to_string(),
                ForwardedHeader::Forwarded => format!("for=\"[{found}]\""),
            };
            assert_eq!(client(again.as_bytes(), 1), Some(found));
        }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [
        "203.0.113.9",
        "192.0.2.66, 203.0.113.9,10.0.0.1",
        "192.0.2.66\n203.0.113.9:4711",
        "[2001:db8::5]:4711, ::ffff:198.51.100.1",
        "unknown, _hidden",
        "for=192.0.2.60;proto=http;by=203.0.113.43",
        "for=\"a, b\", For=\"[2001:db8:cafe::17]:4711\"",
        "for=192.0.2.66, proto=https; for=192.0.2.60",
    ]
    .map(|seed| seed.as_bytes().to_vec())
    .into()
}
