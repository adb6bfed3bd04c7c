//! Which letters the bytes of a text file stand for.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far a file without a mark is read to see whether it is UTF-8. Rows behind it that are not are refused one by one.
const LOOK_BYTES_MAX: u64 = 64 << 20;

/// The encoding of a file, and the bytes to leave out at its beginning.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) encoding: &'static Encoding,
    pub(crate) mark_bytes: u64,
}

/// The encoding somebody named.
pub(crate) fn named(given: &str) -> Option<&'static Encoding> {
    match given.to_ascii_lowercase().as_str() {
        "utf8" => Some(UTF_8),
        "cp1252" | "ansi" => Some(WINDOWS_1252),
        name => Encoding::for_label(name.as_bytes()),
    }
}

/// Finds the encoding: a byte order mark decides; then what was given; then UTF-8 if the bytes are, else Windows-1252.
pub(crate) fn find(file: &mut File, given: Option<&'static Encoding>) -> io::Result<Found> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.by_ref().take(4096).read_to_end(&mut head)?;
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(&head) {
        return Ok(Found { encoding, mark_bytes: mark_bytes as u64 });
    }
    let encoding = match given.or_else(|| without_mark(&head)) {
        Some(encoding) => encoding,
        None if is_utf_8(file)? => UTF_8,
        None => WINDOWS_1252,
    };
    Ok(Found { encoding, mark_bytes: 0 })
}

/// UTF-16 without a mark: in Western text every second byte is zero.
fn without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    match () {
        () if head.len() < 4 => None,
        () if odd * 10 > half * 7 && even == 0 => Some(UTF_16LE),
        () if even * 10 > half * 7 && odd == 0 => Some(UTF_16BE),
        () => None,
    }
}

fn is_utf_8(file: &mut File) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut source = file.take(LOOK_BYTES_MAX);
    let mut bytes = Vec::with_capacity(1 << 20);
    loop {
        let got = source.by_ref().take(1 << 20).read_to_end(&mut bytes)?;
        match std::str::from_utf8(&bytes) {
            Ok(_) => bytes.clear(),
            // A letter cut in two at the end of the piece is finished by the next one.
            Err(error) if error.error_len().is_none() && got > 0 => {
                bytes.drain(..error.valid_up_to());
            }
            Err(error) => return Ok(error.error_len().is_none() && source.limit() == 0),
        }
        if got == 0 {
            return Ok(true);
        }
    }
}

/// Reads any encoding as UTF-8.
pub(crate) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given_out: usize,
    has_ended: bool,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(source: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self { source, decoder, raw: Vec::new(), text: Vec::new(), given_out: 0, has_ended: false }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        const STEP: u64 = 256 << 10;
        self.raw.clear();
        let got = self.source.by_ref().take(STEP).read_to_end(&mut self.raw)?;
        self.has_ended = (got as u64) < STEP;
        // Three bytes of UTF-8 for one byte are the most any encoding needs, and some room for what was held back.
        self.text.resize(self.raw.len() * 3 + 64, 0);
        let (mut read, mut written) = (0, 0);
        loop {
            let (result, r, w, _) =
                self.decoder.decode_to_utf8(&self.raw[read..], &mut self.text[written..], self.has_ended);
            read += r;
            written += w;
            if matches!(result, CoderResult::InputEmpty) {
                break;
            }
            let longer = self.text.len() * 2;
            self.text.resize(longer, 0);
        }
        self.text.truncate(written);
        self.given_out = 0;
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given_out == self.text.len() && !self.has_ended {
            self.decode_more()?;
        }
        let rest = self.text.get(self.given_out..).unwrap_or_default();
        let count = rest.len().min(out.len());
        out[..count].copy_from_slice(&rest[..count]);
        self.given_out += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, text: &str) {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(bytes).expect("written");
        let found = find(&mut file, None).expect("readable");
        assert_eq!(found.encoding.name(), expected);
        file.seek(SeekFrom::Start(found.mark_bytes)).expect("seekable");
        let mut read = String::new();
        Decoded::new(file, found.encoding).read_to_string(&mut read).expect("UTF-8");
        assert_eq!(read, text);
    }

    #[test]
    fn the_bytes_themselves_tell_their_encoding() {
        check("id,naam\n1,José €".as_bytes(), "UTF-8", "id,naam\n1,José €");
        check(b"\xef\xbb\xbfid\n1", "UTF-8", "id\n1");
        check(b"id\nJos\xe9 \x80", "windows-1252", "id\nJosé €");
        check(b"\xff\xfei\0d\0\n\0\xac\x20", "UTF-16LE", "id\n€");
        check(b"\xfe\xff\0i\0d\0\n\x20\xac", "UTF-16BE", "id\n€");
        check(b"i\0d\0\n\0x\0", "UTF-16LE", "id\nx");
        check("é".repeat(2_000_000).as_bytes(), "UTF-8", &"é".repeat(2_000_000));
    }
}
