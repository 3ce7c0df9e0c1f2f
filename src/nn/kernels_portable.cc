// Any processor.
#define DRAGOMAN_KERNELS kernels_portable
#include "nn/kernels_body.h"
