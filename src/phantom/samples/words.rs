//! What the sample clinic wrote at each visit. Invented; brief, as in a real record.

use super::record::{Session, Treatment, needling, treated, visit};

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
        ),
        visit(
            "2026-01-17",
            "Check, day 3",
            "A. Lind",
            "Day 3: redness like sunburn on days 0 and 1, fading since, as the patient reports. Fine flaking. No swelling.",
        ),
        treated(
            "2026-02-11",
            "Session 2",
            "M. Holm",
            "Less red than before the first session. Same depth, 3 passes. Patient uses SPF 50 daily.",
            Treatment { lot: "K16-2512", ..both(1.0) },
        ),
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
        ),
        visit(
            "2026-03-14",
            "Check, day 3",
            "A. Lind",
            "Day 3 after session 3: mild redness, slight flaking at the jaw. No swelling.",
        ),
        treated(
            "2026-04-08",
            "Session 4",
            "M. Holm",
            "Redness clearly less, scars 4 and 7 shallower by eye. One new spot on the chin, left out.",
            Treatment { lot: "K16-2602", ..both(1.5) },
        ),
        treated(
            "2026-05-06",
            "Session 5",
            "M. Holm",
            "Photos before treatment. Patient is content with the colour, asks about the deeper pits. Session 6 on 3 June.",
            Treatment { lot: "K16-2603", adjuncts: "vitamin C serum after treatment", ..both(1.5) },
        ),
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
        ),
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
        ),
        visit("2026-03-03", "Day 1", "A. Lind", "Red and warm, tight feeling, no pain. No swelling of the lids."),
        visit("2026-03-05", "Day 3", "A. Lind", "Fading. Fine flakes over the cheek, told not to pick them."),
        visit("2026-03-09", "Day 7", "M. Holm", "Settled. No crusts, no brown spots. Next session in April."),
    ]
}

pub(super) fn noah() -> Vec<Session> {
    vec![
        visit(
            "2026-01-09",
            "Baseline",
            "M. Holm",
            "Red marks after acne on the left cheek, acne itself nearly quiet. No procedure; azelaic acid by the family doctor, SPF 50.",
        ),
        visit(
            "2026-02-06",
            "4 weeks",
            "A. Lind",
            "Fewer active spots, marks paler. Came by bicycle, waited 20 minutes before the photo.",
        ),
        visit("2026-03-06", "8 weeks", "A. Lind", "Further paler. One inflamed spot."),
        visit(
            "2026-04-10",
            "3 months",
            "M. Holm",
            "Marks hardly visible in the mirror, patient content. Shallow scars may be treated in autumn.",
        ),
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
        ),
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
        ),
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
        ),
        treated(
            "2026-04-08",
            "Session 2",
            "M. Holm",
            "Flatter, less red, itch gone. Silicone gel every evening.",
            session("K12-2601"),
        ),
        visit("2026-06-10", "Check", "A. Lind", "Pale and nearly flat. Patient does not want a third session for now."),
    ]
}
