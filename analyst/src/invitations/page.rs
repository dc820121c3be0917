//! Links as QR codes on cards, in one HTML file that needs nothing else, to be printed and cut.

use std::{fmt::Write, path::Path};

use qrcodegen::{QrCode, QrCodeEcc};

use super::{new_file::NewFile, sheet::Invited};
use crate::{error::Error, session::Session};

/// White around a code, in modules: what scanners need.
const QUIET: i32 = 4;

const STYLE: &str = "\
@page { size: A4; margin: 12mm }
body { font: 11pt/1.35 system-ui, sans-serif; margin: 0; color: #000; background: #fff }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(82mm, 1fr)); gap: 0 }
section { border: 1px dashed #888; padding: 6mm; break-inside: avoid; overflow-wrap: anywhere }
h2 { font-size: 12pt; margin: 0 0 1mm } p { margin: 1mm 0 } svg { width: 45mm; height: 45mm; display: block; margin: 2mm 0 }
.who { font-weight: bold } .link { font: 8pt/1.3 ui-monospace, monospace } .small { font-size: 9pt; color: #333 }
header { padding: 6mm } @media print { header { display: none } }";

/// A page under way.
pub(super) struct Page(NewFile);

impl Page {
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        NewFile::create(path).map(Self)
    }

    /// `deadline`: until when they can answer.
    pub(super) fn write(
        mut self,
        session: &Session,
        deadline: Option<&str>,
        invited: &[Invited<'_>],
    ) -> Result<(), Error> {
        self.0.write(render(session, deadline, invited).as_bytes())?;
        self.0.finish()
    }
}

fn render(session: &Session, deadline: Option<&str>, invited: &[Invited<'_>]) -> String {
    let title = escape(session.manifest.form.title());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>\n{STYLE}\n</style>\n</head>\n\
         <body>\n<header><h1>{title}</h1><p>{} invitations. Print, cut, and give each card to one person: its code is that \
         person's secret.</p></header>\n<main>\n",
        invited.len()
    );
    for one in invited {
        html.push_str(&card(session, &title, deadline, one));
    }
    html + "</main>\n</body>\n</html>\n"
}

fn card(session: &Session, title: &str, deadline: Option<&str>, invited: &Invited<'_>) -> String {
    let manifest = &session.manifest;
    let person = &invited.entry.person;
    let who = escape(person.full_name.as_ref().unwrap_or(&person.label));
    let link = invited.link.expose();
    let cohort = invited.cohort.map_or_else(String::new, |name| format!(" · {}", escape(name)));
    let until = deadline.map_or_else(String::new, |until| format!("<p>Until {until}.</p>\n"));
    format!(
        "<section>\n<h2>{title}</h2>\n<p class=\"who\">{who}{cohort}</p>\n{}<p class=\"link\">{}</p>\n{until}\
         <p class=\"small\">This invitation is for you alone: whoever has it can answer in your place.</p>\n\
         <p class=\"small\">{} · key {}</p>\n</section>\n",
        code(&link),
        escape(&link),
        escape(&manifest.analyst.name),
        manifest.analyst.fingerprint()
    )
}

/// The code as a drawing, with a text for who can't see it.
fn code(link: &str) -> String {
    let Ok(code) = QrCode::encode_text(link, QrCodeEcc::Medium) else { return String::new() };
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|&x| code.get_module(x, y)) {
            // Writing to a string can't fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"The link below as a QR code\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path d=\"{path}\"/></svg>\n"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_text() {
        assert_eq!(escape("<a href='x'>\"&\""), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;&quot;");
    }

    #[test]
    fn a_code_is_a_square_with_white_around() {
        let svg = code("https://survey.example/s/abc#def");
        let side = 29 + 2 * QUIET;
        assert!(svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")), "{svg}");
        assert!(svg.contains(&format!("M{QUIET} {QUIET}h1v1h-1z")), "the finder's corner: {svg}");
        assert!(!svg.contains("M0 1h1"));
    }
}
