// Gaussian mixtures; PlainMixture.swift defines the results.

// Exponents are binary: a relative weight is 2ᵈ, and 0 below −86: no denormal numbers, and groups
// far below the greatest can be left out.
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

// Vectors of particles that go through the components together, so that parameters are fetched once
// and one vector's sums do not wait.
#define TOGETHER TILE_VECTORS

typedef struct {
  lanes x, y, greatest, weight, sum_x, sum_y;
} P(point);

INLINE int P(any)(integers mask) { return __builtin_reduce_or(mask) != 0; }

INLINE void P(rescale)(P(point) *p, lanes before) {
  if (!P(any)(p->greatest > before)) return;
  lanes scale = P(relative)(before - p->greatest);
  p->weight *= scale;
  p->sum_x *= scale;
  p->sum_y *= scale;
}

// Component k with a given exponent.
INLINE void P(add_component)(const diffusion_mixture *m, ptrdiff_t k, P(point) *p, lanes exponent,
                             int is_isotropic, int wants_pull) {
  lanes e = P(relative)(exponent - p->greatest);
  p->weight += e;
  if (!wants_pull) return;
  lanes dx = P(all)(m->mean_x[k]) - p->x;
  lanes dy = P(all)(m->mean_y[k]) - p->y;
  if (is_isotropic)
    e *= P(all)(m->precision_xx[k]);
  else
    P(pull)(m, k, dx, dy, &dx, &dy);
  p->sum_x = P(fma)(e, dx, p->sum_x);
  p->sum_y = P(fma)(e, dy, p->sum_y);
}

// One group of components: the exponents are kept, then their sums are taken, unless all of them
// would add 0.
INLINE void P(add_group)(const diffusion_mixture *m, ptrdiff_t start, ptrdiff_t end, P(point) *p,
                         const int together, int is_isotropic, int wants_pull) {
  lanes exponents[16][2];
  lanes greatest[2];
  for (ptrdiff_t k = start; k < end; k++) {
    UNROLL for (int v = 0; v < together; v++) {
      lanes exponent = P(exponent)(m, k, p[v].x, p[v].y, is_isotropic);
      exponents[k - start][v] = exponent;
      greatest[v] = k == start ? exponent : P(greater)(exponent, greatest[v]);
    }
  }
  int is_near = start == 0;
  UNROLL for (int v = 0; v < together; v++) {
    lanes before = p[v].greatest;
    p[v].greatest = start == 0 ? greatest[v] : P(greater)(greatest[v], before);
    if (start == 0) continue;
    P(rescale)(&p[v], before);
    is_near |= P(any)(~(greatest[v] - p[v].greatest < P(all)(-86.0f)));
  }
  if (!is_near) return;
  for (ptrdiff_t k = start; k < end; k++) {
    UNROLL for (int v = 0; v < together; v++)
      P(add_component)(m, k, &p[v], exponents[k - start][v], is_isotropic, wants_pull);
  }
}

INLINE void P(mixture_sums)(const diffusion_mixture *m, P(point) *p, const int together,
                            int is_isotropic, int wants_pull) {
  UNROLL for (int v = 0; v < together; v++)
    p[v].greatest = p[v].weight = p[v].sum_x = p[v].sum_y = P(all)(0.0f);
  ptrdiff_t first = m->count < 16 ? m->count : 16;
  P(add_group)(m, 0, first, p, together, is_isotropic, wants_pull);
  for (ptrdiff_t start = 16; start < m->count; start += 16) {
    ptrdiff_t end = start + 16 < m->count ? start + 16 : m->count;
    P(add_group)(m, start, end, p, together, is_isotropic, wants_pull);
  }
}

INLINE P(point) P(point_sums)(const diffusion_mixture *m, lanes x, lanes y) {
  P(point) p;
  p.x = x;
  p.y = y;
  P(mixture_sums)(m, &p, 1, m->is_isotropic, 0);
  return p;
}

INLINE void P(scores)(const diffusion_mixture *m, ptrdiff_t count, const float *x, const float *y,
                      float *score_x, float *score_y, int is_isotropic) {
  for (ptrdiff_t i = 0; i < count; i += 16 * TOGETHER) {
    P(point) p[TOGETHER];
    UNROLL for (int v = 0; v < TOGETHER; v++) {
      // A vector beyond the end repeats the first.
      ptrdiff_t at = i + 16 * v < count ? i + 16 * v : i;
      p[v].x = P(load_up_to)(x + at, count - at);
      p[v].y = P(load_up_to)(y + at, count - at);
    }
    P(mixture_sums)(m, p, TOGETHER, is_isotropic, 1);
    UNROLL for (int v = 0; v < TOGETHER; v++) {
      ptrdiff_t at = i + 16 * v < count ? i + 16 * v : i;
      lanes inverse = P(all)(1.0f) / p[v].weight;
      P(store_up_to)(score_x + at, inverse * p[v].sum_x, count - at);
      P(store_up_to)(score_y + at, inverse * p[v].sum_y, count - at);
    }
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
    P(point) p = P(point_sums)(m, px, py);
    lanes value = P(fma)(p.greatest, P(all)(0x1.62e43p-1f), P(logarithm)(p.weight));
    P(store_up_to)(result + i, value, left);
  }
}

static void P(mixture_add_responsibilities)(const diffusion_mixture *m, ptrdiff_t count,
                                            const float *x, const float *y, double *result) {
  float greatest[2048], inverse[2048];
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes px = P(load_up_to)(x + i, left), py = P(load_up_to)(y + i, left);
    P(point) p = P(point_sums)(m, px, py);
    P(store)(greatest + i, p.greatest);
    // Lanes without a particle count for nothing.
    P(store)(inverse + i, P(all)(0.0f));
    P(store_up_to)(inverse + i, P(all)(1.0f) / p.weight, left);
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

#undef TOGETHER
