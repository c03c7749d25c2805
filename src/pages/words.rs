//! The texts of one language, and putting a message into words.

#[cfg(feature = "ssr")]
use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};
use wire::{screen::Message, text::Text};

/// The texts of one language: all of them, or those that a page carries.
pub(crate) struct Words {
    /// BCP 47 tag.
    pub(crate) lang: String,
    /// In the order of [`Text::ALL`]; empty where the page does not carry it.
    texts: Vec<String>,
    /// The texts that components have read, which the page carries.
    #[cfg(feature = "ssr")]
    used: Mutex<BTreeSet<Text>>,
}

/// All texts of the language in which a page is drawn.
#[cfg(any(feature = "ssr", feature = "csr"))]
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// BCP 47 tag.
    pub lang: &'a str,
    /// In the order of [`Text::ALL`].
    pub all: &'a [String],
}

#[cfg(any(feature = "ssr", feature = "csr"))]
impl Texts<'_> {
    /// The words that components read.
    pub(crate) fn words(self) -> Words {
        Words::all(self.lang, self.all.to_vec())
    }
}

/// A stretch of a message: words of the locale file, or an argument.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words as they are.
    Plain(&'a str),
    /// The argument of this name, with its value if the message has one.
    Argument(&'a str, Option<&'a str>),
}

/// The stretches of `words`. What stands inside an argument is never taken for a placeholder.
fn pieces<'a>(words: &'a str, args: &'a [(String, String)]) -> Vec<Piece<'a>> {
    let mut rest = words;
    let mut pieces = Vec::new();
    while let Some((before, name, after)) = rest.split_once('{').and_then(|(before, tail)| {
        tail.split_once('}')
            .map(|(name, after)| (before, name, after))
    }) {
        if !before.is_empty() {
            pieces.push(Piece::Plain(before));
        }
        let value = args
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        pieces.push(Piece::Argument(name, value));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest));
    }
    pieces
}

/// `words` with its arguments in place of the placeholders.
pub(crate) fn fill(words: &str, args: &[(String, String)]) -> String {
    pieces(words, args)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(words) => words,
            Piece::Argument(_, value) => value.unwrap_or_default(),
        })
        .collect()
}

impl Words {
    /// All texts of the language `lang`, in the order of [`Text::ALL`].
    pub(crate) fn all(lang: &str, texts: Vec<String>) -> Self {
        Self {
            lang: lang.to_owned(),
            texts,
            #[cfg(feature = "ssr")]
            used: Mutex::default(),
        }
    }

    /// The texts that a page carries.
    #[cfg(feature = "hydrate")]
    pub(crate) fn some(lang: &str, page_texts: Vec<(Text, String)>) -> Self {
        let mut texts = vec![String::new(); Text::ALL.len()];
        for (text, words) in page_texts {
            texts[text as usize] = words;
        }
        Self::all(lang, texts)
    }

    /// The texts that components have read, with their words.
    #[cfg(feature = "ssr")]
    pub(crate) fn used(&self) -> Vec<(Text, String)> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.iter()
            .map(|text| (*text, self.texts[*text as usize].clone()))
            .collect()
    }

    /// The words of `text`, placeholders and all.
    ///
    /// A component reads every text that it may show when it is drawn, also those that it shows later: the page
    /// carries only the texts that were read on the server.
    pub(crate) fn text(&self, text: Text) -> &str {
        #[cfg(feature = "ssr")]
        self.used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(text);
        self.texts.get(text as usize).map_or("", String::as_str)
    }

    /// The stretches of `message`.
    pub(crate) fn pieces<'a>(&'a self, message: &'a Message) -> Vec<Piece<'a>> {
        pieces(self.text(message.text), &message.args)
    }

    /// `message` in words.
    pub(crate) fn say(&self, message: &Message) -> String {
        fill(self.text(message.text), &message.args)
    }

    /// The title of the document that shows `heading`.
    #[cfg(any(feature = "ssr", feature = "hydrate"))]
    pub(crate) fn title(&self, heading: &Message, client: &str) -> String {
        self.say(&Message {
            text: Text::PageTitle,
            args: vec![
                ("heading".to_owned(), self.say(heading)),
                ("client".to_owned(), client.to_owned()),
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, args: &[(&str, &str)], expect: &str) {
        let mut texts = vec![String::new(); Text::ALL.len()];
        texts[Text::SignInLead as usize] = words.to_owned();
        let words = Words::all("en", texts);
        let args = args
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        assert_eq!(
            words.say(&Message {
                text: Text::SignInLead,
                args
            }),
            expect
        );
    }

    #[test]
    fn arguments_are_filled_in_once() {
        check("to {client}.", &[("client", "Acme")], "to Acme.");
        check("{a}{b}", &[("b", "{a}"), ("a", "1")], "1{a}");
        check("to {client}", &[], "to ");
        check("open { brace", &[], "open { brace");
    }
}
