//! Reads wire types from what the browser's own `JSON.parse` gives: a JSON parser in wasm would weigh fifteen times this.
//!
//! Every type is read in the one way that the wire writes it: a struct by its field names, in their order; an enum by the
//! index of its variant. Serde's derived code for all other ways is then never reached and falls away.

use js_sys::{Array, JSON, Object, Reflect};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor,
    value::U32Deserializer,
};
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};

/// The value that `text` says, if it is JSON of that shape.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    T::deserialize(Value(JSON::parse(text).ok()?)).ok()
}

/// What `JSON.parse` gave.
struct Value(JsValue);

/// A value of another shape than asked for. Which one does not matter: the caller has one answer to all.
#[derive(Debug)]
struct Foreign;

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unexpected shape")
    }
}

impl std::error::Error for Foreign {}

impl de::Error for Foreign {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }
}

impl Value {
    fn text(&self) -> Result<String, Foreign> {
        self.0.as_string().ok_or(Foreign)
    }

    fn items(self) -> Result<Items, Foreign> {
        self.0
            .dyn_into()
            .map(|items| Items(items, 0))
            .map_err(|_| Foreign)
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Foreign;

    /// Nothing on the wire is of any type.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Foreign> {
        Err(Foreign)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Foreign> {
        visitor.visit_bool(self.0.as_bool().ok_or(Foreign)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Foreign> {
        visitor.visit_u32(self.0.as_f64().ok_or(Foreign)? as u32)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Foreign> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Foreign> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Foreign> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Foreign> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Foreign> {
        visitor.visit_seq(Fields(self.0, names))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Foreign> {
        let (name, content) = match self.0.as_string() {
            Some(name) => (name, JsValue::UNDEFINED),
            None => {
                let entry: Array = Object::entries(self.0.unchecked_ref())
                    .get(0)
                    .dyn_into()
                    .map_err(|_| Foreign)?;
                (Value(entry.get(0)).text()?, entry.get(1))
            }
        };
        let index = names.iter().position(|each| *each == name).ok_or(Foreign)?;
        visitor.visit_enum(Variant(index as u32, content))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 u8 u16 u64 f32 f64 char str bytes byte_buf unit unit_struct newtype_struct
        tuple_struct map identifier ignored_any
    }
}

/// An array, and the index of its next item.
struct Items(Array, u32);

impl<'de> de::SeqAccess<'de> for Items {
    type Error = Foreign;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Foreign> {
        if self.1 == self.0.length() {
            return Ok(None);
        }
        self.1 += 1;
        seed.deserialize(Value(self.0.get(self.1 - 1))).map(Some)
    }
}

/// An object, and the names of the fields that are still to be read. A field that is not there takes its default.
struct Fields(JsValue, &'static [&'static str]);

impl<'de> de::SeqAccess<'de> for Fields {
    type Error = Foreign;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Foreign> {
        let (name, rest) = self.1.split_first().ok_or(Foreign)?;
        self.1 = rest;
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).map_err(|_| Foreign)?;
        if value.is_undefined() {
            Ok(None)
        } else {
            seed.deserialize(Value(value)).map(Some)
        }
    }
}

/// The index of an enum's variant, and what the variant holds.
struct Variant(u32, JsValue);

impl<'de> de::EnumAccess<'de> for Variant {
    type Error = Foreign;
    type Variant = Value;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Value), Foreign> {
        let index: U32Deserializer<Foreign> = self.0.into_deserializer();
        Ok((seed.deserialize(index)?, Value(self.1)))
    }
}

impl<'de> de::VariantAccess<'de> for Value {
    type Error = Foreign;

    fn unit_variant(self) -> Result<(), Foreign> {
        if self.0.is_undefined() {
            Ok(())
        } else {
            Err(Foreign)
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Foreign> {
        seed.deserialize(self)
    }

    /// The wire has no such variants.
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Foreign> {
        Err(Foreign)
    }

    /// The wire has no such variants.
    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Foreign> {
        Err(Foreign)
    }
}
