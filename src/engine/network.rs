//! Networks: ranges of addresses, as settings name them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of IP addresses, such as `10.0.0.0/8`; one address is a range, too.
///
/// **Source** RFC 4632 §3.1, RFC 4291 §2.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    /// The network of so many leading bits in which the address lies; an IPv4 address written as IPv6 is the former.
    pub fn of(address: IpAddr, bits: u8) -> Self {
        let base = match address.to_canonical() {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32)));
                IpAddr::V4(Ipv4Addr::from(u32::from(address) & mask.unwrap_or(0)))
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128)));
                IpAddr::V6(Ipv6Addr::from(u128::from(address) & mask.unwrap_or(0)))
            }
        };
        Self { base, bits }
    }

    /// What counts as one client: an IPv4 address, or the part of an IPv6 address that one customer of a provider has at
    /// least.
    ///
    /// **Source** RFC 6177 §2.
    pub fn of_client(address: IpAddr) -> Self {
        let is_v4 = address.to_canonical().is_ipv4();
        Self::of(address, if is_v4 { 32 } else { 64 })
    }

    /// Whether the address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.base.is_ipv4() && Self::of(address, self.bits).base == self.base
    }

    /// Reads `10.0.0.0/8` or `10.0.0.1`; `None` if it is neither, or has bits set outside of its prefix.
    pub fn read(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let digits = |bits: &str| bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits = match bits {
            Some(bits) if digits(bits) => bits.parse().ok().filter(|bits| *bits <= longest)?,
            Some(_) => return None,
            None => longest,
        };
        let network = Self::of(address, bits);
        (network.base == address).then_some(network)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_the_addresses_of_their_prefix() {
        let check = |network: &str, address: &str, expect: bool| {
            let network = Network::read(network).expect("it is a network");
            let address = address.parse().expect("it is an address");
            assert_eq!(network.contains(address), expect, "{address}");
        };
        check("10.0.0.0/8", "10.255.0.1", true);
        check("10.0.0.0/8", "11.0.0.1", false);
        check("10.0.0.0/8", "::ffff:10.1.2.3", true);
        check("10.0.0.7", "10.0.0.7", true);
        check("10.0.0.7", "10.0.0.8", false);
        check("0.0.0.0/0", "203.0.113.9", true);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("2001:db8::/32", "2001:db8:ffff::1", true);
        check("2001:db8::/32", "2001:db9::1", false);
        check("::/0", "2001:db9::1", true);
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in [
            "",
            "10",
            "10.0.0.0/33",
            "10.0.0.1/8",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "::/129",
            "proxy",
        ] {
            assert_eq!(Network::read(text), None, "{text}");
        }
    }
}
