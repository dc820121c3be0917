//! Writes what the programming interface says of itself into the repository: run it after changing an endpoint, a JSON body or a
//! problem.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    fs::write(docs.join("schemas/openapi.json"), tacit_server::openapi())?;
    fs::write(docs.join("PROBLEMS.md"), tacit_server::problem_list())
}
