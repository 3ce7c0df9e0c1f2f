// Any bytes as a pasted page: no crash, and every span lies in the text, in order.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "article/extract.h"
#include "base/env.h"
#include "base/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const dragoman::Extractor extractor =
      std::move(*dragoman::Extractor::open(*dragoman::Resources::find(dragoman::Env::system())));
  dragoman::Report report;
  report.dump =
      dragoman::to_valid_utf8(std::string_view(reinterpret_cast<const char*>(data), size));
  const auto out = extractor.extract(report, dragoman::Budget{});
  if (!out) return 0;
  std::uint32_t last = 0;
  for (const dragoman::Block& block : out->article.blocks) {
    if (block.span.begin < last || block.span.end > out->article.text.size() || block.span.empty())
      std::abort();
    last = block.span.end;
  }
  if (!dragoman::is_valid_utf8(out->article.text)) std::abort();
  return 0;
}
