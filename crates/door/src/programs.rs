//! Programs that are told of changes: which addresses may be told, and what is signed with which key.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use store::WebhookId;
use url::{Host, Url};

use crate::Office;

/// Why an address cannot be told anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoHook {
    /// It is no address, or none of the kind that is allowed.
    #[error("that is not an address to tell; allowed: `https://…` without a name and password in it")]
    NotAnAddress,
    /// It lies inside the house.
    #[error(
        "`{host}` is an address inside a house or machine; allowed: public ones, or all with VAARWEL_PRIVATE_WEBHOOKS=true"
    )]
    Private {
        /// Its host.
        host: String,
    },
}

/// Reads the address of a webhook. `inside` allows `http` and addresses that are not public.
///
/// # Errors
/// [`NoHook`] says why it cannot be used.
pub fn read_address(given: &str, inside: bool) -> Result<Url, NoHook> {
    let url = Url::parse(given.trim()).map_err(|_| NoHook::NotAnAddress)?;
    let is_web = url.scheme() == "https" || inside && url.scheme() == "http";
    if !is_web || !url.username().is_empty() || url.password().is_some() {
        return Err(NoHook::NotAnAddress);
    }
    let address = match url.host() {
        None => return Err(NoHook::NotAnAddress),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let is_local = matches!(name.rsplit('.').next(), Some("localhost" | "local"));
            is_local.then_some(IpAddr::V4(Ipv4Addr::LOCALHOST))
        }
        Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
    };
    match address {
        Some(address) if !inside && !is_public(address) => {
            Err(NoHook::Private { host: url.host_str().unwrap_or_default().to_owned() })
        }
        _ => Ok(url),
    }
}

/// Can everybody reach this address, so that it is nobody's inside?
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => is_public_v4(it),
        IpAddr::V6(it) => is_public_v6(it),
    }
}

const fn is_public_v4(it: Ipv4Addr) -> bool {
    let [a, b, c, _] = it.octets();
    let is_special = it.is_private()
        || it.is_loopback()
        || it.is_link_local()
        || it.is_unspecified()
        || it.is_broadcast()
        || it.is_multicast()
        || it.is_documentation();
    // This network, shared carrier space, protocol assignments, benchmarks, reserved for later.
    let is_reserved = matches!((a, b, c), (0 | 240..=255, ..) | (100, 64..=127, _) | (192, 0, 0) | (198, 18 | 19, _));
    !is_special && !is_reserved
}

fn is_public_v6(it: Ipv6Addr) -> bool {
    // An address that only wraps one of the other kind is what it wraps.
    if let Some(wrapped) = it.to_ipv4_mapped() {
        return is_public_v4(wrapped);
    }
    let [net, second, third, fourth, _, _, seventh, eighth] = it.segments();
    let of = |high: u16, low: u16| {
        let ([one, two], [three, four]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(one, two, three, four)
    };
    match (net, second) {
        (0x64, 0xff9b) => is_public_v4(of(seventh, eighth)),
        (0x2002, _) => is_public_v4(of(second, third)),
        // Teredo and other protocol assignments; documentation.
        (0x2001, 0..=0x1ff | 0xdb8) => false,
        (0x0100, 0) if third == 0 && fourth == 0 => false,
        // What is given out today begins with 001.
        _ => net & 0xe000 == 0x2000,
    }
}

/// The key a webhook is signed with, in hexadecimal: made from the key of the data folder and the webhook's id, kept nowhere.
pub fn key(office: &Office, id: WebhookId) -> String {
    hex(&office.key(&format!("webhook {id}")))
}

/// The signature over a body at a second.
pub fn signature(key: &str, seconds: i64, body: &str) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(format!("{seconds}.{body}").as_bytes());
    format!("t={seconds},v1={}", hex(&mac.finalize().into_bytes()))
}

/// Bytes as programs write them: two signs a byte, `0` to `9` and `a` to `f`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_inside_a_house_or_machine_is_public_whatever_way_it_is_written() {
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "203.0.113.9",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "100::1",
        ] {
            let address: IpAddr = inside.parse().expect("an address");
            assert!(!is_public(address), "{inside}");
        }
        for outside in ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1"] {
            let address: IpAddr = outside.parse().expect("an address");
            assert!(is_public(address), "{outside}");
        }
    }

    #[test]
    fn an_address_is_https_without_a_password_and_outside() {
        let refused = |given: &str| read_address(given, false).expect_err(given);
        for given in ["", "fietsplan", "ftp://x.example", "http://x.example", "https://a:b@x.example"] {
            assert_eq!(refused(given), NoHook::NotAnAddress, "{given}");
        }
        for given in [
            "https://localhost/x",
            "https://127.1/x",
            "https://0x7f000001/",
            "https://[::1]:8080/",
            "https://a.local/",
            "https://2130706433/",
            "https://169.254.169.254/latest",
        ] {
            assert!(matches!(refused(given), NoHook::Private { .. }), "{given}");
        }
        assert!(read_address("https://hooks.fietsplan.example/v", false).is_ok());
        assert!(read_address("http://127.0.0.1:9/x", true).is_ok());
    }

    #[test]
    fn a_signature_can_be_checked_with_any_library() {
        // printf '1795348800.{}' | openssl dgst -sha256 -hmac key
        let signed = signature("key", 1_795_348_800, "{}");
        let hex = "706f545aa9e881001584ac8eec5613f4e7a75ff82cc78f43673f88f69b8c3c6d";
        assert_eq!(signed, format!("t=1795348800,v1={hex}"));
        assert_ne!(signed, signature("key", 1_795_348_801, "{}"));
        assert_ne!(signed, signature("kez", 1_795_348_800, "{}"));
    }
}
