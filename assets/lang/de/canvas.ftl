# Skinlapse, German: Sie, and the words that dermatologists use.

clear-the-skin-area-of = { $side } leeren
fixed-scale = feste Skala
larger-brush = Größerer Pinsel
not-measured = nicht gemessen
not-skin = Keine Haut
paint-the-skin-area = Hautbereich malen
scored-region = Region
scored-region-hint = im Ganzen
seam-between-a-and-b = Naht zwischen A und B
skin-area = Hautbereich
skin-area-painted-on = Hautbereich auf { $side } gemalt
skin-area-painted-on-both = Hautbereich auf A und B gemalt
skin-paint-over-the-skin = Über die Haut malen; Alt radiert
skin-rub-out-what-is-not-skin = Wegradieren, was keine Haut ist; Alt malt
skin-the-alignment-looks-only-there = Ausgerichtet wird nur dort
smaller-brush = Kleinerer Pinsel
the-program-looks-for-the-skin-itself = Das Programm sucht die Haut wieder selbst
the-whole-visit = Ganzer Termin
this-photo-alone = Dieses Foto
