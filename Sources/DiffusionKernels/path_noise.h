// Sixteen lanes of xoshiro128++ (Blackman and Vigna 2021), Box–Muller, and steps with noise.

typedef struct {
  words s0, s1, s2, s3;
} P(generator);

// The finaliser of SplitMix64.
INLINE long_words P(mix)(long_words z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

INLINE void P(seed_half)(uint64_t key, words *low, words *high) {
  long_words lane = {1, 2, 3, 4, 5, 6, 7, 8};
  long_words step = lane * 0x9E3779B97F4A7C15u;
  words a = (words)P(mix)(step + key);
  words b = (words)P(mix)(step + (key + 8 * 0x9E3779B97F4A7C15u));
  *low = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  *high = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

INLINE P(generator) P(seed)(uint64_t key0, uint64_t key1) {
  P(generator) g;
  P(seed_half)(key0, &g.s0, &g.s1);
  P(seed_half)(key1, &g.s2, &g.s3);
  return g;
}

INLINE words P(next)(P(generator) *g) {
  words sum = g->s0 + g->s3;
  words result = (sum << 7 | sum >> 25) + g->s0;
  words shifted = g->s1 << 9;
  g->s2 ^= g->s0;
  g->s3 ^= g->s1;
  g->s1 ^= g->s2;
  g->s0 ^= g->s3;
  g->s2 ^= shifted;
  g->s3 = g->s3 << 11 | g->s3 >> 21;
  return result;
}

INLINE void P(normals)(P(generator) *g, lanes *x, lanes *y) {
  words radius_bits = P(next)(g);
  words angle_bits = P(next)(g);
  lanes u = P(fma)(__builtin_convertvector((integers)(radius_bits >> 1), lanes), P(all)(0x1p-31f),
                   P(all)(0x1p-32f));
  lanes radius = P(root)(P(logarithm)(u) * P(all)(-2.0f));
  lanes sine, cosine;
  P(sine_and_cosine_of_turn)(angle_bits, &sine, &cosine);
  *x = radius * cosine;
  *y = radius * sine;
}

static void P(fill_normals)(uint64_t key0, uint64_t key1, ptrdiff_t count, float *x, float *y) {
  P(generator) g = P(seed)(key0, key1);
  lanes zx, zy;
  ptrdiff_t i = 0;
  for (; i + 16 <= count; i += 16) {
    P(normals)(&g, &zx, &zy);
    P(store)(x + i, zx);
    P(store)(y + i, zy);
  }
  if (i < count) {
    P(normals)(&g, &zx, &zy);
    P(store_part)(x + i, zx, count - i);
    P(store_part)(y + i, zy, count - i);
  }
}

static void P(fill_uniforms)(uint64_t key0, uint64_t key1, ptrdiff_t count, float *values) {
  P(generator) g = P(seed)(key0, key1);
  for (ptrdiff_t i = 0; i < count; i += 16) {
    words bits = P(next)(&g) >> 8;
    lanes u = __builtin_convertvector((integers)bits, lanes) * P(all)(0x1p-24f);
    P(store_up_to)(values + i, u, count - i);
  }
}

// a p + b s + c z, the score s being absent or not.
INLINE lanes P(stepped)(const float *p, const float *score, lanes noise, ptrdiff_t left, float a,
                        float b, float c) {
  lanes value = P(all)(a) * P(load_up_to)(p, left);
  if (score) value = P(fma)(P(all)(b), P(load_up_to)(score, left), value);
  return P(fma)(P(all)(c), noise, value);
}

INLINE void P(noise_steps)(P(generator) g, ptrdiff_t count, float *x, float *y,
                           const float *score_x, const float *score_y, float a, float b,
                           float c) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes zx, zy;
    P(normals)(&g, &zx, &zy);
    lanes nx = P(stepped)(x + i, score_x ? score_x + i : 0, zx, left, a, b, c);
    lanes ny = P(stepped)(y + i, score_y ? score_y + i : 0, zy, left, a, b, c);
    P(store_up_to)(x + i, nx, left);
    P(store_up_to)(y + i, ny, left);
  }
}

static void P(noise_step)(uint64_t key0, uint64_t key1, ptrdiff_t count, float *x, float *y,
                          const float *score_x, const float *score_y, float a, float b, float c) {
  if (score_x && score_y)
    P(noise_steps)(P(seed)(key0, key1), count, x, y, score_x, score_y, a, b, c);
  else
    P(noise_steps)(P(seed)(key0, key1), count, x, y, 0, 0, a, b, c);
}

static void P(affine_step)(ptrdiff_t count, float *x, const float *score, const float *noise,
                           float a, float b, float c) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes value = P(all)(a) * P(load_up_to)(x + i, left);
    if (score) value = P(fma)(P(all)(b), P(load_up_to)(score + i, left), value);
    if (noise) value = P(fma)(P(all)(c), P(load_up_to)(noise + i, left), value);
    P(store_up_to)(x + i, value, left);
  }
}
