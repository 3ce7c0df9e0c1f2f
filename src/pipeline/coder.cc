// The pipeline: a report through all stages to its record.
#include <fmt/format.h>

#include <utility>

#include "article/extract.h"
#include "base/env.h"
#include "base/hash.h"
#include "base/resources.h"
#include "coding/coding.h"
#include "dragoman/dragoman.h"
#include "entities/entities.h"
#include "knowledge/knowledge.h"
#include "language/analyzer.h"
#include "pipeline/version.h"
#include "text/segment.h"

namespace dragoman {

struct Coder::Parts {
  Extractor extractor;
  Segmenter segmenter;
  Analyzer analyzer;
  Knowledge knowledge;
  Rules rules;
  Tier tier;
  Budget budget;
  CoderInfo info;
};

namespace {

bool is_coded(const Article& article) {
  return article.language.empty() || article.language.substr(0, 2) == "en";
}

// The report's own text, character for character, is what the caller's spans are of.
Result<void> check_spans(const Report& report) {
  const auto inside = [&](const Span& s) {
    return report.text && s.begin < s.end && s.end <= report.text->size();
  };
  for (const auto* spans : {&report.tokens, &report.sentences}) {
    if (!*spans) continue;
    std::uint32_t last = 0;
    for (const Span& s : **spans) {
      if (!inside(s) || s.begin < last)
        return fail(ErrorCode::kMalformed,
                    "tokens and sentences must lie inside the text, in order");
      last = s.end;
    }
  }
  for (const Report::DyadQuery& dyad : report.dyads)
    for (const auto* span : {&dyad.source, &dyad.target})
      if (*span && !inside(**span))
        return fail(ErrorCode::kMalformed, "the spans of a dyad must lie inside the text");
  return {};
}

struct Read {
  Extraction extraction;
  Analysis analysis;
  bool coded = false;
};

Result<Read> read(const Coder::Parts& parts, const Report& report);

}  // namespace

Coder::Coder(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Coder::Coder(Coder&&) noexcept = default;
Coder& Coder::operator=(Coder&&) noexcept = default;
Coder::~Coder() = default;

Result<Coder> Coder::open(const CoderOptions& options) {
  const auto resources = Resources::find(Env::system(), options.data_dir);
  if (!resources) return tl::unexpected(resources.error());
  auto extractor = Extractor::open(*resources);
  if (!extractor) return tl::unexpected(extractor.error());
  auto segmenter = Segmenter::open(*resources);
  if (!segmenter) return tl::unexpected(segmenter.error());
  auto analyzer = Analyzer::open(*resources, options.tier);
  if (!analyzer) return tl::unexpected(analyzer.error());
  auto knowledge = Knowledge::open(*resources);
  if (!knowledge) return tl::unexpected(knowledge.error());
  auto rules = Rules::open(*resources, options.codebook);
  if (!rules) return tl::unexpected(rules.error());
  CoderInfo info;
  info.version = kVersion;
  info.ruleset = rules->ruleset();
  info.codebook = rules->codebook();
  info.fast_model = analyzer->fast_model();
  const bool accurate = !analyzer->accurate_model().empty() && options.tier != Tier::kFast;
  if (accurate) info.accurate_model = analyzer->accurate_model();
  info.tier = !accurate ? "fast" : options.tier == Tier::kAccurate ? "accurate" : "auto";
  return Coder(std::unique_ptr<const Parts>(new Parts{
      std::move(*extractor), std::move(*segmenter), std::move(*analyzer), std::move(*knowledge),
      std::move(*rules), options.tier, Budget{}, std::move(info)}));
}

namespace {

// Keeps the sentences that fit the budget of words, and says so where some do not.
void shorten(Read& out, std::size_t max_words) {
  std::size_t words = 0;
  std::vector<Sentence>& sentences = out.analysis.sentences;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    words += sentences[i].words.size();
    if (words <= max_words) continue;
    out.extraction.notes.push_back(
        {"text-too-long", fmt::format("only the first {} of {} sentences are coded: the report has "
                                      "more than {} words",
                                      i, sentences.size(), max_words)});
    sentences.resize(i);
    return;
  }
}

Result<Read> read(const Coder::Parts& parts, const Report& report) {
  if (const auto checked = check_spans(report); !checked) return tl::unexpected(checked.error());
  auto extraction = parts.extractor.extract(report, parts.budget);
  if (!extraction) return tl::unexpected(extraction.error());
  Read out;
  out.extraction = std::move(*extraction);
  // Whoever gives tokens knows what language they are in.
  out.coded = report.tokens || is_coded(out.extraction.article);
  if (!out.coded) return out;
  out.analysis = parts.segmenter.segment(out.extraction.article, report.tokens, report.sentences);
  shorten(out, parts.budget.max_words);
  // Whoever asks about a dyad has chosen the sentences: no gate has a say.
  const bool asked = !report.dyads.empty() && parts.tier == Tier::kAuto;
  parts.analyzer.analyze(out.analysis, asked ? Tier::kAccurate : parts.tier);
  return out;
}

// What the accurate model reads in the sentences about a dyad's spans.
std::optional<ActReading> read_act(const Coder::Parts& parts, const Record& record,
                                   const Report::DyadQuery& query) {
  if (parts.info.accurate_model.empty()) return std::nullopt;
  const std::string_view text = record.article.text;
  Span about{static_cast<std::uint32_t>(text.size()), 0};
  for (const Span sentence : record.sentences)
    if ((query.source && sentence.overlaps(*query.source)) ||
        (query.target && sentence.overlaps(*query.target)))
      about = {std::min(about.begin, sentence.begin), std::max(about.end, sentence.end)};
  // Spans may lie outside of the sentences that were given.
  for (const auto& span : {query.source, query.target})
    if (span) about = {std::min(about.begin, span->begin), std::max(about.end, span->end)};
  if (about.empty()) about = {0, static_cast<std::uint32_t>(text.size())};
  const auto inside = [&](const std::optional<Span>& span) -> std::optional<Span> {
    if (!span) return std::nullopt;
    return Span{span->begin - about.begin, span->end - about.begin};
  };
  return parts.analyzer.act(slice(text, about), inside(query.source), inside(query.target));
}

}  // namespace

Record Coder::code(const Report& report) const {
  Record record;
  record.id = report.id;
  record.coder = parts_->info;
  auto read_report = read(*parts_, report);
  if (!read_report) {
    record.error = read_report.error();
    return record;
  }
  const Analysis& analysis = read_report->analysis;
  record.article = std::move(read_report->extraction.article);
  record.notes = std::move(read_report->extraction.notes);
  if (parts_->tier == Tier::kAccurate && parts_->info.accurate_model.empty())
    record.notes.push_back(
        {"accurate-model-missing", "models/accurate.safetensors is missing: the fast one coded"});
  if (record.id.empty()) record.id = record.article.id;
  if (!read_report->coded) {  // the extractor has noted the language
    record.dyads.resize(report.dyads.size());
    return record;
  }
  for (const Sentence& s : analysis.sentences) record.sentences.push_back(s.span);
  Entities entities = Resolver(parts_->knowledge).resolve(record.article, analysis);
  Coding coding = parts_->rules.code(record.article, analysis, entities);
  for (const Report::DyadQuery& query : report.dyads)
    record.dyads.push_back(parts_->rules.code_dyad(record.article, analysis, entities, coding,
                                                   query, read_act(*parts_, record, query)));
  record.entities = std::move(entities.entities);
  record.times = std::move(entities.times);
  record.places = std::move(entities.places);
  record.statements = std::move(coding.statements);
  record.events = std::move(coding.events);
  return record;
}

Result<std::string> Coder::conllu(const Report& report) const {
  const auto read_report = read(*parts_, report);
  if (!read_report) return tl::unexpected(read_report.error());
  const Article& article = read_report->extraction.article;
  return analysis_to_conllu(read_report->analysis, article.text,
                            report.id.empty() ? article.id : report.id);
}

}  // namespace dragoman
