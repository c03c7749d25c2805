//! The group of Cognito's SRP, its hashes, and its way of writing integers as bytes.

use crypto_bigint::{
    Odd, U3072,
    modular::{FixedMontyForm, FixedMontyParams},
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// The 3072-bit prime. **Source** RFC 3526, group 15.
pub(super) const N: &str = "\
ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

const LIMBS: usize = U3072::LIMBS;
pub(super) type Residue = FixedMontyForm<LIMBS>;

/// What the group needs, computed once: Montgomery parameters of N, the generator 2, and k = H(pad(N) ‖ pad(g)).
pub(super) struct Group {
    modulus: FixedMontyParams<LIMBS>,
    pub(super) generator: Residue,
    pub(super) multiplier: Residue,
}

pub(super) static GROUP: LazyLock<Group> = LazyLock::new(|| {
    let n = Odd::<U3072>::from_be_hex(N);
    let modulus = FixedMontyParams::new_vartime(n);
    let g = U3072::from_u8(2);
    let k = digest(&[&pad(n.as_ref()), &pad(&g)]);
    Group {
        modulus,
        generator: Residue::new(&g, &modulus),
        multiplier: Residue::new(&widen(&k), &modulus),
    }
});

impl Group {
    pub(super) fn residue(&self, integer: &U3072) -> Residue {
        Residue::new(integer, &self.modulus)
    }
}

/// SHA-256 of these parts, one after the other.
pub(super) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// HMAC-SHA-256 of these parts, one after the other.
pub(super) fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// Up to 384 big-endian bytes as an integer.
pub(super) fn widen(bytes: &[u8]) -> U3072 {
    let mut wide = [0; U3072::BYTES];
    let start = wide.len() - bytes.len();
    wide[start..].copy_from_slice(bytes);
    U3072::from_be_slice(&wide)
}

/// All 384 big-endian bytes of an integer.
pub(super) fn bytes(integer: &U3072) -> Zeroizing<[u8; U3072::BYTES]> {
    let mut bytes = Zeroizing::new([0; U3072::BYTES]);
    bytes.copy_from_slice(integer.to_be_bytes().as_ref());
    bytes
}

/// The shortest big-endian bytes of an integer; never empty.
pub(super) fn shortest(bytes: &[u8]) -> &[u8] {
    let first = bytes
        .iter()
        .position(|byte| *byte != 0)
        .unwrap_or(bytes.len() - 1);
    &bytes[first..]
}

/// The shortest big-endian bytes that read as a positive number in two's complement: one 00 before a set top bit.
///
/// **Source** `padHex` of amazon-cognito-identity-js; Java's `BigInteger.toByteArray`.
pub(super) fn pad(integer: &U3072) -> Zeroizing<Vec<u8>> {
    let bytes = bytes(integer);
    let short = shortest(bytes.as_ref());
    let mut padded = Zeroizing::new(Vec::with_capacity(short.len() + 1));
    if short[0] & 0x80 != 0 {
        padded.push(0);
    }
    padded.extend_from_slice(short);
    padded
}

/// Lower-case hex, two digits a byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// The integer as lower-case hex of its shortest bytes.
pub(super) fn integer_hex(integer: &U3072) -> String {
    hex(shortest(bytes(integer).as_ref()))
}

/// Reads hex of any length and either case as an integer; leading zeros do not count. `None` for anything that is not
/// hex, for nothing, and for integers of more than 384 bytes.
pub(super) fn integer(hex: &str) -> Option<U3072> {
    if hex.is_empty() {
        return None;
    }
    let digits = hex.trim_start_matches('0').as_bytes();
    let mut bytes = Zeroizing::new([0_u8; U3072::BYTES]);
    if digits.len() > 2 * bytes.len() {
        return None;
    }
    for (place, digit) in digits.iter().rev().enumerate() {
        let value = u8::try_from(char::from(*digit).to_digit(16)?).ok()?;
        let at = bytes.len() - 1 - place / 2;
        bytes[at] |= value << (4 * (place % 2));
    }
    Some(U3072::from_be_slice(bytes.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_those_of_the_group() {
        let n = integer(N).expect("hex");
        assert_eq!(
            hex(&digest(&[bytes(&n).as_ref()])),
            "48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c"
        );
        assert_eq!(
            integer_hex(&GROUP.multiplier.retrieve()),
            "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6"
        );
    }

    #[test]
    fn integers_are_padded_as_java_does() {
        let check = |hex: &str, expect: &[u8]| {
            assert_eq!(pad(&integer(hex).expect("hex")).as_slice(), expect)
        };
        check("0", &[0]);
        check("7f", &[0x7f]);
        check("80", &[0, 0x80]);
        check("0080", &[0, 0x80]);
        check("100", &[1, 0]);
    }
}
