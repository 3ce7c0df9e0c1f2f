#include "article/extract.h"

#include "article/assemble.h"
#include "article/block_features.h"
#include "article/dates.h"
#include "article/declared.h"
#include "article/dump_flatten.h"
#include "article/html_budget.h"
#include "article/html_flatten.h"
#include "article/labeller.h"
#include "article/phrases.h"
#include "base/utf8.h"

namespace dragoman {

struct Extractor::Parts {
  Labeller labeller;
  Phrases phrases;
  StopWords stop_words;
  Months months;
};

Extractor::Extractor(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Extractor::Extractor(Extractor&&) noexcept = default;
Extractor& Extractor::operator=(Extractor&&) noexcept = default;
Extractor::~Extractor() = default;

Result<Extractor> Extractor::open(const Resources& resources) {
  const auto weights = resources.map("models/blocks.tsv");
  if (!weights) return tl::unexpected(weights.error());
  return open_with_weights(resources, (*weights)->bytes());
}

Result<Extractor> Extractor::open_with_weights(const Resources& resources,
                                               std::string_view weights) {
  const auto table = Tsv::parse(weights, "models/blocks.tsv");
  if (!table) return tl::unexpected(table.error());
  auto labeller = Labeller::read(*table);
  if (!labeller) return tl::unexpected(labeller.error());
  auto phrases = Phrases::open(resources);
  if (!phrases) return tl::unexpected(phrases.error());
  auto stop_words = StopWords::open(resources);
  if (!stop_words) return tl::unexpected(stop_words.error());
  auto months = Months::open(resources);
  if (!months) return tl::unexpected(months.error());
  return Extractor(std::make_unique<const Parts>(Parts{
      std::move(*labeller), std::move(*phrases), std::move(*stop_words), std::move(*months)}));
}

Result<Extraction> Extractor::extract(const Report& report, const Budget& budget) const {
  const int given = report.text.has_value() + report.html.has_value() + report.dump.has_value();
  if (given != 1)
    return fail(ErrorCode::kInvalidArgument, "a report has one of text, html and dump");
  const Deadline deadline(budget.max_time);
  const AssemblyTools tools{parts_->phrases, parts_->stop_words, parts_->months};
  if (report.text) return article_of_text(report, tools);

  Page page;
  std::string why_simplified;
  if (report.html) {
    const HtmlShape shape = measure_html(*report.html, budget.max_depth, budget.max_attributes);
    if (shape.depth > budget.max_depth) {
      why_simplified = "its elements are nested too deeply";
    } else if (shape.attributes > budget.max_attributes) {
      why_simplified = "one of its tags has too many attributes";
    }
    if (why_simplified.empty()) {
      Result<Page> flat = flatten_html(*report.html, deadline);
      if (!flat) return tl::unexpected(flat.error());
      page = std::move(*flat);
    } else {
      page = flatten_dump(strip_tags(*report.html));
    }
  } else {
    page = flatten_dump(*report.dump);
  }
  if (deadline.expired()) return fail(ErrorCode::kTimeout, "reading the page took too long");
  Declarations declared = read_declarations(page);
  if (declared.titles.empty() && !report.title.empty()) declared.titles.push_back(report.title);
  const BlockFeatures features = compute_features(page, declared, parts_->phrases,
                                                  parts_->stop_words, parts_->labeller.space());
  if (deadline.expired()) return fail(ErrorCode::kTimeout, "reading the page took too long");
  const Labelling labelling = parts_->labeller.label(features);
  Extraction out = assemble_article(page, declared, labelling, report, tools);
  if (!why_simplified.empty())
    out.notes.push_back(
        {"page-simplified", "the page was read without its tags: " + why_simplified});
  return out;
}

}  // namespace dragoman
