//! The network behind an address: what limits count.
//!
//! One customer of a provider holds a whole /64 of IPv6 (RFC 6177) and could take a fresh address for every request, so
//! all of it counts as one. An IPv4 address in IPv6 clothing counts as the IPv4 address it is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network of an address, as text. What is no address is a network of its own.
pub fn network_of(address: &str) -> String {
    // A zone (`%eth0`, RFC 4007) names an interface of the reader's and no part of the address.
    let bare = address.trim().split('%').next().unwrap_or_default();
    match bare.parse() {
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => embedded(address).map_or_else(
            || {
                let [a, b, c, d, ..] = address.segments();
                format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            },
            |address| address.to_string(),
        ),
        Err(_) => bare.to_owned(),
    }
}

/// The IPv4 address an IPv6 one stands for: mapped (RFC 4291), translated (RFC 6052), or that of a 6to4 site (RFC 3056).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = address.octets();
    let at = |from: usize| Ipv4Addr::new(octets[from], octets[from + 1], octets[from + 2], octets[from + 3]);
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => Some(at(12)),
        [0x2002, ..] => Some(at(2)),
        _ => address.to_ipv4_mapped(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_customer_are_one_network() {
        for (address, network) in [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("::FFFF:cb00:7107", "203.0.113.7"),
            ("64:ff9b::203.0.113.7", "203.0.113.7"),
            ("2002:cb00:7107:1::1", "203.0.113.7"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            ("::1", "::/64"),
            (" 203.0.113.7 ", "203.0.113.7"),
            ("", ""),
            ("unknown", "unknown"),
        ] {
            assert_eq!(network_of(address), network, "{address}");
        }
    }
}
