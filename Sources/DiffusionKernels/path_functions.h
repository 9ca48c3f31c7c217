// Elementary functions; PlainMath.swift says what they are and how exact.

INLINE lanes P(polynomial_step)(lanes p, lanes x, float c) { return P(fma)(p, x, P(all)(c)); }

// 2ᶠ, |f| ≤ ½.
INLINE lanes P(fractional_power)(lanes f) {
  lanes p = P(all)(0x1.5bdb44p-10f);
  p = P(polynomial_step)(p, f, 0x1.3ce8bcp-7f);
  p = P(polynomial_step)(p, f, 0x1.c6b6d8p-5f);
  p = P(polynomial_step)(p, f, 0x1.ebf9c2p-3f);
  p = P(polynomial_step)(p, f, 0x1.62e42ap-1f);
  return P(polynomial_step)(p, f, 1.0f);
}

// 2ᵏ⁺ᶠ, k in the low bits of `shifted`.
INLINE lanes P(scaled_power)(lanes shifted, lanes f) {
  return (lanes)((words)P(fractional_power)(f) + ((words)shifted << 23));
}

INLINE lanes P(exponential)(lanes x) {
  x = P(greater)(P(lesser)(x, P(all)(87.0f)), P(all)(-87.0f));
  lanes shift = P(all)(12582912.0f);
  lanes shifted = P(fma)(x, P(all)(0x1.715476p+0f), shift);
  lanes high = P(fma)(x, P(all)(0x1.715476p+0f), shift - shifted);
  return P(scaled_power)(shifted, P(fma)(x, P(all)(0x1.4ae0cp-26f), high));
}

INLINE lanes P(binary_power_in_range)(lanes x) {
  lanes shift = P(all)(12582912.0f);
  lanes shifted = x + shift;
  return P(scaled_power)(shifted, x - (shifted - shift));
}

// 1 + 2ᵗ for t ≤ 125; below −25 that is 1 whatever the power is, so paths may cut t off there.
INLINE lanes P(one_plus_power)(lanes t) {
#if defined(MASKS_AVX512)
  __m512 k = _mm512_roundscale_ps((__m512)t, _MM_FROUND_TO_NEAREST_INT);
  lanes f = (lanes)_mm512_reduce_ps((__m512)t, _MM_FROUND_TO_NEAREST_INT);
  lanes power = (lanes)_mm512_scalef_ps((__m512)P(fractional_power)(f), k);
#else
  lanes power = P(binary_power_in_range)(P(greater)(t, P(all)(-125.0f)));
#endif
  return P(all)(1.0f) + power;
}

// 1 / (1 + e⁻ˣ).
INLINE lanes P(logistic)(lanes x) {
  lanes t = P(lesser)(x * P(all)(-0x1.715476p+0f), P(all)(125.0f));
  return P(all)(1.0f) / P(one_plus_power)(t);
}

INLINE lanes P(logarithm)(lanes x) {
  integers bits = (integers)x;
  integers e = (bits - 0x3f3504f3) >> 23;
  lanes f = (lanes)(bits - (e << 23)) - P(all)(1.0f);
  lanes exponent = __builtin_convertvector(e, lanes);
  lanes z = f * f;
  lanes p = P(all)(7.0376836292e-2f);
  p = P(polynomial_step)(p, f, -1.1514610310e-1f);
  p = P(polynomial_step)(p, f, 1.1676998740e-1f);
  p = P(polynomial_step)(p, f, -1.2420140846e-1f);
  p = P(polynomial_step)(p, f, 1.4249322787e-1f);
  p = P(polynomial_step)(p, f, -1.6668057665e-1f);
  p = P(polynomial_step)(p, f, 2.0000714765e-1f);
  p = P(polynomial_step)(p, f, -2.4999993993e-1f);
  p = P(polynomial_step)(p, f, 3.3333331174e-1f);
  lanes y = (p * f) * z;
  y = P(fma)(exponent, P(all)(-2.12194440e-4f), y);
  y = P(fma)(z, P(all)(-0.5f), y);
  return P(fma)(exponent, P(all)(0.693359375f), f + y);
}

// sin and cos of r + q quarter turns, |r| ≤ π/4.
INLINE void P(quadrant)(words q, lanes r, lanes *sine, lanes *cosine) {
  lanes z = r * r;
  lanes s = P(all)(-1.9515295891e-4f);
  s = P(polynomial_step)(s, z, 8.3321608736e-3f);
  s = P(polynomial_step)(s, z, -1.6666654611e-1f);
  s = P(fma)(s * z, r, r);
  lanes c = P(all)(2.443315711809948e-5f);
  c = P(polynomial_step)(c, z, -1.388731625493765e-3f);
  c = P(polynomial_step)(c, z, 4.166664568298827e-2f);
  c = P(polynomial_step)(c, z, -0.5f);
  c = P(polynomial_step)(c, z, 1.0f);
  integers odd = -(integers)(q & 1);
  *sine = (lanes)((words)P(choose)(odd, c, s) ^ ((q & 2) << 30));
  *cosine = (lanes)((words)P(choose)(odd, s, c) ^ (((q + 1) & 2) << 30));
}

INLINE void P(sine_and_cosine)(lanes x, lanes *sine, lanes *cosine) {
  lanes shift = P(all)(12582912.0f);
  lanes shifted = P(fma)(x, P(all)(0.636619772f), shift);
  lanes k = shifted - shift;
  lanes r = P(fma)(k, P(all)(-0x1.921fb6p+0f), x);
  r = P(fma)(k, P(all)(0x1.777a5cp-25f), r);
  P(quadrant)((words)shifted, r, sine, cosine);
}

// The angle is `turn` · 2⁻³² turns.
INLINE void P(sine_and_cosine_of_turn)(words turn, lanes *sine, lanes *cosine) {
  lanes r = __builtin_convertvector((integers)(turn << 2), lanes) * P(all)(0x1.921fb6p-32f);
  P(quadrant)((turn + 0x20000000u) >> 30, r, sine, cosine);
}

INLINE lanes P(hyperbolic_tangent)(lanes x) {
  lanes magnitude = (lanes)((words)x & 0x7fffffffu);
  lanes z = x * x;
  lanes p = P(all)(-5.70498872745e-3f);
  p = P(polynomial_step)(p, z, 2.06390887954e-2f);
  p = P(polynomial_step)(p, z, -5.37397155531e-2f);
  p = P(polynomial_step)(p, z, 1.33314422036e-1f);
  p = P(polynomial_step)(p, z, -3.33332819422e-1f);
  lanes small = P(fma)(p * z, x, x);
  lanes one = P(all)(1.0f);
  lanes far = one - P(all)(2.0f) / (P(exponential)(magnitude + magnitude) + one);
  lanes large = (lanes)((words)far | ((words)x & 0x80000000u));
  return P(choose)(magnitude >= P(all)(0.625f), large, small);
}

#define FOR_ALL(name, function)                                                                \
  static void P(name)(ptrdiff_t count, const float *values, float *result) {                   \
    for (ptrdiff_t i = 0; i < count; i += 16)                                                  \
      P(store_up_to)(result + i, P(function)(P(load_up_to)(values + i, count - i)), count - i); \
  }
FOR_ALL(exponential_all, exponential)
FOR_ALL(logarithm_all, logarithm)
FOR_ALL(hyperbolic_tangent_all, hyperbolic_tangent)
#undef FOR_ALL

static void P(sine_and_cosine_all)(ptrdiff_t count, const float *values, float *sine,
                                   float *cosine) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    lanes s, c;
    P(sine_and_cosine)(P(load_up_to)(values + i, count - i), &s, &c);
    P(store_up_to)(sine + i, s, count - i);
    P(store_up_to)(cosine + i, c, count - i);
  }
}

// Two rows of eight frequencies, which fill a vector.
INLINE void P(fourier_pair)(lanes frequencies, float u0, float u1, float *rows) {
  lanes s, c;
  lanes u = {u0, u0, u0, u0, u0, u0, u0, u0, u1, u1, u1, u1, u1, u1, u1, u1};
  P(sine_and_cosine)(frequencies * u, &s, &c);
#define ROW(first) first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7
  P(store)(rows, __builtin_shufflevector(s, c, ROW(0), ROW(16)));
  P(store)(rows + 16, __builtin_shufflevector(s, c, ROW(8), ROW(24)));
#undef ROW
}

static void P(fourier_features)(ptrdiff_t count, const float *values, ptrdiff_t width,
                                const float *frequencies, float *rows) {
  ptrdiff_t i = 0;
  if (width == 8) {
    lanes f = P(load_part)(frequencies, 8);
    f = __builtin_shufflevector(f, f, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
    for (; i + 2 <= count; i += 2) P(fourier_pair)(f, values[i], values[i + 1], rows + 16 * i);
  }
  for (; i < count; i++) {
    float *row = rows + i * 2 * width;
    for (ptrdiff_t j = 0; j < width; j += 16) {
      lanes s, c;
      lanes angle = P(load_up_to)(frequencies + j, width - j) * P(all)(values[i]);
      P(sine_and_cosine)(angle, &s, &c);
      P(store_up_to)(row + j, s, width - j);
      P(store_up_to)(row + width + j, c, width - j);
    }
  }
}
