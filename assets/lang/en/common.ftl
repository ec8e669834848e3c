# Skinlapse, English: the texts of this area. Keys are what the code asks for; { $x } is filled in by it.

a-date-is-needed = A date is needed
a-whole-number-is-needed = a whole number is needed
aligned = Aligned
choose-ellipsis = Choose…
date = { $day } { $month } { $year }
due-today = { $count }, due today
example-date = 6 May 2026
example-date-optional = such as 6 May 2026
grade-letter = grade { $letter }
is-due-today = due today
key-backspace = Backspace
key-ctrl = Ctrl
key-del = Del
key-end = End
key-enter = Enter
key-home = Home
key-named = key { $key_text }
key-shift = Shift
key-space = Space
months = Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec
months-long = January February March April May June July August September October November December
months-typed = january february march april may june july august september october november december
n-dates =
    { $n } { $n ->
        [one] date
       *[other] dates
    }
n-days =
    { $n } { $n ->
        [one] day
       *[other] days
    }
n-edits =
    { $n } { $n ->
        [one] edit
       *[other] edits
    }
n-faults =
    { $n } { $n ->
        [one] fault
       *[other] faults
    }
n-files =
    { $n } { $n ->
        [one] file
       *[other] files
    }
n-pairs =
    { $n } { $n ->
        [one] pair
       *[other] pairs
    }
n-patients =
    { $n } { $n ->
        [one] patient
       *[other] patients
    }
n-photos =
    { $n } { $n ->
        [one] photo
       *[other] photos
    }
n-sessions =
    { $n } { $n ->
        [one] session
       *[other] sessions
    }
n-weeks =
    { $n } { $n ->
        [one] week
       *[other] weeks
    }
next-due = next due { $date }
next-session-on = { $count }, next { $date }
no-course-yet = no course yet
no-photos = no photos
not-answered = not answered
overdue-by-days =
    overdue by { $n } { $n ->
        [one] day
       *[other] days
    }, since { $date }
overdue-since = { $count }, overdue since { $date }
photo-letter = photo { $letter }
refused = Refused
session-of-small = session { $done } of { $planned }
sessions-of-planned = { $done } of { $planned }
tabs = Tabs
this-patient = this patient
verdict-check = Check
weekday-date = { $weekday } { $date }
weekdays = Monday Tuesday Wednesday Thursday Friday Saturday Sunday
write-it-as-6-may-2026 = Write it as 6 May 2026 or 2026-05-06
years-old = { $years } y
