/// Batch kernels of the particle path, Float32.
///
/// One source is compiled for several instruction sets; which one runs is chosen at run time. All
/// give the same bits: every sum of products is a chain of fused multiply-adds in a fixed order,
/// the sixteen lanes of a vector run over particles or outputs, and no function of the C library is
/// called. Each kernel has a plain Swift twin in DiffusionCore that defines its result.
#ifndef DIFFUSION_KERNELS_H
#define DIFFUSION_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Floats that are handled together; leading dimensions and paddings are multiples of it.
#define DIFFUSION_LANES 16

/// The functions between two layers.
typedef enum diffusion_activation {
  diffusion_silu,
  diffusion_tanh,
  diffusion_gelu,
  diffusion_relu,
} diffusion_activation;

/// A Gaussian mixture with `count` components; `half` is −½ log₂e precision_xx, `log_weight` is the
/// binary logarithm of a component's greatest density times its weight.
typedef struct diffusion_mixture {
  ptrdiff_t count;
  int is_isotropic;
  const float *mean_x, *mean_y;
  const float *precision_xx, *precision_xy, *precision_yy;
  const float *half, *log_weight;
} diffusion_mixture;

/// What a matrix product does with the sums.
typedef enum diffusion_product {
  /// C = bias (one a row) + A B, the bias first.
  diffusion_product_bias,
  /// C = C + A B, term after term onto C.
  diffusion_product_continue,
  /// C = (A B) C, element by element.
  diffusion_product_times,
  /// C = A B.
  diffusion_product_set,
  /// C = C + (A B), the sums first.
  diffusion_product_add,
} diffusion_product;

/// C[m][n] from Σₖ A[m][k] B[k][n], k in order; n runs over lanes.
///
/// B is read, and C is written in the first three forms, in whole vectors: rows are padded to a
/// multiple of DIFFUSION_LANES. The last two forms write exactly `columns` elements a row.
typedef struct diffusion_matrices {
  ptrdiff_t rows, columns, terms;
  const float *a;
  ptrdiff_t a_stride;
  const float *b;
  ptrdiff_t b_stride;
  float *c;
  ptrdiff_t c_stride;
  const float *_Nullable bias;
} diffusion_matrices;

/// The numbers of one optimiser step that are the same for all parameters.
typedef struct diffusion_adam {
  float rate, root_scale, averaging;
} diffusion_adam;

/// The kernels for one instruction set.
typedef struct diffusion_kernels {
  /// Two standard normal numbers a particle, from the sequence of a key.
  void (*fill_normals)(uint64_t key0, uint64_t key1, ptrdiff_t count, float *x, float *y);
  /// Uniform numbers in [0, 1).
  void (*fill_uniforms)(uint64_t key0, uint64_t key1, ptrdiff_t count, float *values);
  /// x ← a x + b s + c z in both coordinates with the normal numbers of a key; with or without s.
  void (*noise_step)(uint64_t key0, uint64_t key1, ptrdiff_t count, float *x, float *y,
                     const float *_Nullable score_x, const float *_Nullable score_y, float a,
                     float b, float c);
  /// x ← a x + b s + c z.
  void (*affine_step)(ptrdiff_t count, float *x, const float *_Nullable score,
                      const float *_Nullable noise, float a, float b, float c);

  void (*exponential)(ptrdiff_t count, const float *values, float *result);
  void (*logarithm)(ptrdiff_t count, const float *values, float *result);
  void (*hyperbolic_tangent)(ptrdiff_t count, const float *values, float *result);
  void (*sine_and_cosine)(ptrdiff_t count, const float *values, float *sine, float *cosine);
  /// Rows of sin(fⱼ uᵢ), then cos(fⱼ uᵢ).
  void (*fourier_features)(ptrdiff_t count, const float *values, ptrdiff_t width,
                           const float *frequencies, float *rows);

  void (*mixture_scores)(const diffusion_mixture *mixture, ptrdiff_t count, const float *x,
                         const float *y, float *score_x, float *score_y);
  void (*mixture_log_densities)(const diffusion_mixture *mixture, ptrdiff_t count, const float *x,
                                const float *y, float *result);
  /// Adds each component's responsibilities for at most 2048 particles.
  void (*mixture_add_responsibilities)(const diffusion_mixture *mixture, ptrdiff_t count,
                                       const float *x, const float *y, double *sums);

  void (*multiply)(const diffusion_matrices *matrices, diffusion_product product);
  /// z ← f(z), for rows that are padded to whole vectors.
  void (*activate)(diffusion_activation kind, ptrdiff_t rows, ptrdiff_t columns,
                   ptrdiff_t stride, float *z);
  /// a = f(z), also transposed as by `transpose`, and z ← f′(z).
  void (*differentiate)(diffusion_activation kind, ptrdiff_t rows, ptrdiff_t columns,
                        ptrdiff_t stride, float *z, float *a, float *transposed,
                        ptrdiff_t transposed_stride);
  /// The transpose, its rows padded with zeros to whole vectors.
  void (*transpose)(ptrdiff_t rows, ptrdiff_t columns, const float *source,
                    ptrdiff_t source_stride, float *result, ptrdiff_t result_stride);
  /// Each row's sum: sixteen sums over whole vectors, then pairwise; set or added.
  void (*row_sums)(ptrdiff_t rows, ptrdiff_t columns, const float *values, ptrdiff_t stride,
                   float *result, int is_added);
  /// Each row's sum as by `row_sums`, and likewise its sums of products with x and y, which go into
  /// neighbouring elements.
  void (*plane_sums)(ptrdiff_t rows, ptrdiff_t columns, const float *values, ptrdiff_t stride,
                     const float *x, const float *y, float *sums, float *products,
                     ptrdiff_t products_stride, int is_added);
  /// Residuals of two rows of outputs: δ = 2 w (F − t) in place, w |F − t|² added in Float64 to
  /// sixteen sums.
  void (*squared_error)(ptrdiff_t count, float *output_x, float *output_y, const float *target_x,
                        const float *target_y, const float *weight, double *sums);
  void (*adam)(ptrdiff_t count, const diffusion_adam *step, const float *gradient,
               float *parameters, float *average, float *first, float *second);
  /// target ← target + values.
  void (*add)(ptrdiff_t count, const float *values, float *target);
} diffusion_kernels;

/// The instruction sets, the later the faster.
typedef enum diffusion_path {
  diffusion_path_portable,
  diffusion_path_avx2,
  diffusion_path_avx512,
} diffusion_path;

/// The kernels of a path, or null if this processor cannot run them.
const diffusion_kernels *_Nullable diffusion_kernels_for(diffusion_path path);

/// The name of a path in the environment variable DIFFVIZ_KERNELS, or null if it is not set.
const char *_Nullable diffusion_wanted_path(void);

/// Tells the processor that a thread waits in a loop, so that its neighbour gets on.
static inline void diffusion_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Lets another thread that wants this core have it.
void diffusion_yield(void);

#pragma clang assume_nonnull end

#endif
