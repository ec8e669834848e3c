# Skinlapse, German: Sie, and the words that dermatologists use.

sheet-aligned = Ausgerichtet
sheet-alignment = Median { $median } px, { $percent } % des Rahmens verlässlich
sheet-as-taken = Beide Fotos wie aufgenommen, nicht ausgerichtet: Derselbe Ort in beiden Rahmen ist nicht dieselbe Haut.
sheet-baseline = Ausgangsbild, { $day }
sheet-born = { $name }, geboren { $year }
sheet-check = Prüfen
sheet-check-the-alignment = Ausrichtung prüfen
sheet-colour-difference = Farbdifferenz ΔE00
sheet-comparison = Vergleich
sheet-damaged = Beschädigt: { $why }
sheet-damaged-file = Beschädigte Datei
sheet-date-not-known = Datum nicht bekannt
sheet-date-unsure = { $date } (unsicher)
sheet-dates = { $fixed } und { $moving }{ $between }
sheet-dates-not-known = Datum beider Fotos nicht bekannt
sheet-days-earlier =
    , { $n } { $n ->
        [one] Tag
       *[other] Tage
    } früher
sheet-days-later =
    , { $n } { $n ->
        [one] Tag
       *[other] Tage
    } später
sheet-difference = Farbe: Differenz von A und B (CIEDE2000, feste Skala 0 bis 20) über dem Grau von A; auch Licht und Belichtung zählen mit.
sheet-done-to-pixels = Was mit den Pixeln geschah
sheet-fixed-scale = feste Skala; grau: unter { $floor }, kaum sichtbar
sheet-laid-over = B mit { $percent } % über A gelegt.
sheet-moved = A wie aufgenommen. B an der Haut in den Rahmen von A gebracht (neu abgetastet).
sheet-name-not-known = Datum nicht bekannt
sheet-not-aligned = Nicht ausgerichtet
sheet-not-for-diagnosis = { $done } Zur Dokumentation, nicht zur Diagnose.
sheet-note-of = Notiz vom { $day }
sheet-same-day = , am selben Tag
sheet-scaled = Auf das Blatt skaliert. Keine Retusche, keine Schärfung.
sheet-shown-as-taken = { $reasons }. Beide Fotos sind gezeigt wie aufgenommen.
