#include "language/analyzer.h"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "language/accurate_model.h"
#include "language/lemmas.h"
#include "language/model.h"
#include "nn/exponential.h"

namespace dragoman {
namespace {

constexpr const char* kFastFile = "models/fast.safetensors";
constexpr const char* kAccurateFile = "models/accurate.safetensors";
constexpr const char* kLemmaFile = "models/lemmas.tsv";
static_assert(LanguageModel::kMostWords == AccurateModel::kMostWords);

std::vector<std::string_view> interned(const std::vector<std::string>& labels) {
  std::vector<std::string_view> out;
  out.reserve(labels.size());
  for (const std::string& label : labels) out.push_back(intern(label));
  return out;
}

// What the numbers of a model's labels mean.
struct Tagset {
  std::vector<Upos> upos;
  std::vector<std::string_view> xpos, feats, deprel;
  std::vector<Lemmatizer::Tags> lemma_tags;  // by UPOS, then XPOS
  std::vector<NameClass> names;

  template <typename Config>
  Tagset(const Config& config, const BioLabels& bio, const Lemmatizer& lemmatizer)
      : xpos(interned(config.xpos)),
        feats(interned(config.feats)),
        deprel(interned(config.deprel)) {
    for (const std::string& label : config.upos) {
      upos.push_back(upos_of(label));
      for (const std::string& fine : config.xpos)
        lemma_tags.push_back(lemmatizer.tags(label, fine));
    }
    for (const std::string& name : bio.classes()) names.push_back(name_class_of(name));
  }
};

// The accurate model and its file, which it keeps views into.
struct Accurate {
  std::shared_ptr<const MappedFile> file;
  AccurateModel model;
  std::string version;
  Tagset tags;
  std::uint32_t cue = 0;  // the class of roles that is one
  // Places among the relations.
  std::size_t source = 0, target = 0, speaker = 0, content = 0, addressee = 0;
  std::vector<std::size_t> acts;        // of each trigger class its place among the acts
  std::vector<EventType> act_types;     // of the acts behind NONE
  std::vector<std::string_view> modes;  // empty = none
  std::vector<EventStatus> statuses;

  static Result<Accurate> open(std::shared_ptr<const MappedFile> file,
                               const Lemmatizer& lemmatizer) {
    const std::string_view bytes = file->bytes();
    auto model = AccurateModel::load(bytes, kAccurateFile);
    if (!model) return tl::unexpected(model.error());
    const AccurateConfig& config = model->config();
    Tagset tags(config, model->names(), lemmatizer);
    Accurate a{std::move(file), std::move(*model), hex64(bytes), std::move(tags)};
    if (auto error = a.read_labels()) return tl::unexpected(std::move(*error));
    return a;
  }

  std::optional<Error> read_labels() {
    const AccurateConfig& config = model.config();
    const auto wrong = [](const char* key, const std::string& label) {
      return Error{ErrorCode::kModel, "has the label " + label + ", which means nothing here",
                   kAccurateFile, std::string("metadata ") + key};
    };
    const auto place = [](const std::vector<std::string>& list, const char* label) {
      return static_cast<std::size_t>(std::find(list.begin(), list.end(), label) - list.begin());
    };
    const std::vector<std::string>& roles = model.roles().classes();
    cue = static_cast<std::uint32_t>(place(roles, "CUE"));
    if (cue == roles.size())
      return Error{ErrorCode::kModel, "lacks CUE", kAccurateFile, "metadata roles"};
    for (const auto& [label, at] : {std::pair("SOURCE", &source), std::pair("TARGET", &target),
                                    std::pair("SPEAKER", &speaker), std::pair("CONTENT", &content),
                                    std::pair("ADDRESSEE", &addressee)}) {
      *at = place(config.relations, label);
      if (*at == config.relations.size())
        return Error{ErrorCode::kModel, std::string("lacks ") + label, kAccurateFile,
                     "metadata relations"};
    }
    if (config.modes[0] != "-") return wrong("modes", config.modes[0]);
    if (config.acts[0] != "NONE") return wrong("acts", config.acts[0]);
    for (std::size_t k = 1; k < config.acts.size(); ++k) {
      const auto type = event_type_of(config.acts[k]);
      if (!type) return wrong("acts", config.acts[k]);
      act_types.push_back(*type);
    }
    for (const std::string& label : model.triggers().classes()) {
      const auto at = std::find(config.acts.begin() + 1, config.acts.end(), label);
      if (at == config.acts.end()) return wrong("triggers", label);
      acts.push_back(static_cast<std::size_t>(at - config.acts.begin()));
    }
    for (const std::string& label : config.statuses) {
      const auto status = event_status_of(label);
      if (!status) return wrong("statuses", label);
      statuses.push_back(*status);
    }
    modes = interned(config.modes);
    for (std::string_view& mode : modes)
      if (mode == "-") mode = {};
    return std::nullopt;
  }

  // The likeliest mode that an act may have; modes[0] is none.
  std::string_view mode_of(std::size_t act, const float* scores) const {
    std::uint32_t best = 0;
    for (const std::uint32_t mode : model.config().act_modes[act])
      if (scores[mode] > scores[best]) best = mode;
    return modes[best];
  }
};

}  // namespace

struct Analyzer::Parts {
  // What reads a sentence: the fast model may have encoded it for the gate.
  enum class Reader { kAccurate, kFast, kEncoded };

  // What one call works with; kept for the next one, whichever thread it comes from.
  struct Work {
    explicit Work(const Parts& parts) : fast(parts.model) {
      if (parts.accurate) accurate.emplace(parts.accurate->model);
    }
    LanguageModel::Workspace fast;
    std::optional<AccurateModel::Workspace> accurate;
    Lemmatizer::Buffers lemma;
    std::vector<std::string_view> words;
    std::vector<LabelledSpan> spans;
  };

  std::shared_ptr<const MappedFile> model_file, lemma_file;  // the model keeps views into them
  LanguageModel model;
  Lemmatizer lemmatizer;
  Tagset tags;
  std::string version, no_version;
  std::optional<Accurate> accurate;

  mutable std::mutex mutex;
  mutable std::vector<std::unique_ptr<Work>> idle;

  Parts(LanguageModel m, Lemmatizer l)
      : model(std::move(m)),
        lemmatizer(std::move(l)),
        tags(model.config(), model.bio(), lemmatizer) {}

  std::unique_ptr<Work> take_work() const {
    {
      const std::lock_guard lock(mutex);
      if (!idle.empty()) {
        std::unique_ptr<Work> work = std::move(idle.back());
        idle.pop_back();
        return work;
      }
    }
    return std::make_unique<Work>(*this);
  }

  void give_back(std::unique_ptr<Work> work) const {
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(work));
  }

  void analyze(Sentence& sentence, Tier tier, Work& work) const {
    sentence.names.clear();
    sentence.cues.clear();
    sentence.triggers.clear();
    work.words.clear();
    for (const Word& word : sentence.words) work.words.emplace_back(word.form);
    const std::span<const std::string_view> words = work.words;
    sentence.accurate = accurate && tier != Tier::kFast;
    Reader reader = sentence.accurate ? Reader::kAccurate : Reader::kFast;
    if (sentence.accurate && tier == Tier::kAuto && !sentence.headline && !worth(words, work))
      reader = words.size() == part_size(words) ? Reader::kEncoded : Reader::kFast;
    std::int32_t root = -1;
    for (std::size_t begin = 0; begin < words.size();) {
      const std::size_t size = part_size(words.subspan(begin));
      analyze_part(sentence, begin, size, root, reader, work);
      begin += size;
    }
  }

  // Does the gate let any part of the words through?
  bool worth(std::span<const std::string_view> words, Work& work) const {
    if (model.config().gate_dim == 0) return true;
    while (!words.empty()) {
      const std::size_t size = part_size(words);
      if (model.gate(words.first(size), work.fast)) return true;
      words = words.subspan(size);
    }
    return false;
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
                    Reader reader, Work& work) const {
    const auto words = std::span(work.words).subspan(begin, size);
    if (reader == Reader::kAccurate) {
      accurate->model.run(words, *work.accurate);
      const WordLabels& found = work.accurate->labels;
      fill(sentence, begin, size, root, found, accurate->tags, work);
      fill_names(sentence, begin, size, found, accurate->model.names(), accurate->tags,
                 work.accurate->scratch, work);
      fill_meaning(sentence, begin, size, found, work);
    } else {
      if (reader == Reader::kEncoded)
        model.label(work.fast);
      else
        model.run(words, work.fast);
      fill(sentence, begin, size, root, work.fast.labels, tags, work);
      fill_names(sentence, begin, size, work.fast.labels, model.bio(), tags, work.fast.scratch,
                 work);
    }
  }

  void fill(Sentence& sentence, std::size_t begin, std::size_t size, std::int32_t& root,
            const WordLabels& found, const Tagset& set, Work& work) const {
    const auto first = static_cast<std::int32_t>(begin);
    for (std::size_t i = 0; i < size; ++i) {
      Word& word = sentence.words[begin + i];
      word.upos = set.upos[found.upos[i]];
      word.xpos = set.xpos[found.xpos[i]];
      word.feats = set.feats[found.feats[i]];
      word.deprel = set.deprel[found.deprels[i]];
      if (found.heads[i] != 0) {
        word.head = first + static_cast<std::int32_t>(found.heads[i]) - 1;
      } else if (root < 0) {
        word.head = -1;
        root = first + static_cast<std::int32_t>(i);
      } else {
        word.head = root;
        word.deprel = "parataxis";
      }
      lemmatizer.lemma(word.form, set.lemma_tags[found.upos[i] * set.xpos.size() + found.xpos[i]],
                       work.lemma, word.lemma);
    }
  }

  static void fill_names(Sentence& sentence, std::size_t begin, std::size_t size,
                         const WordLabels& found, const BioLabels& bio, const Tagset& set,
                         Scratch& scratch, Work& work) {
    work.spans.clear();
    append_spans(bio, found.names.emissions, size, found.names.best,
                 static_cast<std::uint32_t>(begin), work.spans, scratch);
    for (const LabelledSpan& span : work.spans)
      sentence.names.push_back({span.begin, span.end, set.names[span.cls], span.score});
  }

  void fill_meaning(Sentence& sentence, std::size_t begin, std::size_t size,
                    const WordLabels& found, Work& work) const {
    const auto first = static_cast<std::uint32_t>(begin);
    Scratch& scratch = work.accurate->scratch;
    const AccurateModel& reader = accurate->model;
    const auto related = [&](const LabelledSpan& span) {
      return reader.relate(span.begin - begin, span.end - begin, *work.accurate);
    };
    // The words that stand in a relation, by their scores.
    const auto words = [&](const float* scores, std::size_t relation) {
      WordList out;
      for (std::size_t w = 0; w < size; ++w)
        if (scores[w * reader.config().relations.size() + relation] > 0)
          out.push_back(first + static_cast<std::uint32_t>(w));
      return out;
    };
    work.spans.clear();
    append_spans(reader.roles(), found.roles.emissions, size, found.roles.best, first, work.spans,
                 scratch);
    for (const LabelledSpan& span : work.spans) {
      if (span.cls != accurate->cue) continue;
      const float* scores = related(span);
      sentence.cues.push_back({span.begin, span.end, words(scores, accurate->speaker),
                               words(scores, accurate->content), words(scores, accurate->addressee),
                               span.score});
    }
    work.spans.clear();
    append_spans(reader.triggers(), found.triggers.emissions, size, found.triggers.best, first,
                 work.spans, scratch);
    for (const LabelledSpan& span : work.spans) {
      const std::size_t word = span.begin - begin, act = accurate->acts[span.cls];
      const float* scores = related(span);
      sentence.triggers.push_back(
          {span.begin, span.end, words(scores, accurate->source), words(scores, accurate->target),
           accurate->act_types[act - 1],
           accurate->mode_of(act, found.modes + word * accurate->modes.size()),
           accurate->statuses[found.statuses[word]], span.score});
    }
  }
};

Result<Analyzer> Analyzer::open(const Resources& resources, Tier tier) {
  auto model_file = resources.map(kFastFile);
  if (!model_file) return tl::unexpected(model_file.error());
  auto lemma_file = resources.map(kLemmaFile);
  if (!lemma_file) return tl::unexpected(lemma_file.error());
  const std::string_view bytes = (*model_file)->bytes();
  auto model = LanguageModel::load(bytes, kFastFile);
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
  if (tier != Tier::kFast && resources.has(kAccurateFile)) {
    auto file = resources.map(kAccurateFile);
    if (!file) return tl::unexpected(file.error());
    auto accurate = Accurate::open(std::move(*file), parts->lemmatizer);
    if (!accurate) return tl::unexpected(accurate.error());
    parts->accurate.emplace(std::move(*accurate));
  }
  return Analyzer(std::move(parts));
}

void Analyzer::analyze(Analysis& analysis, Tier tier) const {
  std::unique_ptr<Parts::Work> work = parts_->take_work();
  for (Sentence& sentence : analysis.sentences) parts_->analyze(sentence, tier, *work);
  parts_->give_back(std::move(work));
}

std::optional<ActReading> Analyzer::act(std::string_view text, std::optional<Span> source,
                                        std::optional<Span> target) const {
  if (!parts_->accurate) return std::nullopt;
  const Accurate& accurate = *parts_->accurate;
  std::unique_ptr<Parts::Work> work = parts_->take_work();
  const AccurateModel::Act found = accurate.model.act(text, source, target, *work->accurate);
  ActReading out;
  const float most = *std::max_element(found.types.begin(), found.types.end());
  float sum = 0;
  for (const float score : found.types) sum += exponential(score - most);
  if (!(sum > 0)) {  // a broken file's numbers that are none
    out.none = 1;
    parts_->give_back(std::move(work));
    return out;
  }
  out.none = exponential(found.types[0] - most) / sum;
  for (std::size_t k = 1; k < found.types.size(); ++k) {
    const auto type = static_cast<std::size_t>(accurate.act_types[k - 1]);
    out.types[type] = exponential(found.types[k] - most) / sum;
    out.modes[type] = accurate.mode_of(k, found.modes.data());
  }
  out.status = accurate.statuses[static_cast<std::size_t>(
      std::max_element(found.statuses.begin(), found.statuses.end()) - found.statuses.begin())];
  parts_->give_back(std::move(work));
  return out;
}

const std::string& Analyzer::fast_model() const { return parts_->version; }
const std::string& Analyzer::accurate_model() const {
  return parts_->accurate ? parts_->accurate->version : parts_->no_version;
}

Analyzer::Analyzer(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;
Analyzer::~Analyzer() = default;

}  // namespace dragoman
