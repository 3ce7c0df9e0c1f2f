// x86-64 with AVX2.
#ifdef __AVX2__
#define DRAGOMAN_KERNELS kernels_avx2
#include "nn/kernels_body.h"
#endif
