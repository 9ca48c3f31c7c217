// Sixteen floats: load, store, select, fused multiply-add.

INLINE lanes P(load)(const float *p) { return *(const unaligned_lanes *)p; }

INLINE void P(store)(float *p, lanes v) { *(unaligned_lanes *)p = v; }

INLINE lanes P(all)(float x) {
  return (lanes){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x};
}

// The first `count` < 16 elements, zeros after them; nothing after them is touched.
#if defined(MASKS_AVX512)

INLINE lanes P(load_part)(const float *p, ptrdiff_t count) {
  return (lanes)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
}

INLINE void P(store_part)(float *p, lanes v, ptrdiff_t count) {
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), (__m512)v);
}

#elif defined(MASKS_AVX2)

INLINE __m256i P(first)(ptrdiff_t count) {
  __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lane);
}

INLINE lanes P(load_part)(const float *p, ptrdiff_t count) {
  __m256 low = _mm256_maskload_ps(p, P(first)(count));
  __m256 high = _mm256_maskload_ps(p + 8, P(first)(count - 8));
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

INLINE void P(store_part)(float *p, lanes v, ptrdiff_t count) {
  __m256 low = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7);
  __m256 high = __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  _mm256_maskstore_ps(p, P(first)(count), low);
  _mm256_maskstore_ps(p + 8, P(first)(count - 8), high);
}

#else

INLINE lanes P(load_part)(const float *p, ptrdiff_t count) {
  float part[16] = {0};
  for (ptrdiff_t i = 0; i < count; i++) part[i] = p[i];
  return P(load)(part);
}

INLINE void P(store_part)(float *p, lanes v, ptrdiff_t count) {
  float part[16];
  P(store)(part, v);
  for (ptrdiff_t i = 0; i < count; i++) p[i] = part[i];
}

#endif

// The elements that are left, at most sixteen.
INLINE lanes P(load_up_to)(const float *p, ptrdiff_t left) {
  return left >= 16 ? P(load)(p) : P(load_part)(p, left);
}

INLINE void P(store_up_to)(float *p, lanes v, ptrdiff_t left) {
  if (left >= 16)
    P(store)(p, v);
  else
    P(store_part)(p, v, left);
}

// mask ? a : b; masks are all ones or all zeros.
INLINE lanes P(choose)(integers mask, lanes a, lanes b) {
  return (lanes)((mask & (integers)a) | (~mask & (integers)b));
}

// As the processor's instructions: b where either is not a number.
INLINE lanes P(lesser)(lanes a, lanes b) { return P(choose)(a < b, a, b); }

INLINE lanes P(greater)(lanes a, lanes b) { return P(choose)(a > b, a, b); }

INLINE lanes P(root)(lanes a) { return __builtin_elementwise_sqrt(a); }

#ifdef SOFTWARE_FMA

// The product of two floats is exact in Float64. Their sum with c is rounded to odd there, so that
// the second rounding, to Float32, is the only one that counts (Boldo and Melquiond 2008).
static __attribute__((noinline)) void P(fma_to_odd)(const lanes *a, const lanes *b, lanes *c) {
  doubles product = __builtin_convertvector(*a, doubles) * __builtin_convertvector(*b, doubles);
  doubles addend = __builtin_convertvector(*c, doubles);
  doubles sum = product + addend;
  doubles back = sum - product;
  doubles error = (product - (sum - back)) + (addend - back);
  doubles zero = {0};
  long_integers bits = (long_integers)sum;
  long_integers inexact = (error > zero) | (error < zero);
  long_integers outward = (error > zero) ^ (sum < zero);
  // +1 away from zero, −1 towards it, on the even ones only.
  long_integers even = (bits & 1) - 1;
  bits += inexact & even & ((outward & 2) - 1);
  *c = __builtin_convertvector((doubles)bits, lanes);
}

// Two roundings differ from one only where the first ends halfway between two floats, or where
// floats are subnormal; both are rare, and then all is done again to odd.
INLINE lanes P(fma)(lanes a, lanes b, lanes c) {
  four_floats parts[4];
  four_long_integers rare = {0};
  UNROLL for (int i = 0; i < 4; i++) {
    four_doubles x = __builtin_convertvector(((const four_floats *)&a)[i], four_doubles);
    four_doubles y = __builtin_convertvector(((const four_floats *)&b)[i], four_doubles);
    four_doubles z = __builtin_convertvector(((const four_floats *)&c)[i], four_doubles);
    four_doubles sum = x * y + z;
    four_long_integers bits = (four_long_integers)sum;
    four_doubles zero = {0}, least = {0x1p-126, 0x1p-126, 0x1p-126, 0x1p-126};
    rare |= (four_long_integers)((eight_integers)(bits & 0x1fffffff) == 0x10000000);
    rare |= (sum != zero) & (sum < least) & (sum > -least);
    parts[i] = __builtin_convertvector(sum, four_floats);
  }
  if (__builtin_expect((rare[0] | rare[1] | rare[2] | rare[3]) != 0, 0)) {
    P(fma_to_odd)(&a, &b, &c);
    return c;
  }
  return P(load)((const float *)parts);
}

#else

INLINE lanes P(fma)(lanes a, lanes b, lanes c) { return __builtin_elementwise_fma(a, b, c); }

#endif
