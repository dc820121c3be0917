//! The page in a browser: draws the [`Model`](crate::model::Model) and does what its state asks for.

mod about;
mod app;
mod asking;
mod authored;
mod check;
mod cohort;
mod dom;
mod doubts;
mod draft;
mod drafts;
mod field;
mod files;
mod form;
mod grid;
mod history;
mod landing;
mod layout;
mod notice;
mod practice;
mod program;
mod reader;
mod receipt;
mod results;
mod sealing;
mod speech;
mod time;
mod trust;
mod unclear;
mod work;

use yew::platform::spawn_local;

/// Draws the page into the document's body, in the reader's language, and keeps it up to date. Without its texts the
/// page says what it says where the program is missing.
pub fn start() {
    spawn_local(async {
        let wanted = reader::language();
        let Some(texts) = speech::first(wanted).await else { return dom::give_up() };
        if let Some(root) = dom::by_id("app") {
            root.set_inner_html("");
            yew::Renderer::<app::App>::with_root_and_props(root, app::Beginning { wanted, texts }).render();
        }
    });
}
