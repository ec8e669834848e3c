# Skinlapse, German: Sie, and the words that dermatologists use.

a-whole-number = Eine ganze Zahl
about-accepted = Änderung gegenüber dem ersten Foto, { $unit }, mit 95-%-Intervall. { $tier }, Methode { $method }. Nicht zur Diagnose
about-scale = { $range }, { $better }, wie eingetragen{ $state }
accepted-of = { $name }, übernommen
adds-a-visit-of-today = Legt einen Besuch von heute an, bereit zum Eintragen
adjunct-words = Ergänzend: { $adjuncts }
aftercare = Nachsorge
aftercare-back = Zurück zum Text des Programms
aftercare-is-program = es ist schon der Text des Programms
aftercare-marks = # beginnt eine Überschrift, - eine Zeile einer Liste. Auf dem Blatt steht kein Name.
aftercare-own = Der eigene Text dieser Praxis, in der Bibliothek als aftercare.md.
aftercare-program = Der Text des Programms. Was Sie ändern, wird der eigene Text dieser Praxis.
agreed-days-after-session =
    { $n ->
        [one] vereinbart, { $n } Tag nach Sitzung { $session }
       *[other] vereinbart, { $n } Tage nach Sitzung { $session }
    }
aligned-px = ausgerichtet, { $px } px
aligned-to-be-checked = ausgerichtet, zu prüfen
all-fields = Alle Felder
all-optional-saved = Alles freiwillig. Wird beim Tippen gespeichert.
an-interval-says-when = Ein Abstand im Plan sagt, wann sie fällig ist.
answered-by-the-clinician = Von der Ärztin oder dem Arzt beantwortet. Das Programm zieht keinen Schluss.
axis = Achse
begin-today = Beginnen
beside = neben
calendar = Kalender
cannot-be-aligned = kann nicht ausgerichtet werden
card-change-date = Datum
card-due = fällig
card-no-date-yet = noch kein Datum
card-planned = geplant
card-today = heute
cheek-only-no-eyes = Nur Wange, keine Augen
choose-a-day-to-read = Wählen Sie einen Tag nach einer Sitzung, um zu lesen, was darüber veröffentlicht ist.
choose-a-patient-for-course = Wählen Sie einen Patienten, um den Verlauf zu sehen.
clinical-scale = Skala
close-card = Karte schließen
close-the-panel = Bereich schließen
compare-this-pair = Dieses Paar vergleichen
consent = Einwilligung
consent-given = Erteilt
consent-given-today-for = Einwilligung für { $purpose } heute erteilt
consent-until = Bis (freiwillig)
copy-session = Wie Nr. { $number }
copy-treatment = Übernehmen
course-title = Verlauf
curve-by-calendar = { $name }, nach Kalender
curve-by-days = { $name }, nach Tagen seit jeder Sitzung
day-0 = Tag 0
day-0-before-treatment = Tag 0, vor der Behandlung
day-after-a-session = Tag nach einer Sitzung
day-and-count = Tag { $day } · { $count }
days-after-session =
    { $n ->
        [one] { $n } Tag nach Sitzung { $session }
       *[other] { $n } Tage nach Sitzung { $session }
    }
days-since-session = Tage seit Sitzung
edit-plan = Plan bearbeiten
every-field-of-this-treatment = Jedes Feld dieser Behandlung
every-n-weeks = alle { $n } Wochen
every-week = jede Woche
for-reading = zum Lesen, kein Urteil
from-to = { $first } bis { $last }
given-today = Heute erteilt
higher-is-better = höher ist besser
how-far = Umfang
in-person-only = . Nur am Patienten
interval-spoken = , { $low } bis { $high }
items-answered = { $n } von { $all } Items
lower-is-better = niedriger ist besser
n-passes =
    { $n ->
        [one] { $n } Durchgang
       *[other] { $n } Durchgänge
    }
next-as-agreed = Nächste Sitzung am { $date }, wie vereinbart.
next-by-interval = Nächste Sitzung fällig am { $date }, nach dem Abstand.
next-session-agreed-for = Nächste Sitzung vereinbart für
no-adjunct = Nichts ergänzend
no-depth = keine Tiefe
no-earlier-treatment = es gibt keine frühere Behandlung
no-plan-and-no-treatment = noch kein Plan und keine Behandlung
no-score-after-a-session = Kein Score liegt nach einer Sitzung. Wählen Sie den Kalender, um alle zu sehen.
no-score-yet = Noch kein Score. Ein Score ist eine Zahl für jede Frage, neben den Fotos.
none-in-force = keine gültig
not-recorded-small = nicht erfasst
not-withdrawn = Nicht widerrufen
note-on = Notiz zu: { $question }
nothing-is-scored-yet = Noch nichts ist bewertet. Scores erscheinen hier über den Tagen seit jeder Sitzung.
nothing-says-when = Noch nichts sagt, wann die nächste Sitzung fällig ist.
nothing-scored-or-ticked = nichts bewertet oder angekreuzt
nothing-speaks-of-that-day = Nichts in der Liste dieses Programms spricht von diesem Tag.
open-card = Karte öffnen
opens-the-sheet-in-the-browser = Öffnet das Merkblatt im Browser, von dort wird es gedruckt
pain-of-10 = Schmerz { $pain } von 10
panel-aftercare = Merkblatt zur Nachsorge
panel-consent = Einwilligung zu Fotos
panel-plan = Behandlungsplan
panel-suitability = Checkliste zur Eignung
panel-treatment = Behandlung einer Sitzung
photographed-after-one-only = Dieser Tag wurde nur nach einer Sitzung fotografiert.
photos-stand-by-the-day = Fotos nach einer Behandlung stehen hier nach dem Tag seither, sodass Tag 2 neben Tag 2 liegt.
print = Drucken
published-for-day = Was für Tag { $day } veröffentlicht ist
published-results = Veröffentlichte Ergebnisse ganzer Behandlungen
published-results-blinded-open = Veröffentlichte Ergebnisse, verblindet und offen
recorded-on-day = An Tag { $day } in diesem Verlauf erfasst
remove-recorded-by-mistake = Entfernen: versehentlich erfasst
same-day-different-session = Gleicher Tag, andere Sitzung
save-a-table-for-a-spreadsheet = Tabelle für eine Tabellenkalkulation speichern
save-named-table = { $table } speichern
scale-not-here = Skala nicht vorhanden
scale-scores-as-entered = Scores wie eingetragen
score-the-latest-visit = Den letzten Besuch neben seinen Fotos bewerten
score-verb = Bewerten
scores-over-the-course = Scores im Verlauf
seen-words = Gesehen: { $words }
session-and-date = Sitzung { $number }, { $date }
session-n = Sitzung { $number }
session-of-the-left-photo = Sitzung des linken Fotos
session-of-the-right-photo = Sitzung des rechten Fotos
session-open-treatment = Sitzung { $number }, { $date }: Behandlung öffnen
sessions-done = { $sessions } erfolgt
study-blinded = Verblindet
study-open = Offen
suitability-answered = Eignung: { $done } von { $all } beantwortet
tables = Tabellen
text-of-the-sheet = Text des Merkblatts
todays-visit-is-there = der heutige Besuch ist schon angelegt
unverified-table = . Ungeprüfte Tabelle
view = Ansicht
visit = Besuch
weeks-between = Wochen dazwischen
what-is-published = Was veröffentlicht ist
what-is-shown = Was gezeigt wird
withdrawn-on = Widerrufen am { $date }
withdrawn-stays = Widerrufenes bleibt in der Akte, mit seinem Tag.
withdrawn-today = Heute widerrufen
