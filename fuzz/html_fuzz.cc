// Any bytes as a page: no crash, and every span lies in the text, in order.
#include <cstdint>
#include <string_view>

#include "extraction.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  dragoman::Report report;
  report.html =
      dragoman::to_valid_utf8(std::string_view(reinterpret_cast<const char*>(data), size));
  return dragoman::check_extraction(report);
}
