// x86-64 with AVX-512 and its multiply-add of bytes (Ice Lake, Zen 4).
#ifdef __AVX512VNNI__
#define DRAGOMAN_KERNELS kKernelsAvx512
#define DRAGOMAN_KERNELS_NAME "avx512"
#define DRAGOMAN_BYTE_WEIGHTS
#include "nn/kernels.inc"
#endif
