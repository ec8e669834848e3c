//! How long region statistics and the heat map take.

use criterion::{Criterion, criterion_group, criterion_main};
use skinlapse::geom::{Point, Size, Warp};
use skinlapse::imaging::Photo;
use skinlapse::measure::{Circumstances, Estimator, Quality, Region, Shown, Tier, floor, heat_map, measure, weights};
use skinlapse::monitor::Silent;

fn photo(size: Size) -> Photo {
    let rgb = (0..size.area() * 3).map(|i| (110 + (i * 2_654_435_761 % 97)) as u8).collect();
    Photo::new(size, rgb)
}

fn square(x: f64, y: f64, side: f64) -> Region {
    Region::drawn([[x, y], [x + side, y], [x + side, y + side], [x, y + side]].map(Point::from).to_vec())
}

fn benches(c: &mut Criterion) {
    let photo = photo(Size::new(4000, 3000));
    let shown = Shown {
        lesions: vec![square(1500.0, 1000.0, 800.0)],
        reference: vec![square(200.0, 200.0, 300.0), square(3000.0, 200.0, 300.0), square(500.0, 2400.0, 300.0)],
        ..Shown::new(&photo)
    };
    c.bench_function("region statistics of a 12 MP pair", |b| {
        b.iter(|| measure(&shown, Some(&shown), &Circumstances::default(), &Silent));
    });
    let skin = [0.4, 0.6, 0.8];
    let estimators = [Estimator::new(skin, [skin; 2], weights::of(Tier::T1)); 2];
    let floor = floor(Quality::S2, Tier::T1, [skin; 2], None);
    let warp = Warp::identity(photo.size());
    c.bench_function("heat map of a 12 MP pair", |b| {
        b.iter(|| heat_map([&photo, &photo], &warp, &estimators, &floor));
    });
}

criterion_group!(all, benches);
criterion_main!(all);
