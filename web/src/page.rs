//! The page in a browser: draws the [`Model`](crate::model::Model) and does what its state asks for.

mod about;
mod app;
mod check;
mod dom;
mod draft;
mod field;
mod form;
mod history;
mod landing;
mod layout;
mod notice;
mod receipt;
mod time;
mod work;

/// Draws the page into the document's body, and keeps it up to date.
pub fn start() {
    if let Some(root) = dom::by_id("app") {
        root.set_inner_html("");
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
