//! `delete`: a session, with everything that the server has of it.

use super::Session;
use crate::{context::Context, error::Error, invitations::Book, ui::Keyboard};

/// Deletes the session once its title is typed, or given on the command line.
pub async fn delete(context: &Context, title: Option<&str>) -> Result<(), Error> {
    let session = Session::attach(context).await?;
    let expected = session.manifest.form.title();
    let typed = match title {
        Some(title) => title.to_owned(),
        None => ask(context, &session).await?,
    };
    if typed.trim() != expected.trim() {
        return Err(Error::Usage(format!(
            "that isn't the session's title, which is \"{expected}\". Nothing was deleted."
        )));
    }
    session.reach.call(|| session.client.delete(&session.id)).await?;
    context.sessions()?.forget(&session.id)?;
    Book::remove(&context.key, &session.id)?;
    context.ui.say(&format!("\"{expected}\" is deleted, with everything that the server had of it."));
    Ok(())
}

async fn ask(context: &Context, session: &Session) -> Result<String, Error> {
    let title = session.manifest.form.title();
    if !Keyboard::is_there() {
        return Err(Error::Usage(format!(
            "deleting can't be undone, and there is no terminal to ask on. To delete \"{title}\", add --title with its title."
        )));
    }
    let progress = session.reach.call(|| session.client.progress(&session.id)).await?;
    context.ui.say(&format!(
        "Deleting \"{title}\": {} submissions, {} invitations, and whatever was computed or published go for ever. Links and \
         receipts lead nowhere then.",
        progress.submitted, progress.invited
    ));
    Keyboard::listen()?.ask(&context.ui, "Type its title to delete it", "").await
}
