# Skinlapse, German: the texts of the blind review. Keys are what the code asks for; { $x } is filled in by it.

a-chosen-table-is-unverified = Eine gewählte Tabelle ist noch nicht mit der Veröffentlichung verglichen.
a-photo-cannot-be-read-press = Ein Foto dieses Paars ist nicht lesbar: X drücken
a-photo-of-this-pair-is-gone = Ein Foto dieses Paars ist nicht mehr in der Akte. Das Paar bleibt als nicht beurteilt erhalten.
all-pairs-are-answered = Alle Paare sind beantwortet
all-pairs-first = zuerst alle Paare beantworten
all-reviews = Alle Bewertungen
answer = Antwort
answer-first-which = zuerst beantworten, welche Haut besser aussieht
answered-of = { $answered } von { $count } beantwortet
answers-lock-with-your-name = Mit dem Aufdecken sind die Antworten gesperrt. Sie werden als verblindet gespeichert, mit Ihrem Namen.
answers-lock-without-a-name = Mit dem Aufdecken sind die Antworten gesperrt. Sie werden als verblindet gespeichert, ohne Namen.
begin-review = Beginnen
blind-all-answered = { $view }, alle { $count } Paare beantwortet
blind-pair-of = { $view }, Paar { $pair } von { $count }
blind-photo = Foto { $letter }
blind-review-needs-a-patient = Zuerst einen Patienten öffnen: Eine verblindete Bewertung beurteilt die Fotos einer Ansicht.
blind-review-revealed = Verblindete Bewertung, aufgedeckt
cannot-judge = Nicht beurteilbar
choose-a-patient = Patienten wählen
date-hidden = Datum verborgen
earlier-photo = früheres Foto
earlier-photo-better-in = früheres Foto besser bei { $n }
every-pair-and-answer-as-csv = Alle Paare und Antworten als CSV, ohne den Namen des Patienten
export-table = Tabelle exportieren
go-on = Fortsetzen
judged-by = { $view }, beurteilt von { $who }
judged-without-a-name = { $view }, ohne Namen beurteilt
later-photo = späteres Foto
left-better = Links
left-darker-by = links { $ev } EV
left-photo = Linkes Foto
look-at-the-last-pair-again = Letztes Paar noch einmal ansehen
matching-the-light = Licht wird angeglichen …
n-pairs-one-twice =
    { $n ->
        [one] 1 Paar, zweimal gezeigt
       *[other] { $n } Paare, eines kommt zweimal
    }
n-questions =
    { $n ->
        [one] 1 Frage
       *[other] { $n } Fragen
    }
n-questions-a-photo =
    { $n ->
        [one] 1 Frage je Foto
       *[other] { $n } Fragen je Foto
    }
needs-two-dates = braucht zwei Termine
neither-photo = keines
next-pair = Nächstes Paar
no-difference = Kein Unterschied
no-difference-in = kein Unterschied bei { $n }
no-name = ohne Namen
no-pair-was-judged = Kein Paar wurde beurteilt
no-view-has-two-intact-dates = keine Ansicht hat zwei intakte Fotos von verschiedenen Terminen
not-counted = nicht gezählt
not-judged-and-not-counted = nicht beurteilt und nicht gezählt: { $n }
numbers-go-here = Zahlen gelten hier
once-the-dates-are-known = Mit Kenntnis der Daten
order-shuffled-light-matched = Reihenfolge gemischt, Licht angeglichen, Daten verborgen
pair-before = Voriges Paar
pair-of-one-twice = Paar { $pair } von { $count }. Ein Paar kommt zur Kontrolle zweimal.
pair-repeats = { $pair }, wiederholt { $of }
pairs-answered-of = { $answered } von { $count } Paaren beantwortet
pairs-in-the-order-shown = Paare in der gezeigten Reihenfolge
photo-removed = entfernt
repeat-answered-alike = Das wiederholte Paar wurde beide Male gleich beantwortet
repeat-answered-differently = Das wiederholte Paar wurde beim zweiten Mal anders beantwortet
repeat-not-judged = Das wiederholte Paar wurde nicht beide Male beurteilt: nichts zu vergleichen
reveal-after-pair = Aufdecken nach Paar { $count }
reveal-and-lock = Aufdecken und Antworten sperren
revealed-locked = aufgedeckt, gesperrt
revealing-locks-the-answers = Jedes Paar hat eine Antwort. Das Aufdecken zeigt, welches Foto das spätere war, und sperrt die Antworten: Sie bleiben so in der Akte, wie sie verblindet gegeben wurden, mit Ihrem Namen.
review-of-by = Bewertung von { $view }: { $who }
reviews-in-this-record = Bewertungen in dieser Akte
right-better = Rechts
right-darker-by = rechts { $ev } EV
right-photo = Rechtes Foto
said-cannot-judge = nicht beurteilbar
said-left-better = links besser
said-no-difference = kein Unterschied
said-right-better = rechts besser
save-and-next-pair = Speichern, nächstes Paar
save-the-last-pair = Letztes Paar speichern
scale-left-and-right = { $scale }, L / R
score-each-photo-as-well = Zusätzlich jedes Foto bewerten
share-with-its-interval = { $share } %, 95-%-Intervall { $low } bis { $high } % (exakt binomial, Clopper–Pearson)
show-the-result = Ergebnis zeigen
shown-as-taken-not-aligned = Wie aufgenommen gezeigt: Die Fotos sind nicht ausgerichtet
shown-darker-by = Dunkler gezeigt um
the-later-photo-was-better-in =
    Das spätere Foto wurde bei { $later } von { $n ->
        [one] 1 Paar
       *[other] { $n } Paaren
    } besser genannt
this-pair-cannot-be-shown = Dieses Paar kann nicht gezeigt werden
this-record-is-open-to-read-only = diese Akte ist nur zum Lesen geöffnet
to-the-next-scale = zur nächsten Frage. Nichts ist Pflicht
total-of-range = Summe { $total }, von { $range }
type-the-number = Zahl tippen,
view-revealed = { $view }, aufgedeckt
view-with-fewer-than-two-dates = { $view }, weniger als zwei Termine
what-a-blind-review-does = Die Paare einer Ansicht kommen in zufälliger Reihenfolge, das spätere Foto auf einer zufälligen Seite. Namen, Daten, Zeitleiste, Notizen, Markierungen und Bewertungen sind verborgen, das Licht ist für die Anzeige angeglichen. Ein Paar kommt zur Kontrolle zweimal. Sind alle Paare beantwortet, können die Daten aufgedeckt werden; dann sind die Antworten gesperrt. Gezählt wird, wie eine Person die Fotos sieht, nicht, was eine Behandlung bewirkt hat.
what-the-count-says = Gezählt sind die Antworten einer Person zu Fotos. Die Paare teilen sich Fotos, sind also nicht unabhängig, und das Intervall ist eher zu eng. Ob eine Behandlung gewirkt hat, sagt das nicht.
which-skin-looks-better = Welche Haut sieht besser aus?
who-judges = Wer beurteilt
who-judges-hint = M. Holm
your-progress = Ihr Fortschritt
