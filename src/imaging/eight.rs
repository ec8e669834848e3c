//! Eight places of a plane read at once, on processors with AVX2: the bits of reading them one by one.
//!
//! No fused multiply-adds, and every sum in the order of `sample`.

use std::arch::x86_64::*;

use super::sample::{Line, STEP};

/// Two by two pixels around each place of `line`.
///
/// # Safety
/// AVX2, and each place with its right and lower neighbour lies inside `data`, whose rows are `width` long.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn bilinear(data: &[f32], width: usize, line: &Line, out: &mut [f32; STEP]) {
    let (x, y) = places(line);
    let (x0, y0) = (_mm256_cvttps_epi32(x), _mm256_cvttps_epi32(y));
    let (tx, ty) = (_mm256_sub_ps(x, _mm256_cvtepi32_ps(x0)), _mm256_sub_ps(y, _mm256_cvtepi32_ps(y0)));
    let at = _mm256_add_epi32(_mm256_mullo_epi32(y0, _mm256_set1_epi32(width as i32)), x0);
    let (first, last) = (_mm256_castsi256_si128(at), _mm256_extracti128_si256::<1>(at));
    // A pixel and its right neighbour are read as one number of eight bytes: half as many reads.
    let pairs = |by: usize| {
        // SAFETY: the caller's word: all of `at`, one to the right, one row down, lie in `data`.
        let read = |at| unsafe { _mm256_i32gather_pd::<4>(data.as_ptr().add(by).cast(), at) };
        let (low, high) = (_mm256_castpd_ps(read(first)), _mm256_castpd_ps(read(last)));
        let in_order = |v| _mm256_castpd_ps(_mm256_permute4x64_pd::<0b11_01_10_00>(_mm256_castps_pd(v)));
        let left = in_order(_mm256_shuffle_ps::<0b10_00_10_00>(low, high));
        (left, in_order(_mm256_shuffle_ps::<0b11_01_11_01>(low, high)))
    };
    let between = |(a, b), t| _mm256_add_ps(a, _mm256_mul_ps(_mm256_sub_ps(b, a), t));
    let (top, bottom) = (between(pairs(0), tx), between(pairs(width), tx));
    // SAFETY: `out` holds eight numbers.
    unsafe { _mm256_storeu_ps(out.as_mut_ptr(), between((top, bottom), ty)) };
}

/// Four by four pixels around each place of `line` (Catmull–Rom).
///
/// # Safety
/// AVX2, and each place with one neighbour to the left and above and two to the right and below lies inside `data`, whose
/// rows are `width` long.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn cubic(data: &[f32], width: usize, line: &Line, out: &mut [f32; STEP]) {
    let (x, y) = places(line);
    let (x0, y0) = (_mm256_cvttps_epi32(x), _mm256_cvttps_epi32(y));
    let wx = catmull_rom(_mm256_sub_ps(x, _mm256_cvtepi32_ps(x0)));
    let wy = catmull_rom(_mm256_sub_ps(y, _mm256_cvtepi32_ps(y0)));
    // The pixel above and left of each place.
    let at = _mm256_add_epi32(_mm256_mullo_epi32(y0, _mm256_set1_epi32(width as i32)), x0);
    let at = _mm256_sub_epi32(at, _mm256_set1_epi32(width as i32 + 1));
    let mut corners = [0_i32; STEP];
    // SAFETY: `corners` holds eight numbers.
    unsafe { _mm256_storeu_si256(corners.as_mut_ptr().cast(), at) };
    // Place k in the lower half beside place k + 4 in the upper: four columns of each.
    macro_rules! columns {
        ($k:literal) => {{
            let mut sum = _mm256_setzero_ps();
            for (j, wy) in wy.iter().enumerate() {
                // SAFETY: the caller's word: four pixels of each of four rows lie in `data`.
                let read = |k: usize| unsafe { _mm_loadu_ps(data.as_ptr().add(corners[k] as usize + j * width)) };
                let pixels = _mm256_set_m128(read($k + 4), read($k));
                let weight = _mm256_shuffle_ps::<{ $k * 0b01_01_01_01 }>(*wy, *wy);
                sum = _mm256_add_ps(sum, _mm256_mul_ps(weight, pixels));
            }
            sum
        }};
    }
    let (a, b, c, d) = (columns!(0), columns!(1), columns!(2), columns!(3));
    // Four by four turned over in each half: the first columns of all places, the second, …
    let (ab, cd) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
    let (first, second) = (_mm256_shuffle_ps::<0b01_00_01_00>(ab, cd), _mm256_shuffle_ps::<0b11_10_11_10>(ab, cd));
    let (ab, cd) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
    let (third, fourth) = (_mm256_shuffle_ps::<0b01_00_01_00>(ab, cd), _mm256_shuffle_ps::<0b11_10_11_10>(ab, cd));
    let left = _mm256_add_ps(_mm256_mul_ps(first, wx[0]), _mm256_mul_ps(second, wx[1]));
    let right = _mm256_add_ps(_mm256_mul_ps(third, wx[2]), _mm256_mul_ps(fourth, wx[3]));
    // SAFETY: `out` holds eight numbers.
    unsafe { _mm256_storeu_ps(out.as_mut_ptr(), _mm256_add_ps(left, right)) };
}

/// The eight places: across and down.
#[target_feature(enable = "avx2")]
fn places(line: &Line) -> (__m256, __m256) {
    let count = _mm256_setr_ps(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0);
    let along = |from: f32, by: f32| _mm256_add_ps(_mm256_set1_ps(from), _mm256_mul_ps(_mm256_set1_ps(by), count));
    (along(line.x, line.dx), along(line.y, line.dy))
}

/// The weights of four neighbours, step by step as `sample` works them out.
#[target_feature(enable = "avx2")]
fn catmull_rom(t: __m256) -> [__m256; 4] {
    let times = |k: f32, v| _mm256_mul_ps(_mm256_set1_ps(k), v);
    let t2 = _mm256_mul_ps(t, t);
    let t3 = _mm256_mul_ps(t2, t);
    [
        times(0.5, _mm256_sub_ps(_mm256_sub_ps(times(2.0, t2), t3), t)),
        times(0.5, _mm256_add_ps(_mm256_sub_ps(times(3.0, t3), times(5.0, t2)), _mm256_set1_ps(2.0))),
        times(0.5, _mm256_add_ps(_mm256_add_ps(times(-3.0, t3), times(4.0, t2)), t)),
        times(0.5, _mm256_sub_ps(t3, t2)),
    ]
}
