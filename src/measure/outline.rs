//! The pixels inside an outline.

use crate::geom::{Point, Size};

/// A closed outline in pixels of one photo, without its first point repeated.
pub type Outline = Vec<Point>;

/// A run of pixels of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    /// Row.
    pub(super) y: u32,
    /// First column.
    pub(super) from: u32,
    /// One past the last column.
    pub(super) to: u32,
}

impl Span {
    /// Number of pixels.
    pub(super) fn len(self) -> u64 {
        u64::from(self.to - self.from)
    }
}

/// The pixels whose centres lie inside `outline` (even-odd rule) and on a photo of `size`, from the top row down.
///
/// Empty for fewer than three points or a point that is not finite.
pub(super) fn spans(outline: &[Point], size: Size) -> Vec<Span> {
    if outline.len() < 3 || !outline.iter().all(|p| p.is_finite()) {
        return Vec::new();
    }
    let mut crossings: Vec<Vec<f64>> = vec![Vec::new(); size.height as usize];
    let next = outline.iter().cycle().skip(1);
    for (a, b) in outline.iter().zip(next) {
        let (top, bottom) = if a.y < b.y { (a, b) } else { (b, a) };
        // A row y is crossed where top.y <= y < bottom.y.
        let first = top.y.ceil().clamp(0.0, f64::from(size.height)) as usize;
        let last = bottom.y.ceil().clamp(0.0, f64::from(size.height)) as usize;
        for (y, row) in crossings.iter_mut().enumerate().take(last).skip(first) {
            row.push(top.x + (bottom.x - top.x) * (y as f64 - top.y) / (bottom.y - top.y));
        }
    }
    let column = |x: f64| x.ceil().clamp(0.0, f64::from(size.width)) as u32;
    let mut spans = Vec::new();
    for (y, row) in crossings.iter_mut().enumerate() {
        row.sort_by(f64::total_cmp);
        for pair in row.chunks_exact(2) {
            let (from, to) = (column(pair[0]), column(pair[1]));
            if from < to {
                spans.push(Span { y: y as u32, from, to });
            }
        }
    }
    spans
}

/// True if any part of the outline lies more than a pixel off the photo.
pub(super) fn leaves(outline: &[Point], size: Size) -> bool {
    let (w, h) = (f64::from(size.width), f64::from(size.height));
    !outline.iter().all(|p| p.x >= -1.0 && p.y >= -1.0 && p.x <= w && p.y <= h)
}

/// Cuts an outline's pixels into `parts` pieces of about equal size, across its longer side.
pub(super) fn split(spans: &[Span], parts: usize) -> Vec<Vec<Span>> {
    let total: u64 = spans.iter().map(|s| s.len()).sum();
    let (left, right) = (spans.iter().map(|s| s.from).min(), spans.iter().map(|s| s.to).max());
    let (Some(left), Some(right), Some(first), Some(last)) = (left, right, spans.first(), spans.last()) else {
        return Vec::new();
    };
    let wide = right - left > last.y - first.y;
    let mut along = vec![0u64; if wide { (right - left) as usize } else { (last.y - first.y + 1) as usize }];
    for s in spans {
        if wide {
            (s.from..s.to).for_each(|x| along[(x - left) as usize] += 1);
        } else {
            along[(s.y - first.y) as usize] += s.len();
        }
    }
    let mut seen = 0;
    let part_of: Vec<usize> = along
        .iter()
        .map(|n| {
            let part = (seen * parts as u64 / total.max(1)) as usize;
            seen += n;
            part.min(parts - 1)
        })
        .collect();
    let mut pieces = vec![Vec::new(); parts];
    for s in spans {
        if !wide {
            pieces[part_of[(s.y - first.y) as usize]].push(*s);
            continue;
        }
        let mut from = s.from;
        for x in s.from..s.to {
            let part = part_of[(x - left) as usize];
            if x + 1 == s.to || part_of[(x + 1 - left) as usize] != part {
                pieces[part].push(Span { y: s.y, from, to: x + 1 });
                from = x + 1;
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geom::polygon_contains;

    const SIZE: Size = Size::new(40, 30);

    fn count(spans: &[Span]) -> u64 {
        spans.iter().map(|s| s.len()).sum()
    }

    proptest! {
        #[test]
        fn the_spans_hold_exactly_the_pixels_inside(
            points in prop::collection::vec((-10.0..50.0f64, -10.0..40.0f64), 3..9)
        ) {
            let outline: Outline = points.into_iter().map(|(x, y)| Point::new(x, y)).collect();
            let spans = spans(&outline, SIZE);
            for y in 0..SIZE.height {
                for x in 0..SIZE.width {
                    let inside = polygon_contains(&outline, Point::new(f64::from(x), f64::from(y)));
                    let held = spans.iter().any(|s| s.y == y && (s.from..s.to).contains(&x));
                    prop_assert!(inside == held, "({x}, {y}): inside {inside}, held {held}");
                }
            }
        }
    }

    #[test]
    fn pieces_are_of_equal_size_and_lose_no_pixel() {
        for [w, h] in [[30.0, 9.0], [9.0, 27.0]] {
            let outline = [[1.0, 1.0], [w, 1.0], [w, h], [1.0, h]].map(Point::from);
            let whole = spans(&outline, SIZE);
            let pieces = split(&whole, 3);
            let sizes: Vec<u64> = pieces.iter().map(|p| count(p)).collect();
            assert_eq!(sizes.iter().sum::<u64>(), count(&whole));
            assert!(sizes.iter().all(|n| n.abs_diff(count(&whole) / 3) <= 30), "{sizes:?}");
        }
    }

    #[test]
    fn an_outline_with_an_infinite_point_holds_nothing() {
        let outline = [[0.0, 0.0], [f64::NAN, 5.0], [5.0, 5.0]].map(Point::from);
        assert!(spans(&outline, SIZE).is_empty());
    }
}
