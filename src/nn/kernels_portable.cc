// Any processor.
#define DRAGOMAN_KERNELS kKernelsPortable
#define DRAGOMAN_KERNELS_NAME "portable"
#include "nn/kernels.inc"
