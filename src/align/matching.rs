//! Which keypoint of the moving photo looks like which of the fixed one.

use rayon::prelude::*;

use super::descriptor::LENGTH;
use super::features::{Features, Keypoint};
use crate::imaging::simd::vectorised;

/// Two keypoints that are each other's nearest neighbour by descriptor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match {
    /// The keypoint in the fixed photo.
    pub fixed: Keypoint,
    /// The keypoint in the moving photo.
    pub moving: Keypoint,
    /// Distance over the distance of the second nearest: small is distinctive, 1 is ambiguous.
    pub ratio: f64,
}

/// Mutual nearest neighbours whose ratio is at most `most_ratio`, most distinctive first.
pub(super) fn mutual(fixed: &Features, moving: &Features, most_ratio: f64) -> Vec<Match> {
    let n = moving.descriptors.len();
    if n < 2 {
        return Vec::new();
    }
    let blocks: Vec<Block> =
        fixed.descriptors.par_chunks(64).map(|rows| Block::new(rows, &moving.descriptors)).collect();
    let mut best_of_moving = vec![(i32::MIN, usize::MAX); n];
    for (b, block) in blocks.iter().enumerate() {
        for (best, &(dot, row)) in best_of_moving.iter_mut().zip(&block.columns) {
            if dot > best.0 {
                *best = (dot, b * 64 + row);
            }
        }
    }
    let mut matches = Vec::new();
    for (i, &[(best, j), ..]) in blocks.iter().flat_map(|b| &b.rows).enumerate() {
        if best_of_moving[j].1 != i {
            continue;
        }
        let keypoint = moving.keypoints[j];
        let second =
            blocks[i / 64].second(i % 64, |k| moving.keypoints[k].at.distance(keypoint.at) > 1.5 * keypoint.scale);
        let ratio = (distance(best) / distance(second).max(1e-9)).min(1.0);
        if ratio <= most_ratio {
            matches.push(Match { fixed: fixed.keypoints[i], moving: keypoint, ratio });
        }
    }
    matches.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
    matches
}

/// Distance of two descriptors of norm 512 with this dot product.
fn distance(dot: i32) -> f64 {
    (2.0 * (512.0 * 512.0 - f64::from(dot))).max(0.0).sqrt()
}

/// How many of the nearest are remembered for each row, so that a second direction of the same keypoint does not count as the rival.
const REMEMBERED: usize = 4;

struct Block {
    /// For each row: the best few dot products and their columns.
    rows: Vec<[(i32, usize); REMEMBERED]>,
    /// For each column: the best dot product and its row.
    columns: Vec<(i32, usize)>,
}

impl Block {
    fn new(rows: &[[i16; LENGTH]], moving: &[[i16; LENGTH]]) -> Self {
        let mut columns = vec![(i32::MIN, 0); moving.len()];
        let mut dots = vec![0; moving.len()];
        let mut kept = Vec::with_capacity(rows.len());
        for (row, descriptor) in rows.iter().enumerate() {
            dot_products(descriptor, moving, &mut dots);
            let mut few = [(i32::MIN, usize::MAX); REMEMBERED];
            for (column, (&dot, best)) in dots.iter().zip(&mut columns).enumerate() {
                if dot > best.0 {
                    *best = (dot, row);
                }
                if dot > few[REMEMBERED - 1].0 {
                    let mut at = REMEMBERED - 1;
                    while at > 0 && dot > few[at - 1].0 {
                        few[at] = few[at - 1];
                        at -= 1;
                    }
                    few[at] = (dot, column);
                }
            }
            kept.push(few);
        }
        Self { rows: kept, columns }
    }

    /// The best dot product of `row` among columns that are `elsewhere`.
    fn second(&self, row: usize, elsewhere: impl Fn(usize) -> bool) -> i32 {
        let few = &self.rows[row];
        let found = few[1..].iter().find(|(_, column)| *column != usize::MAX && elsewhere(*column));
        found.map_or(few[REMEMBERED - 1].0.max(0), |(dot, _)| *dot)
    }
}

vectorised! {
    fn dot_products(a: &[i16; LENGTH], others: &[[i16; LENGTH]], dots: &mut [i32]) {
        for (dot, b) in dots.iter_mut().zip(others) {
            let mut sum = 0_i32;
            for i in 0..LENGTH {
                sum += i32::from(a[i]) * i32::from(b[i]);
            }
            *dot = sum;
        }
    }
}
