// Decoding: the result is well-formed UTF-8 and no longer than the bytes allow, under every label.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "ingest/charset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman;
  constexpr std::array<std::string_view, 10> kLabels = {
      "",        "utf-8", "utf-16le", "euc-kr",       "shift_jis",
      "gb18030", "big5",  "euc-jp",   "windows-1251", "iso-8859-16"};
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const bool html : {false, true}) {
    const auto decoded = decode(bytes, kLabels[data[0] % kLabels.size()], html);
    if (!decoded) continue;
    if (!is_valid_utf8(decoded->text) || decoded->text.size() > 4 * bytes.size() + 4) std::abort();
    if (encoding_of_label(decoded->charset).empty()) std::abort();
  }
  return 0;
}
