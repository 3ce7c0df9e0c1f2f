// x86-64 with AVX2.
#ifdef __AVX2__
#define DRAGOMAN_KERNELS kKernelsAvx2
#define DRAGOMAN_KERNELS_NAME "avx2"
#include "nn/kernels.inc"
#endif
