// Where are the sentences and words, and where did each come from?
//
// Cuts an article into sentences, tokens and syntactic words by the conventions of UD English.
// Nothing crosses a block of the article. Every span points into `Article::text`; the form of a
// word is its normalised text (NFC, plain quotation marks and spaces kept apart from the span).
// Thread-safety: pure; a Segmenter may be shared.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/resources.h"
#include "document/analysis.h"
#include "dragoman/error.h"
#include "dragoman/record.h"

namespace dragoman {

class Segmenter {
 public:
  // Reads the abbreviation and contraction tables below data/.
  static Result<Segmenter> open(const Resources& resources);

  Analysis segment(const Article& article) const;
  // Uses the given tokens and sentences (sorted, not overlapping, inside the text) instead of its
  // own where they are given; multi-word tokens are still split into words.
  Analysis segment(const Article& article, const std::optional<std::vector<Span>>& tokens,
                   const std::optional<std::vector<Span>>& sentences) const;

  Segmenter(Segmenter&&) noexcept;
  Segmenter& operator=(Segmenter&&) noexcept;
  ~Segmenter();

 private:
  struct Tables;
  explicit Segmenter(std::unique_ptr<const Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

}  // namespace dragoman
