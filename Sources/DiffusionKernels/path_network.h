// Activations, the squared error and the optimiser; Activation.swift and PlainAdam.swift define them.

INLINE lanes P(activation)(diffusion_activation kind, lanes z, lanes *derivative) {
  lanes one = P(all)(1.0f);
  switch (kind) {
  case diffusion_silu: {
    lanes s = P(logistic)(z);
    lanes value = z * s;
    *derivative = P(fma)(value, one - s, s);
    return value;
  }
  case diffusion_tanh: {
    lanes value = P(hyperbolic_tangent)(z);
    *derivative = P(fma)(-value, value, one);
    return value;
  }
  case diffusion_gelu: {
    lanes linear = P(all)(1.5957691216057308f);
    float cubic = 0.07135481627159f;
    lanes square = z * z;
    lanes u = z * P(fma)(P(all)(cubic), square, linear);
    lanes s = P(logistic)(u);
    lanes value = z * s;
    lanes slope = P(fma)(P(all)(3.0f * cubic), square, linear);
    *derivative = P(fma)(value * (one - s), slope, s);
    return value;
  }
  case diffusion_relu: {
    lanes zero = P(all)(0.0f);
    *derivative = P(choose)(z > zero, one, zero);
    return P(choose)(z < zero, zero, z);
  }
  }
  return z;
}

#define FOR_EACH_ACTIVATION(body)                                                              \
  switch (kind) {                                                                              \
  case diffusion_silu: body(diffusion_silu); break;                                            \
  case diffusion_tanh: body(diffusion_tanh); break;                                            \
  case diffusion_gelu: body(diffusion_gelu); break;                                            \
  case diffusion_relu: body(diffusion_relu); break;                                            \
  }

INLINE void P(activate_rows)(diffusion_activation kind, ptrdiff_t rows, ptrdiff_t columns,
                             ptrdiff_t stride, float *z) {
  lanes derivative;
  for (ptrdiff_t row = 0; row < rows; row++) {
    float *p = z + row * stride;
    for (ptrdiff_t i = 0; i < columns; i += 16)
      P(store)(p + i, P(activation)(kind, P(load)(p + i), &derivative));
  }
}

static void P(activate)(diffusion_activation kind, ptrdiff_t rows, ptrdiff_t columns,
                        ptrdiff_t stride, float *z) {
#define BODY(kind) P(activate_rows)(kind, rows, columns, stride, z)
  FOR_EACH_ACTIVATION(BODY)
#undef BODY
}

// Sixteen rows at a time, which are transposed while they are in the cache.
INLINE void P(differentiate_rows)(diffusion_activation kind, ptrdiff_t rows, ptrdiff_t columns,
                                  ptrdiff_t stride, float *z, float *a, float *transposed,
                                  ptrdiff_t transposed_stride) {
  for (ptrdiff_t row = 0; row < rows; row += 16) {
    ptrdiff_t height = rows - row < 16 ? rows - row : 16;
    for (ptrdiff_t i = 0; i < height; i++) {
      float *from = z + (row + i) * stride, *to = a + (row + i) * stride;
      for (ptrdiff_t column = 0; column < columns; column += 16) {
        lanes derivative;
        P(store)(to + column, P(activation)(kind, P(load)(from + column), &derivative));
        P(store)(from + column, derivative);
      }
    }
    P(transpose)(height, columns, a + row * stride, stride, transposed + row, transposed_stride);
  }
}

static void P(differentiate)(diffusion_activation kind, ptrdiff_t rows, ptrdiff_t columns,
                             ptrdiff_t stride, float *z, float *a, float *transposed,
                             ptrdiff_t transposed_stride) {
#define BODY(kind)                                                                             \
  P(differentiate_rows)(kind, rows, columns, stride, z, a, transposed, transposed_stride)
  FOR_EACH_ACTIVATION(BODY)
#undef BODY
}

#undef FOR_EACH_ACTIVATION

static void P(squared_error)(ptrdiff_t count, float *output_x, float *output_y,
                             const float *target_x, const float *target_y, const float *weight,
                             double *sums) {
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes w = P(load_up_to)(weight + i, left);
    lanes x = P(load)(output_x + i) - P(load_up_to)(target_x + i, left);
    lanes y = P(load)(output_y + i) - P(load_up_to)(target_y + i, left);
    lanes loss = w * P(fma)(y, y, x * x);
    for (int lane = 0; lane < 16; lane++) sums[lane] += (double)loss[lane];
    P(store)(output_x + i, (w + w) * x);
    P(store)(output_y + i, (w + w) * y);
  }
}

static void P(adam)(ptrdiff_t count, const diffusion_adam *step, const float *gradient,
                    float *parameters, float *average, float *first, float *second) {
  lanes rate = P(all)(step->rate), scale = P(all)(step->root_scale);
  lanes averaging = P(all)(step->averaging);
  for (ptrdiff_t i = 0; i < count; i += 16) {
    ptrdiff_t left = count - i;
    lanes g = P(load_up_to)(gradient + i, left);
    lanes m = P(fma)(P(all)(0.1f), g, P(all)(0.9f) * P(load_up_to)(first + i, left));
    lanes v = P(fma)(P(all)(0.001f), g * g, P(all)(0.999f) * P(load_up_to)(second + i, left));
    P(store_up_to)(first + i, m, left);
    P(store_up_to)(second + i, v, left);
    lanes root = P(fma)(P(root)(v), scale, P(all)(1e-8f));
    lanes p = P(load_up_to)(parameters + i, left) - rate * m / root;
    P(store_up_to)(parameters + i, p, left);
    lanes e = P(load_up_to)(average + i, left);
    P(store_up_to)(average + i, P(fma)(averaging, p - e, e), left);
  }
}
