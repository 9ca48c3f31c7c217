// batch kernels
