// 64-bit ARM that adds four products of bytes at once (sdot; most since 2018).
#ifdef __ARM_FEATURE_DOTPROD
#include "nn/kernels_neon.inc"
#define DRAGOMAN_KERNELS kKernelsDotprod
#define DRAGOMAN_KERNELS_NAME "dotprod"
#include "nn/kernels.inc"
#endif
