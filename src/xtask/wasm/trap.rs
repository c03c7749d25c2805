//! Takes the words out of panics. In a browser a panic of ours ends in a trap, and nobody reads its message: the
//! functions that would compose it become the trap itself, and wasm-opt then drops what they alone needed.
//!
//! **Source** WebAssembly Core Specification 2.0, §5.5 (modules) and its appendix on the name section.

/// Functions of the standard library that never return. Whatever calls them traps a moment earlier instead.
const NEVER_RETURN: &[&str] = &[
    "__rustc::__rust_alloc_error_handler",
    "__rustc::rust_begin_unwind",
    "__rustc::rust_panic",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::cell::lazy::panic_",
    "core::cell::panic_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_",
    "core::str::slice_error_fail",
    "std::alloc::rust_oom",
    "std::panicking::begin_panic",
    "std::panicking::panic_handler",
    "std::panicking::panic_with_hook",
    "std::thread::local::panic_access_error",
];

/// No locals, `unreachable`, `end`.
const TRAP: &[u8] = &[0, 0x00, 0x0b];

const TYPES: u8 = 1;
const IMPORTS: u8 = 2;
const FUNCTIONS: u8 = 3;
const CODE: u8 = 10;
const CUSTOM: u8 = 0;
const FUNCTION_NAMES: u8 = 1;

/// The module with traps for panics, and how many functions became one.
///
/// **Errors** the bytes are no module, or have no names (`strip = true`).
pub(super) fn panics(module: &[u8]) -> Result<(Vec<u8>, usize), String> {
    let sections = sections(module).ok_or("this is not a wasm module")?;
    let find = |id: u8| {
        let section = sections.iter().find(|section| section.id == id);
        section.map_or(&[][..], |section| section.body)
    };
    let broken = "the wasm module is broken";
    let imported = imported_functions(find(IMPORTS)).ok_or(broken)?;
    let returns = types_that_return(find(TYPES)).ok_or(broken)?;
    let kinds = Reader(find(FUNCTIONS)).numbers().ok_or(broken)?;
    let names = sections
        .iter()
        .filter(|section| section.id == CUSTOM)
        .find_map(|section| {
            let mut reader = Reader(section.body);
            (reader.bytes()? == b"name").then_some(reader.0)
        })
        .ok_or("the wasm has no names of functions: the cargo profile strips them")?;
    let silent: Vec<usize> = function_names(names)
        .ok_or(broken)?
        .into_iter()
        .filter(|(_, name)| never_returns(name))
        .filter_map(|(index, _)| index.checked_sub(imported))
        .filter(|index| {
            let kind = kinds.get(*index).and_then(|kind| returns.get(*kind));
            kind == Some(&false)
        })
        .collect();
    let mut out = module.get(..8).ok_or(broken)?.to_vec();
    for section in &sections {
        out.push(section.id);
        if section.id == CODE {
            put(&mut out, &code(section.body, &silent).ok_or(broken)?);
        } else {
            put(&mut out, section.body);
        }
    }
    Ok((out, silent.len()))
}

/// The code section with other bodies for some functions.
fn code(section: &[u8], silent: &[usize]) -> Option<Vec<u8>> {
    let mut reader = Reader(section);
    let count = reader.number()?;
    let mut out = Vec::with_capacity(section.len());
    put_number(&mut out, count);
    for index in 0..count {
        let body = reader.bytes()?;
        put(&mut out, if silent.contains(&index) { TRAP } else { body });
    }
    Some(out)
}

fn never_returns(name: &str) -> bool {
    let plain = without_hashes(name);
    NEVER_RETURN.iter().any(|start| plain.starts_with(start))
}

/// `core[0123456789abcdef]::fmt` is `core::fmt`: names carry the crate's hash.
fn without_hashes(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some((before, hash)) = rest.split_once('[') {
        out.push_str(before);
        rest = match hash.split_once(']') {
            Some((digits, after)) if digits.len() == 16 => after,
            _ => {
                out.push('[');
                hash
            }
        };
    }
    out + rest
}

struct Section<'a> {
    id: u8,
    body: &'a [u8],
}

fn sections(module: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut reader = Reader(module.strip_prefix(b"\0asm\x01\0\0\0")?);
    let mut sections = Vec::new();
    while !reader.0.is_empty() {
        let id = reader.byte()?;
        let body = reader.bytes()?;
        sections.push(Section { id, body });
    }
    Some(sections)
}

fn imported_functions(section: &[u8]) -> Option<usize> {
    let mut reader = Reader(section);
    let mut functions = 0;
    for _ in 0..reader.count()? {
        reader.bytes()?;
        reader.bytes()?;
        match reader.byte()? {
            0 => {
                reader.number()?;
                functions += 1;
            }
            kind @ (1 | 2) => {
                if kind == 1 {
                    reader.byte()?;
                }
                // A limit has a lower bound, and an upper one when its first bit is set.
                let bounds = 1 + (reader.byte()? & 1);
                for _ in 0..bounds {
                    reader.number()?;
                }
            }
            3 => {
                reader.byte()?;
                reader.byte()?;
            }
            _ => return None,
        }
    }
    Some(functions)
}

/// For each type whether functions of it return something.
fn types_that_return(section: &[u8]) -> Option<Vec<bool>> {
    let mut reader = Reader(section);
    let mut returns = Vec::new();
    for _ in 0..reader.count()? {
        if reader.byte()? != 0x60 {
            return None;
        }
        reader.bytes()?;
        returns.push(!reader.bytes()?.is_empty());
    }
    Some(returns)
}

fn function_names(section: &[u8]) -> Option<Vec<(usize, String)>> {
    let mut reader = Reader(section);
    let mut functions = Vec::new();
    while !reader.0.is_empty() {
        let id = reader.byte()?;
        let mut names = Reader(reader.bytes()?);
        if id == FUNCTION_NAMES {
            for _ in 0..names.number()? {
                let index = names.number()?;
                functions.push((index, String::from_utf8_lossy(names.bytes()?).into_owned()));
            }
        }
    }
    Some(functions)
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// LEB128, unsigned.
    fn number(&mut self) -> Option<usize> {
        let mut value = 0_u32;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return usize::try_from(value).ok();
            }
        }
        None
    }

    /// How many there are; a section that is absent has none.
    fn count(&mut self) -> Option<usize> {
        if self.0.is_empty() {
            Some(0)
        } else {
            self.number()
        }
    }

    fn numbers(&mut self) -> Option<Vec<usize>> {
        (0..self.count()?).map(|_| self.number()).collect()
    }

    /// Bytes after their length.
    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }
}

fn put_number(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![id];
        put(&mut out, body);
        out
    }

    /// A module of one imported and one own function of type 0, whose body is `nop`.
    fn module(results: &[u8], name: &str) -> Vec<u8> {
        let mut types = vec![1, 0x60, 0];
        put(&mut types, results);
        let mut names = vec![1, 1];
        put(&mut names, name.as_bytes());
        let mut custom = vec![4];
        custom.extend_from_slice(b"name");
        custom.extend(section(FUNCTION_NAMES, &names));
        [
            b"\0asm\x01\0\0\0".to_vec(),
            section(TYPES, &types),
            section(IMPORTS, &[1, 1, b'm', 1, b'f', 0, 0]),
            section(FUNCTIONS, &[1, 0]),
            section(CODE, &[1, 3, 0, 0x01, 0x0b]),
            section(CUSTOM, &custom),
        ]
        .concat()
    }

    #[test]
    fn only_what_never_returns_becomes_a_trap() {
        #[track_caller]
        fn check(results: &[u8], name: &str, expect: usize) {
            let input = module(results, name);
            let (made, count) = panics(&input).unwrap();
            assert_eq!(count, expect, "{name}");
            let code = section(CODE, &[1, 3, 0, 0x00, 0x0b]);
            let trapped = made.windows(code.len()).any(|window| window == code);
            assert_eq!(trapped, expect == 1, "{name}");
            assert_eq!(made.len(), input.len());
        }
        check(&[], "core[0123456789abcdef]::panicking::panic_fmt", 1);
        check(&[], "core::panicking::panic_display::h0123456789abcdef", 1);
        check(&[0x7f], "core::panicking::answers", 0);
        check(&[], "pages::screens::body", 0);
        check(&[], "<[u8]>::core::panicking", 0);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert!(panics(b"no wasm").is_err());
        let nameless = module(&[], "f");
        let end = nameless.len() - section(CUSTOM, b"\x04name\x01\x04\x01\x01\x01f").len();
        assert!(panics(&nameless[..end]).unwrap_err().contains("names"));
    }

    #[test]
    fn numbers_survive_their_writing() {
        for number in [0, 1, 127, 128, 300, 1_000_000] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            assert_eq!(Reader(&bytes).number(), Some(number));
        }
    }
}
