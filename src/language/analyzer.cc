#include "language/analyzer.h"

#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "language/lemmas.h"
#include "language/model.h"

namespace dragoman {
namespace {

constexpr const char* kModelFile = "models/fast.safetensors";
constexpr const char* kLemmaFile = "models/lemmas.tsv";

std::vector<std::string_view> interned(const std::vector<std::string>& labels) {
  std::vector<std::string_view> out;
  out.reserve(labels.size());
  for (const std::string& label : labels) out.push_back(intern(label));
  return out;
}

}  // namespace

struct Analyzer::Parts {
  // What one call works with; kept for the next one, whichever thread it comes from.
  struct Work {
    explicit Work(const LanguageModel& m) : model(m) {}
    LanguageModel::Workspace model;
    Lemmatizer::Buffers lemma;
    std::vector<std::string_view> words;
  };

  std::shared_ptr<const MappedFile> model_file, lemma_file;  // the model keeps views into them
  LanguageModel model;
  Lemmatizer lemmatizer;
  std::string version;

  std::vector<Upos> upos;
  std::vector<std::string_view> xpos, feats, deprel;
  std::vector<Lemmatizer::Tags> lemma_tags;  // by UPOS, then XPOS

  mutable std::mutex mutex;
  mutable std::vector<std::unique_ptr<Work>> idle;

  Parts(LanguageModel m, Lemmatizer l) : model(std::move(m)), lemmatizer(std::move(l)) {
    const ModelConfig& config = model.config();
    for (const std::string& label : config.upos) {
      upos.push_back(upos_of(label));
      for (const std::string& fine : config.xpos)
        lemma_tags.push_back(lemmatizer.tags(label, fine));
    }
    xpos = interned(config.xpos);
    feats = interned(config.feats);
    deprel = interned(config.deprel);
  }

  std::unique_ptr<Work> take_work() const {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        std::unique_ptr<Work> work = std::move(idle.back());
        idle.pop_back();
        return work;
      }
    }
    return std::make_unique<Work>(model);
  }

  void give_back(std::unique_ptr<Work> work) const {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(work));
  }

  void analyze(Sentence& sentence, Work& work) const {
    sentence.names.clear();
    work.words.clear();
    for (const Word& word : sentence.words) work.words.emplace_back(word.form);
    const std::span<const std::string_view> words = work.words;
    std::int32_t root = -1;
    for (std::size_t begin = 0; begin < words.size();) {
      const std::size_t size = part_size(words.subspan(begin));
      analyze_part(sentence, begin, size, root, work);
      begin += size;
    }
  }

  // How many words to read as one: all, or those up to the last good place to cut.
  static std::size_t part_size(std::span<const std::string_view> words) {
    constexpr std::size_t kMost = LanguageModel::kMostWords;
    if (words.size() <= kMost) return words.size();
    for (const std::string_view marks : {std::string_view(".!?;:"), std::string_view(",")})
      for (std::size_t size = kMost; size > kMost / 2; --size)
        if (words[size - 1].size() == 1 && marks.find(words[size - 1][0]) != std::string_view::npos)
          return size;
    return kMost;
  }

  void analyze_part(Sentence& sentence, std::size_t begin, std::size_t size, std::int32_t& root,
                    Work& work) const {
    model.run(std::span(work.words).subspan(begin, size), work.model);
    const LanguageModel::Labels& found = work.model.labels;
    const auto first = static_cast<std::int32_t>(begin);
    for (std::size_t i = 0; i < size; ++i) {
      Word& word = sentence.words[begin + i];
      word.upos = upos[found.upos[i]];
      word.xpos = xpos[found.xpos[i]];
      word.feats = feats[found.feats[i]];
      word.deprel = deprel[found.deprels[i]];
      if (found.heads[i] != 0) {
        word.head = first + static_cast<std::int32_t>(found.heads[i]) - 1;
      } else if (root < 0) {
        word.head = -1;
        root = first + static_cast<std::int32_t>(i);
      } else {
        word.head = root;
        word.deprel = "parataxis";
      }
      lemmatizer.lemma(word.form, lemma_tags[found.upos[i] * xpos.size() + found.xpos[i]],
                       work.lemma, word.lemma);
    }
    append_names(model.bio(), found.emissions, size, found.names, static_cast<std::uint32_t>(begin),
                 sentence.names, work.model.scratch);
  }
};

Result<Analyzer> Analyzer::open(const Resources& resources) {
  auto model_file = resources.map(kModelFile);
  if (!model_file) return tl::unexpected(model_file.error());
  auto lemma_file = resources.map(kLemmaFile);
  if (!lemma_file) return tl::unexpected(lemma_file.error());
  const std::string_view bytes = (*model_file)->bytes();
  auto model = LanguageModel::load(bytes, kModelFile);
  if (!model) return tl::unexpected(model.error());
  auto lemmatizer = Lemmatizer::parse((*lemma_file)->bytes(), kLemmaFile);
  if (!lemmatizer) return tl::unexpected(lemmatizer.error());
  auto inflection = Inflection::load(resources);
  if (!inflection) return tl::unexpected(inflection.error());
  lemmatizer->use(std::move(*inflection));
  auto parts = std::make_unique<Parts>(std::move(*model), std::move(*lemmatizer));
  parts->version = hex64(bytes);
  parts->model_file = std::move(*model_file);
  parts->lemma_file = std::move(*lemma_file);
  return Analyzer(std::move(parts));
}

void Analyzer::analyze(Analysis& analysis, Tier) const {
  std::unique_ptr<Parts::Work> work = parts_->take_work();
  for (Sentence& sentence : analysis.sentences) parts_->analyze(sentence, *work);
  parts_->give_back(std::move(work));
}

const std::string& Analyzer::fast_model() const { return parts_->version; }

Analyzer::Analyzer(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

}  // namespace dragoman
