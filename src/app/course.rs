//! Questions about a course that a screen asks by name: its sessions, same days after different sessions, curves.

use jiff::civil::Date;

use super::ClinicFiles;
use super::measuring::redness_series;
use super::pair::opening_pair;
use super::subject::{Subject, subjects};
use crate::measure::Quantity;
use crate::model::{
    CourseState, Patient, PhotoId, Scale, Score, SessionId, Total, View, day_words, days_between, is_same_day,
};
use crate::words::{say, told};

/// One place in the row of sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourseCard {
    /// Its number, from 1.
    pub number: usize,
    /// What it is.
    pub kind: CardKind,
}

/// What a place in the row of sessions is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardKind {
    /// Treated on this day.
    Done(SessionId, Date),
    /// A visit of today without a treatment yet: open for entry.
    Open(SessionId, Date),
    /// The next one, due on this day if anything says so.
    Next(Option<Date>),
    /// Planned after that.
    Planned,
}

/// More planned sessions are a number, not a row of cards.
const MOST_PLANNED: usize = 24;

/// The row of sessions: what was done, what is open today, what comes.
pub fn course_cards(patient: &Patient, today: Date) -> Vec<CourseCard> {
    let treated = patient.treatments_by_date();
    let mut kinds: Vec<CardKind> = treated.iter().map(|(s, _)| CardKind::Done(s.id, s.date)).collect();
    let state = CourseState::of(patient);
    let open = patient.sessions_by_date().into_iter().rfind(|s| s.date == today && s.treatment.is_none());
    let treated_today = treated.last().is_some_and(|(s, _)| s.date == today);
    let planned = state.planned.map_or(0, |n| n as usize).min(MOST_PLANNED);
    if let Some(open) = open.filter(|_| !treated_today && (planned == 0 || state.done < planned)) {
        kinds.push(CardKind::Open(open.id, open.date));
        // What is due after today follows from today.
        if kinds.len() < planned {
            kinds.push(CardKind::Planned);
        }
    } else if planned == 0 || kinds.len() < planned {
        kinds.push(CardKind::Next(state.next_due));
    }
    kinds.resize(kinds.len().max(planned), CardKind::Planned);
    kinds.into_iter().enumerate().map(|(i, kind)| CourseCard { number: i + 1, kind }).collect()
}

/// A photo seen from the treatment before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayShot {
    /// Which photo.
    pub photo: PhotoId,
    /// Its day.
    pub date: Date,
    /// Days after the treatment.
    pub days: i32,
    /// The treatment's number.
    pub after: usize,
}

/// Photos of about the same day after different treatments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayGroup {
    /// The day that speaks for the group: that of its first photo.
    pub day: i32,
    /// The photos, by treatment.
    pub shots: Vec<DayShot>,
}

impl DayGroup {
    /// The pair that opens: the same day after the first and after the last treatment that has one.
    pub fn pair(&self) -> Option<(DayShot, DayShot)> {
        let (first, last) = (self.shots.first()?, self.shots.last()?);
        (first.after != last.after).then_some((*first, *last))
    }
}

/// The photos of one view in groups of the same day after a treatment, earliest day first.
pub fn same_days(patient: &Patient, view: &View) -> Vec<DayGroup> {
    let shot = |photo: &crate::model::PhotoRecord| {
        let date = patient.date_of(photo.id)?;
        let (days, after) = day_words(patient, date).after()?;
        Some(DayShot { photo: photo.id, date, days, after })
    };
    let mut shots: Vec<DayShot> = patient.series(view).into_iter().filter_map(shot).collect();
    shots.sort_by_key(|s| (s.days, s.after));
    let mut groups: Vec<DayGroup> = Vec::new();
    for shot in shots {
        match groups.last_mut() {
            Some(group) if is_same_day(group.day, shot.days) => {
                // A second photo within the group after the same treatment is no other session.
                if group.shots.iter().all(|s| s.after != shot.after) {
                    group.shots.push(shot);
                }
            }
            _ => groups.push(DayGroup { day: shot.days, shots: vec![shot] }),
        }
    }
    groups.iter_mut().for_each(|group| group.shots.sort_by_key(|s| s.after));
    groups
}

/// The view that a course shows first.
pub fn course_view(patient: &Patient) -> Option<View> {
    opening_pair(patient).map(|(view, _, _)| view)
}

/// One value of a curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The day.
    pub date: Date,
    /// The value.
    pub value: f64,
    /// Its 95 % interval, if it was measured and not judged.
    pub interval: Option<[f64; 2]>,
}

/// Values over time: totals of a scale, or accepted measurements.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// What it is: "Goodman–Baron, qualitative".
    pub name: String,
    /// What the reader should know: range, direction, method, state.
    pub about: String,
    /// The range of the axis, if it is fixed.
    pub range: Option<[f64; 2]>,
    /// The values by day.
    pub readings: Vec<Reading>,
}

/// The values of one curve over some days.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The treatment before it, from 1; 0 for what lies before the first one, or for a curve over the calendar.
    pub after: usize,
    /// Day and reading.
    pub points: Vec<(i32, Reading)>,
}

impl Trend {
    /// A curve for each treatment, over the days since it. What was read on a treatment's own day, before it, ends the
    /// curve before and begins the next one as day 0.
    pub fn since_each_session(&self, patient: &Patient) -> Vec<Curve> {
        let treated: Vec<Date> = patient.treatments_by_date().into_iter().map(|(s, _)| s.date).collect();
        let curve = |(i, begin): (usize, &Date)| {
            let end = treated.get(i + 1).copied();
            let inside = self.readings.iter().filter(|r| r.date >= *begin && end.is_none_or(|end| r.date <= end));
            let points = inside.map(|r| (days_between(*begin, r.date), r.clone())).collect();
            Curve { after: i + 1, points }
        };
        treated.iter().enumerate().map(curve).filter(|c| !c.points.is_empty()).collect()
    }

    /// One curve over the days since the first visit.
    pub fn over_the_calendar(&self, patient: &Patient) -> Curve {
        let first = patient.sessions_by_date().first().map(|s| s.date);
        let day = |r: &Reading| first.map_or(0, |first| days_between(first, r.date));
        Curve { after: 0, points: self.readings.iter().map(|r| (day(r), r.clone())).collect() }
    }
}

/// What a score comes to, with the definition under which it was given.
pub fn score_total(clinic: &ClinicFiles, score: &Score) -> Option<Total> {
    Some(clinic.scale(&score.scale, &score.version)?.total(&score.values))
}

/// A score in words: its total, or why there is none.
pub fn score_words(clinic: &ClinicFiles, score: &Score) -> String {
    match (clinic.scale(&score.scale, &score.version), score_total(clinic, score)) {
        (Some(_), Some(Total::Is(total))) => Scale::written(total),
        (Some(scale), Some(Total::Missing(missing))) => {
            say!("items-answered", n = scale.items.len() - missing.len(), all = scale.items.len())
        }
        _ => say!("scale-not-here").to_owned(),
    }
}

/// Scales on which this patient has scores: the newest known definition, or the id where none is known.
pub fn scales_used<'a>(patient: &'a Patient, clinic: &ClinicFiles) -> Vec<(&'a str, String)> {
    let mut ids: Vec<&str> = patient.consultation.scores.values().map(|s| s.scale.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    // In the order in which scales are offered; unknown ones last.
    let place = |id: &str| clinic.scales().iter().position(|s| s.id == id).unwrap_or(usize::MAX);
    ids.sort_by_key(|id| place(id));
    let name = |id: &str| clinic.newest(id).map_or_else(|| id.to_owned(), |s| s.short().to_owned());
    ids.into_iter().map(|id| (id, name(id))).collect()
}

/// The totals of one scale about one thing by day: of several scores of a day the last complete one.
pub fn scale_curve(patient: &Patient, clinic: &ClinicFiles, id: &str, about: &Subject) -> Trend {
    let mut readings: Vec<Reading> = Vec::new();
    for (date, score) in patient.scores_on(id).into_iter().filter(|(_, s)| Subject::of(patient, s) == *about) {
        if let Some(Total::Is(value)) = score_total(clinic, score) {
            readings.retain(|r| r.date != date);
            readings.push(Reading { date, value, interval: None });
        }
    }
    let scale = clinic.newest(id);
    let name = scale.map_or_else(|| id.to_owned(), |s| s.name.clone());
    Trend {
        name: if about.is_whole() { name } else { format!("{name}: {about}") },
        about: scale.map(|s| about_scale(s)).unwrap_or_default(),
        range: scale.map(|s| s.range),
        readings,
    }
}

/// "0–4, lower is better, as entered"; and what is not certain about the scale.
pub fn about_scale(scale: &Scale) -> String {
    let better = match scale.direction {
        crate::model::Direction::LowerBetter => say!("lower-is-better"),
        crate::model::Direction::HigherBetter => say!("higher-is-better"),
    };
    let state = match scale.state {
        crate::model::ScaleState::On => "",
        crate::model::ScaleState::Unverified => say!("unverified-table"),
        crate::model::ScaleState::InPerson => say!("in-person-only"),
    };
    say!("about-scale", range = scale.range_text(), better = better, state = state)
}

/// The accepted redness values of one region by day: what changed against the earlier photo, with its interval.
fn finding_curve(patient: &Patient, region: crate::model::MarkId) -> Option<Trend> {
    let last = patient.findings.values().filter(|f| f.region == region && f.quantity == Quantity::DeltaHb.key());
    let last = last.max_by_key(|f| f.at)?;
    let points = redness_series(patient, region).into_iter();
    Some(Trend {
        name: say!("accepted-of", name = patient.finding_name(last)),
        about: say!("about-accepted", unit = told(&last.unit), tier = last.tier, method = last.method),
        range: None,
        readings: points.map(|p| Reading { date: p.day, value: p.value, interval: Some([p.low, p.high]) }).collect(),
    })
}

/// Every curve of a patient: scores, then accepted measurements. More join here as further [`Trend`] values.
pub fn curves(patient: &Patient, clinic: &ClinicFiles) -> Vec<Trend> {
    let used = scales_used(patient, clinic).into_iter();
    let scores = used.flat_map(|(id, _)| {
        subjects(patient, id).into_iter().map(move |about| scale_curve(patient, clinic, id, &about))
    });
    let mut regions: Vec<_> = patient.findings.values().map(|f| f.region).collect();
    regions.sort();
    regions.dedup();
    let measured = regions.into_iter().filter_map(|region| finding_curve(patient, region));
    scores.chain(measured).filter(|m| !m.readings.is_empty()).collect()
}

/// What the clinic entered in `field` of a treatment before: this patient's words first, then the most frequent ones.
pub fn words_used(summaries: &[crate::model::Summary], patient: &Patient, field: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (_, treatment) in patient.treatments_by_date().into_iter().rev() {
        let own = treatment.words().into_iter().filter(|(name, text)| *name == field && !text.trim().is_empty());
        words.extend(own.map(|(_, text)| text.trim().to_owned()));
    }
    let mut counted: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for text in summaries.iter().filter_map(|s| s.used.get(field)).flatten() {
        *counted.entry(text).or_default() += 1;
    }
    let mut others: Vec<(&str, usize)> = counted.into_iter().collect();
    others.sort_by_key(|(text, n)| (std::cmp::Reverse(*n), *text));
    words.extend(others.into_iter().map(|(text, _)| text.to_owned()));
    let mut seen = std::collections::BTreeSet::new();
    words.retain(|text| seen.insert(text.clone()));
    words
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::geom::Size;
    use crate::model::{
        Course, Edit, PatientId, PhotoRecord, ScoreId, Session, SessionChange, SkinState, Summary, Treatment,
    };

    /// Visits with a photo each; those in `treated` with a treatment.
    fn patient(days: &[Date], treated: &[usize]) -> Patient {
        let mut patient = Patient::empty(PatientId::from_number(1));
        for (i, day) in days.iter().enumerate() {
            let id = SessionId::from_number(i as u128 + 1);
            let treatment = treated.contains(&i).then(Treatment::default);
            let session = Session { id, date: *day, title: String::new(), skin: SkinState::Clean, treatment };
            patient.apply(&Edit::AddSession(session));
            let photo = PhotoRecord::new(id, ("0".repeat(64), "png"), Size::new(4, 3), View::new("front"));
            patient.apply(&Edit::AddPhoto(PhotoRecord { id: PhotoId::from_number(i as u128 + 1), ..photo }));
        }
        patient
    }

    fn scored(patient: &mut Patient, session: u128, value: i32) {
        patient.apply(&Edit::SetScore(Score {
            id: ScoreId::new(),
            scale: "cea".into(),
            version: "1".into(),
            session: SessionId::from_number(session),
            photo: None,
            region: String::new(),
            compared_with: None,
            values: [("grade".to_owned(), value)].into(),
            who: String::new(),
            at: jiff::Timestamp::from_second(session as i64).unwrap(),
        }));
    }

    fn elin() -> Patient {
        let days = [
            date(2026, 1, 14),
            date(2026, 1, 17),
            date(2026, 2, 11),
            date(2026, 3, 11),
            date(2026, 3, 14),
            date(2026, 4, 10),
        ];
        patient(&days, &[0, 2, 3, 5])
    }

    #[test]
    fn the_same_day_after_different_sessions_stands_together() {
        let groups = same_days(&elin(), &View::new("front"));
        let shown: Vec<(i32, Vec<(i32, usize)>)> =
            groups.iter().map(|g| (g.day, g.shots.iter().map(|s| (s.days, s.after)).collect())).collect();
        assert_eq!(shown, [(3, vec![(3, 1), (3, 3)]), (28, vec![(28, 1), (28, 2), (30, 3)])]);
        let (left, right) = groups[0].pair().unwrap();
        assert_eq!((left.date, right.date), (date(2026, 1, 17), date(2026, 3, 14)));
        let one = DayGroup { day: 3, shots: vec![left] };
        assert_eq!(one.pair(), None, "one session is no pair");
    }

    #[test]
    fn a_reading_on_the_day_of_a_treatment_ends_one_curve_and_begins_the_next() {
        let mut patient = elin();
        for (session, value) in [(1, 4), (2, 3), (3, 2), (4, 1)] {
            scored(&mut patient, session, value);
        }
        let curve = scale_curve(&patient, &ClinicFiles::default(), "cea", &Subject::default());
        let curves = curve.since_each_session(&patient);
        let days = |n: usize| curves[n].points.iter().map(|(day, r)| (*day, r.value)).collect::<Vec<_>>();
        assert_eq!(days(0), [(0, 4.0), (3, 3.0), (28, 2.0)]);
        assert_eq!(days(1), [(0, 2.0), (28, 1.0)]);
        assert_eq!(curve.over_the_calendar(&patient).points.last().map(|(day, _)| *day), Some(56));
    }

    #[test]
    fn the_row_of_sessions_ends_with_what_is_due_or_open_today() {
        let today = date(2026, 5, 8);
        let mut patient = elin();
        let course = Course { planned_sessions: Some(6), interval_weeks: Some(4), ..Course::default() };
        patient.apply(&Edit::SetCourse(Some(course)));
        let kinds = |p: &Patient, today| course_cards(p, today).into_iter().map(|c| c.kind).collect::<Vec<_>>();
        assert_eq!(kinds(&patient, today)[4..], [CardKind::Next(Some(date(2026, 5, 8))), CardKind::Planned]);
        let id = SessionId::from_number(77);
        let visit = Session { id, date: today, title: String::new(), skin: SkinState::Clean, treatment: None };
        patient.apply(&Edit::AddSession(visit));
        assert_eq!(kinds(&patient, today)[4..], [CardKind::Open(id, today), CardKind::Planned]);
        let patient = patient_without_plan();
        assert_eq!(kinds(&patient, today), [CardKind::Next(None)]);
    }

    fn patient_without_plan() -> Patient {
        patient(&[date(2026, 1, 14)], &[])
    }

    #[test]
    fn words_are_offered_again_own_first_then_the_most_frequent() {
        let used = |words: &[&str]| {
            let patient = Patient::empty(PatientId::from_number(2));
            let words = words.iter().map(|w| (*w).to_owned()).collect();
            Summary { used: [("serum".to_owned(), words)].into(), ..Summary::of(&patient) }
        };
        let summaries = [used(&["a", "b"]), used(&["b"]), used(&["own"])];
        let mut patient = elin();
        let treatment = Treatment { serum: " own ".into(), ..Treatment::default() };
        patient.apply(&Edit::SetSession(SessionChange {
            treatment: Some(Some(treatment)),
            ..SessionChange::of(SessionId::from_number(1))
        }));
        assert_eq!(words_used(&summaries, &patient, "serum"), ["own", "b", "a"]);
        assert!(words_used(&summaries, &patient, "lot").is_empty());
    }
}
