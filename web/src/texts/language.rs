//! The languages that the page speaks.

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English, which stands in for the others.
    English,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// German.
    German,
    /// Arabic.
    Arabic,
}

impl Language {
    /// Every language, in the order of the list in the page's header.
    pub const ALL: [Self; 5] = [Self::Arabic, Self::German, Self::English, Self::Spanish, Self::French];

    /// Its tag (BCP 47), which is also the name of its file of texts.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::German => "de",
            Self::Arabic => "ar",
        }
    }

    /// What it is called by those who speak it.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::French => "Français",
            Self::German => "Deutsch",
            Self::Arabic => "العربية",
        }
    }

    /// The way it runs: HTML's `dir`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            _ => "ltr",
        }
    }

    /// Numbers and dates are written as in this locale where the reader has none of this language.
    pub fn usual_locale(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            other => other.tag(),
        }
    }

    /// The language with this tag, whatever region follows it: `de` and `de-CH` are German.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|known| known.tag().eq_ignore_ascii_case(language))
    }

    /// The first of the wanted languages that the page speaks; English if there is none.
    pub fn negotiate<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Self {
        wanted.into_iter().find_map(Self::of_tag).unwrap_or(Self::English)
    }

    /// The locale that numbers and dates are written in: the first of the wanted ones that is of this language, so
    /// that a sentence stays in one language and keeps the reader's region.
    pub fn locale<'a>(self, wanted: impl IntoIterator<Item = &'a str>) -> &'a str {
        wanted.into_iter().find(|tag| Self::of_tag(tag) == Some(self)).unwrap_or(self.usual_locale())
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_first_known_one_is_spoken() {
        assert_eq!(Language::negotiate(["nl-BE", "fr-BE", "en"]), Language::French);
        assert_eq!(Language::negotiate(["AR_eg"]), Language::Arabic);
        assert_eq!(Language::negotiate(["nl", "deu"]), Language::English);
        assert_eq!(Language::negotiate([]), Language::English);
    }

    #[test]
    fn the_region_is_kept() {
        assert_eq!(Language::German.locale(["en-US", "de-CH", "de"]), "de-CH");
        assert_eq!(Language::English.locale(["de-CH"]), "en-GB");
        assert_eq!(Language::Arabic.locale([]), "ar");
    }
}
