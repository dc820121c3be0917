//! What an e-mail says: a text with places for what differs from person to person.

use std::path::{Path, PathBuf};

use tacit_protocol::manifest::Manifest;

use super::sheet::Invited;
use crate::error::Error;

/// What is sent unless a file says something else.
const DEFAULT: &str = "\
Subject: {title}

Dear {name},

you are invited to take part in \"{title}\".

{purpose}

This is your personal link. Whoever has it can answer in your place, so don't pass it on:

{link}

You can answer until {closes}.

Your answers are split and sealed in your browser. Nobody can read them: neither {analyst} nor the server alone.

{analyst}
";

/// What the built-in one doesn't say where there is no closing time.
const UNTIL: &str = "You can answer until {closes}.\n\n";

/// The words that stand for something, in braces.
const WORDS: [&str; 8] = ["name", "label", "link", "title", "purpose", "analyst", "cohort", "closes"];

/// A subject and a text, each with places to fill in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Template {
    /// Where it was read; `None`: it is the built-in one.
    path: Option<PathBuf>,
    subject: Vec<Piece>,
    text: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Word(&'static str),
}

/// A message for one person.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) subject: String,
    pub(super) text: String,
}

impl Template {
    /// From a file, or the built-in one.
    pub(super) fn read(path: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = path else { return Self::parse(DEFAULT, None).map_err(Error::Usage) };
        let text = std::fs::read_to_string(path).map_err(|source| Error::File {
            path: path.to_owned(),
            verb: "read",
            source,
        })?;
        Self::parse(&text, Some(path)).map_err(|problem| Error::Template { path: path.to_owned(), problem })
    }

    /// As it is sent where there is a closing time or none.
    ///
    /// # Errors
    ///
    /// [`Error::Template`]: it says a time that there isn't.
    pub(super) fn fit(self, has_closing_time: bool) -> Result<Self, Error> {
        let mut pieces = self.subject.iter().chain(&self.text);
        if has_closing_time || !pieces.any(|piece| *piece == Piece::Word("closes")) {
            return Ok(self);
        }
        match self.path {
            None => Self::parse(&DEFAULT.replace(UNTIL, ""), None).map_err(Error::Usage),
            Some(path) => {
                let problem = "it has {closes}, and the session has no closing time".into();
                Err(Error::Template { path, problem })
            }
        }
    }

    pub(crate) fn parse(template: &str, path: Option<&Path>) -> Result<Self, String> {
        let template = template.trim_start_matches('\u{feff}');
        let (first, text) = template.split_once('\n').unwrap_or((template, ""));
        let subject =
            first.trim().strip_prefix("Subject:").map(str::trim).filter(|subject| !subject.is_empty());
        let subject = subject.ok_or("its first line isn't \"Subject: \" and a subject")?;
        let text = pieces(text.trim_start_matches(['\r', '\n']))?;
        let parsed = Self { path: path.map(Path::to_owned), subject: pieces(subject)?, text };
        match parsed.text.contains(&Piece::Word("link")) {
            true => Ok(parsed),
            false => Err("its text has no {link}".into()),
        }
    }

    /// Filled in for one person; `deadline`: until when they can answer, `link`: what stands for the link.
    pub(super) fn fill(
        &self,
        manifest: &Manifest,
        deadline: Option<&str>,
        invited: &Invited<'_>,
        link: &str,
    ) -> Message {
        let person = &invited.entry.person;
        let value = |word: &str| match word {
            "name" => person.full_name.clone().unwrap_or_else(|| person.label.clone()),
            "label" => person.label.clone(),
            "link" => link.to_owned(),
            "title" => manifest.form.title().to_owned(),
            "purpose" => manifest.form.purpose().to_owned(),
            "analyst" => manifest.analyst.name.clone(),
            "cohort" => invited.cohort.unwrap_or_default().to_owned(),
            _ => deadline.unwrap_or_default().to_owned(),
        };
        let fill = |pieces: &[Piece]| {
            let text = |piece: &Piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Word(word) => value(word),
            };
            pieces.iter().map(text).collect::<String>()
        };
        // A subject is one line, whatever people are called.
        let subject = fill(&self.subject).split_whitespace().collect::<Vec<_>>().join(" ");
        Message { subject, text: fill(&self.text) }
    }
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (word, after) = after.split_once('}').ok_or("a { has no }")?;
        let known = WORDS.into_iter().find(|known| *known == word);
        let known =
            known.ok_or_else(|| format!("it has {{{word}}}; there are {{{}}}", WORDS.join("}, {")))?;
        pieces.extend([Piece::Text(before.to_owned()), Piece::Word(known)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_one_is_right() {
        let says_until = |template: &Template| template.text.contains(&Piece::Word("closes"));
        let built_in = || Template::read(None).unwrap();
        assert!(says_until(&built_in().fit(true).unwrap()));
        let without = built_in().fit(false).unwrap();
        assert!(!says_until(&without) && without.text.len() < built_in().text.len(), "{without:?}");
    }

    #[test]
    fn a_time_that_there_is_not_is_not_said() {
        let parse = |text: &str| Template::parse(text, Some(Path::new("letter.txt"))).unwrap();
        for text in ["Subject: Hi\n\n{link} until {closes}", "Subject: Until {closes}\n\n{link}"] {
            parse(text).fit(true).unwrap();
            let error = parse(text).fit(false).unwrap_err().to_string();
            assert!(error.contains("letter.txt") && error.contains("no closing time"), "{error}");
        }
        parse("Subject: Hi\n\n{link}").fit(false).unwrap();
    }

    #[test]
    fn what_is_wrong_with_a_template_is_said() {
        for (text, problem) in [
            ("", "Subject"),
            ("Hello\n\n{link}", "Subject"),
            ("Subject:\n\n{link}", "Subject"),
            ("Subject: Hi\n\nHello {name}", "no {link}"),
            ("Subject: Hi\n\n{link} {nmae}", "{nmae}; there are {name}, {label}"),
            ("Subject: Hi\n\n{link} {", "no }"),
        ] {
            let error = Template::parse(text, None).unwrap_err();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
