//! `delete`: a session, with everything that the server has of it.

use tacit_protocol::{ids::SessionId, origin::Origin};

use super::Session;
use crate::{context::Context, error::Error, invitations::Book, ui::Keyboard};

/// Deletes the session once its title is typed, or given on the command line. One that its own server has no more is
/// forgotten here.
pub async fn delete(context: &Context, title: Option<&str>) -> Result<(), Error> {
    let session = match Session::attach(context).await {
        Err(Error::UnknownSession { session, server }) => {
            return forget_gone(context, session, server, title).await;
        }
        attached => attached?,
    };
    let expected = session.manifest.form.title();
    if title.is_none() && Keyboard::is_there() {
        let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
        context.ui.say(&format!(
            "Deleting \"{expected}\": {} submissions, {} invitations, and whatever was computed or published go for ever. Links \
             and receipts lead nowhere then.",
            progress.submitted, progress.invited
        ));
    }
    agree(context, expected, title).await?;
    let is_through = session.reach.call(|| session.client.delete(&session.id)).await?;
    forget(context, &session.id)?;
    context.ui.say(&match is_through {
        true => format!("\"{expected}\" is deleted, with everything that the server had of it."),
        false => format!(
            "\"{expected}\" is deleted: nobody finds it any more. It was large; the server goes on destroying what it had of it."
        ),
    });
    Ok(())
}

/// Forgets what another machine deleted, or what was lost with the server.
async fn forget_gone(
    context: &Context,
    session: SessionId,
    server: Origin,
    title: Option<&str>,
) -> Result<(), Error> {
    let Some(known) = context.sessions()?.get(&session).cloned() else {
        return Err(Error::UnknownSession { session, server });
    };
    let expected = &known.title;
    context.ui.say(&format!(
        "The server at {server} doesn't have \"{expected}\" any more. Forgetting it here, and who was invited to it."
    ));
    agree(context, expected, title).await?;
    forget(context, &session)?;
    context.ui.say(&format!("\"{expected}\" is forgotten."));
    Ok(())
}

/// Goes on if the title that is given or typed is the session's.
async fn agree(context: &Context, expected: &str, title: Option<&str>) -> Result<(), Error> {
    let typed = match title {
        Some(title) => title.to_owned(),
        None if Keyboard::is_there() => {
            Keyboard::listen()?.ask(&context.ui, "Type its title to delete it", "").await?
        }
        None => {
            return Err(Error::Usage(format!(
                "deleting can't be undone, and there is no terminal to ask on. To delete \"{expected}\", add --title with its \
                 title."
            )));
        }
    };
    match typed.trim() == expected.trim() {
        true => Ok(()),
        false => Err(Error::Usage(format!(
            "that isn't the session's title, which is \"{expected}\". Nothing was deleted."
        ))),
    }
}

fn forget(context: &Context, session: &SessionId) -> Result<(), Error> {
    context.sessions()?.forget(session)?;
    Book::remove(&context.key, session)
}
