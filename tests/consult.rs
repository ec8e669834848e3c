//! The consultation from the command line: edits in, tables out.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

fn skinlapse(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skinlapse"));
    command.args(args).env("SKINLAPSE_HOME", home.join("settings")).current_dir(home);
    command
}

fn run(home: &Path, args: &[&str]) -> (i32, String, String) {
    let output = skinlapse(home, args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn edit(home: &Path, lines: &[Value]) -> Vec<Value> {
    let mut command = skinlapse(home, &["edit", "clinic", "--device", "desk-1", "--who", "dr1"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let text: String = lines.iter().map(|l| format!("{l}\n")).collect();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    String::from_utf8(out.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// A clinic with a patient treated on 14 January and seen on the 17th: its id, and the two visits'.
fn clinic(home: &Path) -> [String; 3] {
    assert_eq!(run(home, &["library", "new", "clinic"]).0, 0);
    let patient = json!({"patient": "new", "op": "patient.set", "d": {"name": "Ada Example", "number": "=SL-1"}});
    let patient = edit(home, &[patient])[0]["patient"].as_str().unwrap().to_owned();
    let treatment =
        json!({"device": "Dermapen 4", "depths": [{"area": "cheek", "mm": 1.5}], "serum": "hyaluronic acid, 1 %"});
    let visits = [
        json!({"patient": patient, "op": "session.add", "d": {"date": "2026-01-14", "treatment": treatment}}),
        json!({"patient": patient, "op": "session.add", "d": {"date": "2026-01-17"}}),
    ];
    let made = edit(home, &visits);
    let id = |i: usize| made[i]["new"].as_str().unwrap().to_owned();
    [patient, id(0), id(1)]
}

#[test]
fn scores_checklists_and_consents_are_entered_and_come_out_as_tables() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let [patient, _, check] = clinic(home);
    let line = |op: &str, d: Value| json!({"patient": patient, "op": op, "d": d});
    let answers = edit(
        home,
        &[
            line("score.set", json!({"scale": "cea", "version": "1", "session": check, "values": {"grade": 4}})),
            line("score.set", json!({"scale": "scar", "version": "1", "session": check, "values": {"spread": 2}})),
            line("suitability.set", json!({"item": "herpes", "answer": "no"})),
            line("consent.set", json!({"purpose": "teaching", "given": "2026-01-14", "scope": "cheek only"})),
            line("complications.set", json!({"session": check, "ticked": ["swelling"], "note": "slight"})),
            line("score.set", json!({"scale": "cea", "version": "1", "session": patient, "values": {}})),
            line("session.set", json!({"id": check, "treatment": {"pain": 12}})),
        ],
    );
    let done: Vec<bool> = answers.iter().map(|a| a["ok"].as_bool().unwrap()).collect();
    assert_eq!(done, [true, true, true, true, true, false, false], "{answers:?}");
    assert!(answers[0]["new"].is_string() && answers[3]["new"].is_string() && answers[2]["new"].is_null());

    let table = |name: &str| {
        let (code, out, err) = run(home, &["library", "list", "clinic", "--csv", name]);
        assert_eq!((code, err.as_str()), (0, ""), "{name}");
        assert!(out.ends_with("\r\n"), "{out:?}");
        out
    };
    let scores = table("scores");
    assert!(scores.contains("'=SL-1,2026-01-17,3,1,cea,1,4,0,,,dr1,"), "{scores}");
    assert!(scores.contains("scar,1,,7,"), "no total while items are missing: {scores}");
    let treatments = table("treatments");
    assert!(treatments.contains("Dermapen 4,,,cheek 1.5 mm,,,,\"hyaluronic acid, 1 %\""), "{treatments}");
    assert!(table("suitability").contains("herpes,,no,,dr1"));
    assert!(table("consents").contains("teaching,2026-01-14,cheek only,,,dr1"));
    assert!(table("complications").contains("2026-01-17,3,1,Swelling,slight,dr1"));
    assert!(table("score-items").contains("severe, fiery redness"));
    assert!(table("visits").contains("day 3 after session 1"));
    let patients = run(home, &["library", "list", "clinic", "--csv"]).1;
    assert!(patients.contains("Ada Example,'=SL-1") && patients.contains("Dermapen 4"), "{patients}");
    assert_eq!(run(home, &["library", "check", "clinic"]).0, 0, "the record fits its snapshot");
}

#[test]
fn a_clinics_own_scale_counts_and_a_bad_one_is_named() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let [patient, first, _] = clinic(home);
    let folder = home.join("clinic/scales");
    std::fs::create_dir(&folder).unwrap();
    let item = json!({"id": "glow", "text": "Glow", "weight": 2, "values": [{"value": 0}, {"value": 3}]});
    let scale = json!({"id": "glow", "name": "Glow", "version": "7", "source": "our clinic", "licence": "ours", "state": "on",
        "direction": "higher-better", "range": [0, 6], "total": {"rule": "sum"}, "items": [item]});
    std::fs::write(folder.join("glow.json"), scale.to_string()).unwrap();
    std::fs::write(folder.join("broken.json"), "{").unwrap();
    let set = json!({"scale": "glow", "version": "7", "session": first, "values": {"glow": 3}});
    edit(home, &[json!({"patient": patient, "op": "score.set", "d": set})]);
    let (code, out, err) = run(home, &["library", "list", "clinic", "--csv", "scores"]);
    assert!(code == 0 && out.contains("glow,7,6,0,"), "{out}");
    assert!(err.contains("scales/broken.json was left out"), "{err}");
}
