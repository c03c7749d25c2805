//! Reads wire types from what the browser's own `JSON.parse` gives: a JSON parser in wasm, or serde's derived code, would
//! weigh several times this.
//!
//! Serde leaves at the first value of another shape, from wherever it is, and that is most of its code. Here reading goes
//! on, with something in place of what is foreign, and what was read is refused in the end.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wire::{
    screen::{
        Delivery, Field, FieldKind, Frame, Identifier, IdentifierForm, Language, Link, Load,
        Medium, Message, Page, PasswordRule, Qr, Reply,
    },
    text::Text,
    theme::{Brand, Layout, Logo},
};

/// The value that `text` says, if it is JSON of that shape.
pub(crate) fn read<T: Read>(text: &str) -> Option<T> {
    let mut reader = Reader { foreign: false };
    let value = T::read(&mut reader, &JSON::parse(text).ok()?);
    (!reader.foreign).then_some(value)
}

/// Whether anything of another shape was met.
pub(crate) struct Reader {
    foreign: bool,
}

impl Reader {
    /// What stands for a value of another shape.
    fn foreign<T: Default>(&mut self) -> T {
        self.foreign = true;
        T::default()
    }

    /// Refuses all that was read.
    pub(crate) fn refuse(&mut self) {
        self.foreign = true;
    }

    /// An enum as serde writes it: its variant's name, and what the variant holds.
    pub(crate) fn variant(&mut self, value: &JsValue) -> (String, JsValue) {
        match value.as_string() {
            Some(name) => (name, JsValue::UNDEFINED),
            None if value.is_object() => {
                let entry: Array = Object::entries(value.unchecked_ref())
                    .get(0)
                    .unchecked_into();
                if entry.is_undefined() {
                    return self.foreign();
                }
                (String::read(self, &entry.get(0)), entry.get(1))
            }
            None => self.foreign(),
        }
    }
}

/// What is read from the wire.
pub(crate) trait Read {
    /// Reads `value`, or something that stands for it, and tells the reader.
    fn read(reader: &mut Reader, value: &JsValue) -> Self;
}

impl Read for bool {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        value.as_bool().unwrap_or_else(|| reader.foreign())
    }
}

impl Read for u32 {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        value.as_f64().unwrap_or_else(|| reader.foreign()) as Self
    }
}

impl Read for String {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        value.as_string().unwrap_or_else(|| reader.foreign())
    }
}

impl Read for Text {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        let key = String::read(reader, value);
        let text = Self::ALL.iter().find(|text| text.key() == key);
        text.copied().unwrap_or_else(|| {
            reader.refuse();
            Self::AlertFailed
        })
    }
}

impl<T: Read> Read for Option<T> {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        (!value.is_null() && !value.is_undefined()).then(|| T::read(reader, value))
    }
}

impl<T: Read> Read for Box<T> {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        Self::new(T::read(reader, value))
    }
}

/// A list that is empty may be left out.
impl<T: Read> Read for Vec<T> {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        if value.is_undefined() {
            return Self::new();
        }
        reader.foreign |= !Array::is_array(value);
        let items: &Array = value.unchecked_ref();
        let mut all = Self::new();
        for index in 0..items.length() {
            all.push(T::read(reader, &items.get(index)));
        }
        all
    }
}

impl<A: Read, B: Read> Read for (A, B) {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        let pair: &Array = value.unchecked_ref();
        reader.foreign |= !Array::is_array(value);
        (A::read(reader, &pair.get(0)), B::read(reader, &pair.get(1)))
    }
}

/// The field of this name.
pub(crate) fn field<T: Read>(reader: &mut Reader, value: &JsValue, name: &str) -> T {
    let value = Reflect::get(value, &JsValue::from_str(name)).unwrap_or_default();
    T::read(reader, &value)
}

/// Each type with its fields, under their own names on the wire; those of a screen are in its own file.
macro_rules! structs {
    ($($name:ident { $($field:ident)+ })+) => { $(
        impl Read for $name {
            fn read(reader: &mut Reader, value: &JsValue) -> Self {
                Self { $($field: field(reader, value, stringify!($field))),+ }
            }
        }
    )+ };
}

/// Each type with its variants and their names on the wire; what is foreign becomes the first.
macro_rules! enums {
    ($($name:ident { $first:ident = $word:literal $($variant:ident = $other:literal)+ })+) => { $(
        impl Read for $name {
            fn read(reader: &mut Reader, value: &JsValue) -> Self {
                match &*String::read(reader, value) {
                    $word => Self::$first,
                    $($other => Self::$variant,)+
                    _ => {
                        reader.refuse();
                        Self::$first
                    }
                }
            }
        }
    )+ };
}

structs! {
    Load { lang texts all_texts page }
    Page { frame screen }
    Frame { brand query csrf languages links sign_up }
    Brand { name logo layout }
    Logo { src width height }
    Language { tag name }
    Link { text href }
    Message { text args }
    Field { name label kind autocomplete value error max_length }
    Delivery { medium destination }
    Qr { modules dark }
    IdentifierForm { identifier username alert username_error }
}

enums! {
    Identifier {
        Any = "any" Username = "username" Email = "email" Phone = "phone"
        EmailOrPhone = "email_or_phone"
    }
    FieldKind {
        Text = "text" Email = "email" Phone = "phone" Date = "date" Url = "url" Lines = "lines"
    }
    Medium { Email = "email" Sms = "sms" }
    Layout { Centered = "centered" Split = "split" }
}

impl Read for PasswordRule {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        let (name, content) = reader.variant(value);
        match &*name {
            "length" => Self::Length(u32::read(reader, &content)),
            "lowercase" => Self::Lowercase,
            "uppercase" => Self::Uppercase,
            "number" => Self::Number,
            "symbol" => Self::Symbol,
            _ => {
                reader.refuse();
                Self::Symbol
            }
        }
    }
}

impl Read for Reply {
    fn read(reader: &mut Reader, value: &JsValue) -> Self {
        let (name, content) = reader.variant(value);
        if name == "page" {
            Self::Page(Read::read(reader, &content))
        } else {
            reader.foreign |= name != "location";
            Self::Location(Read::read(reader, &content))
        }
    }
}
