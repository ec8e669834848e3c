# Skinlapse, Turkish: siz, and the words that dermatologists use.

clear-the-skin-area-of = { $side } temizle
fixed-scale = sabit ölçek
larger-brush = Daha büyük fırça
not-measured = ölçülmedi
not-skin = Cilt değil
paint-the-skin-area = Cilt alanını boya
scored-region = Bölge
scored-region-hint = bütün olarak
seam-between-a-and-b = A ile B arasındaki sınır
skin-area = Cilt alanı
skin-area-painted-on = { $side } üzerinde cilt alanı boyandı
skin-area-painted-on-both = A ve B üzerinde cilt alanı boyandı
skin-paint-over-the-skin = Cildin üzerini boyayın; Alt siler
skin-rub-out-what-is-not-skin = Cilt olmayanı silin; Alt boyar
skin-the-alignment-looks-only-there = Hizalama yalnızca oraya bakar
smaller-brush = Daha küçük fırça
the-program-looks-for-the-skin-itself = Program cildi yeniden kendisi arar
the-whole-visit = Tüm ziyaret
this-photo-alone = Bu fotoğraf
