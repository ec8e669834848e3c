//! What the sample clinic wrote at each visit. Invented; brief, as in a real record.

use super::record::{Session, Treatment, needling, treated, visit};

/// The questions of the suitability checklist, as `assets/checklists` calls them.
const ALL: [&str; 10] = [
    "pregnancy",
    "isotretinoin",
    "tetracycline-tretinoin",
    "acne-medication",
    "infection",
    "keloid",
    "excessive-scarring",
    "metal-allergy",
    "sun",
    "anticoagulants",
];

pub(super) fn elin() -> Vec<Session> {
    let both = |mm| needling(&[("cheek left", mm), ("cheek right", mm)]);
    vec![
        treated(
            "2026-01-14",
            "Baseline, session 1",
            "M. Holm",
            "First session. Rolling and boxcar scars on both cheeks, nine numbered on the left. Redness after acne, \
             few active spots left out. Photos before treatment, skin cleaned.",
            Treatment { lot: "K16-2511", pain: Some(4), ..both(1.0) },
        ).scored("goodman-baron-qualitative", "grade", 3).scored("cea", "grade", 3).asked(&ALL, &[]).consent("care", "", "").consent("teaching", "cheeks only, no eyes", "2027-01-14"),
        visit(
            "2026-01-17",
            "Check, day 3",
            "A. Lind",
            "Day 3: redness like sunburn on days 0 and 1, fading since, as the patient reports. Fine flaking. No swelling.",
        ).scored("cea", "grade", 4).seen(&[], "fine flaking"),
        treated(
            "2026-02-11",
            "Session 2",
            "M. Holm",
            "Less red than before the first session. Same depth, 3 passes. Patient uses SPF 50 daily.",
            Treatment { lot: "K16-2512", ..both(1.0) },
        ).scored("goodman-baron-qualitative", "grade", 3).scored("cea", "grade", 2).scored("patient-satisfaction", "value", 5),
        treated(
            "2026-03-11",
            "Session 3",
            "M. Holm",
            "Depth raised to 1.5 mm on both cheeks. PRP as adjunct. Tolerated well.",
            Treatment {
                lot: "K16-2601",
                adjuncts: "PRP, 4 ml, topical",
                duration_min: Some(30),
                pain: Some(5),
                ..both(1.5)
            },
        ).scored("goodman-baron-qualitative", "grade", 3).scored("cea", "grade", 2).scored("patient-satisfaction", "value", 6),
        visit(
            "2026-03-14",
            "Check, day 3",
            "A. Lind",
            "Day 3 after session 3: mild redness, slight flaking at the jaw. No swelling.",
        ).scored("cea", "grade", 3).seen(&[], "slight flaking at the jaw"),
        treated(
            "2026-04-08",
            "Session 4",
            "M. Holm",
            "Redness clearly less, scars 4 and 7 shallower by eye. One new spot on the chin, left out.",
            Treatment { lot: "K16-2602", ..both(1.5) },
        ).scored("goodman-baron-qualitative", "grade", 2).scored("cea", "grade", 1).scored("patient-satisfaction", "value", 7).scars(9, &[4, 7]),
        treated(
            "2026-05-06",
            "Session 5",
            "M. Holm",
            "Photos before treatment. Patient is content with the colour, asks about the deeper pits. Session 6 on 3 June.",
            Treatment { lot: "K16-2603", adjuncts: "vitamin C serum after treatment", ..both(1.5) },
        ).scored("goodman-baron-qualitative", "grade", 2).scored("cea", "grade", 1).scored("patient-satisfaction", "value", 8).scars(9, &[2, 4, 5, 7]),
    ]
}

pub(super) fn marta() -> Vec<Session> {
    vec![
        visit(
            "2026-02-16",
            "Consultation",
            "A. Lind",
            "Shallow scars on the cheeks, lines of the forehead. No isotretinoin, no herpes, no keloids known. Plan explained, \
             four sessions. Photo of the right side only.",
        ).scored("goodman-baron-qualitative", "grade", 2).scored("cea", "grade", 0).asked(&ALL[..8], &[("sun", "unknown", "skiing in January")]).consent("care", "", ""),
        treated(
            "2026-03-02",
            "Session 1, day 0",
            "M. Holm",
            "Photos half an hour after treatment. Even erythema, single pinpoint bleedings on the cheek.",
            Treatment {
                areas: "cheeks, forehead",
                anaesthetic: "lidocaine 2.5 % / prilocaine 2.5 % cream, 30 min",
                pain: Some(4),
                lot: "K16-2601",
                ..needling(&[("cheek left", 1.25), ("cheek right", 1.25), ("forehead", 0.75)])
            },
        ).scored("cea", "grade", 3).scored("pain", "value", 4),
        visit("2026-03-03", "Day 1", "A. Lind", "Red and warm, tight feeling, no pain. No swelling of the lids.").scored("cea", "grade", 3),
        visit("2026-03-05", "Day 3", "A. Lind", "Fading. Fine flakes over the cheek, told not to pick them.").scored("cea", "grade", 2).seen(&["itch"], "fine flakes over the cheek"),
        visit("2026-03-09", "Day 7", "M. Holm", "Settled. No crusts, no brown spots. Next session in April.").scored("cea", "grade", 0),
    ]
}

pub(super) fn noah() -> Vec<Session> {
    vec![
        visit(
            "2026-01-09",
            "Baseline",
            "M. Holm",
            "Red marks after acne on the left cheek, acne itself nearly quiet. No procedure; azelaic acid by the family doctor, SPF 50.",
        ).scored("cea", "grade", 3).scored("iga-acne", "grade", 2).consent("care", "", ""),
        visit(
            "2026-02-06",
            "4 weeks",
            "A. Lind",
            "Fewer active spots, marks paler. Came by bicycle, waited 20 minutes before the photo.",
        ).scored("cea", "grade", 2).scored("iga-acne", "grade", 1),
        visit("2026-03-06", "8 weeks", "A. Lind", "Further paler. One inflamed spot.").scored("cea", "grade", 2).scored("iga-acne", "grade", 1),
        visit(
            "2026-04-10",
            "3 months",
            "M. Holm",
            "Marks hardly visible in the mirror, patient content. Shallow scars may be treated in autumn.",
        ).scored("cea", "grade", 1).scored("iga-acne", "grade", 0).scored("patient-satisfaction", "value", 8),
    ]
}

pub(super) fn amara() -> Vec<Session> {
    let session = |lot| Treatment {
        areas: "right cheek",
        lot,
        anaesthetic: "none",
        serum: "hyaluronic acid with niacinamide",
        pain: Some(2),
        duration_min: Some(20),
        end_point: "slight warmth, no bleeding",
        reaction: "slight erythema",
        ..needling(&[("cheek right", 0.5)])
    };
    vec![
        treated(
            "2026-01-20",
            "Baseline, session 1",
            "M. Holm",
            "Brown spots after acne on the right cheek, skin type VI, no keloids known. Shallow and few passes because of the \
             tendency to pigment.",
            Treatment { passes: "2: horizontal, vertical", ..session("K16-2512") },
        ).asked(&ALL, &[]).consent("care", "", "").consent("publication", "right cheek only", ""),
        treated(
            "2026-02-17",
            "Session 2",
            "M. Holm",
            "Spots lighter. No new pigment after session 1. Sunscreen daily.",
            session("K16-2601"),
        ),
        treated(
            "2026-03-17",
            "Session 3",
            "A. Lind",
            "Edges of the larger spots fade. One new inflamed spot below, left out.",
            session("K16-2602"),
        ),
        visit(
            "2026-04-14",
            "Check",
            "M. Holm",
            "Larger spots still visible, small ones gone. Pause over the summer, photo in September.",
        ).scored("patient-satisfaction", "value", 6),
    ]
}

pub(super) fn tomas() -> Vec<Session> {
    let session = |lot| Treatment {
        areas: "right forearm, scar",
        lot,
        passes: "4: along and across the scar",
        serum: "silicone gel afterwards",
        duration_min: Some(15),
        pain: Some(3),
        ..needling(&[("scar", 1.5)])
    };
    vec![
        treated(
            "2026-02-04",
            "Baseline, session 1",
            "M. Holm",
            "Raised red scar of the right forearm, operation in June 2025, 44 mm. Not a keloid: stays within the cut. Itches at times.",
            session("K12-2512"),
        ).scored_on("scar", &[("spread", 2), ("erythema", 3), ("dyspigmentation", 0), ("suture-marks", 1), ("contour", 2), ("impression", 1), ("itch", 1), ("pain", 0)]).asked(&ALL[..5], &[("keloid", "yes", "raised scar, stays within the cut")]).consent("care", "", ""),
        treated(
            "2026-04-08",
            "Session 2",
            "M. Holm",
            "Flatter, less red, itch gone. Silicone gel every evening.",
            session("K12-2601"),
        ).scored_on("scar", &[("spread", 2), ("erythema", 2), ("dyspigmentation", 0), ("suture-marks", 1), ("contour", 1), ("impression", 1), ("itch", 0), ("pain", 0)]),
        visit("2026-06-10", "Check", "A. Lind", "Pale and nearly flat. Patient does not want a third session for now.").scored_on("scar", &[("spread", 2), ("erythema", 1), ("dyspigmentation", 1), ("suture-marks", 1), ("contour", 1), ("impression", 0), ("itch", 0), ("pain", 0)]),
    ]
}
