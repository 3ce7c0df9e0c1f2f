// What does the page say, and what is furniture?
//
// Flattens an HTML page or a pasted page dump to a sequence of blocks with features and labels the
// sequence by a linear model (title, deck, byline, date, body, …); then gathers title, byline,
// date, language and copyright from what the page shows and declares, each with its source.
// A page nested past the budget, or with more attributes in a tag, is not refused: its tags are
// taken out and it is read as a dump, with the note page-simplified. Errors: timeout, malformed,
// invalid-argument (not exactly one of text, html and dump).
// Thread-safety: an Extractor may be shared.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/budget.h"
#include "base/resources.h"
#include "dragoman/dragoman.h"
#include "dragoman/error.h"
#include "dragoman/record.h"

namespace dragoman {

struct Page;
struct Declarations;
struct Labelling;

struct Extraction {
  Article article;
  std::vector<Note> notes;
};

class Extractor {
 public:
  // Reads models/blocks.tsv and the phrase lists below data/.
  static Result<Extractor> open(const Resources& resources);
  // The same with other weights, the bytes of a table like models/blocks.tsv: cross-validation.
  static Result<Extractor> open_with_weights(const Resources& resources, std::string_view weights);

  // `report.text` is kept character for character, `report.html` is read as a page and
  // `report.dump` as a pasted page.
  Result<Extraction> extract(const Report& report, const Budget& budget) const;

  Extractor(Extractor&&) noexcept;
  Extractor& operator=(Extractor&&) noexcept;
  ~Extractor();

 private:
  struct Parts;
  static Labelling label_page(const Parts& parts, const Page& page, const Declarations& declared);
  explicit Extractor(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace dragoman
