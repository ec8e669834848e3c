//! Run-time choice of wide vector code.

/// Compiles a function twice, once for every processor and once for those with AVX2, and picks at run time.
///
/// The body is the same source for both, is not contracted to fused multiply-adds, and sums in the same order, so the
/// result does not depend on the processor.
macro_rules! vectorised {
    ($(#[$meta:meta])* $vis:vis fn $name:ident $(<const $n:ident: usize>)? ($($arg:ident : $ty:ty),* $(,)?) $(-> $ret:ty)? $body:block) => {
        $(#[$meta])*
        $vis fn $name $(<const $n: usize>)? ($($arg: $ty),*) $(-> $ret)? {
            #[inline(always)]
            fn body $(<const $n: usize>)? ($($arg: $ty),*) $(-> $ret)? $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn wide $(<const $n: usize>)? ($($arg: $ty),*) $(-> $ret)? {
                    body $(::<$n>)? ($($arg),*)
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has just said that it has AVX2.
                    return unsafe { wide $(::<$n>)? ($($arg),*) };
                }
            }
            body $(::<$n>)? ($($arg),*)
        }
    };
}
pub(crate) use vectorised;
