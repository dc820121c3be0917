//! Every way to refuse, as a document for people.

use std::fmt::Write;

use tacit_protocol::problem::ProblemKind;

const HEAD: &str = "\
# Problems

A refusal is `application/problem+json` (RFC 9457). Its `type` is one of these and stays the same; `detail` says what to do, as
here or for the particular case. Only what can't be read as an HTTP request is refused with an empty body and no type: with 400, with
414 if its address is too long, with 431 if its head has no end. The server shows this list too, at `/api/v1/docs`, to which a refusal's `Link`
header leads. It is made from `crates/protocol/src/problem.rs`, by `cargo run -p tacit-server --example describe_api`.

| type | status | title | when | what to do |
| --- | --- | --- | --- | --- |
";

/// The list as Markdown: `docs/PROBLEMS.md`.
pub fn problem_list() -> String {
    let mut list = HEAD.to_owned();
    let mut kinds = ProblemKind::ALL.to_vec();
    kinds.sort_by_key(|kind| kind.status());
    for kind in kinds {
        let (uri, status, title) = (kind.uri(), kind.status(), kind.title());
        // Writing to a string doesn't fail.
        let _ = writeln!(list, "| `{uri}` | {status} | {title} | {} | {} |", kind.meaning(), kind.detail());
    }
    list
}
