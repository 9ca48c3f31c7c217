// Matrix product in register tiles, transposition, row sums.

// What a tile starts from.
INLINE lanes P(tile_start)(const diffusion_matrices *m, diffusion_product product, ptrdiff_t row,
                           ptrdiff_t column) {
  if (product == diffusion_product_bias && m->bias) return P(all)(m->bias[row]);
  if (product == diffusion_product_continue)
    return P(load)(m->c + row * m->c_stride + column);
  return P(all)(0.0f);
}

INLINE void P(tile_end)(const diffusion_matrices *m, diffusion_product product, ptrdiff_t row,
                        ptrdiff_t column, lanes sum) {
  ptrdiff_t at = row * m->c_stride + column;
  ptrdiff_t left = m->columns - column;
  switch (product) {
  case diffusion_product_bias:
  case diffusion_product_continue:
    P(store)(m->c + at, sum);
    break;
  case diffusion_product_times:
    P(store)(m->c + at, sum * P(load)(m->c + at));
    break;
  case diffusion_product_set:
    P(store_up_to)(m->c + at, sum, left);
    break;
  case diffusion_product_add:
    P(store_up_to)(m->c + at, P(load_up_to)(m->c + at, left) + sum, left);
    break;
  }
}

INLINE void P(tile)(const diffusion_matrices *m, diffusion_product product, ptrdiff_t row,
                    ptrdiff_t column, const int rows, const int vectors) {
  lanes sums[16][4];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++)
      sums[r][v] = P(tile_start)(m, product, row + r, column + 16 * v);
  }
  const float *a = m->a + row * m->a_stride;
  const float *b = m->b + column;
  ptrdiff_t a_stride = m->a_stride, b_stride = m->b_stride;
  for (ptrdiff_t k = 0; k < m->terms; k++) {
    lanes values[4];
    UNROLL for (int v = 0; v < vectors; v++) values[v] = P(load)(b + k * b_stride + 16 * v);
    UNROLL for (int r = 0; r < rows; r++) {
      lanes factor = P(all)(a[r * a_stride + k]);
      UNROLL for (int v = 0; v < vectors; v++)
        sums[r][v] = P(fma)(factor, values[v], sums[r][v]);
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++)
      P(tile_end)(m, product, row + r, column + 16 * v, sums[r][v]);
  }
}

// All rows of a panel of columns, in tiles that are as tall as each other to within one row: a low
// tile at the end would wait for its own sums. A panel of one vector takes taller tiles, for the
// same reason.
INLINE void P(panel)(const diffusion_matrices *m, diffusion_product product, ptrdiff_t column,
                     const int vectors) {
  ptrdiff_t tallest = TILE_ROWS * TILE_VECTORS / vectors;
  ptrdiff_t tiles = (m->rows + tallest - 1) / tallest;
  for (ptrdiff_t i = 0, row = 0; i < tiles; i++) {
    ptrdiff_t height = m->rows * (i + 1) / tiles - row;
#define HEIGHT(rows)                                                                           \
  case rows:                                                                                   \
    if (rows * vectors <= TILE_ROWS * TILE_VECTORS)                                            \
      P(tile)(m, product, row, column, rows, vectors);                                         \
    break
    switch (height) {
      HEIGHT(1); HEIGHT(2); HEIGHT(3); HEIGHT(4); HEIGHT(5); HEIGHT(6); HEIGHT(7); HEIGHT(8);
      HEIGHT(9); HEIGHT(10); HEIGHT(11); HEIGHT(12); HEIGHT(13); HEIGHT(14); HEIGHT(15);
      HEIGHT(16);
    }
#undef HEIGHT
    row += height;
  }
}

// One or two rows: tiles are as wide as they cannot be tall.
INLINE void P(few_rows)(const diffusion_matrices *m, diffusion_product product,
                        ptrdiff_t *column) {
  for (; *column + 32 * TILE_VECTORS <= m->columns; *column += 32 * TILE_VECTORS) {
    if (m->rows == 2)
      P(tile)(m, product, 0, *column, 2, 2 * TILE_VECTORS);
    else
      P(tile)(m, product, 0, *column, 1, 2 * TILE_VECTORS);
  }
}

static void P(multiply)(const diffusion_matrices *m, diffusion_product product) {
  ptrdiff_t column = 0;
  if (m->rows <= 2 && m->rows > 0) P(few_rows)(m, product, &column);
  // The last vector of a panel may be a part of one.
  for (; m->columns - column > 16 * (TILE_VECTORS - 1); column += 16 * TILE_VECTORS)
    P(panel)(m, product, column, TILE_VECTORS);
  for (; column < m->columns; column += 16) P(panel)(m, product, column, 1);
}

// Pairs of floats, pairs of pairs, then quarters of vectors, each exchanged between rows: a 16×16
// block is transposed by 64 shuffles that mostly stay inside the quarters.
#define LOW(a, b)                                                                              \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH(a, b)                                                                             \
  __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define LOW_PAIRS(a, b)                                                                        \
  __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define HIGH_PAIRS(a, b)                                                                       \
  __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
#define EVEN_QUARTERS(a, b)                                                                    \
  __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
#define ODD_QUARTERS(a, b)                                                                     \
  __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)

INLINE void P(transpose_block)(lanes a[16]) {
  lanes b[16];
  UNROLL for (int i = 0; i < 16; i += 2) {
    b[i] = LOW(a[i], a[i + 1]);
    b[i + 1] = HIGH(a[i], a[i + 1]);
  }
  UNROLL for (int i = 0; i < 16; i += 4) {
    a[i] = LOW_PAIRS(b[i], b[i + 2]);
    a[i + 1] = HIGH_PAIRS(b[i], b[i + 2]);
    a[i + 2] = LOW_PAIRS(b[i + 1], b[i + 3]);
    a[i + 3] = HIGH_PAIRS(b[i + 1], b[i + 3]);
  }
  UNROLL for (int i = 0; i < 4; i++) {
    lanes even = EVEN_QUARTERS(a[i], a[i + 4]), odd = ODD_QUARTERS(a[i], a[i + 4]);
    lanes even2 = EVEN_QUARTERS(a[i + 8], a[i + 12]), odd2 = ODD_QUARTERS(a[i + 8], a[i + 12]);
    b[i] = EVEN_QUARTERS(even, even2);
    b[i + 4] = EVEN_QUARTERS(odd, odd2);
    b[i + 8] = ODD_QUARTERS(even, even2);
    b[i + 12] = ODD_QUARTERS(odd, odd2);
  }
  UNROLL for (int i = 0; i < 16; i++) a[i] = b[i];
}

#undef LOW
#undef HIGH
#undef LOW_PAIRS
#undef HIGH_PAIRS
#undef EVEN_QUARTERS
#undef ODD_QUARTERS

// Sixteen rows, four at a time: the pointer is hidden from the compiler, which would keep sixteen
// multiples of the stride in memory.
#define FOUR_ROWS(row)                                                                         \
  row(i, 0);                                                                                   \
  row(i + 1, stride);                                                                          \
  row(i + 2, 2 * stride);                                                                      \
  row(i + 3, 3 * stride);                                                                      \
  p += 4 * stride;                                                                             \
  __asm__("" : "+r"(p))

INLINE void P(load_rows)(lanes block[16], const float *p, ptrdiff_t stride) {
#define ROW(i, offset) block[i] = P(load)(p + (offset))
  UNROLL for (int i = 0; i < 16; i += 4) { FOUR_ROWS(ROW); }
#undef ROW
}

INLINE void P(store_rows)(const lanes block[16], float *p, ptrdiff_t stride) {
#define ROW(i, offset) P(store)(p + (offset), block[i])
  UNROLL for (int i = 0; i < 16; i += 4) { FOUR_ROWS(ROW); }
#undef ROW
}

#undef FOUR_ROWS

// A whole block, in registers.
INLINE void P(transpose_whole)(const float *source, ptrdiff_t source_stride, float *result,
                               ptrdiff_t result_stride) {
  lanes block[16];
  P(load_rows)(block, source, source_stride);
  P(transpose_block)(block);
  P(store_rows)(block, result, result_stride);
}

// A smaller block; the result's rows are filled up with zeros. Not inlined: its block is in memory.
static __attribute__((noinline)) void P(transpose_part)(ptrdiff_t rows, ptrdiff_t columns,
                                                        const float *source,
                                                        ptrdiff_t source_stride, float *result,
                                                        ptrdiff_t result_stride) {
  lanes block[16];
  for (int i = 0; i < 16; i++)
    block[i] = i < rows ? P(load_up_to)(source + i * source_stride, columns) : P(all)(0.0f);
  P(transpose_block)(block);
  for (int i = 0; i < 16 && i < columns; i++) P(store)(result + i * result_stride, block[i]);
}

static void P(transpose)(ptrdiff_t rows, ptrdiff_t columns, const float *source,
                         ptrdiff_t source_stride, float *result, ptrdiff_t result_stride) {
  for (ptrdiff_t row = 0; row < rows; row += 16) {
    for (ptrdiff_t column = 0; column < columns; column += 16) {
      const float *from = source + row * source_stride + column;
      float *to = result + column * result_stride + row;
      if (rows - row >= 16 && columns - column >= 16)
        P(transpose_whole)(from, source_stride, to, result_stride);
      else
        P(transpose_part)(rows - row, columns - column, from, source_stride, to, result_stride);
    }
  }
}

// The sums of sixteen vectors. In each the halves are added until one number is left; after every
// such step two vectors fit into one.
INLINE lanes P(sixteen_sums)(lanes v[16]) {
#define HALVES(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
  UNROLL for (int i = 0; i < 8; i++)
    v[i] = HALVES(v[i], v[i + 8], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
           HALVES(v[i], v[i + 8], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  UNROLL for (int i = 0; i < 4; i++)
    v[i] = HALVES(v[i], v[i + 4], 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27) +
           HALVES(v[i], v[i + 4], 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31);
  UNROLL for (int i = 0; i < 2; i++)
    v[i] = HALVES(v[i], v[i + 2], 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29) +
           HALVES(v[i], v[i + 2], 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31);
  return HALVES(v[0], v[1], 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30) +
         HALVES(v[0], v[1], 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31);
#undef HALVES
}

// Sixteen rows at once, so that no addition waits for the one before it.
INLINE lanes P(sixteen_row_sums)(const float *values, ptrdiff_t columns, ptrdiff_t stride,
                                 const int rows) {
  lanes sums[16];
  UNROLL for (int r = 0; r < 16; r++) sums[r] = P(all)(0.0f);
  for (ptrdiff_t i = 0; i < columns; i += 16) {
    UNROLL for (int r = 0; r < rows; r++) sums[r] += P(load)(values + r * stride + i);
  }
  return P(sixteen_sums)(sums);
}

INLINE lanes P(some_row_sums)(const float *values, ptrdiff_t columns, ptrdiff_t stride,
                              ptrdiff_t rows) {
  lanes sums = P(all)(0.0f);
  for (ptrdiff_t r = 0; r < rows; r++) {
    lanes sum = P(sixteen_row_sums)(values + r * stride, columns, stride, 1);
    sums[r] = sum[0];
  }
  return sums;
}

static void P(row_sums)(ptrdiff_t rows, ptrdiff_t columns, const float *values, ptrdiff_t stride,
                        float *result, int is_added) {
  for (ptrdiff_t row = 0; row < rows; row += 16, values += 16 * stride) {
    ptrdiff_t left = rows - row < 16 ? rows - row : 16;
    lanes totals = left < 16 ? P(some_row_sums)(values, columns, stride, left)
                             : P(sixteen_row_sums)(values, columns, stride, 16);
    float *to = result + row;
    if (is_added) totals = P(load_up_to)(to, left) + totals;
    P(store_up_to)(to, totals, left);
  }
}

// Five rows at once, so that fifteen sums are under way.
INLINE void P(five_plane_sums)(const float *values, ptrdiff_t stride, ptrdiff_t columns,
                               const float *x, const float *y, const int rows, lanes *result) {
  lanes sums[16];
  UNROLL for (int i = 0; i < 16; i++) sums[i] = P(all)(0.0f);
  for (ptrdiff_t i = 0; i < columns; i += 16) {
    lanes fx = P(load)(x + i), fy = P(load)(y + i);
    UNROLL for (int r = 0; r < rows; r++) {
      lanes value = P(load)(values + r * stride + i);
      sums[r] += value;
      sums[5 + r] = P(fma)(value, fx, sums[5 + r]);
      sums[10 + r] = P(fma)(value, fy, sums[10 + r]);
    }
  }
  *result = P(sixteen_sums)(sums);
}

static void P(plane_sums)(ptrdiff_t rows, ptrdiff_t columns, const float *values, ptrdiff_t stride,
                          const float *x, const float *y, float *sums, float *products,
                          ptrdiff_t products_stride, int is_added) {
  for (ptrdiff_t row = 0; row < rows; row += 5) {
    ptrdiff_t left = rows - row < 5 ? rows - row : 5;
    lanes totals[5];
    if (left == 5)
      P(five_plane_sums)(values + row * stride, stride, columns, x, y, 5, totals);
    else
      for (ptrdiff_t r = 0; r < left; r++)
        P(five_plane_sums)(values + (row + r) * stride, stride, columns, x, y, 1, totals + r);
    for (ptrdiff_t r = 0; r < left; r++) {
      lanes total = left == 5 ? totals[0] : totals[r];
      ptrdiff_t at = left == 5 ? r : 0;
      float *sum = sums + row + r, *product = products + (row + r) * products_stride;
      *sum = is_added ? *sum + total[at] : total[at];
      product[0] = is_added ? product[0] + total[5 + at] : total[5 + at];
      product[1] = is_added ? product[1] + total[10 + at] : total[10 + at];
    }
  }
}

static void P(add)(ptrdiff_t count, const float *values, float *target) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes sum = P(load_up_to)(target + i, left) + P(load_up_to)(values + i, left);
    P(store_up_to)(target + i, sum, left);
  }
}
