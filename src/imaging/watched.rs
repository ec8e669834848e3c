//! A JPEG's bytes for its decoder, with an eye on whoever waits for the picture.

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

/// The bytes of a file, the next stride of them only after a question.
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

/// Runs a decoder that reads from [`Watched`].
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
}
