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

/// Flat skin with a square of more blood, as PNG.
fn picture(blood: f64) -> Vec<u8> {
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
    let stamp = Stamp { description: String::new(), software: "test".into() };
    encode_png(&Photo::new(SIZE, rgb), &stamp).unwrap()
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
