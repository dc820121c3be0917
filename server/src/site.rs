//! The page's files, from inside the binary.

use std::{borrow::Cow, collections::HashMap};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use rust_embed::RustEmbed;
use tacit_envelope::{hash, text};

#[derive(RustEmbed)]
#[folder = "$TACIT_SITE_DIR"]
struct Embedded;

/// The page's files by path, each with its compressed forms.
#[derive(Default)]
pub struct Site(HashMap<String, Asset>);

/// One file of the page.
pub(crate) struct Asset {
    pub(crate) content_type: &'static str,
    /// Whether its name holds its hash, so that another content has another name.
    pub(crate) immutable: bool,
    plain: Variant,
    brotli: Option<Variant>,
    gzip: Option<Variant>,
}

/// One form of a file.
pub(crate) struct Variant {
    pub(crate) bytes: Bytes,
    pub(crate) etag: HeaderValue,
    /// `Content-Encoding`, if it has one.
    pub(crate) encoding: Option<&'static str>,
}

impl Site {
    /// The files that were there when this program was built.
    pub fn embedded() -> Self {
        let files = Embedded::iter().filter_map(|path| Some((path.to_string(), Embedded::get(&path)?.data)));
        Self::from_files(files)
    }

    /// A site of these files: path without leading slash, and content. `x.br` and `x.gz` are forms of `x`.
    pub fn from_files(files: impl IntoIterator<Item = (String, Cow<'static, [u8]>)>) -> Self {
        let mut contents: HashMap<String, Bytes> =
            files.into_iter().map(|(path, content)| (path, bytes_of(content))).collect();
        let paths: Vec<String> =
            contents.keys().filter(|path| !is_compressed(path, &contents)).cloned().collect();
        let assets = paths.into_iter().filter_map(|path| {
            let plain = Variant::new(contents.remove(&path)?, None);
            let brotli = contents.remove(&format!("{path}.br")).map(|bytes| Variant::new(bytes, Some("br")));
            let gzip = contents.remove(&format!("{path}.gz")).map(|bytes| Variant::new(bytes, Some("gzip")));
            let asset = Asset {
                content_type: content_type(&path),
                immutable: path.starts_with("assets/") && is_hashed(&path),
                plain,
                brotli,
                gzip,
            };
            Some((path, asset))
        });
        Self(assets.collect())
    }

    /// The file at this path (without leading slash).
    pub(crate) fn get(&self, path: &str) -> Option<&Asset> {
        self.0.get(path)
    }
}

impl Asset {
    /// The smallest form that the client takes.
    pub(crate) fn variant(&self, headers: &HeaderMap) -> &Variant {
        let taken = |form: &&Variant| form.encoding.is_some_and(|coding| accepts(headers, coding));
        [&self.brotli, &self.gzip].into_iter().flatten().find(taken).unwrap_or(&self.plain)
    }
}

impl Variant {
    fn new(bytes: Bytes, encoding: Option<&'static str>) -> Self {
        let etag = format!("\"{}\"", text::encode(&hash::sha256(&[&bytes])[..20]));
        // Base32 within quotation marks is a valid header value.
        let etag = HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"\""));
        Self { bytes, etag, encoding }
    }
}

/// Whether the client takes a coding (RFC 9110, section 12.5.3).
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let weight = |wanted: &str| {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).find_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let named = parts.next()?.eq_ignore_ascii_case(wanted);
            let q = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            named.then(|| q.map_or(Some(1.0), |q| q.trim().parse::<f32>().ok()).unwrap_or(0.0))
        })
    };
    weight(coding).or_else(|| weight("*")).is_some_and(|q| q > 0.0)
}

fn bytes_of(content: Cow<'static, [u8]>) -> Bytes {
    match content {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    }
}

fn is_compressed(path: &str, all: &HashMap<String, Bytes>) -> bool {
    let plain = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz"));
    plain.is_some_and(|plain| all.contains_key(plain))
}

/// Whether a file's name ends in a hash as `xtask build-web` writes it: `name-<16 hex digits>.ending`.
fn is_hashed(path: &str) -> bool {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() == 16 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts_with(value: &'static str, coding: &str) -> bool {
        accepts(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]), coding)
    }

    #[test]
    fn accept_encoding_is_read_with_its_weights() {
        assert!(accepts_with("gzip, deflate, br, zstd", "br"));
        assert!(accepts_with("gzip;q=0.5, BR ; q=1.0", "br"));
        assert!(accepts_with("*", "br"));
        assert!(!accepts_with("br;q=0, *", "br"));
        assert!(!accepts_with("gzip", "br"));
        assert!(!accepts_with("", "br"));
        assert!(!accepts_with("br;q=what", "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[test]
    fn only_names_with_a_hash_are_immutable() {
        assert!(is_hashed("assets/web-02cd8d1142a44d59.js"));
        assert!(is_hashed("assets/web_bg-abcdefabcdefabcd.wasm"));
        for name in [
            "assets/favicon.svg",
            "assets/web-02CD8D1142A44D59.js",
            "assets/icon-192.png",
            "assets/a-0123.js",
        ] {
            assert!(!is_hashed(name), "{name}");
        }
    }
}
