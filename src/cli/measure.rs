//! `skinlapse measure`: measures marked regions of one photo or two from the command line.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::align::{self, Registration, TrustMap};
use crate::geom::{Point, Size, polygon_contains};
use crate::imaging::{Decoded, Limits, Photo, decode};
use crate::measure::{
    self, Circumstances, Edition, Measurement, Moved, Outline, Quantity, Reading, RedArea, Region, Scale, Shown,
    find_chart, find_grey_card, find_grey_cards,
};
use crate::monitor::Silent;

/// Measures redness, pigment, area and texture of marked regions against untreated skin, with its error, or says why not.
///
/// REGIONS is JSON in pixels of the upright photo before:
/// {"lesion": [[[x, y], …], …], "reference": […], "grey": […], "chart": [[x, y] × 4], "scars": [[x, y], …],
/// "mm_per_px": 0.05, "days": 28, "open_wound": false, "fixed_light": false, "after": {…}}. Every outline is a list of
/// points; "chart" is the chart's four outer corners at dark skin, bluish green, black and white; card and chart are looked
/// for in the photos where they are not given; with "chart_mm": [width, height] of its 6 × 4 fields, areas are read in its plane; "scars" are marks, counted
/// in the lesion that holds them; "after" holds any of these keys in pixels of the photo after, the others are carried over
/// by the alignment (marks of scars are not: they are counted anew). Numbers are for documentation and research, not for
/// diagnosis.
#[derive(Debug, clap::Args)]
#[command(after_long_help = fields())]
pub struct Args {
    /// The photo before, or the only one.
    before: PathBuf,
    /// The photo after.
    after: Option<PathBuf>,
    /// Where the lesions, the untreated reference skin, the grey card and the chart are.
    #[arg(long)]
    regions: PathBuf,
    /// What is in the photos to calibrate with.
    #[arg(long, value_enum, default_value_t)]
    chart: Chart,
    /// Where to write the answer as JSON; - for the standard output.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Folder for the masks of the red part of every region, as PNG of the photo's size.
    #[arg(long)]
    mask: Option<PathBuf>,
}

/// What is in the photos to calibrate with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Chart {
    /// Reference skin only.
    #[default]
    None,
    /// A grey card.
    Grey,
    /// The 24-patch chart made since November 2014.
    #[value(name = "classic24-2014")]
    Classic24Since2014,
    /// The 24-patch chart made before.
    #[value(name = "classic24-2005")]
    Classic24Before2014,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Regions {
    lesion: Option<Vec<Outline>>,
    reference: Option<Vec<Outline>>,
    grey: Option<Vec<Outline>>,
    chart: Option<Vec<Point>>,
    scars: Option<Vec<Point>>,
    mm_per_px: Option<f64>,
    chart_mm: Option<[f64; 2]>,
    days: Option<f64>,
    open_wound: bool,
    fixed_light: bool,
    after: Option<Box<Regions>>,
}

/// Runs the verb.
///
/// # Errors
/// One line for the user: what could not be read or written. What cannot be measured is no error but a reason in the answer.
pub fn run(args: &Args) -> Result<(), String> {
    let regions: Regions = read(&args.regions)?;
    let before = Loaded::read(&args.before)?;
    let after = args.after.as_deref().map(Loaded::read).transpose()?;
    let alignment = after.as_ref().map(|after| Alignment::find(&before, after, &regions));
    let [grey, grey_after] = found_greys(&before, after.as_ref(), &regions, args.chart);
    let first = shown(&before, &regions, args.chart, grey)?;
    let second = match (&after, &alignment) {
        (Some(after), Some(alignment)) => Some(carried(after, &regions, alignment, args.chart, grey_after)?),
        _ => None,
    };
    let circumstances = Circumstances {
        edition: args.chart.edition(),
        fixed_light: regions.fixed_light,
        moved: alignment.as_ref().and_then(|a| a.moved),
        not_aligned: alignment.as_ref().is_some_and(|a| a.missing),
        days: regions.days,
        floor: None,
    };
    let mut found = measure::measure(&first, second.as_ref(), &circumstances, &Silent)
        .map_err(|cancelled| cancelled.to_string())?;
    let photos: Vec<&Shown<'_>> = std::iter::once(&first).chain(&second).collect();
    found.notes.extend(args.chart.missing(&photos).map(str::to_owned));
    count_scars(&mut found, &regions, &first, second.as_ref());
    let masks = args.mask.as_deref().map(|folder| write_masks(folder, &found, &before, after.as_ref())).transpose()?;
    let answer = answer(&found, &before, after.as_ref(), alignment.as_ref(), masks);
    match args.json.as_deref() {
        Some(path) if path != Path::new("-") => std::fs::write(path, format!("{answer}\n"))
            .map_err(|e| format!("cannot write the answer: {e}: {}", path.display())),
        Some(_) => print(&format!("{answer}\n")),
        None => print(&table(&found)),
    }
}

struct Loaded {
    decoded: Decoded,
    sha256: String,
}

impl Loaded {
    fn read(path: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(path).map_err(|e| format!("cannot read the photo: {e}: {}", path.display()))?;
        let decoded = decode(&bytes, &Limits::default(), &Silent).map_err(|e| format!("{e}: {}", path.display()))?;
        let sha256 = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        Ok(Self { decoded, sha256 })
    }

    fn photo(&self) -> &Photo {
        &self.decoded.photo
    }

    fn described(&self) -> Value {
        let Size { width, height } = self.photo().size();
        json!({ "width": width, "height": height, "sha256": self.sha256, "intact": self.decoded.verdict.is_intact() })
    }

    /// The photo with nothing marked.
    fn bare(&self) -> Shown<'_> {
        let camera = &self.decoded.facts.camera;
        let camera = [&camera.make, &camera.model].into_iter().flatten().cloned().collect::<Vec<_>>().join(" ");
        Shown {
            damaged: self.decoded.verdict.why().map(str::to_owned),
            edited: self.decoded.facts.edited.clone(),
            camera: (!camera.is_empty()).then_some(camera),
            ..Shown::new(self.photo())
        }
    }
}

/// The grey cards found in the photos where one is asked for and not drawn. Of a pair without a drawn card, only two that look
/// like one card: the window holds a card against the other photo's too, and the same pair is to read the same.
fn found_greys(before: &Loaded, after: Option<&Loaded>, regions: &Regions, chart: Chart) -> [Option<Outline>; 2] {
    let drawn = [regions.grey.is_some(), regions.after.as_ref().is_some_and(|own| own.grey.is_some())];
    match (after, drawn) {
        _ if !chart.uses_grey() => [None, None],
        (Some(after), [false, false]) => {
            find_grey_cards([before.photo(), after.photo()]).map_or([None, None], |cards| cards.map(Some))
        }
        (_, [known, known_after]) => [
            if known { None } else { find_grey_card(before.photo()) },
            after.filter(|_| !known_after).and_then(|after| find_grey_card(after.photo())),
        ],
    }
}

/// The photo before with what is marked in it, and the grey card `found` in it.
fn shown<'a>(before: &'a Loaded, regions: &Regions, chart: Chart, found: Option<Outline>) -> Result<Shown<'a>, String> {
    let drawn = |outlines: &Option<Vec<Outline>>| -> Vec<Region> {
        outlines.iter().flatten().cloned().map(Region::drawn).collect()
    };
    Ok(Shown {
        lesions: wounds(drawn(&regions.lesion), regions),
        reference: drawn(&regions.reference),
        grey: match &regions.grey {
            _ if !chart.uses_grey() => vec![],
            Some(drawn) => drawn.clone(),
            None => found.into_iter().collect(),
        },
        chart: match corners(regions.chart.as_deref())? {
            _ if !chart.uses_patches() => None,
            Some(shown) => Some(shown),
            None => find_chart(before.photo(), chart.edition()),
        },
        scale: regions.mm_per_px.map(Scale::flat),
        chart_mm: regions.chart_mm,
        ..before.bare()
    })
}

/// The regions, open wounds if the file says so.
fn wounds(lesions: Vec<Region>, regions: &Regions) -> Vec<Region> {
    lesions.into_iter().map(|lesion| Region { open_wound: regions.open_wound, ..lesion }).collect()
}

impl Chart {
    fn uses_grey(self) -> bool {
        self == Self::Grey
    }

    fn edition(self) -> Edition {
        if self == Self::Classic24Before2014 { Edition::Before2014 } else { Edition::Since2014 }
    }

    /// What to say where it was asked for and is in none of the photos.
    fn missing(self, photos: &[&Shown<'_>]) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Grey => photos.iter().all(|p| p.grey.is_empty()).then_some(match photos {
                [_] => "no grey card was found for sure: draw it in the regions as \"grey\"",
                _ => "no grey card was found for sure and alike in both photos: draw it in the regions as \"grey\"",
            }),
            _ => photos
                .iter()
                .all(|p| p.chart.is_none())
                .then_some("no chart was found for sure: give its four corners in the regions as \"chart\""),
        }
    }

    fn uses_patches(self) -> bool {
        matches!(self, Self::Classic24Since2014 | Self::Classic24Before2014)
    }
}

fn corners(points: Option<&[Point]>) -> Result<Option<[Point; 4]>, String> {
    match points {
        None | Some([]) => Ok(None),
        Some(points) => {
            let four = points.try_into().map_err(|_| "\"chart\" needs the chart's four outer corners".to_owned())?;
            Ok(Some(four))
        }
    }
}

/// The photo after with what is marked in it or carried over to it, and the grey card `found` in it.
fn carried<'a>(
    after: &'a Loaded,
    regions: &Regions,
    alignment: &Alignment,
    chart: Chart,
    found: Option<Outline>,
) -> Result<Shown<'a>, String> {
    let nothing = Regions::default();
    let own = regions.after.as_deref().unwrap_or(&nothing);
    let marked = |own: &Option<Vec<Outline>>, carried: &Option<Vec<Outline>>| -> Vec<Region> {
        match own {
            Some(outlines) => outlines.iter().cloned().map(Region::drawn).collect(),
            None => carried.iter().flatten().map(|outline| alignment.carry(outline)).collect(),
        }
    };
    // Cards and charts are laid down anew at each visit: where one is found counts for more than where its old place is now.
    let grey = || match (&own.grey, &regions.grey) {
        (Some(drawn), _) => drawn.clone(),
        (None, before) => found.map_or_else(
            || before.iter().flatten().map(|outline| alignment.carry(outline).outline).collect(),
            |found| vec![found],
        ),
    };
    let quad = match (corners(own.chart.as_deref())?, corners(regions.chart.as_deref())?) {
        _ if !chart.uses_patches() => None,
        (Some(shown), _) => Some(shown),
        (None, before) => find_chart(after.photo(), chart.edition())
            .or_else(|| before.and_then(|points| alignment.carry(&points).outline.try_into().ok())),
    };
    let scale = own.mm_per_px.or_else(|| {
        let scale = alignment.moved.map_or(1.0, |moved| moved.scale);
        regions.mm_per_px.map(|mm| mm / scale)
    });
    Ok(Shown {
        lesions: wounds(marked(&own.lesion, &regions.lesion), regions),
        reference: marked(&own.reference, &regions.reference),
        grey: if chart.uses_grey() { grey() } else { vec![] },
        chart: quad,
        scale: scale.map(Scale::flat),
        chart_mm: own.chart_mm.or(regions.chart_mm),
        ..after.bare()
    })
}

/// Counts the marks of scars inside each lesion, where any are given.
fn count_scars(found: &mut Measurement, regions: &Regions, before: &Shown<'_>, after: Option<&Shown<'_>>) {
    let Some(marks) = &regions.scars else { return };
    let own = regions.after.as_deref().and_then(|own| own.scars.as_deref());
    let count = |marks: &[Point], shown: &Shown<'_>, index: usize| {
        let outline = shown.lesions.get(index).map_or(&[][..], |lesion| &lesion.outline);
        marks.iter().filter(|mark| polygon_contains(outline, **mark)).count()
    };
    for (index, region) in found.regions.iter_mut().enumerate() {
        let second = after.zip(own).map(|(shown, marks)| count(marks, shown, index));
        for (quantity, reading) in measure::counted(count(marks, before, index), second).iter() {
            region.readings.set(quantity, reading.clone());
        }
        if after.is_some() && own.is_none() {
            let reason = "mark the scars in the photo after too: they are counted there, not carried over";
            region.readings.set(Quantity::Scars, Reading::gated(reason));
        }
    }
}

/// What the alignment of the pair says, as far as it was needed.
struct Alignment {
    found: Option<Registration>,
    fixed: Size,
    moved: Option<Moved>,
    /// Something had to be carried over and could not be.
    missing: bool,
}

impl Alignment {
    /// Aligns the pair unless everything is marked in the photo after too.
    fn find(before: &Loaded, after: &Loaded, regions: &Regions) -> Self {
        let fixed = before.photo().size();
        let own = regions.after.as_deref();
        let has = |of: fn(&Regions) -> bool| own.is_some_and(of) || !of(regions);
        let all = has(|r| r.lesion.is_some())
            && has(|r| r.reference.is_some())
            && has(|r| r.grey.is_some())
            && has(|r| r.chart.is_some());
        let needed = own.is_none_or(|o| o.lesion.is_none() || o.reference.is_none());
        let intact = before.decoded.verdict.is_intact() && after.decoded.verdict.is_intact();
        if all || !intact {
            return Self { found: None, fixed, moved: None, missing: false };
        }
        let found = align::register(before.photo(), after.photo(), &align::Options::default(), &Silent).ok();
        let found = found.filter(|found| found.verdict != align::Verdict::Refused);
        let places = regions.lesion.iter().chain(&regions.reference).flatten().flatten().copied().collect::<Vec<_>>();
        let moved = found.as_ref().and_then(|found| moved(found, &places));
        Self { missing: needed && found.is_none(), found, fixed, moved }
    }

    fn carry(&self, outline: &[Point]) -> Region {
        let Some(found) = &self.found else {
            return Region::carried(outline.to_vec(), true);
        };
        let outline_after = outline.iter().map(|p| found.moving_from_fixed.moving_from_fixed(*p)).collect();
        Region::carried(outline_after, trusted(&found.trust, outline, self.fixed))
    }
}

/// True if the alignment is trusted over most of an outline.
fn trusted(map: &TrustMap, outline: &[Point], size: Size) -> bool {
    let cell =
        |x: f64, n: usize, extent: u32| ((x / f64::from(extent) * n as f64).max(0.0) as usize).min(n.saturating_sub(1));
    let at = |p: Point| cell(p.y, map.rows, size.height) * map.columns + cell(p.x, map.columns, size.width);
    let middle = |i: usize| {
        Point::new(
            ((i % map.columns) as f64 + 0.5) / map.columns as f64 * f64::from(size.width),
            ((i / map.columns) as f64 + 0.5) / map.rows as f64 * f64::from(size.height),
        )
    };
    let inside = (0..map.trusted.len()).filter(|i| polygon_contains(outline, middle(*i)));
    let cells: Vec<usize> = inside.chain(outline.iter().map(|p| at(*p))).collect();
    let good = cells.iter().filter(|i| map.trusted.get(**i).copied().unwrap_or(false)).count();
    2 * good >= cells.len()
}

/// How the camera moved, from the straight part of the alignment over `places` of the photo before.
///
/// The turn out of the plane is read from how much more one direction shrank than the other. The same turn shrinks skin
/// that stands oblique more than skin that faces the camera; skin at 15° is assumed.
fn moved(found: &Registration, places: &[Point]) -> Option<Moved> {
    const OBLIQUE_DEG: f64 = 15.0;
    let n = places.len() as f64;
    if places.len() < 3 {
        return None;
    }
    let images: Vec<Point> = places.iter().map(|p| found.moving_from_fixed.moving_from_fixed(*p)).collect();
    let mean = |points: &[Point]| points.iter().fold(Point::default(), |sum, p| sum + *p) * (1.0 / n);
    let (p0, q0) = (mean(places), mean(&images));
    let (mut pp, mut qp) = (nalgebra::Matrix2::<f64>::zeros(), nalgebra::Matrix2::<f64>::zeros());
    for (p, q) in places.iter().zip(&images) {
        let (p, q) = (*p - p0, *q - q0);
        let (p, q) = (nalgebra::Vector2::new(p.x, p.y), nalgebra::Vector2::new(q.x, q.y));
        pp += p * p.transpose();
        qp += q * p.transpose();
    }
    let a = qp * pp.try_inverse()?;
    let values = a.singular_values();
    let (large, small) = (values[0].max(values[1]), values[0].min(values[1]));
    let oblique = OBLIQUE_DEG.to_radians();
    let pose = (small / large * oblique.cos()).clamp(-1.0, 1.0).acos() - oblique;
    let roll = (a[(1, 0)] - a[(0, 1)]).atan2(a[(0, 0)] + a[(1, 1)]);
    let moved =
        Moved { pose_deg: pose.to_degrees(), roll_deg: roll.to_degrees(), scale: (large * small).max(0.0).sqrt() };
    (moved.pose_deg.is_finite() && moved.scale > 0.0).then_some(moved)
}

/// Writes the masks; answers with their paths, region by region: before, after.
fn write_masks(
    folder: &Path,
    found: &Measurement,
    before: &Loaded,
    after: Option<&Loaded>,
) -> Result<Vec<[Option<String>; 2]>, String> {
    std::fs::create_dir_all(folder)
        .map_err(|e| format!("cannot make the folder of the masks: {e}: {}", folder.display()))?;
    let write = |area: Option<&RedArea>, photo: Option<&Loaded>, name: String| -> Result<Option<String>, String> {
        let (Some(area), Some(photo)) = (area, photo) else { return Ok(None) };
        let path = folder.join(name);
        std::fs::write(&path, mask_png(area, photo.photo().size())?)
            .map_err(|e| format!("cannot write a mask: {e}: {}", path.display()))?;
        Ok(Some(path.display().to_string()))
    };
    found
        .regions
        .iter()
        .enumerate()
        .map(|(i, region)| {
            let number = i + 1;
            Ok([
                write(region.red_before.as_ref(), Some(before), format!("region-{number}-before.png"))?,
                write(region.red_after.as_ref(), after, format!("region-{number}-after.png"))?,
            ])
        })
        .collect()
}

/// White where a region is red, as PNG of the photo's size.
fn mask_png(area: &RedArea, size: Size) -> Result<Vec<u8>, String> {
    let mut pixels = vec![0u8; size.area() as usize];
    for (i, _) in area.red.iter().enumerate().filter(|(_, red)| **red) {
        let (x, y) = (i % area.size.width as usize, i / area.size.width as usize);
        pixels[(y + area.top as usize) * size.width as usize + x + area.left as usize] = 255;
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.width, size.height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let failed = |e: png::EncodingError| format!("cannot encode a mask: {e}");
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

fn answer(
    found: &Measurement,
    before: &Loaded,
    after: Option<&Loaded>,
    alignment: Option<&Alignment>,
    masks: Option<Vec<[Option<String>; 2]>>,
) -> Value {
    let mut regions: Vec<Value> = found.regions.iter().map(|region| json!(region.readings)).collect();
    for (region, [first, second]) in regions.iter_mut().zip(masks.into_iter().flatten()) {
        // A region without a mask says why, as a number would.
        let gated = region[Quantity::ExtentBefore.key()].clone();
        let mask = |path: Option<String>| path.map_or_else(|| gated.clone(), Value::from);
        region["mask_png"] = mask(first);
        if after.is_some() {
            region["mask_after_png"] = mask(second);
        }
    }
    let aligned = alignment.and_then(|a| a.found.as_ref()).map(
        |found| json!({ "verdict": found.verdict, "confidence": found.confidence, "trusted_area": found.trusted_area }),
    );
    let moved = alignment
        .and_then(|a| a.moved)
        .map(|m| json!({ "pose_deg": m.pose_deg, "roll_deg": m.roll_deg, "scale": m.scale }));
    json!({
        "schema": "skinlapse.measurement/1",
        "method_version": found.method_version,
        "purpose": found.purpose,
        "before": before.described(),
        "after": after.map(Loaded::described),
        "tier": found.tier,
        "capture_quality": found.quality,
        "gates": found.gates,
        "notes": found.notes,
        "reference": found.reference,
        "chart_held_out_delta_e": found.chart_held_out,
        "alignment": aligned,
        "moved": moved,
        "regions": regions,
    })
}

/// What the answer holds, for the help: every measurement with its key and unit.
fn fields() -> String {
    let mut text = "\
The answer of --json: \"schema\", \"method_version\", \"tier\", \"capture_quality\", \"gates\" and \"notes\" of the whole pair, and
\"regions\" in the order of \"lesion\". Each measurement of a region is {\"value\", \"low\", \"high\", \"unit\", \"tier\",
\"n_pixels\"} (low to high is the 95 % interval), for differences with \"verdict\" and \"sdc\" (the smallest detectable
change), or {\"gated\": \"why there is no number\"}. With --mask also \"mask_png\" and, for a pair, \"mask_after_png\".
Exit code 0: answered, even if all is gated; 1: a file cannot be read or written; 2: wrong usage.

Measurements; a difference is after minus before, an excess is lesion minus reference skin:
"
    .to_owned();
    for quantity in Quantity::ALL {
        text.push_str(&format!("  {:<23} {} [{}]\n", quantity.key(), quantity.name(), quantity.unit()));
    }
    text
}

/// The answer for reading.
fn table(found: &Measurement) -> String {
    let mut text = format!("tier {:?} · capture quality {:?} · {}\n", found.tier, found.quality, found.purpose);
    for line in found.gates.iter().chain(&found.notes) {
        text.push_str(&format!("! {line}\n"));
    }
    for (i, region) in found.regions.iter().enumerate() {
        text.push_str(&format!("region {}\n", i + 1));
        for (quantity, reading) in region.readings.iter() {
            text.push_str(&line(quantity, reading));
        }
    }
    text
}

fn line(quantity: Quantity, reading: &Reading) -> String {
    match reading {
        Reading::Gated { gated } => format!("  {:<34} – {gated}\n", quantity.name()),
        Reading::Value(v) => {
            let verdict = v.verdict.map_or(String::new(), |verdict| format!(" · {}", verdict.words()));
            format!(
                "  {:<34} {:.2} ({:.2} to {:.2}) {} · {:?} · {} px{verdict}\n",
                quantity.name(),
                v.value,
                v.low,
                v.high,
                v.unit,
                v.tier,
                v.n_pixels
            )
        }
    }
}

fn print(text: &str) -> Result<(), String> {
    use std::io::Write;
    std::io::stdout().write_all(text.as_bytes()).map_err(|e| format!("cannot write the answer: {e}"))
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text =
        std::fs::read_to_string(path).map_err(|e| format!("cannot read the regions: {e}: {}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("the regions are not as expected: {e}: {}", path.display()))
}
