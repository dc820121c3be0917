//! Makes this crate's frozen vectors: `cargo run -p tacit-protocol --example make_vectors -- test-vectors/v1`.
//!
//! Nothing in them is random: every run makes the same bytes. A file that changes is another protocol version.

use std::{error::Error, fs, path::Path};

#[path = "../tests/vectors/made/mod.rs"]
mod made;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args().nth(1).ok_or("name the directory to write to")?;
    for file in made::files()? {
        fs::write(Path::new(&directory).join(file.name()), file.to_text()?)?;
    }
    Ok(())
}
