// 64-bit ARM.
#ifdef __aarch64__
#include "nn/kernels_neon.inc"
#define DRAGOMAN_KERNELS kKernelsNeon
#define DRAGOMAN_KERNELS_NAME "neon"
#include "nn/kernels.inc"
#endif
