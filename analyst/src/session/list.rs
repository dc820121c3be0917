//! `list`: every session of this key, from the servers that have them.

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};
use serde::Serialize;
use tacit_client::AnalystClient;
use tacit_protocol::{administration::SessionEntry, origin::Origin};

use super::phase;
use crate::{context::Context, error::Error, output, time};

/// Says on the standard output which sessions the key has: at the server named, else at every one that this folder
/// remembers sessions of, else at the default one.
///
/// # Errors
///
/// [`Error::Unlisted`] of a server that can't be reached, refuses, or isn't Tacit's any more, once the sessions of the
/// others are shown; the last of several, of which the others are said before.
pub async fn list(context: &Context, json: bool) -> Result<(), Error> {
    let (secret, _) = context.secret()?;
    let (mut sessions, mut unlisted) = (Vec::new(), Vec::new());
    for server in servers(context)? {
        let client = AnalystClient::new(&server, secret.signing());
        match context.reach(&server).call(|| client.sessions()).await {
            Ok(found) => {
                sessions.extend(found.into_iter().map(|session| Listed { server: server.clone(), session }))
            }
            Err(source) => unlisted.push(Error::Unlisted { server, source }),
        }
    }
    if json {
        let text = serde_json::to_string_pretty(&sessions).map_err(|error| Error::Output(error.into()))?;
        output::line(text)?;
    } else if !sessions.is_empty() {
        output::text(&table(&sessions))?;
    } else if unlisted.is_empty() {
        context.ui.say("This key has no sessions there. Make one with: tacit-analyst create FORM.toml");
    }
    let last = unlisted.pop();
    unlisted.iter().for_each(|error| context.ui.say(&error.to_string()));
    last.map_or(Ok(()), Err)
}

#[derive(Serialize)]
struct Listed {
    server: Origin,
    #[serde(flatten)]
    session: SessionEntry,
}

fn servers(context: &Context) -> Result<Vec<Origin>, Error> {
    if let Some(server) = &context.server {
        return Ok(vec![server.clone()]);
    }
    let servers = context.sessions()?.servers();
    Ok(if servers.is_empty() { vec![Context::default_server()] } else { servers })
}

fn table(sessions: &[Listed]) -> String {
    let style = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));
    let mut table = Table::new();
    table.force_no_tty().load_style(style).set_content_arrangement(ContentArrangement::Disabled);
    let is_at_several = sessions.iter().any(|listed| listed.server != sessions[0].server);
    let server = |name: String| is_at_several.then_some(name);
    let header = ["title", "stands", "submitted", "made", "session"].map(str::to_owned);
    table.set_header(header.into_iter().chain(server("server".into())));
    for Listed { server: at, session } in sessions {
        let cells = [
            session.title.clone(),
            phase::standing(session.phase, session.window).to_owned(),
            format!("{} of {}", session.submitted, session.invited),
            time::show(session.created_at),
            session.session.to_string(),
        ];
        table.add_row(cells.into_iter().chain(server(at.to_string())));
    }
    output::lines(&table.trim_fmt())
}
