// Weight files and lemma lexicons from a hostile hand: either an error, or a model whose results
// lie within its labels, whatever its numbers.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "language/accurate_model.h"
#include "language/lemmas.h"
#include "language/model.h"
#include "language/tree.h"

namespace {

void require(bool law) {
  if (!law) __builtin_trap();
}

void run(const dragoman::LanguageModel& model) {
  const std::string_view sentences[] = {"The", "minister", "saw", "Łódź", "…", "", "3,500", "."};
  const dragoman::ModelConfig& config = model.config();
  dragoman::LanguageModel::Workspace work(model);
  std::vector<dragoman::LabelledSpan> names;
  for (const std::size_t n : {std::size_t{1}, std::size(sentences)}) {
    model.run(std::span(sentences).first(n), work);
    const dragoman::WordLabels& out = work.labels;
    for (std::size_t i = 0; i < n; ++i) {
      require(out.upos[i] < config.upos.size());
      require(out.xpos[i] < config.xpos.size());
      require(out.feats[i] < config.feats.size());
      require(out.deprels[i] < config.deprel.size());
      require(out.names.best[i] < config.ner.size());
      require(out.heads[i] <= n && out.heads[i] != i + 1);
    }
    require(dragoman::is_tree(out.heads, n, work.scratch));
    dragoman::append_spans(model.bio(), out.names.emissions, n, out.names.best, 0, names,
                           work.scratch);
  }
  for (const dragoman::LabelledSpan& name : names) require(name.score >= 0 && name.score <= 1);
}

void run(const dragoman::AccurateModel& model) {
  const std::string_view sentences[] = {"Kim", "sent", "drones", "Łódź", "…", "", "3,500", "."};
  const std::string_view text = "Kim sent drones to Łódź.";
  const dragoman::AccurateConfig& config = model.config();
  dragoman::AccurateModel::Workspace work(model);
  for (const std::size_t n : {std::size_t{1}, std::size(sentences)}) {
    model.run(std::span(sentences).first(n), work);
    const dragoman::WordLabels& out = work.labels;
    for (std::size_t i = 0; i < n; ++i) {
      require(out.upos[i] < config.upos.size());
      require(out.feats[i] < config.feats.size());
      require(out.deprels[i] < config.deprel.size());
      require(out.names.best[i] < config.ner.size());
      require(out.roles.best[i] < config.roles.size());
      require(out.triggers.best[i] < config.triggers.size());
      require(out.statuses[i] < config.statuses.size());
    }
    require(dragoman::is_tree(out.heads, n, work.scratch));
    model.relate(0, 1, work);
    model.relate(n - 1, n, work);
  }
  const auto act = model.act(text, dragoman::Span{0, 3}, std::nullopt, work);
  require(act.types.size() == config.acts.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (std::size_t index = 0; const dragoman::Kernels* kernels = dragoman::usable_kernels(index);
       ++index) {
    const auto model = dragoman::LanguageModel::load(bytes, "fuzz", *kernels);
    const auto accurate = dragoman::AccurateModel::load(bytes, "fuzz", *kernels);
    for (const auto* error :
         {model ? nullptr : &model.error(), accurate ? nullptr : &accurate.error()})
      require(error == nullptr || error->code == dragoman::ErrorCode::kModel);
    if (model) run(*model);
    if (accurate) run(*accurate);
    if (!model && !accurate) break;
  }
  const auto lemmatizer = dragoman::Lemmatizer::parse(bytes, "fuzz");
  if (lemmatizer) {
    dragoman::Lemmatizer::Buffers buffers;
    std::string lemma;
    for (const std::string_view word : {"Cities", "Łódź", "saw", ""})
      lemmatizer->lemma(word, lemmatizer->tags("NOUN", "NNS"), buffers, lemma);
  }
  return 0;
}
