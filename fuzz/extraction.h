// What the fuzz targets of the article stage share: any bytes give an article whose spans lie in
// the text, in order, or an error.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "article/extract.h"
#include "base/env.h"
#include "base/utf8.h"

namespace dragoman {

// Aborts where the law is broken, so that the fuzzer keeps the input.
inline int check_extraction(const Report& report) {
  static const Extractor extractor = std::move(*Extractor::open(*Resources::find(Env::system())));
  const auto out = extractor.extract(report, Budget{});
  if (!out) return 0;
  std::uint32_t last = 0;
  for (const Block& block : out->article.blocks) {
    if (block.span.begin < last || block.span.end > out->article.text.size() || block.span.empty())
      std::abort();
    last = block.span.end;
  }
  if (!is_valid_utf8(out->article.text)) std::abort();
  return 0;
}

}  // namespace dragoman
