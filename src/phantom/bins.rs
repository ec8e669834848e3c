//! Small things on the skin, found by place.

use crate::geom::Point;

/// Items with a place and a reach, sorted into square bins so that those near a point are found at once.
pub struct Bins<T> {
    items: Vec<T>,
    starts: Vec<u32>,
    members: Vec<u32>,
    bin_mm: f64,
    columns: usize,
    rows: usize,
}

/// Half of the width and height that bins cover, in mm; nothing lies beyond.
const HALF: [f64; 2] = [80.0, 70.0];

impl<T> Bins<T> {
    /// Sorts `items` into bins of `bin_mm`; `extent` tells an item's middle and how far it reaches, in mm.
    pub fn new(items: Vec<T>, bin_mm: f64, extent: impl Fn(&T) -> (Point, f64)) -> Self {
        let columns = (2.0 * HALF[0] / bin_mm).ceil() as usize;
        let rows = (2.0 * HALF[1] / bin_mm).ceil() as usize;
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); columns * rows];
        for (index, item) in items.iter().enumerate() {
            let (center, reach) = extent(item);
            let range = |middle: f64, half: f64, count: usize| {
                let low = ((middle - reach + half) / bin_mm).floor().max(0.0) as usize;
                let high = ((middle + reach + half) / bin_mm).floor();
                low..if high < 0.0 { 0 } else { (high as usize + 1).min(count) }
            };
            for row in range(center.y, HALF[1], rows) {
                for column in range(center.x, HALF[0], columns) {
                    lists[row * columns + column].push(index as u32);
                }
            }
        }
        let mut starts = Vec::with_capacity(lists.len() + 1);
        let mut members = Vec::new();
        starts.push(0);
        for list in lists {
            members.extend(list);
            starts.push(members.len() as u32);
        }
        Self { items, starts, members, bin_mm, columns, rows }
    }

    /// The items that may reach the point (`x`, `y`) mm, with their numbers, in the order given.
    pub fn near(&self, x: f32, y: f32) -> impl Iterator<Item = (usize, &T)> {
        let column = (f64::from(x) + HALF[0]) / self.bin_mm;
        let row = (f64::from(y) + HALF[1]) / self.bin_mm;
        let inside = column >= 0.0 && row >= 0.0 && column < self.columns as f64 && row < self.rows as f64;
        let members = if inside {
            let bin = row as usize * self.columns + column as usize;
            &self.members[self.starts[bin] as usize..self.starts[bin + 1] as usize]
        } else {
            &[]
        };
        members.iter().map(|index| (*index as usize, &self.items[*index as usize]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_a_point_is_found_there() {
        let bins = Bins::new(vec![(Point::new(3.0, 4.0), 2.0), (Point::new(-79.0, 0.0), 5.0)], 1.0, |item| *item);
        let near = |x, y| bins.near(x, y).map(|(i, _)| i).collect::<Vec<_>>();
        assert_eq!(near(4.5, 4.0), [0]);
        assert_eq!(near(-79.9, 3.0), [1]);
        assert!(near(20.0, 20.0).is_empty() && near(900.0, 0.0).is_empty());
    }
}
