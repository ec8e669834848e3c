//! Photos on the graphics card: cut into tiles, uploaded a few a frame, thrown away by what was seen least lately.
//!
//! Tiles are 512 pixels wide, so that a frame that uploads stays short and a border wastes little. Each carries one
//! pixel of its neighbours around it: no seam shows where two meet.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use egui::{ColorImage, Context, TextureHandle, TextureId, TextureOptions, Vec2};

use crate::geom::Point;
use crate::imaging::{Mips, Photo};

/// Pixels of a tile, without the border.
const TILE: u32 = 512;
/// Tiles that are uploaded in one frame at most: about 12 MB.
const UPLOADS: usize = 12;

/// The cache of textures.
pub struct Textures {
    tiles: HashMap<Name, Entry>,
    pictures: HashMap<u64, Entry>,
    bytes: usize,
    budget: usize,
    frame: u64,
    uploads: usize,
    waiting: bool,
}

/// Photo, level, column, row.
type Name = (u64, u8, u16, u16);

struct Entry {
    texture: TextureHandle,
    bytes: usize,
    seen: u64,
}

/// A tile to draw. Positions are on the edges of the photo's pixels: (0, 0) is its corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tile {
    /// The texture it comes from.
    pub texture: TextureId,
    /// Its upper left edge.
    pub min: Point,
    /// Its lower right edge.
    pub max: Point,
    scale: Point,
    offset: Point,
}

impl Tile {
    /// Where a place on the photo lies in the texture, 0 to 1.
    pub fn uv(&self, edge: Point) -> egui::Pos2 {
        let x = edge.x * self.scale.x + self.offset.x;
        let y = edge.y * self.scale.y + self.offset.y;
        egui::pos2(x as f32, y as f32)
    }
}

impl Textures {
    /// An empty cache that keeps to `budget` bytes of textures beyond what one frame shows.
    pub fn new(budget: usize) -> Self {
        Self { tiles: HashMap::new(), pictures: HashMap::new(), bytes: 0, budget, frame: 0, uploads: 0, waiting: false }
    }

    /// Starts a frame: forgets what was seen least lately where the budget is passed. Call it once a frame, first.
    pub fn begin_frame(&mut self, ctx: &Context) {
        if std::mem::take(&mut self.waiting) {
            ctx.request_repaint();
        }
        self.frame += 1;
        self.uploads = 0;
        if self.bytes > self.budget {
            self.evict();
        }
    }

    /// Memory of the textures in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Forgets everything (the graphics card was lost, a library was closed).
    pub fn clear(&mut self) {
        self.tiles.clear();
        self.pictures.clear();
        self.bytes = 0;
    }

    /// The tiles that draw the photo called `key` where `visible` (upper left and lower right edge) says it is seen,
    /// at `zoom` physical screen pixels a photo pixel. Tiles that are not uploaded yet are stood in for by coarser ones;
    /// the next frame is asked for. `true` beside them once everything is as sharp as it gets.
    pub fn tiles(
        &mut self,
        ctx: &Context,
        key: impl Hash,
        mips: &Mips,
        zoom: f64,
        visible: impl Fn(Point, Point) -> bool,
    ) -> (Vec<Tile>, bool) {
        let key = hashed(key);
        let last = mips.levels().len() - 1;
        let level = level_for(zoom, last);
        let tile = self.tile_side(ctx);
        // The coarsest level first, so that there is always something to draw.
        let mut sharp = true;
        for name in names(mips, last, tile).map(|(column, row)| (key, last as u8, column, row)) {
            sharp &= self.want(ctx, name, mips, tile, true);
        }
        let mut drawn = Vec::new();
        for (column, row) in names(mips, level, tile) {
            let (min, max) = extent(mips, level, tile, column, row);
            if !visible(min, max) {
                continue;
            }
            let name = (key, level as u8, column, row);
            sharp &= self.want(ctx, name, mips, tile, false);
            let nearest = (level..=last).find_map(|coarser| {
                let shift = coarser - level;
                let name = (key, coarser as u8, column >> shift, row >> shift);
                let entry = self.tiles.get_mut(&name)?;
                entry.seen = self.frame;
                Some((coarser, name, entry.texture.id(), entry.texture.size_vec2()))
            });
            let Some((from, name, texture, size)) = nearest else { continue };
            drawn.push(placed(texture, size, from, tile, name, min, max));
        }
        if !sharp {
            self.waiting = true;
            ctx.request_repaint();
        }
        (drawn, sharp)
    }

    /// A small picture (a thumbnail) called `key` and its size in pixels, uploaded once.
    pub fn picture(&mut self, ctx: &Context, key: impl Hash, photo: &Photo) -> (TextureId, Vec2) {
        self.image(ctx, key, || {
            let size = [photo.size().width as usize, photo.size().height as usize];
            ColorImage::from_rgb(size, photo.rgb())
        })
    }

    /// Any picture called `key` and its size in pixels, made and uploaded once.
    pub fn image(&mut self, ctx: &Context, key: impl Hash, make: impl FnOnce() -> ColorImage) -> (TextureId, Vec2) {
        let key = hashed(key);
        if !self.pictures.contains_key(&key) {
            let image = make();
            let bytes = image.pixels.len() * 4;
            let texture = ctx.load_texture("picture", image, TextureOptions::LINEAR);
            self.bytes += bytes;
            self.pictures.insert(key, Entry { texture, bytes, seen: self.frame });
        }
        let Some(entry) = self.pictures.get_mut(&key) else { return (TextureId::default(), Vec2::ZERO) };
        entry.seen = self.frame;
        (entry.texture.id(), entry.texture.size_vec2())
    }

    /// Uploads a tile unless it is there or this frame has done enough; `true` if it is there.
    fn want(&mut self, ctx: &Context, name: Name, mips: &Mips, tile: u32, first: bool) -> bool {
        if let Some(entry) = self.tiles.get_mut(&name) {
            entry.seen = self.frame;
            return true;
        }
        if self.uploads >= UPLOADS && !first {
            return false;
        }
        self.uploads += 1;
        let (_, level, column, row) = name;
        let image = cut(&mips.levels()[level as usize], tile, column, row);
        let bytes = image.pixels.len() * 4;
        let texture = ctx.load_texture("tile", image, TextureOptions::LINEAR);
        self.bytes += bytes;
        self.tiles.insert(name, Entry { texture, bytes, seen: self.frame });
        true
    }

    /// The widest tile that the graphics card takes: a power of two, so that tiles of all levels share their edges.
    fn tile_side(&self, ctx: &Context) -> u32 {
        let most = ctx.input(|i| i.max_texture_side).saturating_sub(2).clamp(16, TILE as usize) as u32;
        if most.is_power_of_two() { most } else { most.next_power_of_two() / 2 }
    }

    fn evict(&mut self) {
        let now = self.frame;
        let mut ages: Vec<u64> = self.tiles.values().chain(self.pictures.values()).map(|e| e.seen).collect();
        ages.sort_unstable();
        ages.dedup();
        for age in ages.into_iter().filter(|age| age + 1 < now) {
            if self.bytes <= self.budget {
                break;
            }
            let mut freed = 0;
            let mut keep = |entry: &Entry| {
                let keep = entry.seen > age;
                freed += if keep { 0 } else { entry.bytes };
                keep
            };
            self.tiles.retain(|_, entry| keep(entry));
            self.pictures.retain(|_, entry| keep(entry));
            self.bytes -= freed;
        }
    }
}

fn hashed(key: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// The level whose pixels are drawn between 0.8 and 1.6 times as dense as the screen's: no shimmer, no blur.
fn level_for(zoom: f64, last: usize) -> usize {
    let halvings = (-zoom.max(1e-9).log2() + 0.35).floor();
    (halvings.max(0.0) as usize).min(last)
}

fn names(mips: &Mips, level: usize, tile: u32) -> impl Iterator<Item = (u16, u16)> + use<> {
    let size = mips.levels()[level].size();
    let (columns, rows) = (size.width.div_ceil(tile) as u16, size.height.div_ceil(tile) as u16);
    (0..rows).flat_map(move |row| (0..columns).map(move |column| (column, row)))
}

/// The edges of a tile on the photo.
fn extent(mips: &Mips, level: usize, tile: u32, column: u16, row: u16) -> (Point, Point) {
    let side = f64::from(tile) * f64::from(1u32 << level);
    let size = mips.size();
    let at = |index: u16, pixels: u32| (f64::from(index) * side).min(f64::from(pixels));
    let min = Point::new(at(column, size.width), at(row, size.height));
    (min, Point::new(at(column + 1, size.width), at(row + 1, size.height)))
}

/// The tile that draws `min` to `max` from a texture of a level at least as coarse.
fn placed(texture: TextureId, size: Vec2, level: usize, tile: u32, name: Name, min: Point, max: Point) -> Tile {
    let texel = 1.0 / f64::from(1u32 << level);
    let (_, _, column, row) = name;
    let scale = Point::new(texel / f64::from(size.x), texel / f64::from(size.y));
    // One pixel of border stands before the first.
    let start = |index: u16| 1.0 - f64::from(index) * f64::from(tile);
    let offset = Point::new(start(column) / f64::from(size.x), start(row) / f64::from(size.y));
    Tile { texture, min, max, scale, offset }
}

/// The pixels of a tile with one pixel of border, repeated at the photo's edge.
fn cut(photo: &Photo, tile: u32, column: u16, row: u16) -> ColorImage {
    let size = photo.size();
    let (left, top) = (u32::from(column) * tile, u32::from(row) * tile);
    let (width, height) = ((size.width - left).min(tile), (size.height - top).min(tile));
    let mut pixels = Vec::with_capacity((width as usize + 2) * (height as usize + 2));
    for y in 0..height + 2 {
        let y = (top + y).saturating_sub(1).min(size.height - 1) as usize;
        let line = &photo.rgb()[y * size.width as usize * 3..][..size.width as usize * 3];
        let pixel = |x: u32| {
            let at = x as usize * 3;
            egui::Color32::from_rgb(line[at], line[at + 1], line[at + 2])
        };
        pixels.push(pixel(left.saturating_sub(1)));
        let body = &line[left as usize * 3..][..width as usize * 3];
        pixels.extend(body.chunks_exact(3).map(|c| egui::Color32::from_rgb(c[0], c[1], c[2])));
        pixels.push(pixel((left + width).min(size.width - 1)));
    }
    ColorImage::new([width as usize + 2, height as usize + 2], pixels)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::geom::Size;
    use crate::monitor::Silent;

    fn striped(width: u32, height: u32) -> Mips {
        let size = Size::new(width, height);
        let rgb = (0..height).flat_map(|y| (0..width).flat_map(move |x| [x as u8, y as u8, (x >> 8) as u8])).collect();
        Mips::build(Arc::new(Photo::new(size, rgb)), &Silent).unwrap()
    }

    #[test]
    fn a_tile_carries_a_pixel_of_its_neighbours() {
        let mips = striped(700, 600);
        let tile = cut(&mips.levels()[0], 512, 1, 0);
        assert_eq!(tile.size, [190, 514]);
        let first = tile.pixels[190];
        assert_eq!((first.r(), first.b()), ((511 % 256) as u8, 1), "the column before is 511");
        assert_eq!(tile.pixels[190 + 1].r(), (512 % 256) as u8);
        assert_eq!(tile.pixels[190 * 2 - 1].r(), (699 % 256) as u8, "the photo's last column is repeated");
    }

    #[test]
    fn a_place_on_the_photo_is_the_same_texel_in_every_level() {
        let ctx = Context::default();
        let mips = striped(1500, 1100);
        let mut textures = Textures::new(1 << 30);
        for zoom in [1.0, 0.5, 0.2] {
            textures.begin_frame(&ctx);
            let (tiles, _) = textures.tiles(&ctx, "a", &mips, zoom, |_, _| true);
            let level = level_for(zoom, mips.levels().len() - 1);
            for tile in &tiles {
                let texels = |p: Point| {
                    let side = f64::from(
                        textures.tiles.values().find(|e| e.texture.id() == tile.texture).unwrap().texture.size_vec2().x,
                    );
                    f64::from(tile.uv(p).x) * side
                };
                let width = (tile.max.x - tile.min.x) / f64::from(1u32 << level);
                assert!((texels(tile.min) - 1.0).abs() < 1e-3, "{tile:?} begins at texel {}", texels(tile.min));
                assert!((texels(tile.max) - 1.0 - width).abs() < 1e-3, "{tile:?} ends at texel {}", texels(tile.max));
            }
            let area: f64 = tiles.iter().map(|t| (t.max.x - t.min.x) * (t.max.y - t.min.y)).sum();
            assert_eq!(area, 1500.0 * 1100.0, "tiles cover the photo once at zoom {zoom}");
        }
    }

    #[test]
    fn what_is_not_uploaded_yet_is_drawn_from_a_coarser_level() {
        let ctx = Context::default();
        let mips = striped(4000, 3000);
        let mut textures = Textures::new(1 << 30);
        textures.begin_frame(&ctx);
        let (tiles, sharp) = textures.tiles(&ctx, 7, &mips, 1.0, |_, _| true);
        assert!(!sharp, "48 tiles do not fit into one frame");
        let area: f64 = tiles.iter().map(|t| (t.max.x - t.min.x) * (t.max.y - t.min.y)).sum();
        assert_eq!(area, 4000.0 * 3000.0, "nothing is blank");
        for _ in 0..5 {
            textures.begin_frame(&ctx);
            textures.tiles(&ctx, 7, &mips, 1.0, |_, _| true);
        }
        textures.begin_frame(&ctx);
        assert!(textures.tiles(&ctx, 7, &mips, 1.0, |_, _| true).1, "six frames are enough");
    }

    #[test]
    fn what_was_not_seen_lately_goes_when_the_budget_is_passed() {
        let ctx = Context::default();
        let mips = striped(2000, 1500);
        let mut textures = Textures::new(6 << 20);
        for key in 0..5 {
            for _ in 0..3 {
                textures.begin_frame(&ctx);
                textures.tiles(&ctx, key, &mips, 1.0, |_, _| true);
            }
        }
        let shown = textures.tiles.keys().filter(|name| name.0 == hashed(4)).count();
        assert_eq!(shown, 12 + 1, "everything of the photo that is seen stays");
        assert!(textures.bytes() < (6 << 20) + 2 * 14_000_000, "{} bytes", textures.bytes());
        assert!(!textures.tiles.keys().any(|name| name.0 == hashed(0)), "the first photo is gone");
    }

    #[test]
    fn the_level_follows_the_zoom() {
        for (zoom, level) in [(4.0, 0), (1.0, 0), (0.7, 0), (0.6, 1), (0.5, 1), (0.3, 2), (0.25, 2), (0.001, 3)] {
            assert_eq!(level_for(zoom, 3), level, "at zoom {zoom}");
        }
    }
}
