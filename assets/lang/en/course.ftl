# Skinlapse, English: the texts of this area. Keys are what the code asks for; { $x } is filled in by it.

a-whole-number = A whole number
about-accepted = Change against the first photo, { $unit }, with 95 % interval. { $tier }, method { $method }. Not for diagnosis
about-scale = { $range }, { $better }, as entered{ $state }
accepted-of = { $name }, accepted
adds-a-visit-of-today = Adds a visit of today, open for entry
adjunct-words = Adjunct: { $adjuncts }
aftercare = Aftercare
aftercare-back = Back to the program's text
aftercare-is-program = it is the program's text already
aftercare-marks = # begins a heading, - begins a line of a list. No name stands on the sheet.
aftercare-own = This clinic's own text, kept in the library as aftercare.md.
aftercare-program = The program's text. What you change becomes this clinic's own.
agreed-days-after-session =
    { $n ->
        [one] agreed, { $n } day after session { $session }
       *[other] agreed, { $n } days after session { $session }
    }
aligned-px = aligned, { $px } px
aligned-to-be-checked = aligned, to be checked
all-fields = All fields
all-optional-saved = All of it optional. Saved while you type.
an-interval-says-when = An interval in the plan says when it is due.
answered-by-the-clinician = Answered by the clinician. The program draws no conclusion.
axis = Axis
begin-today = Begin today
beside = beside
calendar = Calendar
cannot-be-aligned = cannot be aligned
card-change-date = Change date
card-due = due
card-no-date-yet = no date yet
card-planned = planned
card-today = today
cheek-only-no-eyes = Cheek only, no eyes
choose-a-day-to-read = Choose a day after a session to read what is published about it.
choose-a-patient-for-course = Choose a patient to see the course.
clinical-scale = Scale
close-card = Close card
close-the-panel = Close the panel
compare-this-pair = Compare this pair
consent = Consent
consent-given = Given
consent-given-today-for = Consent for { $purpose } given today
consent-until = Until (optional)
copy-session = Copy { $number }
copy-treatment = Copy
course-title = Course
curve-by-calendar = { $name }, by the calendar
curve-by-days = { $name }, by days since each session
day-0 = day 0
day-0-before-treatment = day 0, before treatment
day-after-a-session = Day after a session
day-and-count = Day { $day } · { $count }
days-after-session =
    { $n ->
        [one] { $n } day after session { $session }
       *[other] { $n } days after session { $session }
    }
days-since-session = Days since session
edit-plan = Edit plan
every-field-of-this-treatment = Every field of this treatment
every-n-weeks = every { $n } weeks
every-week = every week
for-reading = for reading, not a verdict
from-to = { $first } to { $last }
given-today = Given today
higher-is-better = higher is better
how-far = How far
in-person-only = . In person only
interval-spoken = , { $low } to { $high }
items-answered = { $n } of { $all } items
lower-is-better = lower is better
n-passes =
    { $n ->
        [one] { $n } pass
       *[other] { $n } passes
    }
next-as-agreed = Next session on { $date }, as agreed.
next-by-interval = Next session due { $date }, by the interval.
next-session-agreed-for = Next session agreed for
no-adjunct = No adjunct
no-depth = no depth
no-earlier-treatment = there is no earlier treatment
no-plan-and-no-treatment = no plan and no treatment yet
no-score-after-a-session = No score lies after a session. Choose the calendar to see all.
no-score-yet = No score yet. A score is a number for each question, beside the photos.
none-in-force = none in force
not-recorded-small = not recorded
not-withdrawn = Not withdrawn
note-on = Note on: { $question }
nothing-is-scored-yet = Nothing is scored yet. Scores appear here over the days since each session.
nothing-says-when = Nothing says yet when the next session is due.
nothing-scored-or-ticked = nothing scored or ticked
nothing-speaks-of-that-day = Nothing in this program's list speaks of that day.
open-card = Open card
opens-the-sheet-in-the-browser = Opens the sheet in the browser, from where it is printed
pain-of-10 = Pain { $pain } of 10
panel-aftercare = Aftercare sheet
panel-consent = Consent to photos
panel-plan = Treatment plan
panel-suitability = Suitability checklist
panel-treatment = Treatment of a session
photographed-after-one-only = This day was photographed after one session only.
photos-stand-by-the-day = Photos after a treatment stand here by the day since it, so that day 2 lies beside day 2.
print = Print
published-for-day = What is published for day { $day }
published-results = Published results of whole courses
published-results-blinded-open = Published results of whole courses, blinded and open
recorded-on-day = Recorded on day { $day } in this course
remove-recorded-by-mistake = Remove: recorded by mistake
same-day-different-session = Same day, different session
save-a-table-for-a-spreadsheet = Save a table for a spreadsheet
save-named-table = Save { $table }
scale-not-here = scale not here
scale-scores-as-entered = Scale scores as entered
score-the-latest-visit = Score the latest visit beside its photos
score-verb = Score
scores-over-the-course = Scores over the course
seen-words = Seen: { $words }
session-and-date = session { $number }, { $date }
session-n = Session { $number }
session-of-the-left-photo = Session of the left photo
session-of-the-right-photo = Session of the right photo
session-open-treatment = Session { $number }, { $date }: open the treatment
sessions-done = { $sessions } done
study-blinded = Blinded
study-open = Open
suitability-answered = Suitability: { $done } of { $all } answered
tables = Tables
text-of-the-sheet = Text of the sheet
todays-visit-is-there = today's visit is there already
unverified-table = . Unverified table
view = View
visit = Visit
weeks-between = Weeks between
what-is-published = What is published
what-is-shown = What is shown
withdrawn-on = Withdrawn on { $date }
withdrawn-stays = What is withdrawn stays in the record, with its day.
withdrawn-today = Withdrawn today
