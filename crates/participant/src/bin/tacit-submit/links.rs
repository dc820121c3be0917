//! Where links come from.

use std::{collections::HashMap, fs, io::BufRead as _, path::Path};

use tacit_protocol::link::Link;

use crate::{
    args::LinkSource,
    failure::{Exit, Failure},
    inputs::{first_row, table},
};

/// The link of one participant.
pub(crate) fn read(source: &LinkSource<'_>) -> Result<Link, Failure> {
    let text = match source {
        LinkSource::Text(text) => (*text).to_owned(),
        LinkSource::StandardInput => {
            let mut line = String::new();
            let read = std::io::stdin().lock().read_line(&mut line);
            read.map_err(|error| Failure::new(Exit::Link, format!("the link can't be read: {error}.")))?;
            line
        }
        LinkSource::File(path) => {
            let text = fs::read_to_string(path).map_err(|error| {
                Failure::new(Exit::Link, format!("{} can't be read: {error}.", path.display()))
            })?;
            text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned()
        }
    };
    Ok(text.parse()?)
}

/// The links in the column "link" of a CSV file: all of one session, none of them twice.
pub(crate) fn read_table(path: &Path) -> Result<Vec<Link>, Failure> {
    let fail = |message: String| Failure::new(Exit::Link, format!("{}: {message}", path.display()));
    let (header, records) = table(path)?;
    let column = header.iter().position(|name| name == "link").ok_or_else(|| {
        fail("there is no column \"link\". Use the file that tacit-analyst invite wrote.".into())
    })?;
    let mut links: Vec<Link> = Vec::with_capacity(records.len());
    let mut seen = HashMap::new();
    for (row, record) in (first_row()..).zip(&records) {
        let link: Link =
            record[column].parse().map_err(|error| fail(format!("row {row}, column link: {error}")))?;
        if let Some(first) = seen.insert(link.token().participant_id(), row) {
            return Err(fail(format!("rows {first} and {row} have the same link. Remove one of them.")));
        }
        if links
            .first()
            .is_some_and(|first| first.session() != link.session() || first.origin() != link.origin())
        {
            return Err(fail(format!(
                "row {row} links to another session than the first row. Submit them separately."
            )));
        }
        links.push(link);
    }
    Ok(links)
}
