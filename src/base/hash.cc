#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace dragoman {
namespace {

void append_hex(std::string& out, std::uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[value >> shift & 15];
}

}  // namespace

std::uint64_t hash64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::string hex64(std::string_view bytes) {
  std::string out;
  append_hex(out, hash64(bytes));
  return out;
}

std::string hex128(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  std::string out;
  append_hex(out, hash.high64);
  append_hex(out, hash.low64);
  return out;
}

}  // namespace dragoman
