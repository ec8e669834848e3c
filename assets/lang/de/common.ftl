# Skinlapse, German: Sie, and the words that dermatologists use.

a-date-is-needed = Ein Datum wird benötigt
a-whole-number-is-needed = eine ganze Zahl wird benötigt
aligned = Ausgerichtet
choose-ellipsis = Auswählen …
date = { $day }. { $month } { $year }
due-today = { $count }, heute fällig
example-date = 6. Mai 2026
example-date-optional = etwa 6. Mai 2026
grade-letter = Note { $letter }
is-due-today = heute fällig
key-backspace = Rücktaste
key-ctrl = Strg
key-del = Entf
key-end = Ende
key-enter = Eingabe
key-home = Pos1
key-named = Taste { $key_text }
key-shift = Umschalt
key-space = Leertaste
months = Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.
months-long = Januar Februar März April Mai Juni Juli August September Oktober November Dezember
months-typed = januar februar märz april mai juni juli august september oktober november dezember
n-dates =
    { $n } { $n ->
        [one] Termin
       *[other] Termine
    }
n-days =
    { $n } { $n ->
        [one] Tag
       *[other] Tage
    }
n-edits =
    { $n } { $n ->
        [one] Änderung
       *[other] Änderungen
    }
n-faults =
    { $n } { $n ->
        [one] Fehler
       *[other] Fehler
    }
n-files =
    { $n } { $n ->
        [one] Datei
       *[other] Dateien
    }
n-pairs =
    { $n } { $n ->
        [one] Paar
       *[other] Paare
    }
n-patients =
    { $n } { $n ->
        [one] Patient
       *[other] Patienten
    }
n-photos =
    { $n } { $n ->
        [one] Foto
       *[other] Fotos
    }
n-sessions =
    { $n } { $n ->
        [one] Sitzung
       *[other] Sitzungen
    }
n-weeks =
    { $n } { $n ->
        [one] Woche
       *[other] Wochen
    }
next-due = nächste fällig am { $date }
next-session-on = { $count }, nächste { $date }
no-course-yet = noch kein Behandlungsplan
no-photos = keine Fotos
not-answered = nicht beantwortet
overdue-by-days =
    { $n } { $n ->
        [one] Tag
       *[other] Tage
    } überfällig, seit { $date }
overdue-since = { $count }, überfällig seit { $date }
photo-letter = Foto { $letter }
refused = Abgelehnt
session-of-small = Sitzung { $done } von { $planned }
sessions-of-planned = { $done }/{ $planned }
tabs = Reiter
this-patient = dieser Patient
verdict-check = Prüfen
weekday-date = { $weekday }, { $date }
weekdays = Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag
write-it-as-6-may-2026 = Schreiben Sie es als 6. Mai 2026 oder 2026-05-06
years-old = { $years } J.
