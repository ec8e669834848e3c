//! Gaussian blur of planes of numbers.

use rayon::prelude::*;

/// Blurs a plane of `width` columns by a Gaussian of `sigma` pixels; the border pixels are repeated.
pub fn blur(plane: &[f32], width: usize, sigma: f32) -> Vec<f32> {
    if sigma < 0.15 || plane.is_empty() {
        return plane.to_vec();
    }
    let kernel = kernel(sigma);
    let height = plane.len() / width;
    let mut across = vec![0.0; plane.len()];
    across.par_chunks_mut(width).zip(plane.par_chunks(width)).for_each(|(out, row)| blur_row(row, out, &kernel));
    let reach = kernel.len() - 1;
    let mut result = vec![0.0; plane.len()];
    result.par_chunks_mut(width).enumerate().for_each(|(y, out)| {
        for (offset, weight) in (-(reach as isize)..=reach as isize).map(|o| (o, kernel[o.unsigned_abs()])) {
            let from = (y as isize + offset).clamp(0, height as isize - 1) as usize;
            for (o, v) in out.iter_mut().zip(&across[from * width..(from + 1) * width]) {
                *o += weight * v;
            }
        }
    });
    result
}

/// Weights of a Gaussian from its middle outward; all of them with both signs sum to 1.
fn kernel(sigma: f32) -> Vec<f32> {
    let reach = (3.0 * sigma).ceil() as usize;
    let mut weights: Vec<f32> = (0..=reach).map(|i| (-0.5 * (i as f32 / sigma).powi(2)).exp()).collect();
    let sum = weights[0] + 2.0 * weights[1..].iter().sum::<f32>();
    weights.iter_mut().for_each(|w| *w /= sum);
    weights
}

fn blur_row(row: &[f32], out: &mut [f32], kernel: &[f32]) {
    let (reach, last) = (kernel.len() - 1, row.len() - 1);
    let padded: Vec<f32> = (0..row.len() + 2 * reach).map(|i| row[i.saturating_sub(reach).min(last)]).collect();
    for (x, o) in out.iter_mut().enumerate() {
        let mut sum = kernel[0] * padded[x + reach];
        for (k, weight) in kernel.iter().enumerate().skip(1) {
            sum += weight * (padded[x + reach - k] + padded[x + reach + k]);
        }
        *o = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blurring_keeps_a_flat_plane_and_the_sum_of_a_dot() {
        assert!(blur(&[2.0; 48], 8, 1.7).iter().all(|v| (v - 2.0).abs() < 1e-5));
        let mut dot = vec![0.0; 41 * 41];
        dot[20 * 41 + 20] = 1.0;
        let blurred = blur(&dot, 41, 2.0);
        assert!((blurred.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        let spread: f32 = blurred.iter().enumerate().map(|(i, v)| v * ((i % 41) as f32 - 20.0).powi(2)).sum();
        assert!((spread.sqrt() - 2.0).abs() < 0.05, "deviation {}", spread.sqrt());
    }
}
