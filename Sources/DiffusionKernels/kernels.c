#include "DiffusionKernels.h"

#include <sched.h>
#include <stdlib.h>

#if defined(__x86_64__)
// For loads and stores under a mask, and for AVX-512's rounding and scaling by powers of two.
#include <immintrin.h>
#endif

// No product and sum may be fused that is not written as fused: the bits would depend on the target.
#pragma STDC FP_CONTRACT OFF
// Vectors are passed between functions of this file only, which are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float lanes __attribute__((vector_size(64)));
typedef float unaligned_lanes __attribute__((vector_size(64), aligned(4)));
typedef uint32_t words __attribute__((vector_size(64)));
typedef int32_t integers __attribute__((vector_size(64)));
typedef uint64_t long_words __attribute__((vector_size(64)));
typedef double doubles __attribute__((vector_size(128)));
typedef int64_t long_integers __attribute__((vector_size(128)));
typedef float four_floats __attribute__((vector_size(16)));
typedef double four_doubles __attribute__((vector_size(32)));
typedef int64_t four_long_integers __attribute__((vector_size(32)));
typedef int32_t eight_integers __attribute__((vector_size(32)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define JOIN_(name, path) name##_##path
#define JOIN(name, path) JOIN_(name, path)
// The name of a function in the path that is being compiled.
#define P(name) JOIN(name, PATH)

// Each path: its name, and the rows and vectors of a register tile of the matrix product.

#define PATH portable
#if defined(__aarch64__)
#define TILE_ROWS 6
#else
#define TILE_ROWS 2
#endif
#define TILE_VECTORS 1
#if defined(__x86_64__) || defined(__i386__)
// SSE2 has no fused multiply-add.
#define SOFTWARE_FMA 1
#endif
#include "path.h"
#undef PATH
#undef TILE_ROWS
#undef TILE_VECTORS
#undef SOFTWARE_FMA

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define PATH avx2
#define MASKS_AVX2 1
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "path.h"
#undef PATH
#undef MASKS_AVX2
#undef TILE_ROWS
#undef TILE_VECTORS
#pragma clang attribute pop

#pragma clang attribute push(                                                                  \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#define PATH avx512
#define MASKS_AVX512 1
#define TILE_ROWS 8
#define TILE_VECTORS 2
#include "path.h"
#undef PATH
#undef MASKS_AVX512
#undef TILE_ROWS
#undef TILE_VECTORS
#pragma clang attribute pop

#endif

const diffusion_kernels *diffusion_kernels_for(diffusion_path path) {
  switch (path) {
  case diffusion_path_portable:
    return &table_portable;
#if defined(__x86_64__)
  case diffusion_path_avx2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &table_avx2 : NULL;
  case diffusion_path_avx512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                   __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
               ? &table_avx512
               : NULL;
#endif
  default:
    return NULL;
  }
}

const char *diffusion_wanted_path(void) { return getenv("DIFFVIZ_KERNELS"); }

void diffusion_yield(void) { sched_yield(); }
