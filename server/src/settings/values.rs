//! Kinds of values that settings have.

use std::{net::IpAddr, str::FromStr};

use clap::ValueEnum;
use ipnet::IpNet;
use serde::Deserialize;
use tacit_protocol::forwarded::ForwardedHeader;
use tacit_server::telemetry::LogFormat;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogStyle {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogStyle {
    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

impl From<LogStyle> for LogFormat {
    fn from(style: LogStyle) -> Self {
        match style {
            LogStyle::Text => Self::Text,
            LogStyle::Json => Self::Json,
        }
    }
}

/// Where a proxy says for whom it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ProxyHeader {
    /// `X-Forwarded-For`.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl ProxyHeader {
    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => "x-forwarded-for",
            Self::Forwarded => "forwarded",
        }
    }
}

impl From<ProxyHeader> for ForwardedHeader {
    fn from(header: ProxyHeader) -> Self {
        match header {
            ProxyHeader::XForwardedFor => Self::XForwardedFor,
            ProxyHeader::Forwarded => Self::Forwarded,
        }
    }
}

/// Addresses: `10.0.0.0/8`, or one: `10.0.0.1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Network(pub(crate) IpNet);

impl FromStr for Network {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let one = |address: IpAddr| IpNet::from(address.to_canonical());
        let network = text.parse().ok().or_else(|| text.parse().ok().map(one));
        network
            .map(Self)
            .ok_or_else(|| "write an address or a network, like 10.0.0.1 or 10.0.0.0/8".to_owned())
    }
}

impl TryFrom<String> for Network {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}
