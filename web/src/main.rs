//! The participant's page, as the program that the browser runs.

/// Draws the page.
#[cfg(target_arch = "wasm32")]
fn main() {
    tacit_web::page::start();
}

/// The page runs in a browser only.
#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::print_stderr, reason = "it is all that this program does here")]
fn main() -> std::process::ExitCode {
    eprintln!("This is the page for browsers. Build it with: cargo xtask build-web");
    std::process::ExitCode::FAILURE
}
