// Hashes that are the same on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dragoman {

// XXH3, 64 and 128 bits: content addresses and version stamps, not security.
std::uint64_t hash64(std::string_view bytes);
std::string hex64(std::string_view bytes);   // 16 hex digits
std::string hex128(std::string_view bytes);  // 32 hex digits

}  // namespace dragoman
