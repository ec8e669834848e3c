//! Is every block of a JPEG there? The entropy-coded data is walked to its end, without making pixels.
//!
//! Decoders paint over what is missing and report success. Here each scan must hold exactly the blocks that its header
//! promises, each restart interval must end where its marker stands, and the picture must end with its end mark
//! (ITU-T T.81, annexes B, F and G). That finds every cut. A flipped bit is found only when the count no longer comes out:
//! Huffman codes fall back into step, and a bit that only changes a value cannot be told from a real one (about seven in
//! ten pass). Only the checksum that the library keeps finds those, from the import on.

use crate::monitor::Cancelled;

use super::jpeg::{next_marker, segment};

/// How far the picture data is sound.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    /// Share of the picture's blocks (0 to 1) in front of the fault, where the data runs from top to bottom.
    pub(super) sound: Option<f64>,
    /// True if the bytes end or turn into zeros; false if they are there but wrong.
    pub(super) cut: bool,
}

/// Why a walk did not come to its end.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Left {
    /// The data is not sound.
    Faulty(Fault),
    /// Nobody waits for it any more.
    Stopped(Cancelled),
}

impl From<Fault> for Left {
    fn from(fault: Fault) -> Self {
        Self::Faulty(fault)
    }
}

/// Codes of this many bits or fewer are looked up in one step.
const FAST: u32 = 9;

/// Most scans a progressive file may have: each costs a pass over the picture (libjpeg-turbo's fuzzers use 500).
pub(super) const MAX_SCANS: usize = 200;

/// Stray bytes that a camera may leave before a marker without anything being wrong.
const STRAY: usize = 2;

/// Walks a JPEG from its first marker on.
///
/// The header must have been read before: sizes and counts are taken from it again, but what is missing there is a
/// plain fault here. Asks `alive` in each row of blocks.
pub(super) fn walk(bytes: &[u8], alive: &dyn Fn() -> Result<(), Cancelled>) -> Result<(), Left> {
    let mut walker = Walker::default();
    let mut at = 2;
    loop {
        let marker = next_marker(bytes, &mut at).ok_or_else(|| walker.fault(true))?;
        match marker {
            0xD9 if walker.complete() => return Ok(()),
            0xD9 => return Err(walker.fault(walker.progressive).into()),
            // A second picture inside this one.
            0xD8 => return Err(walker.fault(false).into()),
            0x01 | 0xD0..=0xD7 => continue,
            _ => {}
        }
        let body = segment(bytes, &mut at).ok_or_else(|| walker.fault(true))?;
        let read = match marker {
            0xC4 => walker.huffman_tables(body),
            0xC0..=0xC2 if walker.components.is_empty() => walker.frame(body, marker == 0xC2),
            0xC0..=0xC2 => None,
            0xDD => walker.restart_interval(body),
            0xDA => {
                let mut bits = Bits::new(bytes, at);
                // Zeros to the end are a hole in the copy, not a different picture.
                let zeros = || bytes.ends_with(&[0; 64]);
                walker.scan(body, &mut bits, alive).map_err(|why| match why {
                    Stopped::Ended => Left::Faulty(walker.fault(true)),
                    Stopped::Wrong => Left::Faulty(walker.fault(zeros())),
                    Stopped::Asked(cancelled) => Left::Stopped(cancelled),
                })?;
                at = bits.at;
                Some(())
            }
            _ => Some(()),
        };
        read.ok_or_else(|| walker.fault(false))?;
    }
}

/// Why a scan was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stopped {
    /// The bytes ended.
    Ended,
    /// The codes make no sense, or their number does not come out.
    Wrong,
    /// Nobody waits for it any more.
    Asked(Cancelled),
}

/// A colour channel of the frame.
#[derive(Default)]
struct Component {
    id: u8,
    h: u32,
    v: u32,
    /// Blocks across and down that hold picture, as scans of this channel alone count them.
    across: u32,
    down: u32,
    /// Blocks across in memory: a whole number of MCUs.
    stride: u32,
    /// For progressive files, which of the 64 coefficients of each block are known to be other than zero.
    known: Vec<u64>,
    /// Which of the 64 coefficients have come to their last bit.
    done: u64,
}

/// What one scan header says.
struct Scan {
    /// Component index, DC table, AC table.
    parts: Vec<(usize, usize, usize)>,
    start: u32,
    end: u32,
    refines: bool,
    low: u32,
}

#[derive(Default)]
struct Walker {
    progressive: bool,
    components: Vec<Component>,
    /// MCUs across and down.
    mcus: (u32, u32),
    dc: [Option<Box<Table>>; 4],
    ac: [Option<Box<Table>>; 4],
    interval: u32,
    scans: usize,
    /// Blocks of all sequential scans walked, and how many there are in the picture.
    walked: u64,
    blocks: u64,
}

impl Walker {
    /// True once every coefficient of every channel has come to its last bit.
    fn complete(&self) -> bool {
        !self.components.is_empty() && self.components.iter().all(|component| component.done == u64::MAX)
    }

    /// A fault where the walk stands.
    fn fault(&self, cut: bool) -> Fault {
        let sequential = !self.progressive && self.blocks > 0;
        Fault { sound: sequential.then(|| (self.walked as f64 / self.blocks as f64).min(1.0)), cut }
    }

    fn restart_interval(&mut self, body: &[u8]) -> Option<()> {
        self.interval = u32::from(u16::from_be_bytes(*body.first_chunk::<2>()?));
        Some(())
    }

    fn huffman_tables(&mut self, mut body: &[u8]) -> Option<()> {
        while !body.is_empty() {
            let (class, slot) = (body[0] >> 4, usize::from(body[0] & 15));
            let counts: &[u8; 16] = body.get(1..17)?.try_into().ok()?;
            let symbols = body.get(17..17 + counts.iter().map(|n| usize::from(*n)).sum::<usize>())?;
            let table = Some(Box::new(Table::new(counts, symbols)?));
            match class {
                0 => *self.dc.get_mut(slot)? = table,
                1 => *self.ac.get_mut(slot)? = table,
                _ => return None,
            }
            body = &body[17 + symbols.len()..];
        }
        Some(())
    }

    fn frame(&mut self, body: &[u8], progressive: bool) -> Option<()> {
        let [_, h1, h0, w1, w0, count, rest @ ..] = body else { return None };
        let (height, width) = (u32::from(u16::from_be_bytes([*h1, *h0])), u32::from(u16::from_be_bytes([*w1, *w0])));
        let sampled = rest.chunks_exact(3).take(usize::from(*count));
        let mut components: Vec<Component> = sampled
            .map(|c| Component { id: c[0], h: u32::from(c[1] >> 4), v: u32::from(c[1] & 15), ..Component::default() })
            .collect();
        let whole = components.len() == usize::from(*count)
            && components.iter().all(|c| (1..=4).contains(&c.h) && (1..=4).contains(&c.v));
        if !whole || components.is_empty() || width == 0 || height == 0 {
            return None;
        }
        // A single channel is never interleaved: its own sampling factors mean nothing (A.2.2).
        if let [only] = &mut components[..] {
            (only.h, only.v) = (1, 1);
        }
        let h_most = components.iter().map(|c| c.h).max()?;
        let v_most = components.iter().map(|c| c.v).max()?;
        self.mcus = (width.div_ceil(8 * h_most), height.div_ceil(8 * v_most));
        for c in &mut components {
            c.across = (width * c.h).div_ceil(h_most).div_ceil(8);
            c.down = (height * c.v).div_ceil(v_most).div_ceil(8);
            c.stride = self.mcus.0 * c.h;
            if progressive {
                c.known = vec![0; (c.stride * self.mcus.1 * c.v) as usize];
            }
        }
        self.blocks = components.iter().map(|c| u64::from(c.stride) * u64::from(self.mcus.1 * c.v)).sum();
        (self.progressive, self.components) = (progressive, components);
        Some(())
    }

    fn scan_header(&self, body: &[u8]) -> Option<Scan> {
        let count = usize::from(*body.first()?);
        let parts = body.get(1..1 + 2 * count)?.chunks_exact(2).map(|part| {
            let component = self.components.iter().position(|c| c.id == part[0])?;
            Some((component, usize::from(part[1] >> 4) & 3, usize::from(part[1] & 15) & 3))
        });
        let parts: Vec<_> = parts.collect::<Option<_>>()?;
        let [start, end, high_low] = *body.get(1 + 2 * count..4 + 2 * count)? else { return None };
        let (start, end) = if self.progressive { (u32::from(start), u32::from(end)) } else { (0, 63) };
        let sensible = !parts.is_empty() && end <= 63 && start <= end && (start == 0 || parts.len() == 1);
        // Sequential scans carry whole coefficients, whatever their header says (B.2.3).
        let (high, low) = if self.progressive { (high_low >> 4, high_low & 15) } else { (0, 0) };
        sensible.then_some(Scan { parts, start, end, refines: high != 0, low: u32::from(low) })
    }

    /// Walks one scan; `bits` ends at the marker behind it.
    fn scan(
        &mut self,
        header: &[u8],
        bits: &mut Bits<'_>,
        alive: &dyn Fn() -> Result<(), Cancelled>,
    ) -> Result<(), Stopped> {
        self.scans += 1;
        let scan = &self.scan_header(header).filter(|_| self.scans <= MAX_SCANS).ok_or(Stopped::Wrong)?;
        let alone = scan.parts.len() == 1;
        let first = &self.components[scan.parts[0].0];
        let (across, down) = if alone { (first.across, first.down) } else { self.mcus };
        let mut left = self.interval;
        let mut restart = 0u8;
        let mut run = 0u32;
        for (row, column) in (0..down).flat_map(|row| (0..across).map(move |column| (row, column))) {
            if column == 0 {
                alive().map_err(Stopped::Asked)?;
            }
            if self.interval > 0 && left == 0 {
                bits.restart(restart)?;
                (left, restart, run) = (self.interval, (restart + 1) % 8, 0);
            }
            left = left.saturating_sub(1);
            self.mcu(scan, alone, row, column, bits, &mut run)?;
            if bits.overdrawn {
                return Err(bits.why());
            }
        }
        bits.finish()?;
        for (component, ..) in &scan.parts {
            if scan.low == 0 {
                self.components[*component].done |= (u64::MAX >> (63 - scan.end)) & (u64::MAX << scan.start);
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn mcu(
        &mut self,
        scan: &Scan,
        alone: bool,
        row: u32,
        column: u32,
        bits: &mut Bits<'_>,
        run: &mut u32,
    ) -> Result<(), Stopped> {
        for &(index, dc, ac) in &scan.parts {
            let component = &mut self.components[index];
            let (h, v) = if alone { (1, 1) } else { (component.h, component.v) };
            for y in row * v..(row + 1) * v {
                for x in column * h..(column + 1) * h {
                    if self.progressive {
                        let known =
                            component.known.get_mut((y * component.stride + x) as usize).ok_or(Stopped::Wrong)?;
                        progressive_block(scan, self.dc[dc].as_deref(), self.ac[ac].as_deref(), known, bits, run)?;
                    } else {
                        let (Some(dc), Some(ac)) = (&self.dc[dc], &self.ac[ac]) else { return Err(Stopped::Wrong) };
                        sequential_block(dc, ac, bits)?;
                        self.walked += 1;
                    }
                }
            }
        }
        Ok(())
    }
}

/// One block of a sequential scan (F.2.2).
#[inline(always)]
fn sequential_block(dc: &Table, ac: &Table, bits: &mut Bits<'_>) -> Result<(), Stopped> {
    if dc.symbol_and_value(bits)? > 15 {
        return Err(Stopped::Wrong);
    }
    let mut k = 1;
    while k < 64 {
        let symbol = ac.symbol_and_value(bits)?;
        let (zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 {
            if zeros < 15 {
                return Ok(());
            }
            k += 16;
        } else {
            k += zeros + 1;
        }
        if k > 64 {
            return Err(Stopped::Wrong);
        }
    }
    Ok(())
}

/// One block of a progressive scan (G.1.2); `run` is the number of further blocks without new coefficients.
fn progressive_block(
    scan: &Scan,
    dc: Option<&Table>,
    ac: Option<&Table>,
    known: &mut u64,
    bits: &mut Bits<'_>,
    run: &mut u32,
) -> Result<(), Stopped> {
    if scan.start == 0 {
        if scan.refines {
            bits.skip(1);
        } else {
            let size = dc.ok_or(Stopped::Wrong)?.symbol(bits)?;
            if size > 15 {
                return Err(Stopped::Wrong);
            }
            bits.skip(u32::from(size));
        }
        return if scan.end == 0 { Ok(()) } else { Err(Stopped::Wrong) };
    }
    // A low bit beyond 13 cannot stand in a coefficient of 8-bit samples.
    if scan.low > 13 {
        return Err(Stopped::Wrong);
    }
    let ac = ac.ok_or(Stopped::Wrong)?;
    if scan.refines { refine(scan, ac, known, bits, run) } else { first_pass(scan, ac, known, bits, run) }
}

fn first_pass(scan: &Scan, ac: &Table, known: &mut u64, bits: &mut Bits<'_>, run: &mut u32) -> Result<(), Stopped> {
    if *run > 0 {
        *run -= 1;
        return Ok(());
    }
    let mut k = scan.start;
    while k <= scan.end {
        let symbol = ac.symbol(bits)?;
        let (zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 {
            if zeros < 15 {
                *run = (1 << zeros) - 1 + bits.take(zeros);
                return Ok(());
            }
            k += 16;
        } else {
            k += zeros;
            if k > scan.end {
                return Err(Stopped::Wrong);
            }
            bits.skip(size);
            *known |= 1 << k;
            k += 1;
        }
    }
    // A run of zeros may end exactly behind the band, never further.
    if k > scan.end + 1 { Err(Stopped::Wrong) } else { Ok(()) }
}

fn refine(scan: &Scan, ac: &Table, known: &mut u64, bits: &mut Bits<'_>, run: &mut u32) -> Result<(), Stopped> {
    let mut k = scan.start;
    if *run == 0 {
        while k <= scan.end {
            let symbol = ac.symbol(bits)?;
            let (mut zeros, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
            match size {
                0 if zeros < 15 => {
                    *run = (1 << zeros) + bits.take(zeros);
                    break;
                }
                0 => {}
                1 => bits.skip(1),
                _ => return Err(Stopped::Wrong),
            }
            // Every coefficient known before gets a correction bit on the way; `zeros` counts the others.
            while k <= scan.end {
                if *known & (1 << k) != 0 {
                    bits.skip(1);
                } else if zeros == 0 {
                    break;
                } else {
                    zeros -= 1;
                }
                k += 1;
            }
            if size == 1 {
                if k > scan.end {
                    return Err(Stopped::Wrong);
                }
                *known |= 1 << k;
            }
            k += 1;
        }
    }
    if *run > 0 {
        while k <= scan.end {
            bits.skip(u32::from(*known & (1 << k) != 0));
            k += 1;
        }
        *run -= 1;
    }
    Ok(())
}

/// A Huffman table (C.2): short codes in one step, long ones length by length.
struct Table {
    /// For the next `FAST` bits: code length and symbol; length 0 if the code is longer.
    fast: [(u8, u8); 1 << FAST],
    /// For each length: the code behind the last of that length, 16 bits wide, and what turns a code into its index.
    ends: [(u32, i32); 17],
    symbols: Vec<u8>,
}

impl Table {
    /// `None` if there are more codes than fit.
    fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut table = Self { fast: [(0, 0); 1 << FAST], ends: [(0, 0); 17], symbols: symbols.to_vec() };
        let (mut code, mut index) = (0u32, 0usize);
        for (length, count) in (1u32..).zip(counts) {
            let first = code;
            for _ in 0..*count {
                if length <= FAST {
                    let from = (code << (FAST - length)) as usize;
                    table.fast.get_mut(from..from + (1 << (FAST - length)))?.fill((length as u8, symbols[index]));
                }
                code += 1;
                index += 1;
            }
            if code > 1 << length {
                return None;
            }
            table.ends[length as usize] = (code << (16 - length), index as i32 - code as i32);
            if *count == 0 {
                table.ends[length as usize].0 = first << (16 - length);
            }
            code <<= 1;
        }
        Some(table)
    }

    #[inline(always)]
    fn symbol(&self, bits: &mut Bits<'_>) -> Result<u8, Stopped> {
        bits.fill();
        let (length, symbol) = self.fast[(bits.buffer >> (64 - FAST)) as usize];
        if length > 0 {
            bits.skip_filled(u32::from(length));
            return Ok(symbol);
        }
        self.long_symbol(bits)
    }

    /// A symbol, and past the bits of the value that follows: as many as its low half says.
    #[inline(always)]
    fn symbol_and_value(&self, bits: &mut Bits<'_>) -> Result<u8, Stopped> {
        bits.fill();
        let (length, symbol) = self.fast[(bits.buffer >> (64 - FAST)) as usize];
        if length > 0 {
            // At most 9 and 15 of the 32 bits that are there.
            bits.skip_filled(u32::from(length) + u32::from(symbol & 15));
            return Ok(symbol);
        }
        let symbol = self.long_symbol(bits)?;
        bits.skip(u32::from(symbol & 15));
        Ok(symbol)
    }

    /// A symbol whose code is longer than [`FAST`]; the buffer is filled.
    fn long_symbol(&self, bits: &mut Bits<'_>) -> Result<u8, Stopped> {
        let next = (bits.buffer >> 48) as u32;
        for length in FAST + 1..=16 {
            let (end, offset) = self.ends[length as usize];
            if next < end {
                bits.skip_filled(length);
                let index = (next >> (16 - length)) as i32 + offset;
                return self.symbols.get(index as usize).copied().ok_or(Stopped::Wrong);
            }
        }
        Err(bits.why())
    }
}

/// The bits of one stretch of entropy-coded data, up to the next marker; zeros behind it.
struct Bits<'a> {
    bytes: &'a [u8],
    /// The next byte to be read; stays on a marker.
    at: usize,
    /// Bits not used yet, the next one on top.
    buffer: u64,
    count: u32,
    /// How many of them are made up.
    made_up: u32,
    /// True once made-up bits were used.
    overdrawn: bool,
}

impl<'a> Bits<'a> {
    fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, buffer: 0, count: 0, made_up: 0, overdrawn: false }
    }

    /// At least 32 bits are in the buffer afterwards.
    #[inline(always)]
    fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(&[a, b, c, d]) = self.bytes.get(self.at..self.at + 4).and_then(|b| b.first_chunk::<4>())
            && self.made_up == 0
            && a != 0xFF
            && b != 0xFF
            && c != 0xFF
            && d != 0xFF
        {
            self.buffer |= u64::from(u32::from_be_bytes([a, b, c, d])) << (32 - self.count);
            self.count += 32;
            self.at += 4;
            return;
        }
        self.fill_by_bytes();
    }

    fn fill_by_bytes(&mut self) {
        while self.count <= 56 {
            let byte = match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
                _ if self.made_up > 0 => None,
                (Some(0xFF), Some(0)) => {
                    self.at += 2;
                    Some(0xFF)
                }
                (Some(0xFF), _) | (None, _) => None,
                (Some(&byte), _) => {
                    self.at += 1;
                    Some(byte)
                }
            };
            if byte.is_none() {
                self.made_up += 8;
            }
            self.buffer |= u64::from(byte.unwrap_or(0)) << (56 - self.count);
            self.count += 8;
        }
    }

    /// Why codes stop making sense here.
    fn why(&self) -> Stopped {
        if self.overdrawn && self.at >= self.bytes.len() { Stopped::Ended } else { Stopped::Wrong }
    }

    #[inline(always)]
    fn skip(&mut self, n: u32) {
        self.fill();
        self.skip_filled(n);
    }

    #[inline(always)]
    fn skip_filled(&mut self, n: u32) {
        self.buffer <<= n;
        self.count -= n;
        if self.made_up > self.count {
            self.made_up = self.count;
            self.overdrawn = true;
        }
    }

    fn take(&mut self, n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        self.fill();
        let value = (self.buffer >> (64 - n)) as u32;
        self.skip_filled(n);
        value
    }

    /// Ends a stretch: what is left must be padding. Leaves `at` on the marker.
    fn finish(&mut self) -> Result<(), Stopped> {
        if self.overdrawn {
            return Err(self.why());
        }
        let mut stray = ((self.count - self.made_up) / 8) as usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            match (byte, self.bytes.get(self.at + 1)) {
                (0xFF, Some(0)) => {
                    stray += 1;
                    self.at += 2;
                }
                (0xFF, Some(0xFF)) => self.at += 1,
                (0xFF, _) => break,
                _ => {
                    stray += 1;
                    self.at += 1;
                }
            }
        }
        (self.buffer, self.count, self.made_up) = (0, 0, 0);
        if self.at >= self.bytes.len() {
            return Err(Stopped::Ended);
        }
        if stray > STRAY { Err(Stopped::Wrong) } else { Ok(()) }
    }

    /// Ends a stretch and goes past the restart marker that must follow.
    fn restart(&mut self, number: u8) -> Result<(), Stopped> {
        self.finish()?;
        if self.bytes.get(self.at + 1) != Some(&(0xD0 + number)) {
            return Err(Stopped::Wrong);
        }
        self.at += 2;
        Ok(())
    }
}
