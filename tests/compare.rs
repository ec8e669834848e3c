//! `skinlapse compare` writes a whole sheet or none, and says in one line what is wrong.

use std::path::Path;
use std::process::{Command, Output};

use skinlapse::geom::Size;
use skinlapse::imaging::{Limits, Photo, Stamp, decode, encode_png};
use skinlapse::monitor::Silent;

fn compare(arguments: &[&Path], more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_skinlapse")).arg("compare").args(arguments).args(more).output().unwrap()
}

/// A small photo with something to see.
fn write_photo(path: &Path, tint: u8) {
    let pixel = |i: u32| [150 + (i * 7919 % 60) as u8, 120 + (i * 104_729 % 40) as u8, tint];
    let photo = Photo::new(Size::new(120, 90), (0..120 * 90).flat_map(pixel).collect());
    std::fs::write(path, encode_png(&photo, &Stamp::default()).unwrap()).unwrap();
}

#[test]
fn a_sheet_is_written_in_every_mode_and_kind() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.png"), folder.path().join("b.png"));
    write_photo(&a, 90);
    write_photo(&b, 110);
    for (mode, name) in [("side-by-side", "s.png"), ("slider", "s.jpg"), ("overlay", "o.JPG"), ("difference", "d.jpeg")]
    {
        let out = folder.path().join(name);
        let done = compare(&[&a, &b], &["--out", out.to_str().unwrap(), "--mode", mode]);
        assert!(done.status.success() && done.stderr.is_empty(), "{mode}: {}", String::from_utf8_lossy(&done.stderr));
        let sheet = decode(&std::fs::read(&out).unwrap(), &Limits::default(), &Silent).unwrap();
        assert!(sheet.verdict.is_intact() && sheet.photo.size().width > 400, "{mode}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 6, "no temporary file stays: {left:?}");
}

#[test]
fn what_is_wrong_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    write_photo(&at("a.png"), 90);
    std::fs::write(at("letter.jpg"), "Dear colleague, please find the photos enclosed.").unwrap();
    std::fs::write(at("empty.jpg"), "").unwrap();
    for (moving, out, expected) in [
        ("letter.jpg", "s.png", "text file"),
        ("empty.jpg", "s.png", "empty"),
        ("missing.jpg", "s.png", "cannot read"),
        (".", "s.png", "folder"),
        ("a.png", "s.bmp", ".png or .jpg"),
        ("a.png", "no/such/folder/s.png", "cannot write"),
    ] {
        let done = compare(&[&at("a.png"), &at(moving)], &["--out", at(out).to_str().unwrap()]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(1), "{moving}: {said}");
        assert!(said.contains(expected) && said.trim_end().lines().count() == 1, "{moving}: {said}");
        assert!(!at(out).exists(), "{moving}: no sheet is left behind");
    }
}
