//! What we hand out to be brought back, and nobody else may read, change or make: authenticated encryption
//! (XChaCha20-Poly1305, the extended nonce of draft-irtf-cfrg-xchacha over RFC 8439).

use super::{Generation, Purpose, Secret, derive};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};

/// Bytes of a nonce. It is drawn at random: at 192 bits no two meet.
pub const NONCE: usize = 24;
/// Bytes that name the generation of the secret, so that one key is tried and not all.
const KEY_ID: usize = 4;

impl Generation {
    fn sealing_key(&self, purpose: Purpose) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&derive(&self.root, purpose.label()).into())
    }

    fn sealing_key_id(&self) -> [u8; KEY_ID] {
        let whole = derive(&self.root, b"rollcall sealing key id v1");
        let mut id = [0; KEY_ID];
        id.copy_from_slice(&whole[..KEY_ID]);
        id
    }
}

/// What a sealed text is bound to, each part apart from the next.
fn joined(bound_to: &[&[u8]]) -> Vec<u8> {
    let mut joined = Vec::new();
    for part in bound_to {
        joined.extend((part.len() as u64).to_be_bytes());
        joined.extend_from_slice(part);
    }
    joined
}

impl Secret {
    /// Seals a text with the current key: key id, nonce, and what only [`Secret::open`] reads. It opens for the same
    /// purpose, bound to the same parts in the same order.
    pub fn seal(&self, purpose: Purpose, bound_to: &[&[u8]], nonce: [u8; NONCE], text: &[u8]) -> Vec<u8> {
        let generation = self.current();
        let payload = Payload {
            msg: text,
            aad: &joined(bound_to),
        };
        let sealed = generation.sealing_key(purpose).encrypt(&nonce.into(), payload);
        let mut whole = generation.sealing_key_id().to_vec();
        whole.extend(nonce);
        // It fails on texts of 256 GiB only; what is cut short opens for nobody.
        whole.extend(sealed.unwrap_or_default());
        whole
    }

    /// Whether something was sealed with the current key, and so outlives the next rotation.
    pub fn is_sealed_with_current(&self, sealed: &[u8]) -> bool {
        sealed.starts_with(&self.current().sealing_key_id())
    }

    /// The text of something sealed by a living generation; `None` for anything else.
    pub fn open(&self, purpose: Purpose, bound_to: &[&[u8]], sealed: &[u8]) -> Option<Vec<u8>> {
        let (key_id, rest) = sealed.split_at_checked(KEY_ID)?;
        let (nonce, rest) = rest.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let mut generations = self.generations().iter();
        let generation = generations.find(|one| one.sealing_key_id() == key_id)?;
        let payload = Payload {
            msg: rest,
            aad: &joined(bound_to),
        };
        generation
            .sealing_key(purpose)
            .decrypt(&nonce.into(), payload)
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_purpose_and_binding_only() {
        let secret = Secret::new("s", None);
        let sealed = secret.seal(Purpose::Cursor, &[b"ab", b"c"], [7; NONCE], b"text");
        let open = |secret: &Secret, purpose, bound_to: &[&[u8]]| secret.open(purpose, bound_to, &sealed);
        assert_eq!(
            open(&secret, Purpose::Cursor, &[b"ab", b"c"]).as_deref(),
            Some(&b"text"[..])
        );
        assert_eq!(open(&secret, Purpose::Cursor, &[b"a", b"bc"]), None);
        assert_eq!(open(&secret, Purpose::Counter, &[b"ab", b"c"]), None);
        assert_eq!(
            open(&Secret::new("t", None), Purpose::Cursor, &[b"ab", b"c"]),
            None
        );
        assert!(open(&Secret::new("t", Some("s")), Purpose::Cursor, &[b"ab", b"c"]).is_some());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(
                secret.open(Purpose::Cursor, &[b"ab", b"c"], &changed),
                None,
                "{at}"
            );
            assert_eq!(
                secret.open(Purpose::Cursor, &[b"ab", b"c"], &sealed[..at]),
                None,
                "{at}"
            );
        }
    }
}
