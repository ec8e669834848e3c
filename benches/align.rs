//! Time of each stage of an alignment, on a rendered pair: `cargo bench --bench align`.

use criterion::{Criterion, criterion_group, criterion_main};

use skinlapse::align::{Options, prepare, preview, register, register_prepared};
use skinlapse::geom::Size;
use skinlapse::monitor::Silent;
use skinlapse::phantom::{Kind, pair};

fn stages(c: &mut Criterion) {
    let made = pair(1, Kind::Ordinary, Size::new(4000, 3000));
    let (fixed, moving) = (&made.before.photo, &made.after.photo);
    let mut group = c.benchmark_group("align 12 MP");
    group.sample_size(10);
    group.bench_function("prepare one photo", |b| b.iter(|| prepare(fixed, &Silent)));
    if let (Ok(f), Ok(m)) = (prepare(fixed, &Silent), prepare(moving, &Silent)) {
        group.bench_function("register prepared", |b| {
            b.iter(|| register_prepared(&f, &m, &Options::default(), &Silent));
        });
    }
    group.bench_function("preview", |b| b.iter(|| preview(fixed, moving, &Silent)));
    group.bench_function("register", |b| b.iter(|| register(fixed, moving, &Options::default(), &Silent)));
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
