// x86-64 with AVX-512 and its multiply-add of words (Ice Lake, Zen 4).
#ifdef __AVX512VNNI__
#define DRAGOMAN_KERNELS kernels_avx512
#include "nn/kernels_body.h"
#endif
