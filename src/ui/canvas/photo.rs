//! Draws a photo into a pane: as it is, or bent into another photo's frame.

use std::hash::Hash;

use egui::epaint::Vertex;
use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape};

use super::{View, WarpMesh};
use crate::geom::{Point, polygon_area};
use crate::imaging::Mips;
use crate::ui::textures::{Textures, Tile};

/// A photo in a pane.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// What the pane shows, in pixels of the fixed photo.
    pub view: View,
    /// Where the pane is on the screen.
    pub pane: Rect,
    /// How the photo lies in the fixed photo's frame; `None` for the fixed photo itself and for raw photos.
    pub mesh: Option<&'a WarpMesh>,
}

/// Paints the photo called `key` with `opacity` from 0 to 1, within the clip of `painter` and the pane.
///
/// Answers true once it is as sharp as it gets; until then coarser tiles stand in and a repaint is asked for.
pub fn paint_photo(
    painter: &Painter,
    textures: &mut Textures,
    key: impl Hash,
    mips: &Mips,
    placed: &Placed<'_>,
    opacity: f32,
) -> bool {
    paint_photo_lit(painter, textures, key, mips, placed, opacity, &|_| 1.0)
}

/// As [`paint_photo`], darkened by `light`, from 0 (black) to 1 (as it is), at each place of the fixed photo: an even
/// change over the photo, such as a match of exposure.
pub fn paint_photo_lit(
    painter: &Painter,
    textures: &mut Textures,
    key: impl Hash,
    mips: &Mips,
    placed: &Placed<'_>,
    opacity: f32,
    light: &dyn Fn(Point) -> f32,
) -> bool {
    let painter = painter.with_clip_rect(painter.clip_rect().intersect(placed.pane));
    let seen = painter.clip_rect();
    if !seen.is_positive() || opacity <= 0.0 {
        return true;
    }
    let zoom = placed.zoom() * f64::from(painter.pixels_per_point());
    let visible = |min: Point, max: Point| placed.bounds(min, max).intersects(seen);
    let (tiles, sharp) = textures.tiles(painter.ctx(), key, mips, zoom, visible);
    let tint = Color32::WHITE.gamma_multiply(opacity.min(1.0));
    for tile in &tiles {
        let mesh = match placed.mesh {
            Some(warp) => bent(tile, warp, placed, tint, light),
            None => flat(tile, placed, tint, light),
        };
        painter.add(Shape::mesh(mesh));
        if let Some(warp) = placed.mesh {
            painter.add(Shape::mesh(soft_edge(tile, warp, placed, (tint, light), 1.0 / painter.pixels_per_point())));
        }
    }
    sharp
}

impl Placed<'_> {
    /// Where an edge of the photo's pixels stands on the screen; `None` where the alignment leads nowhere.
    fn flat(&self, edge: Point) -> Pos2 {
        self.view.screen_from_photo(self.pane, edge - Point::new(0.5, 0.5))
    }

    fn node(&self, warp: &WarpMesh, column: usize, row: usize) -> Option<Pos2> {
        warp.fixed(column, row).map(|fixed| self.view.screen_from_photo(self.pane, fixed))
    }

    /// Screen points a pixel of this photo, on average.
    fn zoom(&self) -> f64 {
        let Some(warp) = self.mesh else { return self.view.zoom };
        let area = polygon_area(&warp.outline()) / (warp.moving().area() as f64).max(1.0);
        self.view.zoom * if area.is_finite() && area > 0.0 { area.sqrt() } else { 1.0 }
    }

    /// A rectangle of the screen that holds the tile.
    fn bounds(&self, min: Point, max: Point) -> Rect {
        let Some(warp) = self.mesh else { return Rect::from_two_pos(self.flat(min), self.flat(max)) };
        let (columns, rows) = nodes_of(warp, min, max);
        let mut bounds = Rect::NOTHING;
        for row in rows {
            for column in columns.clone() {
                if let Some(at) = self.node(warp, column, row) {
                    bounds.extend_with(at);
                }
            }
        }
        bounds
    }
}

/// `tint` with less light.
fn shaded(tint: Color32, light: f32) -> Color32 {
    if light >= 1.0 {
        return tint;
    }
    let [r, g, b, a] = tint.to_array();
    let dim = |v: u8| (f32::from(v) * light.max(0.0)).round() as u8;
    Color32::from_rgba_premultiplied(dim(r), dim(g), dim(b), a)
}

fn flat(tile: &Tile, placed: &Placed<'_>, tint: Color32, light: &dyn Fn(Point) -> f32) -> Mesh {
    let mut mesh = Mesh::with_texture(tile.texture);
    for edge in [tile.min, Point::new(tile.max.x, tile.min.y), Point::new(tile.min.x, tile.max.y), tile.max] {
        mesh.vertices.push(Vertex { pos: placed.flat(edge), uv: tile.uv(edge), color: shaded(tint, light(edge)) });
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(2, 1, 3);
    mesh
}

fn bent(tile: &Tile, warp: &WarpMesh, placed: &Placed<'_>, tint: Color32, light: &dyn Fn(Point) -> f32) -> Mesh {
    let (columns, rows) = nodes_of(warp, tile.min, tile.max);
    let mut mesh = Mesh::with_texture(tile.texture);
    let mut placed_nodes = Vec::new();
    for row in rows.clone() {
        for column in columns.clone() {
            let at = placed.node(warp, column, row);
            placed_nodes.push(at.is_some());
            let pos = at.unwrap_or(Pos2::ZERO);
            let color = warp.fixed(column, row).map_or(tint, |place| shaded(tint, light(place)));
            mesh.vertices.push(Vertex { pos, uv: tile.uv(warp.edge(column, row)), color });
        }
    }
    let width = columns.end() - columns.start() + 1;
    for row in 0..rows.end() - rows.start() {
        for column in 0..width - 1 {
            let at = row * width + column;
            let [a, b, c, d] = [at, at + 1, at + width, at + width + 1];
            for corners in [[a, b, c], [c, b, d]] {
                if corners.iter().all(|i| placed_nodes[*i]) {
                    mesh.add_triangle(corners[0] as u32, corners[1] as u32, corners[2] as u32);
                }
            }
        }
    }
    mesh
}

/// A strip of `width` points along the photo's border that fades out: a slanted edge without steps.
fn soft_edge(
    tile: &Tile,
    warp: &WarpMesh,
    placed: &Placed<'_>,
    (tint, light): (Color32, &dyn Fn(Point) -> f32),
    width: f32,
) -> Mesh {
    let (columns, rows) = nodes_of(warp, tile.min, tile.max);
    let [right, foot] = warp.grid().map(|count| count - 1);
    let mut mesh = Mesh::with_texture(tile.texture);
    // A piece of the border from one node to the next, and the node inside it.
    let mut strip = |a: (usize, usize), b: (usize, usize), inner: (usize, usize)| {
        let place = |(column, row)| Some((placed.node(warp, column, row)?, tile.uv(warp.edge(column, row))));
        let lit = |(column, row)| warp.fixed(column, row).map_or(tint, |place| shaded(tint, light(place)));
        let colors = [lit(a), lit(b)];
        let (Some((a, uv_a)), Some((b, uv_b)), Some((inner, _))) = (place(a), place(b), place(inner)) else { return };
        let across = (b - a).rot90().normalized();
        let away = across * if across.dot(inner - a) > 0.0 { -width } else { width };
        let first = mesh.vertices.len() as u32;
        for (pos, uv, color) in [
            (a, uv_a, colors[0]),
            (b, uv_b, colors[1]),
            (a + away, uv_a, Color32::TRANSPARENT),
            (b + away, uv_b, Color32::TRANSPARENT),
        ] {
            mesh.vertices.push(Vertex { pos, uv, color });
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 2, first + 1, first + 3);
    };
    for column in *columns.start()..*columns.end() {
        for (row, inner) in [(0, 1), (foot, foot.saturating_sub(1))] {
            if rows.contains(&row) {
                strip((column, row), (column + 1, row), (column, inner));
            }
        }
    }
    for row in *rows.start()..*rows.end() {
        for (column, inner) in [(0, 1), (right, right.saturating_sub(1))] {
            if columns.contains(&column) {
                strip((column, row), (column, row + 1), (inner, row));
            }
        }
    }
    mesh
}

/// The columns and rows of nodes on a tile, its edges included: tiles share the nodes between them, so nothing gapes.
fn nodes_of(
    warp: &WarpMesh,
    min: Point,
    max: Point,
) -> (std::ops::RangeInclusive<usize>, std::ops::RangeInclusive<usize>) {
    let step = f64::from(warp.step());
    let [columns, rows] = warp.grid();
    let range = |from: f64, to: f64, count: usize| {
        let first = (from / step).floor() as usize;
        first.min(count - 1)..=((to / step).ceil() as usize).min(count - 1)
    };
    (range(min.x, max.x, columns), range(min.y, max.y, rows))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::Vec2;

    use super::*;
    use crate::geom::{Homography, Lattice, Size, Warp};
    use crate::imaging::Photo;
    use crate::monitor::Silent;

    fn grey(size: Size) -> Mips {
        Mips::build(Arc::new(Photo::new(size, vec![128; size.area() as usize * 3])), &Silent).unwrap()
    }

    fn tiles_of(mips: &Mips, zoom: f64) -> Vec<Tile> {
        let ctx = egui::Context::default();
        let mut textures = Textures::new(1 << 30);
        for _ in 0..20 {
            textures.begin_frame(&ctx);
            textures.tiles(&ctx, 0, mips, zoom, |_, _| true);
        }
        textures.tiles(&ctx, 0, mips, zoom, |_, _| true).0
    }

    #[test]
    fn bent_tiles_cover_the_photo_once_without_gaps() {
        let size = Size::new(2500, 1700);
        let mut lattice = Lattice::zero(9, 7);
        for (i, offset) in lattice.offsets.iter_mut().enumerate() {
            *offset = Point::new((i as f64).sin() * 9.0, (i as f64 * 1.7).cos() * 9.0);
        }
        let warp =
            Warp { homography: Homography::similarity(0.9, 8.0, 70.0, 20.0), lattice: Some(lattice), fixed: size };
        let mesh = WarpMesh::new(&warp, size);
        let pane = Rect::from_min_size(Pos2::ZERO, Vec2::new(2500.0, 1700.0));
        let placed = Placed { view: View { zoom: 1.0, center: size.center() }, pane, mesh: Some(&mesh) };
        let mips = grey(size);
        for zoom in [1.0, 0.4] {
            let mut area = 0.0;
            for tile in tiles_of(&mips, zoom) {
                let drawn = bent(&tile, &mesh, &placed, Color32::WHITE, &|_| 1.0);
                for [a, b, c] in drawn.triangles() {
                    let [a, b, c] = [a, b, c].map(|i| drawn.vertices[i as usize].pos);
                    let (u, v) = (b - a, c - a);
                    area += f64::from(u.x * v.y - u.y * v.x) / 2.0;
                }
                for vertex in &drawn.vertices {
                    assert!((0.0..=1.0).contains(&vertex.uv.x) && (0.0..=1.0).contains(&vertex.uv.y), "{vertex:?}");
                }
            }
            let whole = polygon_area(&mesh.outline());
            assert!((area / whole - 1.0).abs() < 1e-4, "{area} of {whole} square points at zoom {zoom}");
        }
    }

    #[test]
    fn the_border_fades_out_outside_the_photo() {
        let size = Size::new(700, 600);
        let warp = Warp::from_homography(Homography::similarity(1.0, 10.0, 30.0, 0.0), size);
        let mesh = WarpMesh::new(&warp, size);
        let pane = Rect::from_min_size(Pos2::ZERO, Vec2::new(700.0, 600.0));
        let placed = Placed { view: View { zoom: 1.0, center: size.center() }, pane, mesh: Some(&mesh) };
        let outline: Vec<Point> = mesh.outline();
        let mut strips = 0;
        for tile in tiles_of(&grey(size), 1.0) {
            for vertex in soft_edge(&tile, &mesh, &placed, (Color32::WHITE, &|_| 1.0), 1.0).vertices {
                let at = placed.view.photo_from_screen(pane, vertex.pos);
                if vertex.color == Color32::TRANSPARENT {
                    strips += 1;
                    assert!(!crate::geom::polygon_contains(&outline, at), "{at:?} fades inside the photo");
                }
            }
        }
        let [columns, rows] = mesh.grid();
        assert_eq!(strips, 4 * (columns - 1 + rows - 1), "two vertices a piece of the border, all around");
    }

    #[test]
    fn an_unbent_mesh_draws_where_the_photo_itself_is_drawn() {
        let size = Size::new(1200, 900);
        let mesh = WarpMesh::identity(size);
        let pane = Rect::from_min_size(Pos2::new(13.0, 29.0), Vec2::new(500.0, 400.0));
        let view = View::fill(size, pane.size());
        let raw = Placed { view, pane, mesh: None };
        let same = Placed { view, pane, mesh: Some(&mesh) };
        let mips = grey(size);
        for tile in tiles_of(&mips, 1.0) {
            let (a, b) = (raw.bounds(tile.min, tile.max), same.bounds(tile.min, tile.max));
            assert!((a.min - b.min).length() < 0.02 && (a.max - b.max).length() < 0.02, "{a:?} {b:?}");
            let flat = flat(&tile, &raw, Color32::WHITE, &|_| 1.0);
            let bent = bent(&tile, &mesh, &same, Color32::WHITE, &|_| 1.0);
            assert_eq!(flat.vertices[0].uv, bent.vertices[0].uv, "the same texel in the corner");
        }
    }
}
