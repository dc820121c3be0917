//! Shares, proves and seals answers beside the page, in a worker: the page goes on answering to its reader meanwhile.
//!
//! The page names the session, then sends an order and gets what came of it, each a `Uint8Array` as
//! `tacit_participant::apart` encodes them. Before, it is told `"ready"`. Of an order, nothing is kept for the next.

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
