//! `skinlapse measure` as a script sees it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use skinlapse::geom::Size;
use skinlapse::imaging::color::srgb8_from_linear;
use skinlapse::imaging::{Photo, Stamp, encode_png};

const SIZE: Size = Size::new(640, 480);

fn square(x: f64, y: f64, side: f64) -> Value {
    json!([[x, y], [x + side, y], [x + side, y + side], [x, y + side]])
}

/// Flat skin with a square of more blood.
fn skin(blood: f64) -> Photo {
    let mut rgb = Vec::with_capacity(SIZE.area() as usize * 3);
    for y in 0..SIZE.height {
        for x in 0..SIZE.width {
            let inside = (260..360).contains(&x) && (180..280).contains(&y);
            let blood = if inside { blood } else { 0.0 };
            let grain = 1.0 + 0.01 * f64::from((x * 7 + y * 13) % 5);
            for (light, share) in [(0.42, 0.2), (0.27, 1.0), (0.17, 0.8)] {
                rgb.push(srgb8_from_linear((light * grain * 10f64.powf(-share * blood)) as f32));
            }
        }
    }
    Photo::new(SIZE, rgb)
}

fn png(photo: Photo) -> Vec<u8> {
    encode_png(&photo, &Stamp { description: String::new(), software: "test".into() }).unwrap()
}

/// [`skin`] as PNG.
fn picture(blood: f64) -> Vec<u8> {
    png(skin(blood))
}

/// A pair whose redness has faded, the regions marked in both photos so that no alignment is needed.
fn folder() -> (tempfile::TempDir, PathBuf, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let [before, after, regions] = ["before.png", "after.png", "regions.json"].map(|name| folder.path().join(name));
    std::fs::write(&before, picture(0.06)).unwrap();
    std::fs::write(&after, picture(0.01)).unwrap();
    let lesion = json!([square(260.0, 180.0, 100.0), square(300.0, 300.0, 60.0)]);
    let reference = json!([square(60.0, 60.0, 60.0), square(500.0, 80.0, 60.0), square(90.0, 350.0, 60.0)]);
    let marks = json!({ "lesion": lesion, "reference": reference, "mm_per_px": 0.1,
        "after": { "lesion": lesion, "reference": reference } });
    std::fs::write(&regions, marks.to_string()).unwrap();
    (folder, before, after, regions)
}

fn run(before: &Path, after: &Path, regions: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skinlapse"));
    command.arg("measure").arg(before).arg(after).arg("--regions").arg(regions).args(["--json", "-"]).args(more);
    command.output().unwrap()
}

fn answer(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_region_is_answered_in_order_with_values_and_reasons() {
    let (folder, before, after, regions) = folder();
    let masks = folder.path().join("masks");
    let output = run(&before, &after, &regions, &["--mask", masks.to_str().unwrap()]);
    let found = answer(&output);
    assert_eq!(found["schema"], "skinlapse.measurement/1");
    assert_eq!(found["regions"].as_array().map(Vec::len), Some(2));
    for region in found["regions"].as_array().unwrap() {
        let hb = &region["delta_hb"];
        for key in ["value", "low", "high", "unit", "tier", "n_pixels", "verdict"] {
            assert!(!hb[key].is_null(), "{key} is missing: {hb}");
        }
        assert!(region["gilman_rate"]["gated"].is_string(), "{region}");
        assert!(Path::new(region["mask_png"].as_str().unwrap()).exists(), "{region}");
    }
    assert_eq!(output.stdout, run(&before, &after, &regions, &["--mask", masks.to_str().unwrap()]).stdout);
}

#[test]
fn a_damaged_photo_is_gated_and_an_unreadable_one_is_an_error() {
    let (_folder, before, after, regions) = folder();
    let bytes = std::fs::read(&after).unwrap();
    std::fs::write(&after, &bytes[..bytes.len() / 2]).unwrap();
    let found = answer(&run(&before, &after, &regions, &[]));
    let reason = found["regions"][0]["delta_hb"]["gated"].as_str().unwrap();
    assert!(reason.contains("is damaged and is not measured"), "{reason}");
    std::fs::write(&after, b"not a picture").unwrap();
    let output = run(&before, &after, &regions, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
}

#[test]
fn without_reference_skin_every_field_is_gated() {
    let (_folder, before, after, regions) = folder();
    let lesion = json!([square(260.0, 180.0, 100.0)]);
    let marks = json!({ "lesion": lesion, "mm_per_px": 0.1, "after": { "lesion": lesion, "reference": [] } });
    std::fs::write(&regions, marks.to_string()).unwrap();
    let found = answer(&run(&before, &after, &regions, &[]));
    assert_eq!(found["tier"], "T0");
    for (key, reading) in found["regions"][0].as_object().unwrap() {
        assert!(key.starts_with("mask") || reading["gated"].is_string(), "{key}: {reading}");
    }
}

/// Answers for the pair of [`folder`] with other regions.
fn with(marks: &Value, more: &[&str]) -> Output {
    let (_folder, before, after, regions) = folder();
    std::fs::write(&regions, marks.to_string()).unwrap();
    run(&before, &after, &regions, more)
}

fn marks(lesion: &Value) -> Value {
    let reference = json!([square(60.0, 60.0, 60.0), square(500.0, 80.0, 60.0), square(90.0, 350.0, 60.0)]);
    json!({ "lesion": lesion, "reference": reference, "mm_per_px": 0.1,
        "after": { "lesion": lesion, "reference": reference } })
}

fn lesion() -> Value {
    json!([square(260.0, 180.0, 100.0)])
}

#[test]
fn a_mask_is_a_png_of_the_photos_size_and_a_gated_one_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let masks = folder.path().join("masks");
    let found = answer(&with(
        &marks(&json!([square(260.0, 180.0, 100.0), square(900.0, 10.0, 50.0)])),
        &["--mask", masks.to_str().unwrap()],
    ));
    for key in ["mask_png", "mask_after_png"] {
        let bytes = std::fs::read(found["regions"][0][key].as_str().unwrap()).unwrap();
        let mask =
            skinlapse::imaging::decode(&bytes, &skinlapse::imaging::Limits::default(), &skinlapse::monitor::Silent);
        assert_eq!(mask.unwrap().photo.size(), SIZE, "{key}");
        let reason = found["regions"][1][key]["gated"].as_str().unwrap();
        assert!(reason.contains("not fully inside"), "{reason}");
    }
}

#[test]
fn outlines_that_cannot_be_measured_are_gated_and_the_others_are_not() {
    let cases = [
        (json!([[260, 180], [261, 180], [260, 181]]), "has only"),
        (json!([]), "not fully inside"),
        (json!([[260, 180], [300, 200]]), "not fully inside"),
        (json!([[9000, 9000], [9100, 9000], [9100, 9100]]), "not fully inside"),
        (json!([[-40, 180], [100, 180], [100, 300]]), "not fully inside"),
        (json!([[1e300, 180], [300, 200], [300, 1e308]]), "not fully inside"),
    ];
    for (outline, words) in cases {
        let found = answer(&with(&marks(&json!([outline, square(260.0, 180.0, 100.0)])), &[]));
        for (key, reading) in found["regions"][0].as_object().unwrap() {
            let reason = reading["gated"].as_str().unwrap_or_default();
            assert!(reason.contains(words), "{outline}, {key}: {reading}");
        }
        assert!(found["regions"][1]["delta_hb"]["value"].is_f64(), "{outline} spoilt its neighbour");
    }
}

#[test]
fn an_outline_that_crosses_itself_has_a_colour_and_no_area() {
    let bow = json!([[[260, 180], [360, 280], [360, 180], [260, 280]]]);
    let region = &answer(&with(&marks(&bow), &[]))["regions"][0];
    assert!(region["delta_hb"]["value"].is_f64(), "{region}");
    for key in ["area_before", "area_after", "area_reduction", "perimeter_before"] {
        assert!(region[key]["gated"].as_str().unwrap_or_default().contains("crosses itself"), "{key}: {}", region[key]);
    }
    assert_eq!(region["redness_burden_before"]["unit"], "index·%");
}

#[test]
fn a_scale_that_no_photo_has_gives_no_millimetres() {
    for scale in [json!(null), json!(0), json!(-0.1), json!(1e300)] {
        let mut marks = marks(&lesion());
        marks["mm_per_px"] = scale.clone();
        let region = &answer(&with(&marks, &[]))["regions"][0];
        for key in ["area_before", "perimeter_after", "area_reduction", "gilman_rate", "texture_fine"] {
            assert!(
                region[key]["gated"].as_str().unwrap_or_default().contains("scale marker"),
                "{scale}, {key}: {region}"
            );
        }
        assert!(region["delta_hb"]["value"].is_f64(), "{scale}: {region}");
    }
}

#[test]
fn every_number_in_an_answer_is_a_number_within_its_interval() {
    let found = answer(&with(&marks(&lesion()), &[]));
    let mut numbers = 0;
    for (key, reading) in found["regions"][0].as_object().unwrap() {
        let Some(value) = reading["value"].as_f64() else {
            assert!(reading["gated"].as_str().is_some_and(|why| !why.is_empty()), "{key}: {reading}");
            continue;
        };
        let (low, high) = (reading["low"].as_f64().unwrap(), reading["high"].as_f64().unwrap());
        assert!(low <= value && value <= high && reading["tier"] == "T1", "{key}: {reading}");
        assert!(reading["unit"].is_string() && reading["n_pixels"].as_u64().is_some_and(|n| n > 0), "{key}: {reading}");
        numbers += 1;
    }
    assert!(numbers > 10, "{found}");
}

#[test]
fn one_photo_alone_answers_without_a_second() {
    let (_folder, before, _, regions) = folder();
    let output = Command::new(env!("CARGO_BIN_EXE_skinlapse"))
        .args(["measure", before.to_str().unwrap(), "--regions", regions.to_str().unwrap(), "--json", "-"])
        .output()
        .unwrap();
    let found = answer(&output);
    assert!(found["after"].is_null(), "{found}");
    let region = found["regions"][0].as_object().unwrap();
    for key in ["hb_excess_before", "redness_extent_before", "redness_burden_before", "area_before", "perimeter_before"]
    {
        assert!(region[key]["value"].is_f64(), "{key}: {}", region[key]);
    }
    assert!(region["delta_hb"]["gated"].as_str().unwrap().contains("no second photo"), "{}", region["delta_hb"]);
    assert!(!region.contains_key("hb_excess_after") && !region.contains_key("mask_after_png"), "{region:?}");
}

#[test]
fn what_is_marked_after_replaces_what_is_carried_key_by_key() {
    let mut own = marks(&lesion());
    let carried = answer(&with(&own, &[]));
    own["after"]["mm_per_px"] = json!(0.2);
    own["after"]["lesion"] = json!([square(270.0, 190.0, 80.0)]);
    (own["days"], own["open_wound"]) = (json!(14), json!(true));
    let found = answer(&with(&own, &[]));
    let area = |found: &Value, key: &str| found["regions"][0][key]["value"].as_f64().unwrap();
    assert_eq!(area(&found, "area_before"), area(&carried, "area_before"));
    assert!((area(&found, "area_after") - 2.56).abs() < 1e-9, "{}", area(&found, "area_after"));
    // From 100 mm² and 40 mm around it to 256 mm² and 64 mm, in 14 days: an open wound that has grown.
    assert!((area(&found, "gilman_rate") + 3.0 / 14.0).abs() < 1e-9, "{}", area(&found, "gilman_rate"));
    assert!(carried["regions"][0]["gilman_rate"]["gated"].as_str().unwrap().contains("open wounds only"));
}

#[test]
fn scars_are_counted_in_the_region_that_holds_them() {
    let mut marked = marks(&json!([square(260.0, 180.0, 100.0), square(300.0, 300.0, 60.0)]));
    marked["scars"] = json!([[270, 190], [300, 200], [310, 310], [5, 5]]);
    let found = answer(&with(&marked, &[]));
    let reason = found["regions"][0]["scars"]["gated"].as_str().unwrap();
    assert!(reason.contains("mark the scars in the photo after too"), "{reason}");
    marked["after"]["scars"] = json!([[300, 200]]);
    let found = answer(&with(&marked, &[]));
    let counts = |key: &str| [0, 1].map(|i: usize| found["regions"][i][key]["value"].as_f64().unwrap());
    assert_eq!(
        (counts("scars_before"), counts("scars_after"), counts("scars")),
        ([2.0, 1.0], [1.0, 0.0], [-1.0, -1.0])
    );
}

#[test]
fn wrong_regions_and_files_are_one_line_and_wrong_usage_is_two() {
    let (_folder, before, after, regions) = folder();
    for text in ["", "{", "[1, 2]", r#"{"lesion": [[[NaN, 1]]]}"#, r#"{"lesion": [[[1e400, 1]]]}"#, r#"{"lesion": 7}"#]
    {
        std::fs::write(&regions, text).unwrap();
        let output = run(&before, &after, &regions, &[]);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1, "{text}");
        assert!(output.stdout.is_empty(), "{text}");
    }
    let three = json!({ "lesion": lesion(), "chart": [[1, 1], [2, 1], [2, 2]] });
    std::fs::write(&regions, three.to_string()).unwrap();
    assert_eq!(run(&before, &after, &regions, &["--chart", "classic24-2014"]).status.code(), Some(1));
    assert_eq!(run(&before, &after, &regions, &["--chart", "classic25"]).status.code(), Some(2));
    let bare = Command::new(env!("CARGO_BIN_EXE_skinlapse")).arg("measure").arg(&before).output().unwrap();
    assert_eq!(bare.status.code(), Some(2));
}

#[test]
fn an_overexposed_region_is_gated_with_its_share() {
    let (_folder, before, after, regions) = folder();
    let bytes = std::fs::read(&after).unwrap();
    let limits = skinlapse::imaging::Limits::default();
    let photo = skinlapse::imaging::decode(&bytes, &limits, &skinlapse::monitor::Silent).unwrap().photo;
    let mut rgb = photo.rgb().to_vec();
    for y in 200..220 {
        rgb[(y * SIZE.width as usize + 300) * 3..][..60].fill(255);
    }
    let stamp = Stamp { description: String::new(), software: "test".into() };
    std::fs::write(&after, encode_png(&Photo::new(SIZE, rgb), &stamp).unwrap()).unwrap();
    let found = answer(&run(&before, &after, &regions, &[]));
    let reason = found["regions"][0]["delta_hb"]["gated"].as_str().unwrap();
    assert!(reason.starts_with("4.0 % of the region is overexposed"), "{reason}");
    assert!(found["regions"][1]["delta_hb"]["value"].is_f64(), "{found}");
}

#[test]
fn the_help_lists_every_measurement() {
    let output = Command::new(env!("CARGO_BIN_EXE_skinlapse")).args(["measure", "--help"]).output().unwrap();
    let help = String::from_utf8_lossy(&output.stdout).into_owned();
    let found = answer(&with(&marks(&lesion()), &[]));
    for key in found["regions"][0].as_object().unwrap().keys() {
        assert!(help.contains(key.as_str()), "{key} is not in the help");
    }
}

#[test]
fn a_chart_or_grey_card_is_found_in_both_photos_without_being_drawn() {
    // The card in the photos, what is asked for, the tier it earns, and how many charts are read.
    let cases = [
        ("classic24-2005", "classic24-2005", "T3", 2),
        ("classic24-2005", "none", "T1", 0),
        ("classic24-2005", "grey", "T1", 0),
        ("grey", "grey", "T2", 0),
    ];
    let marks = json!({
        "lesion": [square(400.0, 220.0, 100.0)],
        "reference": [square(330.0, 40.0, 70.0), square(640.0, 60.0, 70.0), square(620.0, 420.0, 70.0)],
    });
    let folders = ["classic24-2005", "grey"].map(|card| {
        let folder = tempfile::tempdir().unwrap();
        let made = Command::new(env!("CARGO_BIN_EXE_skinlapse"))
            .args(["phantom", "pair", "--seed", "5", "--kind", "null", "--size", "800x600", "--card", card])
            .arg("--out")
            .arg(folder.path())
            .status();
        assert!(made.unwrap().success());
        std::fs::write(folder.path().join("regions.json"), marks.to_string()).unwrap();
        (card, folder)
    });
    for (card, asked, tier, charts) in cases {
        let (_, folder) = folders.iter().find(|(of, _)| *of == card).unwrap();
        let [before, after, regions] = ["before.jpg", "after.jpg", "regions.json"].map(|name| folder.path().join(name));
        let found = answer(&run(&before, &after, &regions, &["--chart", asked]));
        let held_out = found["chart_held_out_delta_e"].as_array().unwrap();
        assert_eq!((found["tier"].as_str().unwrap(), held_out.len()), (tier, charts), "{card}, {asked}: {found}");
        assert!(held_out.iter().all(|e| e.as_f64().unwrap() < 3.0), "{card}, {asked}: {held_out:?}");
        let missing = found["notes"].to_string().contains("no grey card was found for sure");
        assert_eq!(missing, asked == "grey" && card != "grey", "{card}, {asked}: {}", found["notes"]);
    }
}

#[test]
fn two_cards_of_other_shapes_correct_no_pair() {
    let (folder, ..) = folder();
    // The skin with an even grey of 18 % beside it, in this place.
    let photo = |name: &str, [left, top, right, foot]: [usize; 4]| {
        let mut rgb = skin(0.04).rgb().to_vec();
        for y in top..foot {
            let line = 3 * y * SIZE.width as usize;
            rgb[line + 3 * left..line + 3 * right].fill(srgb8_from_linear(0.163));
        }
        let path = folder.path().join(name);
        std::fs::write(&path, png(Photo::new(SIZE, rgb))).unwrap();
        path
    };
    let wide = photo("wide.png", [250, 340, 430, 470]);
    let moved = photo("moved.png", [300, 330, 475, 465]);
    let long = photo("long.png", [250, 340, 530, 470]);
    let mut own = marks(&json!([square(260.0, 180.0, 100.0)]));
    let regions = folder.path().join("cards.json");
    let tier = |before: &Path, after: &Path, own: &Value| {
        std::fs::write(&regions, own.to_string()).unwrap();
        let found = answer(&run(before, after, &regions, &["--chart", "grey"]));
        let told = found["notes"].to_string().contains("alike in both photos");
        (found["tier"].as_str().unwrap().to_owned(), told)
    };
    assert_eq!(tier(&wide, &moved, &own), ("T2".to_owned(), false));
    assert_eq!(tier(&wide, &long, &own), ("T1".to_owned(), true));
    assert_eq!(tier(&long, &wide, &own), ("T1".to_owned(), true));
    // Where one of them is drawn, it is known to be the card.
    own["grey"] = json!([square(270.0, 360.0, 90.0)]);
    assert_eq!(tier(&wide, &long, &own), ("T2".to_owned(), false));
}

#[test]
fn with_a_chart_of_known_size_an_area_is_read_in_its_plane() {
    let mut own = marks(&lesion());
    // A chart of 30 × 20 mm that takes up 600 × 400 px: 0.05 mm a pixel, whatever "mm_per_px" says.
    own["chart"] = json!([[20, 20], [620, 20], [620, 420], [20, 420]]);
    own["after"]["chart"] = own["chart"].clone();
    own["chart_mm"] = json!([30, 20]);
    let area = |more: &[&str]| answer(&with(&own, more))["regions"][0]["area_before"]["value"].as_f64().unwrap();
    assert!((area(&["--chart", "classic24-2014"]) - 0.25).abs() < 1e-6, "{}", area(&["--chart", "classic24-2014"]));
    assert!((area(&[]) - 1.0).abs() < 1e-6, "{}", area(&[]));
}
