// Everything for one instruction set; included once a path.
#include "path_vector.h"

#include "path_functions.h"

#include "path_noise.h"

#include "path_mixture.h"

#include "path_matrix.h"

#include "path_network.h"

static const diffusion_kernels P(table) = {
    .fill_normals = P(fill_normals),
    .fill_uniforms = P(fill_uniforms),
    .noise_step = P(noise_step),
    .affine_step = P(affine_step),
    .exponential = P(exponential_all),
    .logarithm = P(logarithm_all),
    .hyperbolic_tangent = P(hyperbolic_tangent_all),
    .sine_and_cosine = P(sine_and_cosine_all),
    .fourier_features = P(fourier_features),
    .mixture_scores = P(mixture_scores),
    .mixture_log_densities = P(mixture_log_densities),
    .mixture_add_responsibilities = P(mixture_add_responsibilities),
    .multiply = P(multiply),
    .activate = P(activate),
    .differentiate = P(differentiate),
    .transpose = P(transpose),
    .row_sums = P(row_sums),
    .plane_sums = P(plane_sums),
    .squared_error = P(squared_error),
    .adam = P(adam),
    .add = P(add),
};
