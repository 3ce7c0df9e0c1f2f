// How near do the products of matrices (nn/kernels.h) come to what the processor could do?
//
//   kernels_bench [TABLE]     default: every table that this processor runs
//
// For each table and shape of weights (outputs × inputs): billions of multiplications a second on
// one core, and their share of the peak, which a bare loop of the table's instruction gives and
// which is measured anew beside every figure. `again` multiplies by the same weights again and
// again; `all` by one matrix after another of 12 MiB, as a sentence does that passes through all
// layers. Where oneDNN is installed (Debian: libdnnl-dev), its product of the same matrices stands
// below, with weights packed beforehand as it likes them best. Times are CPU times of one thread,
// the best of several rounds.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#ifdef DRAGOMAN_ONEDNN
#include <unistd.h>

#include <oneapi/dnnl/dnnl.hpp>
#endif

#include "nn/kernels.h"
#include "peak.h"

namespace {

using dragoman::Kernels;
using dragoman::Quantised;
using dragoman::bench::cpu_seconds;
using dragoman::bench::PeakLoop;

volatile int sink = 0;

constexpr std::array<std::size_t, 7> kCounts = {1, 2, 4, 7, 9, 16, 32};  // vectors at once
constexpr std::size_t kMost = 32;
constexpr std::array<std::pair<std::size_t, std::size_t>, 9> kShapes = {{{1152, 384},  // accurate
                                                                         {384, 384},
                                                                         {1536, 384},
                                                                         {384, 1536},
                                                                         {160, 480},  // fast
                                                                         {96, 160},
                                                                         {64, 64},
                                                                         {17, 160},
                                                                         {50, 160}}};

// Seconds of one call. The clock is read seldom: reading it takes as long as a small product.
double seconds_of(const std::function<void()>& work, double at_least) {
  for (int calls = 1;; calls *= 4) {
    const double start = cpu_seconds();
    for (int i = 0; i < calls; ++i) work();
    const double spent = cpu_seconds() - start;
    if (spent >= at_least) return spent / calls;
  }
}

struct Speed {
  double rate = 0;  // multiplications a second
  double peak = 0;
};

// Turn about, so that both meet the same clock and the same neighbours.
Speed measure(const PeakLoop& loop, double multiplications, const std::function<void()>& work) {
  constexpr int kRounds = 5, kLoop = 1000;
  Speed best;
  work();  // warms the caches
  for (int round = 0; round < kRounds; ++round) {
    if (loop.run != nullptr)
      best.peak = std::max(best.peak, loop.multiplications * kLoop /
                                          seconds_of([&] { sink = loop.run(kLoop); }, 0.001));
    best.rate = std::max(best.rate, multiplications / seconds_of(work, 0.004));
  }
  return best;
}

void print(const Speed& speed) {
  if (speed.peak > 0)
    std::printf("  %6.1f %3.0f%%", speed.rate * 1e-9, 100 * speed.rate / speed.peak);
  else
    std::printf("  %6.1f     ", speed.rate * 1e-9);
}

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};

// Aligned to a line of the cache, as the layers' memory is.
template <typename T>
std::unique_ptr<T[], Free> aligned(std::size_t count) {
  const std::size_t bytes = (std::max<std::size_t>(1, count * sizeof(T)) + 63) / 64 * 64;
  auto* memory = static_cast<T*>(std::aligned_alloc(64, bytes));
  if (memory == nullptr) std::abort();
  std::fill(memory, memory + count, T{});
  return std::unique_ptr<T[], Free>(memory);
}

// One line: for each count of vectors, `multiply(count, copy)`, where copies of the weights lie one
// after another in memory.
template <typename Multiply>
void measure_shape(const PeakLoop& loop, std::size_t rows, std::size_t columns, std::size_t copies,
                   Multiply multiply) {
  std::printf("  %4zu x %4zu", rows, columns);
  for (const std::size_t count : kCounts) {
    const double multiplications = static_cast<double>(rows * columns * count);
    print(measure(loop, multiplications, [&] { multiply(count, 0); }));
    std::size_t copy = 0;
    if (count == kMost)
      print(measure(loop, multiplications, [&] {
        multiply(count, copy);
        copy = copy + 1 == copies ? 0 : copy + 1;
      }));
  }
  std::printf("\n");
}

std::size_t copies_of(std::size_t rows, std::size_t columns) {
  return (std::size_t{12} << 20) / (rows * columns) + 1;
}

std::vector<std::int8_t> some_weights(std::size_t count) {
  std::vector<std::int8_t> weights(count);
  for (std::size_t k = 0; k < count; ++k)
    weights[k] = static_cast<std::int8_t>(static_cast<int>(k * 97 % 255) - 127);
  return weights;
}

void measure_weights(const Kernels& kernels, const PeakLoop& loop, std::size_t rows,
                     std::size_t columns) {
  const std::vector<std::int8_t> weights = some_weights(rows * columns);
  const std::size_t bytes = (kernels.packed_bytes(rows, columns) + 63) / 64 * 64;
  const std::size_t copies = copies_of(rows, columns);
  const auto packed = aligned<std::byte>(copies * bytes);
  for (std::size_t c = 0; c < copies; ++c)
    kernels.pack(weights.data(), rows, columns, packed.get() + c * bytes);
  const std::size_t width = dragoman::padded_columns(columns);
  const auto x = aligned<Quantised>(kMost * width);
  for (std::size_t i = 0; i < kMost; ++i)
    for (std::size_t k = 0; k < columns; ++k)
      x[i * width + k] = static_cast<Quantised>(static_cast<int>((i + k) * 31 % 127) - 63);
  const auto workspace = aligned<std::byte>(kernels.workspace_bytes(rows, columns, kMost));
  const auto y = aligned<float>(kMost * rows);
  const std::vector<float> ones(std::max(kMost, rows), 1.0F);
  measure_shape(loop, rows, columns, copies, [&](std::size_t count, std::size_t copy) {
    kernels.multiply(packed.get() + copy * bytes, rows, columns, x.get(), ones.data(), count,
                     workspace.get(), ones.data(), ones.data(), y.get(), rows);
  });
}

#ifdef DRAGOMAN_ONEDNN
void measure_onednn(const PeakLoop& loop, std::size_t rows, std::size_t columns) {
  using Tag = dnnl::memory::format_tag;
  using Type = dnnl::memory::data_type;
  const auto size = [](std::size_t n) { return static_cast<dnnl::memory::dim>(n); };
  dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  dnnl::stream stream(engine);
  const dnnl::memory::desc given({size(columns), size(rows)}, Type::s8, Tag::ba);
  const dnnl::memory::desc any({size(columns), size(rows)}, Type::s8, Tag::any);
  std::vector<std::int8_t> weights = some_weights(rows * columns);
  dnnl::memory plain(given, engine, weights.data());
  struct Product {
    dnnl::matmul run;
    dnnl::memory x, sums;
    std::vector<dnnl::memory> packed;
  };
  std::vector<Product> products;
  const std::size_t copies = copies_of(rows, columns);
  for (const std::size_t count : kCounts) {
    const dnnl::memory::desc x({size(count), size(columns)}, Type::u8, Tag::ab);
    const dnnl::memory::desc sums({size(count), size(rows)}, Type::s32, Tag::ab);
#if DNNL_VERSION_MAJOR >= 3
    const dnnl::matmul::primitive_desc chosen(engine, x, any, sums);
#else
    const dnnl::matmul::primitive_desc chosen({x, any, sums}, engine);
#endif
    Product& product = products.emplace_back(
        Product{dnnl::matmul(chosen), dnnl::memory(x, engine), dnnl::memory(sums, engine), {}});
    auto* bytes = static_cast<std::uint8_t*>(product.x.get_data_handle());
    for (std::size_t k = 0; k < count * columns; ++k)
      bytes[k] = static_cast<std::uint8_t>(k * 31 % 127);
    for (std::size_t c = 0; c < (count == kMost ? copies : 1); ++c) {
      product.packed.emplace_back(chosen.weights_desc(), engine);
      dnnl::reorder(plain, product.packed.back()).execute(stream, plain, product.packed.back());
    }
  }
  stream.wait();
  measure_shape(loop, rows, columns, copies, [&](std::size_t count, std::size_t copy) {
    const auto which = std::find(kCounts.begin(), kCounts.end(), count) - kCounts.begin();
    Product& product = products[static_cast<std::size_t>(which)];
    product.run.execute(stream, {{DNNL_ARG_SRC, product.x},
                                 {DNNL_ARG_WEIGHTS, product.packed[copy]},
                                 {DNNL_ARG_DST, product.sums}});
  });
}
#endif

void measure_rows(const Kernels& kernels, std::size_t a_count, std::size_t b_count,
                  std::size_t columns) {
  const std::size_t width = dragoman::padded_columns(columns);
  const auto a = aligned<Quantised>(a_count * width), b = aligned<Quantised>(b_count * width);
  const auto sums = aligned<std::int32_t>(a_count * b_count);
  const Speed speed = measure({}, static_cast<double>(a_count * b_count * columns), [&] {
    kernels.multiply_rows(a.get(), a_count, b.get(), b_count, columns, sums.get(), b_count);
  });
  std::printf("  %3zu x %3zu, width %3zu  %6.1f\n", a_count, b_count, columns, speed.rate * 1e-9);
}

void measure_function(const char* name, std::size_t n, const std::function<void()>& work) {
  const Speed speed = measure({}, static_cast<double>(n), work);
  std::printf("  %-22s  %6.2f\n", name, speed.rate * 1e-9);
}

void print_head(const char* name, const PeakLoop& loop) {
  std::printf("%s", name);
  if (loop.run != nullptr)
    std::printf(": %% of %s, %.1f billion a second", loop.instruction,
                1e-9 * measure(loop, 1, [] {}).peak);
  std::printf("\n  vectors at once:");
  for (const std::size_t count : kCounts) std::printf(" %5zu again", count);
  std::printf(" %5zu all\n", kMost);
}

}  // namespace

int main(int argc, char** argv) {
#ifdef DRAGOMAN_ONEDNN
  // Its threads are counted before this program begins.
  if (std::getenv("OMP_NUM_THREADS") == nullptr && setenv("OMP_NUM_THREADS", "1", 1) == 0)
    execv("/proc/self/exe", argv);
#endif
  for (std::size_t index = 0; const Kernels* kernels = dragoman::usable_kernels(index); ++index) {
    if (argc > 1 && std::string_view(argv[1]) != kernels->name) continue;
    const PeakLoop loop = dragoman::bench::peak_loop(kernels->name);
    print_head(kernels->name, loop);
    for (const auto& [rows, columns] : kShapes) measure_weights(*kernels, loop, rows, columns);
    std::printf("  products of rows, billion a second\n");
    measure_rows(*kernels, 32, 32, 32);
    measure_rows(*kernels, 45, 45, 32);
    measure_rows(*kernels, 160, 160, 32);
    measure_rows(*kernels, 32, 32, 45);
    measure_rows(*kernels, 160, 32, 160);
    measure_rows(*kernels, 25, 26, 64);
    measure_rows(*kernels, 25, 26, 384);
    measure_rows(*kernels, 50, 1, 128);
    measure_rows(*kernels, 1, 50, 128);

    constexpr std::size_t kNumbers = 1536;
    const auto x = aligned<float>(kNumbers), y = aligned<float>(kNumbers),
               z = aligned<float>(kNumbers);
    const auto q = aligned<Quantised>(kNumbers);
    const auto sums = aligned<std::int32_t>(kNumbers);
    for (std::size_t k = 0; k < kNumbers; ++k) {
      x[k] = static_cast<float>(k % 67) / 67;
      sums[k] = static_cast<std::int32_t>(k * 7919 % 20011);
    }
    std::printf("  functions of %zu numbers, billion numbers a second\n", kNumbers);
    measure_function("largest", kNumbers,
                     [&] { sink = kernels->largest(x.get(), kNumbers) > 0 ? 1 : 0; });
    measure_function("quantise", kNumbers,
                     [&] { kernels->quantise(x.get(), kNumbers, 63, 63, q.get()); });
    measure_function("quantise_product", kNumbers, [&] {
      kernels->quantise_product(x.get(), y.get(), kNumbers, 63, 63, q.get());
    });
    measure_function("norm of 384", 384,
                     [&] { kernels->norm(x.get(), 384, 1e-5F, x.get(), y.get(), z.get()); });
    measure_function("gelu", kNumbers, [&] { kernels->gelu(x.get(), kNumbers); });
    measure_function("silu", kNumbers, [&] { kernels->silu(y.get(), kNumbers); });
    measure_function("softmax of 45", 45,
                     [&] { kernels->softmax(sums.get(), 45, 0.001F, x.get(), z.get(), q.get()); });
  }
#ifdef DRAGOMAN_ONEDNN
  const PeakLoop loop = dragoman::bench::peak_loop(dragoman::best_kernels().name);
  print_head("oneDNN", loop);
  for (const auto& [rows, columns] : kShapes) measure_onednn(loop, rows, columns);
#endif
  return 0;
}
