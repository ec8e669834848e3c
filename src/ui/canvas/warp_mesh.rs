//! The moving photo as a mesh in the fixed photo's frame.

use crate::geom::{Point, Size, Warp};

/// A regular grid over the moving photo whose nodes stand where the fixed photo shows the same skin.
///
/// The grid is regular in the *moving* photo, so that tiles of its texture cut it cleanly. Nodes lie on the edges of
/// pixels: (0, 0) is the photo's corner, half a pixel before the centre of its first pixel.
#[derive(Debug, Clone, PartialEq)]
pub struct WarpMesh {
    size: Size,
    step: u32,
    columns: usize,
    rows: usize,
    nodes: Vec<Option<Point>>,
}

/// Nodes along the longer side: a bend of the skin is a few hundred pixels wide in a photo of thousands.
const NODES: u32 = 96;

impl WarpMesh {
    /// The mesh of a moving photo of `moving` pixels under `warp` (`moving_from_fixed`).
    ///
    /// Takes milliseconds: make it once for a pair and keep it.
    pub fn new(warp: &Warp, moving: Size) -> Self {
        Self::from_fn(moving, |q| warp.fixed_from_moving(q).filter(|p| !is_behind(warp, *p)))
    }

    /// The mesh of a moving photo of `moving` pixels whose pixel `q` is shown at `fixed_from_moving(q)`.
    pub fn from_fn(moving: Size, fixed_from_moving: impl Fn(Point) -> Option<Point>) -> Self {
        let step = (moving.width.max(moving.height) / NODES).next_power_of_two().max(8);
        let columns = moving.width.div_ceil(step) as usize + 1;
        let rows = moving.height.div_ceil(step) as usize + 1;
        let mut nodes = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let edge = edge_of(moving, step, column, row);
                nodes.push(fixed_from_moving(edge - Point::new(0.5, 0.5)).filter(|p| p.is_finite()));
            }
        }
        Self { size: moving, step, columns, rows, nodes }
    }

    /// The same mesh after a correction by hand in the frame of the fixed photo; cheap enough for every frame.
    pub fn nudged(&self, nudged_from_found: impl Fn(Point) -> Point) -> Self {
        let nodes = self.nodes.iter().map(|node| node.map(&nudged_from_found).filter(|p| p.is_finite())).collect();
        Self { nodes, ..self.clone() }
    }

    /// The mesh of a photo that stands where it is.
    pub fn identity(size: Size) -> Self {
        Self::new(&Warp::identity(size), size)
    }

    /// Size of the moving photo.
    pub fn moving(&self) -> Size {
        self.size
    }

    /// Pixels between two nodes: a power of two.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Nodes across and down.
    pub fn grid(&self) -> [usize; 2] {
        [self.columns, self.rows]
    }

    /// Where a node stands on the edges of the moving photo's pixels: (0, 0) is its corner.
    pub fn edge(&self, column: usize, row: usize) -> Point {
        edge_of(self.size, self.step, column, row)
    }

    /// The pixel of the fixed photo that shows what the node shows; `None` where the alignment leads nowhere.
    pub fn fixed(&self, column: usize, row: usize) -> Option<Point> {
        *self.nodes.get(row * self.columns + column)?
    }

    /// The outline of the moving photo in the fixed photo's pixels, node by node around its border.
    pub fn outline(&self) -> Vec<Point> {
        let (right, foot) = (self.columns - 1, self.rows - 1);
        let top = (0..right).map(|c| (c, 0));
        let side = (0..foot).map(|r| (right, r));
        let bottom = (1..=right).rev().map(|c| (c, foot));
        let left = (1..=foot).rev().map(|r| (0, r));
        top.chain(side).chain(bottom).chain(left).filter_map(|(c, r)| self.fixed(c, r)).collect()
    }
}

fn edge_of(size: Size, step: u32, column: usize, row: usize) -> Point {
    let at = |index: usize, pixels: u32| f64::from((index as u32).saturating_mul(step).min(pixels));
    Point::new(at(column, size.width), at(row, size.height))
}

/// True beyond the horizon of the perspective part, where it turns the photo inside out.
fn is_behind(warp: &Warp, fixed: Point) -> bool {
    let [.., last] = warp.homography.rows();
    let depth = |p: Point| last[0] * p.x + last[1] * p.y + last[2];
    depth(fixed) * depth(warp.fixed.center()) <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Homography, Lattice};

    fn bent() -> (Warp, Size) {
        let mut lattice = Lattice::zero(9, 7);
        for (i, offset) in lattice.offsets.iter_mut().enumerate() {
            *offset = Point::new((i as f64).sin() * 6.0, (i as f64 * 1.7).cos() * 6.0);
        }
        let warp = Warp {
            homography: Homography::similarity(1.07, 5.0, 40.0, -25.0),
            lattice: Some(lattice),
            fixed: Size::new(1600, 1200),
        };
        (warp, Size::new(1501, 1003))
    }

    #[test]
    fn every_node_stands_on_the_same_skin() {
        let (warp, moving) = bent();
        let mesh = WarpMesh::new(&warp, moving);
        let [columns, rows] = mesh.grid();
        let mut worst = 0.0_f64;
        for (column, row) in (0..columns).flat_map(|c| (0..rows).map(move |r| (c, r))) {
            let fixed = mesh.fixed(column, row).expect("a mild warp has a place for every node");
            let back = warp.moving_from_fixed(fixed) + Point::new(0.5, 0.5);
            worst = worst.max(back.distance(mesh.edge(column, row)));
        }
        assert!(worst < 0.02, "{worst} px");
    }

    #[test]
    fn between_nodes_the_mesh_follows_the_bend_to_a_tenth_of_a_pixel() {
        let (warp, moving) = bent();
        let mesh = WarpMesh::new(&warp, moving);
        let [columns, rows] = mesh.grid();
        let mut worst = 0.0_f64;
        for (column, row) in (0..columns - 2).flat_map(|c| (0..rows - 2).map(move |r| (c, r))) {
            let (a, b) = (mesh.fixed(column, row).unwrap(), mesh.fixed(column + 1, row + 1).unwrap());
            let drawn = mesh.edge(column, row).lerp(mesh.edge(column + 1, row + 1), 0.5);
            let true_place = warp.moving_from_fixed(a.lerp(b, 0.5)) + Point::new(0.5, 0.5);
            worst = worst.max(drawn.distance(true_place));
        }
        assert!(worst < 0.1, "{worst} px");
    }

    #[test]
    fn the_outline_runs_around_the_whole_photo() {
        let mesh = WarpMesh::identity(Size::new(1000, 700));
        let outline = mesh.outline();
        let area = crate::geom::polygon_area(&outline);
        assert!((area - 700_000.0).abs() < 1.0, "{area}");
    }

    #[test]
    fn nodes_beyond_the_horizon_have_no_place() {
        let tilt = Homography::from_rows([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-0.002, 0.0, 1.0]]);
        let mesh = WarpMesh::new(&Warp::from_homography(tilt, Size::new(400, 400)), Size::new(4000, 400));
        let [columns, rows] = mesh.grid();
        for (column, row) in (0..columns).flat_map(|c| (0..rows).map(move |r| (c, r))) {
            if let Some(p) = mesh.fixed(column, row) {
                assert!(-0.002 * p.x + 1.0 > 0.0, "{p:?} is behind the camera");
            }
        }
    }
}
