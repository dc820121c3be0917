//! Reads and writes spreadsheets beside the page, in a worker: a large file doesn't keep the page from answering, and
//! one that makes this program fail doesn't end the page.
//!
//! The page sends `{manifest, file}` (the bytes of the manifest that it has verified, an `ArrayBuffer`) and gets
//! `{preview}`: what `tacit_sheet::preview` says, a `Uint8Array` as postcard writes it. Or it sends
//! `{manifest, template}` (`xlsx`, `csv`, or `csv-comma` where decimals follow a comma) and gets `{file}`, a
//! `Uint8Array`, or `{}` if there is none. Before, it is told
//! `{ready: true}`.

#[cfg(target_arch = "wasm32")]
mod answer;

/// Listens to the page.
#[cfg(target_arch = "wasm32")]
fn main() {
    answer::listen();
}

/// It runs in a browser only.
#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::print_stderr, reason = "it is all that this program does here")]
fn main() -> std::process::ExitCode {
    eprintln!("This is a part of the page for browsers. Build it with: cargo xtask build-web");
    std::process::ExitCode::FAILURE
}
