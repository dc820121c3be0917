//! Every sentence the page says, in the reader's language.
//!
//! The sentences are messages in `web/locales`, one Fluent file a language, all with the same messages. The forms' own
//! texts (titles, labels, units) are their authors' and stay as they are.
//!
//! Ids of messages are written as literals in calls of [`Texts::say`] and [`Texts::say_with`] only: a test compares
//! these calls with the files.

mod analyses;
mod answers;
mod errors;
mod files;
mod language;
mod refusals;

use std::{fmt, rc::Rc};

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use tacit_numerals::Conventions;

pub use self::language::Language;

/// The page's sentences in one language, and how numbers are written in them. Cheap to clone.
#[derive(Clone)]
pub struct Texts(Rc<Inner>);

struct Inner {
    language: Language,
    locale: String,
    conventions: Conventions,
    bundle: FluentBundle<FluentResource>,
}

/// Something that is put into a sentence.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A text, as it is.
    Text(&'a str),
    /// A count: sentences may have forms for one and for several, and write it with `NUMBER`.
    Count(u64),
}

impl Texts {
    /// The texts of a language from its file. `locale`, of that language, is what dates are written in.
    pub fn new(language: Language, file: String, locale: &str, conventions: Conventions) -> Self {
        let mut bundle = FluentBundle::new(vec![language.tag().parse().unwrap_or_default()]);
        // A damaged message is left out; a test reads every file.
        bundle.add_resource_overriding(FluentResource::try_new(file).unwrap_or_else(|(rest, _)| rest));
        let shown = conventions.clone();
        // Fails only for a name that is taken.
        let _ = bundle.add_function("NUMBER", move |arguments, _| match arguments {
            [FluentValue::Number(number)] => shown.show(&number.value.to_string()).into(),
            _ => FluentValue::Error,
        });
        Self(Rc::new(Inner { language, locale: locale.to_owned(), conventions, bundle }))
    }

    /// The language of these texts.
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The locale of the reader's dates (BCP 47).
    pub fn locale(&self) -> &str {
        &self.0.locale
    }

    /// How the reader writes numbers.
    pub fn conventions(&self) -> &Conventions {
        &self.0.conventions
    }

    /// The message with this id.
    pub fn say(&self, id: &'static str) -> String {
        self.say_with(id, &[])
    }

    /// The message with this id, with something put in by name. What is put in keeps its own direction: it is set
    /// off by invisible marks (U+2068, U+2069).
    pub fn say_with(&self, id: &'static str, arguments: &[(&'static str, Argument)]) -> String {
        let pattern = self.0.bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else { return id.to_owned() };
        let mut values = FluentArgs::with_capacity(arguments.len());
        for (name, argument) in arguments {
            values.set(*name, argument.value());
        }
        let mut errors = Vec::new();
        let said = self.0.bundle.format_pattern(pattern, Some(&values), &mut errors);
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        said.into_owned()
    }
}

impl Argument<'_> {
    fn value(&self) -> FluentValue<'_> {
        match *self {
            Self::Text(text) => text.into(),
            Self::Count(count) => count.into(),
        }
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Argument<'_> {
    fn from(count: u32) -> Self {
        Self::Count(count.into())
    }
}

impl From<usize> for Argument<'_> {
    fn from(count: usize) -> Self {
        Self::Count(count as u64)
    }
}

impl PartialEq for Texts {
    /// The same texts, not only the same language: a page draws anew when they were loaded anew.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("language", &self.0.language).field("locale", &self.0.locale).finish()
    }
}

#[cfg(test)]
mod tests;
