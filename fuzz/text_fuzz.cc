// Segmentation: tokens cover every character that is not blank, once and in order.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/env.h"
#include "base/utf8.h"
#include "text/characters.h"
#include "text/segment.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace dragoman;
  static const Segmenter segmenter = [] {
    const auto resources = Resources::find(Env::system());
    if (!resources) std::abort();
    auto opened = Segmenter::open(*resources);
    if (!opened) std::abort();
    return std::move(*opened);
  }();
  Article article;
  article.text.assign(reinterpret_cast<const char*>(data), size);
  const auto require = [](bool truth) {
    if (!truth) std::abort();
  };
  const auto blank = [&](std::size_t i, std::size_t end) {
    while (i < end)
      if (text::kind_of(next_code_point(article.text, i)) != text::CharKind::kBlank) return false;
    return true;
  };
  std::uint32_t at = 0;
  for (const Sentence& sentence : segmenter.segment(article).sentences) {
    require(!sentence.tokens.empty());
    for (const Token& token : sentence.tokens) {
      require(at <= token.span.begin && !token.span.empty() && blank(at, token.span.begin));
      at = token.span.end;
    }
    for (const Word& word : sentence.words)
      require(!word.form.empty() && is_valid_utf8(word.form) &&
              sentence.tokens[word.token].span.contains(word.span));
  }
  require(blank(at, article.text.size()));
  return 0;
}
