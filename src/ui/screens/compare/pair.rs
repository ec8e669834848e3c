//! The two photos of a frame, and how far their alignment has come.

use std::collections::HashMap;
use std::sync::Arc;

use crate::align::{Registration, Verdict};
use crate::app::tasks::matching::Gains;
use crate::app::{FileKey, PairKey, Placement, Slot, file_of, in_order, pair_key};
use crate::geom::{Homography, Point, Size, Warp};
use crate::imaging::Mips;
use crate::model::{Patient, PhotoId, PhotoRecord};
use crate::ui::canvas::WarpMesh;
use crate::ui::cx::Cx;

/// A photo of the record with what is there of its picture.
#[derive(Debug, Clone)]
pub struct Shot {
    /// Which photo.
    pub id: PhotoId,
    /// Its file.
    pub file: FileKey,
    /// Upright size in pixels.
    pub size: Size,
    /// Why the file is called damaged, if it is.
    pub damage: Option<String>,
    /// The whole photo.
    pub pixels: Slot<Arc<Mips>>,
    /// How its light was changed for display, if it was.
    pub matched: Option<Gains>,
}

impl Shot {
    /// The photo as this frame wants it.
    pub fn wanted(cx: &mut Cx<'_>, record: &PhotoRecord) -> Self {
        let file = file_of(record);
        let pixels = cx.mips(&file);
        let damage = match &record.integrity {
            crate::model::Integrity::Intact => None,
            crate::model::Integrity::Damaged(why) => Some(why.clone()),
        };
        // The file tells the size better than the record, once it is open.
        let size = pixels.clone().ready().map_or(record.size, |mips| mips.size());
        Self { id: record.id, file, size, damage, pixels, matched: None }
    }
}

/// Where the moving photo stands in the frame of the fixed one.
#[derive(Debug, Clone)]
pub struct Stand {
    /// Point by point, nudge included.
    pub placement: Arc<Placement>,
    /// The same as a mesh to draw with.
    pub mesh: Arc<WarpMesh>,
}

impl Stand {
    fn new(warp: Warp, key: &PairKey, moving: Size) -> Self {
        let placement = Placement::new(warp, key);
        let mesh = WarpMesh::new(&placement.warp, moving).nudged(|p| placement.nudged_from_found * p);
        Self { placement: placement.into(), mesh: mesh.into() }
    }
}

/// An alignment that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// What the engine says.
    pub registration: Arc<Registration>,
    /// Where it puts the moving photo.
    pub stand: Stand,
}

/// How far the alignment of the pair has come.
#[derive(Debug, Clone)]
pub enum Alignment {
    /// There is only one photo.
    Single,
    /// Being made; the fraction done, and where the moving photo is drawn meanwhile, if anything is known.
    Waiting(f32, Option<Stand>),
    /// It cannot be made; why, in words.
    Failed(String),
    /// The engine has answered: aligned, check or refused.
    Found(Found),
}

/// The pair as this frame sees it.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The earlier photo: its frame is the canvas's.
    pub fixed: Shot,
    /// The later photo; the same as `fixed` while there is only one.
    pub moving: Shot,
    /// True if the fixed photo is B.
    pub swapped: bool,
    /// Under which the derived values of the pair are found.
    pub key: Option<PairKey>,
    /// Where the moving photo stands.
    pub alignment: Alignment,
}

impl Pair {
    /// The pair of photos A and B; everything it needs is asked for.
    pub fn look(cx: &mut Cx<'_>, cache: &mut Meshes, patient: &Patient, a: PhotoId, b: PhotoId) -> Option<Self> {
        let order = in_order(patient, a, b)?;
        let fixed = Shot::wanted(cx, patient.photos.get(&order.fixed)?);
        if a == b {
            let moving = fixed.clone();
            return Some(Self { fixed, moving, swapped: false, key: None, alignment: Alignment::Single });
        }
        let moving = Shot::wanted(cx, patient.photos.get(&order.moving)?);
        let key = pair_key(patient, a, b)?;
        let mut alignment = alignment(cx, cache, &key, moving.size);
        if let Alignment::Waiting(_, meanwhile @ None) = &mut alignment
            && let Slot::Ready(warp) = cx.app.preview(&key)
        {
            *meanwhile = Some(cache.rough(&key, &warp, moving.size));
        }
        Some(Self { swapped: order.fixed == b, fixed, moving, key: Some(key), alignment })
    }

    /// What the engine found, whatever its verdict.
    pub fn found(&self) -> Option<&Found> {
        match &self.alignment {
            Alignment::Found(found) => Some(found),
            _ => None,
        }
    }

    /// The alignment if the pair may be shown by it: aligned, or to be checked with its warning. Never if refused.
    pub fn shown_by(&self, raw: bool) -> Option<&Found> {
        self.found().filter(|found| !raw && found.registration.verdict != Verdict::Refused)
    }

    /// Where the moving photo is drawn: by its alignment or, while that is being made, by what is known of it so far.
    pub fn drawn_by(&self, raw: bool) -> Option<&Stand> {
        match &self.alignment {
            Alignment::Waiting(_, meanwhile) => meanwhile.as_ref().filter(|_| !raw),
            _ => self.shown_by(raw).map(|found| &found.stand),
        }
    }
}

/// The alignment of `key` as this frame wants it.
pub fn alignment(cx: &mut Cx<'_>, cache: &mut Meshes, key: &PairKey, moving: Size) -> Alignment {
    match cx.registration(&key.of_engine()) {
        Slot::Absent => Alignment::Waiting(0.0, cache.last(key)),
        Slot::Pending(fraction) => Alignment::Waiting(fraction, cache.last(key)),
        Slot::Failed(why) => Alignment::Failed(why),
        Slot::Ready(registration) => Alignment::Found(cache.found(key, &registration, moving)),
    }
}

/// Meshes of the alignments on the screen: made once each, thrown away when no frame shows them.
#[derive(Debug, Default)]
pub struct Meshes {
    kept: HashMap<PairKey, (Found, u64)>,
    rough: HashMap<PairKey, (Arc<Warp>, Stand, u64)>,
    plain: HashMap<(Size, Size), (Arc<WarpMesh>, u64)>,
    frame: u64,
}

impl Meshes {
    /// A new frame begins: forgets what the last frames did not show.
    pub fn next_frame(&mut self) {
        let now = self.frame;
        self.kept.retain(|_, (_, seen)| *seen + 30 > now);
        self.rough.retain(|_, (_, _, seen)| *seen + 30 > now);
        self.plain.retain(|_, (_, seen)| *seen + 30 > now);
        self.frame += 1;
    }

    /// The mesh of an alignment.
    pub fn found(&mut self, key: &PairKey, registration: &Arc<Registration>, moving: Size) -> Found {
        let frame = self.frame;
        if let Some((found, seen)) = self.kept.get_mut(key)
            && Arc::ptr_eq(&found.registration, registration)
            && found.stand.mesh.moving() == moving
        {
            *seen = frame;
            return found.clone();
        }
        let stand = Stand::new(registration.moving_from_fixed.clone(), key, moving);
        let found = Found { registration: registration.clone(), stand };
        self.kept.insert(key.clone(), (found.clone(), frame));
        found
    }

    /// Where the same two photos stood until a person said something else about their alignment, if they were shown so.
    fn last(&mut self, key: &PairKey) -> Option<Stand> {
        let same = |k: &PairKey| k.fixed == key.fixed && k.moving == key.moving;
        let shown =
            self.kept.iter_mut().filter(|(k, (found, _))| same(k) && found.registration.verdict != Verdict::Refused);
        let (_, (found, seen)) = shown.max_by_key(|(_, (_, seen))| *seen)?;
        *seen = self.frame;
        Some(found.stand.clone())
    }

    /// The mesh of a first, rough placement.
    fn rough(&mut self, key: &PairKey, warp: &Arc<Warp>, moving: Size) -> Stand {
        let frame = self.frame;
        if let Some((of, stand, seen)) = self.rough.get_mut(key)
            && Arc::ptr_eq(of, warp)
            && stand.mesh.moving() == moving
        {
            *seen = frame;
            return stand.clone();
        }
        let stand = Stand::new((**warp).clone(), key, moving);
        self.rough.insert(key.clone(), (warp.clone(), stand.clone(), frame));
        stand
    }

    /// A photo of `moving` pixels laid over one of `fixed` pixels without any alignment: middle on middle, as large.
    pub fn fitted(&mut self, moving: Size, fixed: Size) -> Arc<WarpMesh> {
        let frame = self.frame;
        let (mesh, seen) = self.plain.entry((moving, fixed)).or_insert_with(|| {
            (WarpMesh::new(&Warp::from_homography(moving_from_fixed(moving, fixed), fixed), moving).into(), frame)
        });
        *seen = frame;
        mesh.clone()
    }
}

/// How a photo stands in the frame that a pane shows.
#[derive(Debug, Clone)]
pub enum Footing {
    /// The frame is the photo's own.
    Own,
    /// Laid over the fixed photo without an alignment: raw, or while it is being made.
    Fitted(Homography),
    /// Aligned.
    Aligned(Arc<Placement>),
}

impl Footing {
    /// A photo of `moving` pixels laid over one of `fixed` pixels without any alignment.
    pub fn fitted(moving: Size, fixed: Size) -> Self {
        Self::Fitted(moving_from_fixed(moving, fixed))
    }

    /// True when both are one and the same footing.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Own, Self::Own) => true,
            (Self::Fitted(one), Self::Fitted(two)) => one == two,
            (Self::Aligned(one), Self::Aligned(two)) => Arc::ptr_eq(one, two),
            _ => false,
        }
    }

    /// The photo's pixel that is shown at `p` of the frame.
    pub fn photo_from_frame(&self, p: Point) -> Option<Point> {
        match self {
            Self::Own => Some(p),
            Self::Fitted(photo_from_frame) => Some(*photo_from_frame * p),
            Self::Aligned(placement) => placement.moving_from_fixed(p),
        }
    }

    /// Where the photo's pixel `q` is shown in the frame.
    pub fn frame_from_photo(&self, q: Point) -> Option<Point> {
        match self {
            Self::Own => Some(q),
            Self::Fitted(photo_from_frame) => Some(photo_from_frame.inverse()? * q),
            Self::Aligned(placement) => placement.fixed_from_moving(q),
        }
    }
}

/// Middle on middle, diagonals of one length.
fn moving_from_fixed(moving: Size, fixed: Size) -> Homography {
    let scale = moving.diagonal() / fixed.diagonal().max(1.0);
    let (m, f) = (moving.center(), fixed.center());
    Homography::similarity(scale, 0.0, m.x - scale * f.x, m.y - scale * f.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ManualKey;
    use crate::model::{ManualAlignment, Nudge};

    #[test]
    fn a_nudge_asks_the_engine_nothing_new() {
        let file = |n: &str| FileKey { sha256: n.to_owned(), format: "jpg".to_owned() };
        let told = |landmarks, dx| {
            let nudge = Nudge { dx, ..Nudge::default() };
            let (fixed, moving) = (PhotoId::from_number(1), PhotoId::from_number(2));
            let manual = Some(ManualKey(ManualAlignment { fixed, moving, landmarks, nudge }.into()));
            PairKey { fixed: file("a"), moving: file("b"), manual, skin: [None, None] }.of_engine()
        };
        assert_eq!(told(Vec::new(), 3.0).manual, None);
        let mark = crate::model::Landmark { fixed: Point::new(1.0, 2.0), moving: Point::new(3.0, 4.0) };
        assert_eq!(told(vec![mark], 3.0), told(vec![mark], 0.0));
        assert!(told(vec![mark], 3.0).manual.is_some());
    }

    #[test]
    fn a_new_landmark_leaves_the_photos_where_they_stood_unless_that_was_refused() {
        let size = Size::new(320, 240);
        let made = crate::phantom::pair(1, crate::phantom::Kind::Ordinary, size);
        let options = crate::align::Options::default();
        let found = crate::align::register(&made.before.photo, &made.after.photo, &options, &crate::monitor::Silent);
        let with = |verdict| Arc::new(Registration { verdict, ..found.clone().unwrap() });
        let file = |n: &str| FileKey { sha256: n.to_owned(), format: "jpg".to_owned() };
        let pair = |moving: &str| PairKey { fixed: file("a"), moving: file(moving), manual: None, skin: [None, None] };
        let (fixed, moving) = (PhotoId::from_number(1), PhotoId::from_number(2));
        let landmarks = vec![crate::model::Landmark { fixed: Point::new(1.0, 2.0), moving: Point::new(3.0, 4.0) }];
        let told = ManualAlignment { fixed, moving, landmarks, nudge: Nudge::default() };
        let told = PairKey { manual: Some(ManualKey(told.into())), ..pair("b") };
        let mut meshes = Meshes::default();
        let stood = meshes.found(&pair("b"), &with(Verdict::Check), size).stand;
        for _ in 0..100 {
            meshes.next_frame();
            assert!(meshes.last(&told).is_some_and(|stand| Arc::ptr_eq(&stand.mesh, &stood.mesh)));
        }
        assert!(meshes.last(&pair("c")).is_none(), "another photo");
        let mut refused = Meshes::default();
        refused.found(&pair("b"), &with(Verdict::Refused), size);
        assert!(refused.last(&told).is_none());
    }

    #[test]
    fn a_photo_laid_over_another_has_its_middle_there_and_leads_back() {
        let (moving, fixed) = (Size::new(2000, 1500), Size::new(4000, 3000));
        let placed = Footing::fitted(moving, fixed);
        let middle = placed.frame_from_photo(moving.center()).unwrap();
        assert!(middle.distance(fixed.center()) < 1e-9, "{middle:?}");
        let p = Point::new(100.0, 200.0);
        let back = placed.frame_from_photo(placed.photo_from_frame(p).unwrap()).unwrap();
        assert!(back.distance(p) < 1e-9, "{back:?}");
    }
}
