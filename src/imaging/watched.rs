//! A file's bytes for its decoder, with an eye on whoever waits for the picture.

use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use zune_jpeg::zune_core::bytestream::{ZByteIoError, ZByteReaderTrait, ZSeekFrom};

use crate::monitor::{Cancelled, Monitor, step};

/// Bytes handed out between two questions whether to go on: below 3 ms of decoding, and too many for the questions to cost
/// anything.
const STRIDE: usize = 32 << 10;

/// What several threads that read one file tell its monitor: the farthest of them, so that it never falls.
pub(super) struct Told<'a> {
    monitor: &'a dyn Monitor,
    per_mille: AtomicU32,
}

impl<'a> Told<'a> {
    pub(super) fn new(monitor: &'a dyn Monitor) -> Self {
        Self { monitor, per_mille: AtomicU32::new(0) }
    }

    /// Asks whether to go on; `share` (0 to 1) of the file is read.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub(super) fn alive(&self, share: f64) -> Result<(), Cancelled> {
        let here = (1000.0 * share) as u32;
        let most = self.per_mille.fetch_max(here, Ordering::Relaxed).max(here);
        step(self.monitor, most as f32 / 1000.0)
    }
}

/// The bytes of a JPEG, the next stride of them only after a question.
///
/// The decoder paints over what a reader refuses, and for a progressive file only then begins the longest part of its work.
/// So a stop does not refuse: it unwinds the decoder, up to [`watch`].
pub(super) struct Watched<'a> {
    bytes: &'a [u8],
    /// What may be read without a question: the first of `bytes`.
    open: &'a [u8],
    /// The next byte; may lie behind the end.
    at: usize,
    told: &'a Told<'a>,
}

/// Runs a decoder that reads from [`Watched`] or [`Stream`].
///
/// # Errors
/// [`Cancelled`] if the monitor asked it to stop.
pub(super) fn watch<T>(decoder: impl FnOnce() -> T) -> Result<T, Cancelled> {
    catch_unwind(AssertUnwindSafe(decoder)).map_err(|why| match why.downcast::<Cancelled>() {
        Ok(cancelled) => *cancelled,
        Err(fault) => resume_unwind(fault),
    })
}

impl<'a> Watched<'a> {
    pub(super) fn new(bytes: &'a [u8], told: &'a Told<'a>) -> Self {
        Self { bytes, open: &[], at: 0, told }
    }

    /// Opens the next stride; false at the end of the file.
    #[cold]
    fn further(&mut self) -> bool {
        if self.open.len() == self.bytes.len() {
            return false;
        }
        if let Err(cancelled) = self.told.alive(self.open.len() as f64 / self.bytes.len() as f64) {
            resume_unwind(Box::new(cancelled));
        }
        let end = self.at.max(self.open.len()).saturating_add(STRIDE).min(self.bytes.len());
        self.open = &self.bytes[..end];
        true
    }

    /// The next bytes, as many as `buf` takes and the file has.
    #[inline(always)]
    fn next(&mut self, count: usize) -> &'a [u8] {
        loop {
            if let Some(bytes) = self.open.get(self.at..self.at.saturating_add(count)) {
                return bytes;
            }
            if !self.further() {
                return self.open.get(self.at..).unwrap_or_default();
            }
        }
    }
}

impl ZByteReaderTrait for Watched<'_> {
    #[inline(always)]
    fn read_byte_no_error(&mut self) -> u8 {
        let byte = self.next(1).first().copied();
        self.at += usize::from(byte.is_some());
        byte.unwrap_or(0)
    }

    #[inline(always)]
    fn read_exact_bytes(&mut self, buf: &mut [u8]) -> Result<(), ZByteIoError> {
        self.peek_exact_bytes(buf)?;
        self.at += buf.len();
        Ok(())
    }

    #[inline(always)]
    fn read_bytes(&mut self, buf: &mut [u8]) -> Result<usize, ZByteIoError> {
        let count = self.peek_bytes(buf)?;
        self.at += count;
        Ok(count)
    }

    #[inline(always)]
    fn peek_bytes(&mut self, buf: &mut [u8]) -> Result<usize, ZByteIoError> {
        let bytes = self.next(buf.len());
        buf[..bytes.len()].copy_from_slice(bytes);
        Ok(bytes.len())
    }

    #[inline(always)]
    fn peek_exact_bytes(&mut self, buf: &mut [u8]) -> Result<(), ZByteIoError> {
        let bytes = self.next(buf.len());
        if bytes.len() < buf.len() {
            return Err(ZByteIoError::NotEnoughBytes(bytes.len(), buf.len()));
        }
        buf.copy_from_slice(bytes);
        Ok(())
    }

    #[inline(always)]
    fn z_seek(&mut self, from: ZSeekFrom) -> Result<u64, ZByteIoError> {
        let (base, by) = match from {
            ZSeekFrom::Start(at) => (usize::try_from(at)?, 0),
            ZSeekFrom::End(by) => (self.bytes.len(), by),
            ZSeekFrom::Current(by) => (self.at, by),
        };
        self.at = base.checked_add_signed(isize::try_from(by)?).ok_or(ZByteIoError::SeekError("seek"))?;
        Ok(self.at as u64)
    }

    #[inline(always)]
    fn is_eof(&mut self) -> Result<bool, ZByteIoError> {
        Ok(self.at >= self.bytes.len())
    }

    #[inline(always)]
    fn z_position(&mut self) -> Result<u64, ZByteIoError> {
        Ok(self.at as u64)
    }

    fn read_remaining(&mut self, sink: &mut Vec<u8>) -> Result<usize, ZByteIoError> {
        let rest = self.next(self.bytes.len().saturating_sub(self.at));
        sink.extend_from_slice(rest);
        self.at += rest.len();
        Ok(rest.len())
    }
}

/// Bytes of any other file between two questions: they may hold much more of a picture than a JPEG's.
const SHORT_STRIDE: usize = 4 << 10;

/// The bytes of a file for decoders that read from the standard library's traits: a question before each short stride, even
/// when bytes are read again. A stop unwinds here too: a decoder may take an error for the end of the file and go on.
pub(super) struct Stream<'a> {
    file: Cursor<&'a [u8]>,
    /// Bytes handed out, those that were read again once more.
    read: usize,
    /// Bytes that may still be handed out without a question.
    open: usize,
    told: &'a Told<'a>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(bytes: &'a [u8], told: &'a Told<'a>) -> Self {
        Self { file: Cursor::new(bytes), read: 0, open: 0, told }
    }
}

impl BufRead for Stream<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.open == 0 {
            let share = self.read as f64 / self.file.get_ref().len().max(1) as f64;
            if let Err(cancelled) = self.told.alive(share.min(1.0)) {
                resume_unwind(Box::new(cancelled));
            }
            self.open = SHORT_STRIDE;
        }
        let rest = self.file.fill_buf()?;
        Ok(&rest[..rest.len().min(self.open)])
    }

    #[inline]
    fn consume(&mut self, count: usize) {
        self.open = self.open.saturating_sub(count);
        self.read += count;
        self.file.consume(count);
    }
}

impl Read for Stream<'_> {
    #[inline]
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(buf.len());
        buf[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }

    /// Quick where a decoder reads pixel by pixel.
    #[inline]
    fn read_exact(&mut self, mut buf: &mut [u8]) -> io::Result<()> {
        if buf.len() <= self.open {
            self.file.read_exact(buf)?;
            self.open -= buf.len();
            self.read += buf.len();
            return Ok(());
        }
        while !buf.is_empty() {
            match self.read(buf)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => buf = &mut buf[count..],
            }
        }
        Ok(())
    }
}

impl Seek for Stream<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::monitor::Silent;

    #[test]
    fn every_byte_comes_once_and_the_end_is_an_end() {
        let bytes: Vec<u8> = (0..STRIDE + 5).map(|i| (i % 251) as u8).collect();
        let told = Told::new(&Silent);
        let mut reader = Watched::new(&bytes, &told);
        let mut four = [0; 4];
        for at in (0..STRIDE + 4).step_by(4) {
            reader.read_exact_bytes(&mut four).unwrap();
            assert_eq!(four, bytes[at..at + 4]);
        }
        assert!(reader.read_exact_bytes(&mut four).is_err() && !reader.is_eof().unwrap());
        assert_eq!(reader.read_byte_no_error(), bytes[STRIDE + 4]);
        assert!(reader.is_eof().unwrap() && reader.read_byte_no_error() == 0);
        assert_eq!(reader.z_seek(ZSeekFrom::Current(-4)).unwrap(), STRIDE as u64 + 1);
        assert_eq!(reader.read_bytes(&mut [0; 9]).unwrap(), 4);
        reader.z_seek(ZSeekFrom::End(7)).unwrap();
        assert!(reader.is_eof().unwrap() && reader.read_bytes(&mut four).unwrap() == 0);
        assert!(reader.z_seek(ZSeekFrom::Current(-1_000_000)).is_err());
    }

    #[test]
    fn a_stop_ends_the_reader_and_any_other_panic_stays_one() {
        let stop = |share: f32| if share > 0.4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let told = Told::new(&stop);
        let bytes = vec![1; 4 * STRIDE];
        let mut reader = Watched::new(&bytes, &told);
        let read = watch(|| (0..bytes.len()).map(|_| u64::from(reader.read_byte_no_error())).sum::<u64>());
        assert_eq!(read, Err(Cancelled));
        assert_eq!(reader.at, 2 * STRIDE, "it asks once a stride");
        assert!(catch_unwind(|| watch(|| resume_unwind(Box::new("another fault")))).is_err());
    }

    #[test]
    fn a_stream_hands_out_every_byte_and_asks_even_when_they_are_read_again() {
        let bytes: Vec<u8> = (0..3 * SHORT_STRIDE + 7).map(|i| (i % 251) as u8).collect();
        let told = Told::new(&Silent);
        let (mut stream, mut all) = (Stream::new(&bytes, &told), Vec::new());
        stream.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes);
        stream.seek(SeekFrom::End(-3)).unwrap();
        assert_eq!(stream.read(&mut [0; 9]).unwrap(), 3);
        // A TIFF's directory often stands at its end: having been there opens nothing in front of it.
        let asked = AtomicU32::new(0);
        let stop = |_: f32| {
            if asked.fetch_add(1, Ordering::Relaxed) < 3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let told = Told::new(&stop);
        let mut stream = Stream::new(&bytes, &told);
        let read = watch(|| {
            stream.seek(SeekFrom::End(-1)).unwrap();
            stream.read_exact(&mut [0]).unwrap();
            stream.rewind().unwrap();
            stream.read_exact(&mut vec![0; bytes.len()])
        });
        assert!(matches!(read, Err(Cancelled)) && stream.file.position() < 3 * SHORT_STRIDE as u64, "{read:?}");
    }
}
