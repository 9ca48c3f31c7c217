// Gaussian mixtures; PlainMixture.swift defines the results.

// Exponents are binary: relative weights are 2^d. 0 below −86: no denormal numbers, and groups far
// below the greatest can be left out.
INLINE lanes P(relative)(lanes d) {
  return P(choose)(d < P(all)(-86.0f), P(all)(0.0f), P(binary_power_in_range)(d));
}

INLINE lanes P(isotropic_exponent)(const diffusion_mixture *m, ptrdiff_t k, lanes dx, lanes dy) {
  return P(fma)(P(all)(m->half[k]), P(fma)(dy, dy, dx * dx), P(all)(m->log_weight[k]));
}

// P (μ − x).
INLINE void P(pull)(const diffusion_mixture *m, ptrdiff_t k, lanes dx, lanes dy, lanes *hx,
                    lanes *hy) {
  lanes xy = P(all)(m->precision_xy[k]);
  *hx = P(fma)(xy, dy, P(all)(m->precision_xx[k]) * dx);
  *hy = P(fma)(P(all)(m->precision_yy[k]), dy, xy * dx);
}

INLINE lanes P(exponent)(const diffusion_mixture *m, ptrdiff_t k, lanes x, lanes y,
                         int is_isotropic) {
  lanes dx = P(all)(m->mean_x[k]) - x;
  lanes dy = P(all)(m->mean_y[k]) - y;
  if (is_isotropic) return P(isotropic_exponent)(m, k, dx, dy);
  lanes hx, hy;
  P(pull)(m, k, dx, dy, &hx, &hy);
  return P(fma)(P(all)(-0x1.715476p-1f), P(fma)(hy, dy, hx * dx), P(all)(m->log_weight[k]));
}

typedef struct {
  lanes greatest, weight, x, y;
} P(sums);

INLINE int P(any)(integers mask) { return __builtin_reduce_or(mask) != 0; }

// One group of components: the exponents are kept, then their sums are taken.
INLINE void P(add_group)(const diffusion_mixture *m, ptrdiff_t start, ptrdiff_t end, lanes x,
                         lanes y, int is_isotropic, int wants_pull, P(sums) *sums) {
  lanes exponents[16];
  lanes greatest;
  ptrdiff_t k = start;
  if (start == 0) {
    greatest = exponents[0] = P(exponent)(m, 0, x, y, is_isotropic);
    k = 1;
  } else {
    greatest = sums->greatest;
  }
  for (; k < end; k++) {
    lanes exponent = P(exponent)(m, k, x, y, is_isotropic);
    exponents[k - start] = exponent;
    greatest = P(greater)(exponent, greatest);
  }
  if (start > 0) {
    if (P(any)(greatest > sums->greatest)) {
      lanes scale = P(relative)(sums->greatest - greatest);
      sums->weight *= scale;
      sums->x *= scale;
      sums->y *= scale;
    }
  }
  sums->greatest = greatest;
  for (k = start; k < end; k++) {
    lanes e = P(relative)(exponents[k - start] - greatest);
    sums->weight += e;
    if (!wants_pull) continue;
    lanes dx = P(all)(m->mean_x[k]) - x;
    lanes dy = P(all)(m->mean_y[k]) - y;
    if (is_isotropic)
      e *= P(all)(m->precision_xx[k]);
    else
      P(pull)(m, k, dx, dy, &dx, &dy);
    sums->x = P(fma)(e, dx, sums->x);
    sums->y = P(fma)(e, dy, sums->y);
  }
}

INLINE P(sums) P(mixture_sums)(const diffusion_mixture *m, lanes x, lanes y, int is_isotropic,
                               int wants_pull) {
  lanes zero = P(all)(0.0f);
  P(sums) sums = {zero, zero, zero, zero};
  ptrdiff_t first = m->count < 16 ? m->count : 16;
  P(add_group)(m, 0, first, x, y, is_isotropic, wants_pull, &sums);
  for (ptrdiff_t start = 16; start < m->count; start += 16) {
    ptrdiff_t end = start + 16 < m->count ? start + 16 : m->count;
    P(add_group)(m, start, end, x, y, is_isotropic, wants_pull, &sums);
  }
  return sums;
}

INLINE void P(scores)(const diffusion_mixture *m, ptrdiff_t count, const float *x, const float *y,
                      float *score_x, float *score_y, int is_isotropic) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    P(sums) sums = P(mixture_sums)(m, P(load_up_to)(x + i, left), P(load_up_to)(y + i, left),
                                   is_isotropic, 1);
    lanes inverse = P(all)(1.0f) / sums.weight;
    P(store_up_to)(score_x + i, inverse * sums.x, left);
    P(store_up_to)(score_y + i, inverse * sums.y, left);
  }
}

static void P(mixture_scores)(const diffusion_mixture *m, ptrdiff_t count, const float *x,
                              const float *y, float *score_x, float *score_y) {
  if (m->is_isotropic)
    P(scores)(m, count, x, y, score_x, score_y, 1);
  else
    P(scores)(m, count, x, y, score_x, score_y, 0);
}

static void P(mixture_log_densities)(const diffusion_mixture *m, ptrdiff_t count, const float *x,
                                     const float *y, float *result) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes px = P(load_up_to)(x + i, left), py = P(load_up_to)(y + i, left);
    P(sums) sums = P(mixture_sums)(m, px, py, m->is_isotropic, 0);
    lanes value = P(fma)(sums.greatest, P(all)(0x1.62e43p-1f), P(logarithm)(sums.weight));
    P(store_up_to)(result + i, value, left);
  }
}

static void P(mixture_add_responsibilities)(const diffusion_mixture *m, ptrdiff_t count,
                                            const float *x, const float *y, double *result) {
  float greatest[2048], inverse[2048];
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes px = P(load_up_to)(x + i, left), py = P(load_up_to)(y + i, left);
    P(sums) sums = P(mixture_sums)(m, px, py, m->is_isotropic, 0);
    P(store)(greatest + i, sums.greatest);
    // Lanes without a particle count for nothing.
    P(store)(inverse + i, P(all)(0.0f));
    P(store_up_to)(inverse + i, P(all)(1.0f) / sums.weight, left);
  }
  for (ptrdiff_t k = 0; k < m->count; k++) {
    lanes sum = P(all)(0.0f);
    for (ptrdiff_t i = 0; i < count; i += 16) {
      ptrdiff_t left = count - i;
      lanes px = P(load_up_to)(x + i, left), py = P(load_up_to)(y + i, left);
      lanes exponent = P(exponent)(m, k, px, py, m->is_isotropic);
      lanes e = P(relative)(exponent - P(load)(greatest + i));
      sum = P(fma)(e, P(load)(inverse + i), sum);
    }
    double total = 0;
    for (int lane = 0; lane < 16; lane++) total += (double)sum[lane];
    result[k] += total;
  }
}
