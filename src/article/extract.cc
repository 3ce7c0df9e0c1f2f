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

namespace {

// How much of the page's running text is labelled as text of the article: 0 to 1.
float share_read(const BlockFeatures& features, const Labelling& labelling) {
  float all = 0, read = 0;
  for (std::size_t i = 0; i < labelling.labels.size(); ++i) {
    const Label label = labelling.labels[i];
    all += features.running_words[i];
    if (label == Label::kBody || label == Label::kList || label == Label::kQuote ||
        label == Label::kDeck)
      read += features.running_words[i];
  }
  return all > 0 ? read / all : 1;
}

}  // namespace

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

// Labels the page; where that leaves out most of the running text, the page's class words mislead,
// and it is read again without them.
Labelling Extractor::label_page(const Parts& parts, const Page& page,
                                const Declarations& declared) {
  constexpr float kEnough = 0.4F;
  const auto features = [&](ClassWords class_words) {
    return compute_features(page, declared, parts.phrases, parts.stop_words, parts.labeller.space(),
                            class_words);
  };
  const BlockFeatures first = features(ClassWords::kRead);
  Labelling labelling = parts.labeller.label(first);
  const float share = share_read(first, labelling);
  if (page.is_dump || share >= kEnough) return labelling;
  const BlockFeatures second = features(ClassWords::kIgnore);
  Labelling again = parts.labeller.label(second);
  return share_read(second, again) > share ? again : labelling;
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
  Labelling labelling = label_page(*parts_, page, declared);
  Extraction out = assemble_article(page, declared, labelling, report, tools);
  if (!why_simplified.empty())
    out.notes.push_back(
        {"page-simplified", "the page was read without its tags: " + why_simplified});
  return out;
}

}  // namespace dragoman
