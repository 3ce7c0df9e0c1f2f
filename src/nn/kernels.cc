#include "nn/kernels.h"

#if defined(DRAGOMAN_ARM_KERNELS) && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace dragoman {

extern const Kernels kKernelsPortable;
#ifdef DRAGOMAN_X86_KERNELS
extern const Kernels kKernelsAvx2, kKernelsAvx512;
#endif
#ifdef DRAGOMAN_ARM_KERNELS
extern const Kernels kKernelsNeon, kKernelsDotprod;
#endif

const Kernels* usable_kernels(std::size_t index) {
  const Kernels* usable[4] = {&kKernelsPortable};
  std::size_t count = 1;
#ifdef DRAGOMAN_X86_KERNELS
  // Asks the operating system too: it must save the wide registers.
  if (__builtin_cpu_supports("avx2")) usable[count++] = &kKernelsAvx2;
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vnni"))
    usable[count++] = &kKernelsAvx512;
#endif
#ifdef DRAGOMAN_ARM_KERNELS
  usable[count++] = &kKernelsNeon;
#if defined(__APPLE__)
  usable[count++] = &kKernelsDotprod;
#elif defined(__linux__)
  constexpr unsigned long kDotprod = 1UL << 20;  // HWCAP_ASIMDDP of the kernel's interface
  if ((getauxval(AT_HWCAP) & kDotprod) != 0) usable[count++] = &kKernelsDotprod;
#endif
#endif
  return index < count ? usable[index] : nullptr;
}

const Kernels& best_kernels() {
  static const Kernels& best = [&]() -> const Kernels& {
    std::size_t last = 0;
    while (usable_kernels(last + 1) != nullptr) ++last;
    return *usable_kernels(last);
  }();
  return best;
}

}  // namespace dragoman
