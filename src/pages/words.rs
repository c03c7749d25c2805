//! The texts of one language, and putting a message into words.

use wire::{
    screen::{Load, Message},
    text::Text,
};

/// The texts of one language.
pub(crate) struct Words {
    /// BCP 47 tag.
    pub(crate) lang: String,
    /// In the order of [`Text::ALL`].
    pub(crate) texts: Vec<String>,
}

/// A stretch of a message: words of the locale file, or an argument.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words as they are.
    Plain(&'a str),
    /// The argument of this name, with its value if the message has one.
    Argument(&'a str, Option<&'a str>),
}

impl Words {
    /// The words that a page carries.
    pub(crate) fn of(load: &Load) -> Self {
        Self {
            lang: load.lang.clone(),
            texts: load.texts.clone(),
        }
    }

    /// The words of `text`, placeholders and all.
    pub(crate) fn text(&self, text: Text) -> &str {
        self.texts.get(text as usize).map_or("", String::as_str)
    }

    /// The stretches of `message`. What stands inside an argument is never taken for a placeholder.
    pub(crate) fn pieces<'a>(&'a self, message: &'a Message) -> Vec<Piece<'a>> {
        let mut rest = self.text(message.text);
        let mut pieces = Vec::new();
        while let Some((before, name, after)) = rest.split_once('{').and_then(|(before, tail)| {
            tail.split_once('}')
                .map(|(name, after)| (before, name, after))
        }) {
            if !before.is_empty() {
                pieces.push(Piece::Plain(before));
            }
            let value = message
                .args
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

    /// `message` in words.
    pub(crate) fn say(&self, message: &Message) -> String {
        self.pieces(message)
            .into_iter()
            .map(|piece| match piece {
                Piece::Plain(words) => words,
                Piece::Argument(_, value) => value.unwrap_or_default(),
            })
            .collect()
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
        let words = Words {
            lang: "en".to_owned(),
            texts,
        };
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
