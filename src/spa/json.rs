//! A strict reader of JSON text.
//!
//! One reader serves the browser and the native tests, so that what is tested is what runs; `JSON.parse` would keep the
//! last of two equal names and accept lone surrogates, where a verifier must refuse.
//!
//! **Source** RFC 8259; the limits are those of `serde_json`, which judges this file in the tests.

/// How deep arrays and objects may nest.
const DEPTH: u32 = 127;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number written without sign, fraction and exponent that fits.
    Whole(u64),
    /// Any other finite number.
    Float(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, its members in the order of the text, equal names kept.
    Object(Vec<(String, Json)>),
}

/// The text is not JSON, or an object names a member twice that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotJson;

impl Json {
    /// Reads a whole text.
    pub(crate) fn read(text: &str) -> Result<Json, NotJson> {
        let mut reader = Reader {
            bytes: text.as_bytes(),
            at: 0,
        };
        let value = reader.value(DEPTH)?;
        reader.space();
        if reader.at == text.len() {
            Ok(value)
        } else {
            Err(NotJson)
        }
    }

    /// The member `name` of an object; `None` when it is absent or null.
    ///
    /// **Errors** this is not an object, or the name stands in it twice.
    pub(crate) fn member(&self, name: &str) -> Result<Option<&Json>, NotJson> {
        match self.find(name)? {
            Some(Json::Null) | None => Ok(None),
            found => Ok(found),
        }
    }

    /// As [`Json::member`], with null told apart from absent.
    pub(crate) fn find(&self, name: &str) -> Result<Option<&Json>, NotJson> {
        let Json::Object(members) = self else {
            return Err(NotJson);
        };
        let mut found = members
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value);
        let first = found.next();
        if found.next().is_some() {
            Err(NotJson)
        } else {
            Ok(first)
        }
    }

    /// The member `name` as a string; `None` when it is absent or null.
    ///
    /// **Errors** it is something else.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, NotJson> {
        match self.member(name)? {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(_) => Err(NotJson),
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn next(&mut self) -> u8 {
        let byte = self.peek();
        self.at += 1;
        byte
    }

    fn take(&mut self, byte: u8) -> bool {
        let here = self.peek() == byte;
        self.at += usize::from(here);
        here
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, NotJson> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) {
            return Err(NotJson);
        }
        self.at = end;
        Ok(value)
    }

    fn value(&mut self, depth: u32) -> Result<Json, NotJson> {
        self.space();
        match self.peek() {
            b'n' => self.word("null", Json::Null),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'"' => Ok(Json::Text(self.string()?)),
            b'[' => {
                let mut list = Vec::new();
                self.items(depth, b']', |reader, depth| {
                    list.push(reader.value(depth)?);
                    Ok(())
                })?;
                Ok(Json::List(list))
            }
            b'{' => {
                let mut members = Vec::new();
                self.items(depth, b'}', |reader, depth| {
                    reader.space();
                    let name = reader.string()?;
                    reader.space();
                    if !reader.take(b':') {
                        return Err(NotJson);
                    }
                    members.push((name, reader.value(depth)?));
                    Ok(())
                })?;
                Ok(Json::Object(members))
            }
            _ => self.number(),
        }
    }

    /// What stands between a bracket and its partner `end`, separated by commas.
    fn items(
        &mut self,
        depth: u32,
        end: u8,
        mut item: impl FnMut(&mut Self, u32) -> Result<(), NotJson>,
    ) -> Result<(), NotJson> {
        let depth = depth.checked_sub(1).ok_or(NotJson)?;
        self.at += 1;
        self.space();
        if self.take(end) {
            return Ok(());
        }
        loop {
            item(self, depth)?;
            self.space();
            if self.take(end) {
                return Ok(());
            }
            if !self.take(b',') {
                return Err(NotJson);
            }
        }
    }

    fn string(&mut self) -> Result<String, NotJson> {
        if !self.take(b'"') {
            return Err(NotJson);
        }
        let mut bytes = Vec::new();
        loop {
            match self.next() {
                b'"' => return String::from_utf8(bytes).map_err(|_| NotJson),
                b'\\' => {
                    let letter = self.escape()?;
                    bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                }
                // Also the 0 that stands for the end of the text.
                0..=0x1f => return Err(NotJson),
                byte => bytes.push(byte),
            }
        }
    }

    fn escape(&mut self) -> Result<char, NotJson> {
        Ok(match self.next() {
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.hex()?;
                let point = if high & 0xfc00 == 0xd800 {
                    let low = if self.take(b'\\') && self.take(b'u') {
                        self.hex()?
                    } else {
                        0
                    };
                    if low & 0xfc00 != 0xdc00 {
                        return Err(NotJson);
                    }
                    0x10000 + ((high & 0x3ff) << 10 | low & 0x3ff)
                } else {
                    high
                };
                char::from_u32(point).ok_or(NotJson)?
            }
            _ => return Err(NotJson),
        })
    }

    fn hex(&mut self) -> Result<u32, NotJson> {
        let mut value = 0;
        for _ in 0..4 {
            value = value * 16 + char::from(self.next()).to_digit(16).ok_or(NotJson)?;
        }
        Ok(value)
    }

    /// Enough of a number for a date: exact for whole numbers, within a few units in the last place otherwise. The general
    /// conversion of the standard library would weigh as much as the rest of this crate.
    fn number(&mut self) -> Result<Json, NotJson> {
        let negative = self.take(b'-');
        let mut digits = Digits {
            mantissa: 0,
            dropped: 0,
        };
        if !self.take(b'0') {
            digits.read(self)?;
        }
        let mut whole = !negative && digits.dropped == 0;
        let mut exponent = digits.dropped;
        if self.take(b'.') {
            whole = false;
            let start = self.at;
            digits.read(self)?;
            // Every digit after the point that was kept is worth a tenth; one that was dropped is worth nothing.
            let kept = (self.at - start) as i32 - (digits.dropped - exponent);
            exponent -= kept;
        }
        if matches!(self.peek(), b'e' | b'E') {
            whole = false;
            self.at += 1;
            let minus = matches!(self.peek(), b'-' | b'+') && self.next() == b'-';
            let mut power = Digits {
                mantissa: 0,
                dropped: 0,
            };
            power.read(self)?;
            // Beyond any float either way, and far from where an i32 ends.
            let power = if power.dropped > 0 {
                9999
            } else {
                power.mantissa.min(9999) as i32
            };
            exponent = exponent.saturating_add(if minus { -power } else { power });
        }
        if whole {
            return Ok(Json::Whole(digits.mantissa));
        }
        let mut value = digits.mantissa as f64;
        // Two steps, because a power of ten can leave the range of floats where its product with the digits does not.
        let half = exponent / 2;
        for step in [half, exponent - half] {
            let scale = 10f64.powi(step.abs());
            value = if step < 0 {
                value / scale
            } else {
                value * scale
            };
        }
        if digits.mantissa == 0 {
            value = 0.0;
        }
        if value.is_finite() {
            Ok(Json::Float(if negative { -value } else { value }))
        } else {
            Err(NotJson)
        }
    }
}

struct Digits {
    mantissa: u64,
    /// How many digits no longer fitted.
    dropped: i32,
}

impl Digits {
    /// Reads one digit or more.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), NotJson> {
        let start = reader.at;
        while let digit @ b'0'..=b'9' = reader.peek() {
            reader.at += 1;
            let longer = self
                .mantissa
                .checked_mul(10)
                .and_then(|value| value.checked_add(u64::from(digit - b'0')));
            match longer {
                Some(longer) if self.dropped == 0 => self.mantissa = longer,
                _ => self.dropped = self.dropped.saturating_add(1),
            }
        }
        if reader.at == start {
            Err(NotJson)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
