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
  lanes sums[8][4];
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

// All rows of a panel of columns.
INLINE void P(panel)(const diffusion_matrices *m, diffusion_product product, ptrdiff_t column,
                     const int vectors) {
  ptrdiff_t row = 0;
  for (; row + TILE_ROWS <= m->rows; row += TILE_ROWS)
    P(tile)(m, product, row, column, TILE_ROWS, vectors);
#if TILE_ROWS > 4
  for (; row + 4 <= m->rows; row += 4) P(tile)(m, product, row, column, 4, vectors);
#endif
#if TILE_ROWS > 2
  for (; row + 2 <= m->rows; row += 2) P(tile)(m, product, row, column, 2, vectors);
#endif
  for (; row < m->rows; row++) P(tile)(m, product, row, column, 1, vectors);
}

static void P(multiply)(const diffusion_matrices *m, diffusion_product product) {
  ptrdiff_t column = 0;
  for (; column + 16 * TILE_VECTORS <= m->columns; column += 16 * TILE_VECTORS)
    P(panel)(m, product, column, TILE_VECTORS);
  for (; column < m->columns; column += 16) P(panel)(m, product, column, 1);
}

INLINE lanes P(interleave_low)(lanes a, lanes b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

INLINE lanes P(interleave_high)(lanes a, lanes b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                 31);
}

// Four perfect shuffles of sixteen rows transpose a block.
INLINE void P(transpose_block)(lanes a[16]) {
  lanes b[16];
  UNROLL for (int pass = 0; pass < 2; pass++) {
    UNROLL for (int i = 0; i < 8; i++) {
      b[2 * i] = P(interleave_low)(a[i], a[i + 8]);
      b[2 * i + 1] = P(interleave_high)(a[i], a[i + 8]);
    }
    UNROLL for (int i = 0; i < 8; i++) {
      a[2 * i] = P(interleave_low)(b[i], b[i + 8]);
      a[2 * i + 1] = P(interleave_high)(b[i], b[i + 8]);
    }
  }
}

static void P(transpose)(ptrdiff_t rows, ptrdiff_t columns, const float *source,
                         ptrdiff_t source_stride, float *result, ptrdiff_t result_stride) {
  lanes block[16];
  for (ptrdiff_t row = 0; row < rows; row += 16) {
    for (ptrdiff_t column = 0; column < columns; column += 16) {
      const float *from = source + row * source_stride + column;
      float *to = result + column * result_stride + row;
      ptrdiff_t height = rows - row, width = columns - column;
      if (height >= 16 && width >= 16) {
        UNROLL for (int i = 0; i < 16; i++) block[i] = P(load)(from + i * source_stride);
        P(transpose_block)(block);
        UNROLL for (int i = 0; i < 16; i++) P(store)(to + i * result_stride, block[i]);
        continue;
      }
      for (int i = 0; i < 16; i++)
        block[i] = i < height ? P(load_up_to)(from + i * source_stride, width) : P(all)(0.0f);
      P(transpose_block)(block);
      for (int i = 0; i < 16 && i < width; i++) P(store)(to + i * result_stride, block[i]);
    }
  }
}

static void P(row_sums)(ptrdiff_t rows, ptrdiff_t columns, const float *values, ptrdiff_t stride,
                        float *result, int is_added) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    lanes sum = P(all)(0.0f);
    for (ptrdiff_t column = 0; column < columns; column += 16)
      sum += P(load)(values + row * stride + column);
    sum += __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    sum += __builtin_shufflevector(sum, sum, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3);
    sum += __builtin_shufflevector(sum, sum, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
    float total = sum[0] + sum[1];
    result[row] = is_added ? result[row] + total : total;
  }
}

static void P(add)(ptrdiff_t count, const float *values, float *target) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes sum = P(load_up_to)(target + i, left) + P(load_up_to)(values + i, left);
    P(store_up_to)(target + i, sum, left);
  }
}
