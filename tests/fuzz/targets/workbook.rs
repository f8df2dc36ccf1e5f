//! Any bytes, as a workbook.
#![no_main]

use fuzz::{package, read_through};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|bytes: &[u8]| read_through(bytes));

// Three times in four one part of the package is changed and the package put together again: of the changes
// to its bytes nearly all end at a checksum.
fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    if !seed.is_multiple_of(4)
        && let Some(changed) = change_a_part(&data[..size], most, seed)
    {
        data[..changed.len()].copy_from_slice(&changed);
        return changed.len();
    }
    fuzzer_mutate(data, size, most)
});

fn change_a_part(bytes: &[u8], most: usize, seed: u32) -> Option<Vec<u8>> {
    let mut parts = package::unpack(bytes)?;
    let room = most.checked_sub(package::pack(&parts).len())?;
    let chosen = usize::try_from(seed / 4).ok()?.checked_rem(parts.len())?;
    let content = &mut parts[chosen].1;
    let size = content.len();
    content.resize(size + room, 0);
    let longest = content.len();
    let size = fuzzer_mutate(content, size, longest);
    content.truncate(size);
    Some(package::pack(&parts)).filter(|packed| packed.len() <= most)
}
