//! The languages of the pages, their texts, and which one a request gets.

use std::sync::OnceLock;
use wire::text::Text;

/// One language that the pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    words: &'static str,
}

/// Every language, in the order to show; the first is the one for everybody else.
pub const LANGUAGES: &[Language] = &[
    Language {
        tag: "en",
        name: "English",
        words: include_str!("locales/en.toml"),
    },
    Language {
        tag: "de",
        name: "Deutsch",
        words: include_str!("locales/de.toml"),
    },
];

/// All texts of the language `tag`, or of the first language where we do not speak that one.
///
/// **Shape** in the order of [`Text::ALL`].
pub fn texts(tag: &str) -> &'static [String] {
    static TEXTS: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    let all = TEXTS.get_or_init(|| {
        LANGUAGES
            .iter()
            .map(|language| read(language.words))
            .collect()
    });
    let index = LANGUAGES
        .iter()
        .position(|language| language.tag == tag)
        .unwrap_or_default();
    &all[index]
}

fn read(words: &str) -> Vec<String> {
    let table: toml::Table = words
        .parse()
        .expect("the locale files are TOML: a test reads each");
    Text::ALL
        .iter()
        .map(|text| find(&table, text.key()).unwrap_or_default().to_owned())
        .collect()
}

fn find<'a>(table: &'a toml::Table, key: &str) -> Option<&'a str> {
    let (section, key) = key.split_once('.')?;
    table.get(section)?.get(key)?.as_str()
}

/// The language for a request that asks for `requested`, most wanted first.
///
/// **Shape** tags from the `lang` or `ui_locales` parameter, the cookie and `Accept-Language`, in this order; `de-AT`
/// gets `de`; case does not matter; what we do not speak is passed over; `*` stands for the first language.
/// **Source** RFC 4647 §3.4 (lookup).
pub fn negotiate(requested: &[&str]) -> &'static str {
    requested
        .iter()
        .find_map(|range| lookup(range.trim()))
        .unwrap_or(LANGUAGES[0].tag)
}

fn lookup(range: &str) -> Option<&'static str> {
    if range == "*" {
        return Some(LANGUAGES[0].tag);
    }
    let mut range = range;
    loop {
        if let Some(language) = LANGUAGES
            .iter()
            .find(|language| language.tag.eq_ignore_ascii_case(range))
        {
            return Some(language.tag);
        }
        range = range.rsplit_once('-')?.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[track_caller]
    fn check(requested: &[&str], expect: &str) {
        assert_eq!(negotiate(requested), expect, "{requested:?}");
    }

    #[test]
    fn the_most_wanted_language_we_speak_wins() {
        check(&["de"], "de");
        check(&["de-AT"], "de");
        check(&["DE-Latn-AT", "en"], "de");
        check(&["fr", "de", "en"], "de");
        check(&["fr-CH", "*", "de"], "en");
        check(&["deu"], "en");
        check(&["", "-", "de-"], "de");
        check(&[], "en");
    }

    fn placeholders(words: &str) -> BTreeSet<&str> {
        words
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect()
    }

    #[test]
    fn every_language_has_every_text_and_no_other() {
        let english = texts("en");
        for language in LANGUAGES {
            let table: toml::Table = language.words.parse().unwrap();
            let keys: BTreeSet<String> = table
                .iter()
                .flat_map(|(section, keys)| {
                    keys.as_table()
                        .unwrap()
                        .keys()
                        .map(move |key| format!("{section}.{key}"))
                })
                .collect();
            assert_eq!(
                keys,
                Text::ALL.iter().map(|text| text.key().to_owned()).collect(),
                "{}",
                language.tag
            );
            for ((text, words), english) in Text::ALL.iter().zip(texts(language.tag)).zip(english) {
                assert!(!words.trim().is_empty(), "{}: {}", language.tag, text.key());
                assert_eq!(
                    placeholders(words),
                    placeholders(english),
                    "{}: {}",
                    language.tag,
                    text.key()
                );
            }
        }
    }
}
