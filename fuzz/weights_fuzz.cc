// Weight files and lemma lexicons from a hostile hand: either an error, or a model whose results
// lie within its labels, whatever its numbers.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
  std::vector<dragoman::Name> names;
  for (const std::size_t n : {std::size_t{1}, std::size(sentences)}) {
    model.run(std::span(sentences).first(n), work);
    const dragoman::LanguageModel::Labels& out = work.labels;
    for (std::size_t i = 0; i < n; ++i) {
      require(out.upos[i] < config.upos.size());
      require(out.xpos[i] < config.xpos.size());
      require(out.feats[i] < config.feats.size());
      require(out.deprels[i] < config.deprel.size());
      require(out.names[i] < config.ner.size());
      require(out.heads[i] <= n && out.heads[i] != i + 1);
    }
    require(dragoman::is_tree(out.heads, n, work.scratch));
    dragoman::append_names(model.bio(), out.emissions, n, out.names, 0, names, work.scratch);
  }
  for (const dragoman::Name& name : names) require(name.score >= 0 && name.score <= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (std::size_t index = 0; const dragoman::Kernels* kernels = dragoman::usable_kernels(index);
       ++index) {
    const auto model = dragoman::LanguageModel::load(bytes, "fuzz", *kernels);
    if (!model) {
      require(model.error().code == dragoman::ErrorCode::kModel);
      break;
    }
    run(*model);
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
